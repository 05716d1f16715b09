"""A calibration kept in a state folder and read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.calibration import Calibration
from guillemet.corpus import IndexStateError

POINTS = ((0.9, 0.0, 0.2), (0.7, 0.2, 0.4), (0.6, 0.1, 0.6), (0.3, 0.3, 1.0))


def made(**fields):
    given_ = {"slope": 2.0, "offset": -1.0, "operating_points": POINTS, "max_risk": 0.1, "model": "some/model"}
    return Calibration(**(given_ | {"questions": 40, "date": "2026-01-02T03:04:05+00:00"} | fields))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_answer_is_never_less_probable(one, other):
    (low, high) = sorted((one, other))
    assert 0 <= made().probability(low) <= made().probability(high) <= 1


def test_slope_one_and_offset_nought_change_nothing():
    assert made(slope=1.0, offset=0.0).probability(0.3) == pytest.approx(0.3)


def test_the_threshold_answers_as_many_as_the_risk_allows():
    assert made().threshold() == 0.6
    assert made().threshold(0.05) == 0.9
    assert made().threshold(1) == 0.3
    assert made(operating_points=POINTS[1:2]).threshold(0.1) is None


def test_it_is_read_back_as_it_was_written(state):
    assert Calibration.load(state, "some/model") is None
    file = made().save(state)
    assert Calibration.load(state, "some/model") == made()
    assert [path.name for path in state.iterdir()] == [file.name]


def test_a_file_that_does_not_fit_is_told_in_one_line(state):
    file = made().save(state)
    with pytest.raises(IndexStateError, match="fitted with some/model, not another; run guillemet eval --calibrate"):
        Calibration.load(state, "another")
    whole = json.loads(file.read_text(encoding="utf-8"))
    for broken in ("{", "[]", json.dumps({"slope": 1}), json.dumps(whole | {"slope": "steep"}), json.dumps([whole])):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(IndexStateError, match="cannot be read; run guillemet eval --calibrate again, or delete"):
            Calibration.load(state, "some/model")

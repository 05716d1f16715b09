"""Calibration on questions whose answers are known to be right or wrong."""

import io
import math

import numpy as np
import pytest
from rich.console import Console

from guillemet.corpus import GoldError
from guillemet.eval import calibrate, calibrate_run, read_gold, run_gold, shipped_gold
from guillemet.eval.risk import risk_coverage
from guillemet.eval.table import print_calibration


def drawn(count, slope=2.0, offset=-0.5, seed=5):
    """Confidences, and right answers drawn with the probability that slope and offset give."""
    chance = np.random.default_rng(seed)
    confidence = chance.uniform(0.02, 0.98, count)
    probability = 1 / (1 + np.exp(-(slope * np.log(confidence / (1 - confidence)) + offset)))
    return confidence.tolist(), (chance.uniform(size=count) < probability).tolist(), probability


def fitted(confidence, right, groups=None, **options):
    given = {"max_risk": 0.1, "model": "some/model", "date": "2026-01-02"} | options
    return calibrate(confidence, right, groups or [str(at) for at in range(len(right))], **given)


def test_it_finds_the_probability_that_was_drawn_from():
    (confidence, right, probability) = drawn(4000)
    found = fitted(confidence, right)
    assert found.calibration.slope == pytest.approx(2.0, abs=0.25)
    assert found.calibration.offset == pytest.approx(-0.5, abs=0.25)
    assert found.held_out.ece < 0.03
    best = float(np.mean((probability - right) ** 2))
    assert best - 0.01 < found.held_out.brier < best + 0.01 < found.held_out.brier_of_share
    assert found.held_out.risk == pytest.approx(0.1, abs=0.03)
    assert found.held_out.auroc > 0.8


def test_the_threshold_keeps_the_risk_that_was_asked_for():
    (confidence, right, _) = drawn(400)
    found = fitted(confidence, right, max_risk=0.2).calibration
    answered = [
        ok for value, ok in zip(confidence, right, strict=True) if found.probability(value) >= found.threshold()
    ]
    assert 1 - sum(answered) / len(answered) <= 0.2
    assert found.threshold(0.05) > found.threshold(0.2)
    assert found.questions == 400


def test_the_table_names_risk_and_threshold():
    (confidence, right, _) = drawn(60)
    written = io.StringIO()
    print_calibration(fitted(confidence, right, max_risk=0.25), Console(file=written, width=100))
    assert "aiming at a risk of 0.25" in written.getvalue()
    assert "answers from a probability of" in written.getvalue()


def test_questions_about_one_document_are_in_one_fold():
    # Right or wrong is a matter of the document alone, and confidence names the document.
    (groups, confidence, right) = ([], [], [])
    for document in range(20):
        for _ in range(10):
            groups.append(str(document))
            confidence.append(0.2 + 0.03 * document)
            right.append(document % 2 == 0 or document > 15)
    apart = fitted(confidence, right, groups, max_risk=0.5)
    assert apart.held_out.folds == 5
    assert apart.held_out.auroc < 0.75


@pytest.mark.parametrize(
    ("confidence", "right", "groups", "max_risk", "said"),
    [
        ([0.5] * 12, [True] * 12, None, 0.1, "12 answers to the gold questions are right and 0 wrong"),
        ([0.9] * 15 + [0.8] * 15, [False] * 15 + [True] * 15, None, 0.1, "says nothing about which"),
        ([0.2] * 15 + [0.8] * 15, [False] * 15 + [True] * 15, ["one"] * 30, 0.1, "are about one document"),
        ([0.2] * 15 + [0.8] * 30, [False] * 15 + [True, False] * 15, None, 0.1, "expected a --max-risk of 0.50 or"),
    ],
)
def test_what_cannot_be_calibrated_is_told_in_one_line(confidence, right, groups, max_risk, said):
    with pytest.raises(GoldError, match=said) as raised:
        fitted(confidence, right, groups, max_risk=max_risk)
    assert "\n" not in str(raised.value)


def test_risk_is_counted_by_confidence():
    curve = risk_coverage([0.1, 0.9, 0.5, 0.7], [False, True, True, False])
    assert curve.risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert (curve.coverage_at(0.4), curve.confidence_at(0.4)) == (0.75, 0.5)
    assert risk_coverage([0.5], [False]).confidence_at(0.9) is None


def test_the_shipped_gold_questions(shipped_assistant):
    questions = [question for question in read_gold(shipped_gold()) if question.language == "fr"]
    run = run_gold(shipped_assistant, questions, model=shipped_assistant.index.embedder.name)
    found = calibrate_run(run, 0.2)
    assert found.calibration.questions == 60
    assert found.held_out.brier < found.held_out.brier_of_share
    assert found.held_out.auroc > 0.6
    # At the threshold, as many answers of this run are wrong as were allowed.
    answered = [row for row in run.rows if found.calibration.probability(_score(row)) >= found.calibration.threshold()]
    wrong = [row for row in answered if row.scores["sentence@3"] != 1]
    assert answered
    assert len(wrong) <= math.ceil(0.2 * len(answered))


def _score(row):
    shown = row.answer.quotes or row.answer.nearest
    return shown[0].score

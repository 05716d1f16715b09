"""A question waits so long, and longer only where that is enough for everything."""

import pytest

from guillemet.assistant import patience as room
from guillemet.assistant.patience import Patience


@pytest.fixture
def clock(monkeypatch):
    """What time it is, in seconds."""
    now = [100.0]
    monkeypatch.setattr(room.time, "monotonic", lambda: now[0])
    return now


def test_it_bears_everything_while_there_is_time(clock):
    patience = Patience(4)
    clock[0] += 4
    assert patience.bears(0, 10_000)


def test_afterwards_it_bears_what_is_done_soon(clock):
    patience = Patience(4)
    clock[0] += 5
    assert patience.bears(10, 70)
    assert not patience.bears(10, 90)
    assert not patience.bears(89, 90)


def test_another_stage_has_a_pace_of_its_own(clock):
    patience = Patience(4)
    clock[0] += 5
    assert patience.bears(100, 101)
    assert not patience.bears(0, 60)
    patience = Patience(4)
    assert patience.bears(100, 101)
    assert patience.bears(0, 60)
    clock[0] += 5
    assert patience.bears(10, 60)


def test_no_time_is_no_time(clock):
    patience = Patience(0)
    clock[0] += 0.001
    assert not patience.bears(0, 1)
    assert not patience.bears(9, 10)

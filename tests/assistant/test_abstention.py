"""When the assistant answers, and when it says that the documents do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.abstention import confidence, likely_answered
from guillemet.assistant.selection import Candidate
from guillemet.corpus.document import Document
from guillemet.index.sentences import Span

NOTE = Document("0", "file:///note.txt", "0", "The lighthouse was painted green.", "Note", None, "en", ())


def candidate(score, margin):
    return Candidate(NOTE, Span(0, len(NOTE.text)), score, margin)


def test_without_candidates_nothing_is_answered():
    assert not likely_answered([], 100)


def test_what_stands_out_is_answered_and_what_does_not_is_refused():
    assert likely_answered([candidate(0.15, 0.1)], 1_000)
    assert not likely_answered([candidate(0.02, -0.03)], 1_000)


def test_the_more_passages_there_are_the_more_the_best_must_stand_out():
    near = [candidate(0.05, 0.036)]
    assert likely_answered(near, 8)
    assert not likely_answered(near, 100_000)


@given(scores=st.lists(st.floats(-2, 2), min_size=2, max_size=2))
def test_confidence_is_between_nought_and_one_and_keeps_the_order(scores):
    (low, high) = sorted(scores)
    assert 0 <= confidence(candidate(low, 0)) <= confidence(candidate(high, 0)) <= 1


@pytest.mark.parametrize("question", ["How many moons does the planet Jupiter have?", "recette de la tarte aux pommes"])
def test_a_question_about_something_else_is_refused(shipped_assistant, question):
    answer = shipped_assistant.ask(question)
    assert not answer.answered
    assert answer.reason
    assert answer.quotes == ()
    assert answer.nearest

"""When the assistant answers, and when it says that the documents do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.abstention import confidences
from guillemet.assistant.selection import Candidate
from guillemet.corpus.document import Document
from guillemet.index.search import Hit
from guillemet.index.sentences import Span

NOTE = Document("0", "file:///note.txt", "0", "The lighthouse was painted green.", "Note", None, "en", ())


def candidates(*scores, margin=0.1):
    return [Candidate(NOTE, Span(0, len(NOTE.text)), score, margin + score - scores[0]) for score in scores]


def hits(*scores):
    span = Span(0, len(NOTE.text))
    return [Hit(rank, score, score, 0, 0, rank, NOTE, span, ()) for (rank, score) in enumerate(scores, start=1)]


def sure(*scores, passages=1_000, found=(0.1, 0.1), **options):
    return confidences(candidates(*scores, **options), hits(*found), passages)[0]


def test_without_candidates_there_is_no_confidence():
    assert confidences([], [], 100) == []


def test_what_is_nearer_than_unrelated_text_is_surer():
    assert sure(0.1, 0.05, 0.04, margin=0.2) > sure(0.1, 0.05, 0.04, margin=0.05)


def test_what_stands_out_among_its_neighbours_is_surer():
    assert sure(0.1, *[0.02, 0.03] * 20) > sure(0.1, *[0.09, 0.08] * 20)


def test_a_few_sentences_say_little_about_standing_out():
    few = sure(0.1, 0.02) - sure(0.1, 0.09)
    many = sure(0.1, *[0.02, 0.03] * 20) - sure(0.1, *[0.09, 0.08] * 20)
    assert abs(few) < many


def test_the_more_passages_there_are_the_more_the_best_must_stand_out():
    assert sure(0.1, 0.05, passages=8) > sure(0.1, 0.05, passages=100_000)


def test_a_completed_question_is_held_to_less():
    near = candidates(0.1, 0.05, 0.04)
    found = hits(0.1, 0.05)
    assert confidences(near, found, 100, completed=True)[0] > confidences(near, found, 100)[0]


def test_a_passage_that_rises_above_the_next_ones_is_surer():
    assert sure(0.1, 0.05, found=(0.1, 0.04, 0.03, 0.03, 0.02)) > sure(0.1, 0.05, found=(0.1, 0.1, 0.09, 0.09, 0.09))
    # Two or three passages may say the same; what is held against the best one is farther down.
    assert sure(0.1, found=(0.1, 0.1, 0.1, 0.1, 0.02)) == sure(0.1, found=(0.1, 0.02, 0.02, 0.02, 0.02))


@given(scores=st.lists(st.floats(-2, 2), max_size=8), margin=st.floats(-2, 2))
def test_confidence_is_between_nought_and_one_and_does_not_rise(scores, margin):
    found = confidences(candidates(*sorted(scores, reverse=True), margin=margin), hits(0.1), 50) if scores else []
    assert found == sorted(found, reverse=True)
    assert all(0 <= value <= 1 for value in found)


@pytest.mark.parametrize("question", ["How many moons does the planet Jupiter have?", "recette de la tarte aux pommes"])
def test_a_question_about_something_else_is_refused(shipped_assistant, question):
    answer = shipped_assistant.ask(question)
    assert not answer.answered
    assert answer.reason
    assert answer.quotes == ()
    assert answer.nearest

"""Each measure on answers made by hand."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.eval import MEASURES
from guillemet.eval.measures import (
    abstention_precision,
    abstention_recall,
    answered,
    document_hit,
    evidence_hit,
    exactness,
    percentile,
    sentence_hit,
)


@pytest.fixture
def board(make_document):
    return make_document("Anna chairs the board. Bo keeps the books.", "board.md", "The board")


@pytest.fixture
def copy(make_document):
    return make_document("# Again\n\nAnna chairs the\nboard. It rains.", "copy.md", "A copy")


@pytest.fixture
def other(make_document):
    return make_document("Nothing of the kind.", "other.md", "Another")


def test_evidence_within_the_first_quotes(gold, answer, quote, board, other):
    asked = gold(evidence=("chairs the board",))
    found = answer(quote(other, "Nothing"), quote(board, "Bo keeps the books."), quote(board, "Anna chairs the board."))
    assert evidence_hit(asked, found, 1) == 0
    assert evidence_hit(asked, found, 2) == 0
    assert evidence_hit(asked, found, 3) == 1


def test_evidence_must_be_whole_within_one_quote(gold, answer, quote, board):
    asked = gold(evidence=("Anna chairs the board. Bo keeps",))
    assert evidence_hit(asked, answer(quote(board, "Anna chairs the board."), quote(board, "Bo keeps")), 3) == 0
    assert evidence_hit(asked, answer(quote(board, board.text)), 3) == 1


def test_evidence_is_compared_without_white_space(gold, answer, quote, copy):
    assert evidence_hit(gold(evidence=("Anna  chairs the board.",)), answer(quote(copy, "Anna chairs the\nboard.")), 1)


def test_an_abstention_misses_the_evidence_but_its_nearest_sentence_is_judged(gold, answer, quote, board):
    asked = gold(evidence=("Anna",), document="board.md")
    silent = answer(nearest=[quote(board, "Anna chairs the board.")])
    assert evidence_hit(asked, silent, 3) == 0
    assert document_hit(asked, silent, 3) == 0
    assert sentence_hit(asked, silent, 1) == 1
    assert sentence_hit(asked, answer(), 1) == 0


def test_nearest_does_not_count_once_answered(gold, answer, quote, board, other):
    spoken = answer(quote(other, "Nothing"), nearest=[quote(board, "Anna chairs the board.")])
    assert sentence_hit(gold(evidence=("Anna",)), spoken, 3) == 0


def test_document_by_name(gold, answer, quote, board, other):
    asked = gold(document="board.md", evidence=("Anna chairs the board.",))
    assert document_hit(asked, answer(quote(board, "Bo keeps the books.")), 1) == 1
    assert document_hit(asked, answer(quote(other, "Nothing")), 1) == 0
    assert document_hit(asked, answer(quote(other, "Nothing"), quote(board, "Bo")), 3) == 1
    assert document_hit(gold(document="The board"), answer(quote(board, "Bo")), 1) == 1


def test_document_by_holding_the_evidence(gold, answer, quote, board, copy):
    asked = gold(document="board.md", evidence=("Anna chairs the board.",))
    assert document_hit(asked, answer(quote(copy, "It rains.")), 1) == 1
    assert document_hit(gold(evidence=("Anna",)), answer(quote(board, "Bo")), 1) == 1


def test_what_does_not_apply_is_none(gold, answer, quote, board):
    unanswerable, vague = gold(answerable=False), gold(document="board.md")
    spoken, silent = answer(quote(board, "Bo")), answer()
    for measure in (document_hit, evidence_hit, sentence_hit):
        assert measure(unanswerable, spoken, 1) is None
        assert measure(unanswerable, silent, 1) is None
    assert evidence_hit(vague, spoken, 1) is None
    assert sentence_hit(vague, spoken, 1) is None
    assert answered(unanswerable, spoken) is None
    assert abstention_recall(vague, silent) is None
    assert abstention_precision(vague, spoken) is None
    assert exactness(vague, silent) is None


def test_abstention(gold, answer, quote, board):
    unanswerable, answerable = gold(answerable=False), gold(document="board.md")
    spoken, silent = answer(quote(board, "Bo")), answer()
    assert abstention_precision(unanswerable, silent) == 1
    assert abstention_precision(answerable, silent) == 0
    assert abstention_recall(unanswerable, silent) == 1
    assert abstention_recall(unanswerable, spoken) == 0
    assert answered(answerable, spoken) == 1
    assert answered(answerable, silent) == 0


def test_exactness_reads_the_file_again(gold, answer, quote, board, tmp_path):
    asked = gold(document="board.md")
    right = quote(board, "Bo keeps the books.")
    assert exactness(asked, answer(right)) == 1
    assert exactness(asked, answer(nearest=[right])) == 1

    shifted = dataclasses.replace(board, text=" " + board.text)
    assert exactness(asked, answer(right, dataclasses.replace(right, document=shifted))) == 0
    beyond = dataclasses.replace(right, end=len(board.text) + 1)
    assert exactness(asked, answer(beyond)) == 0
    assert exactness(asked, answer(dataclasses.replace(right, end=right.start))) == 0
    assert exactness(asked, answer(dataclasses.replace(right, start=-5))) == 0


def test_exactness_fails_when_the_file_has_changed_or_gone(gold, answer, quote, make_document, tmp_path):
    for spoil in (lambda file: file.write_text("Bo left.", encoding="utf-8"), lambda file: file.unlink()):
        document = make_document("Bo stays.", "spoilt.md")
        found = answer(quote(document, "Bo"))
        spoil(tmp_path / "spoilt.md")
        # What was read before is remembered by path and hash.
        from guillemet.eval.proof import _source_text

        _source_text.cache_clear()
        assert exactness(gold(document="x"), found) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_exactness_in_other_encodings_and_line_ends(gold, answer, quote, tmp_path, encoding):
    from guillemet.corpus.reader import read_document

    file = tmp_path / "vieux.txt"
    file.write_bytes("Où s’est tenue la réunion ?\r\n\r\nÀ Skopje, en été.\r\n".encode(encoding))
    document = read_document(file)
    assert exactness(gold(document="x"), answer(quote(document, "À Skopje, en été."))) == 1


def test_exactness_in_html_is_that_of_the_reader(gold, answer, quote, tmp_path):
    from guillemet.corpus.reader import read_document

    file = tmp_path / "page.html"
    sentence = "The committee met in the old town hall &amp; stayed until the evening of the second day."
    file.write_text(
        f"<html><head><title>T</title></head><body><article><h1>T</h1><p>{sentence}</p></article></body></html>"
    )
    document = read_document(file)
    assert exactness(gold(document="x"), answer(quote(document, "old town hall & stayed"))) == 1


def test_every_measure_gives_a_rate_or_none(gold, answer, quote, board):
    for asked in (gold(answerable=False), gold(document="x"), gold(evidence=("Anna",))):
        for found in (answer(), answer(quote(board, "Anna"))):
            for name, measure in MEASURES.items():
                assert measure.name == name
                assert measure.score(asked, found) in {None, 0.0, 1.0}


def test_percentile():
    assert percentile([], 50) is None
    assert percentile([7], 95) == 7
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([0, 100], 95) == 95


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_percentile_lies_within_the_values(values, percent):
    found = percentile(values, percent)
    assert min(values) <= found * (1 + 1e-12)
    assert found <= max(values) * (1 + 1e-12)
    assert percentile(values, 0) == min(values)
    assert percentile(values, 100) == max(values)

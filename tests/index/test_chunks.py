"""Chunks: spans of a stated size, whole sentences, exact offsets, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from guillemet.corpus import BlockKind, Document, UnreadableDocument, read_document
from guillemet.corpus.document import Block
from guillemet.index.chunks import chunk_document
from guillemet.index.sentences import quotable_spans


def count_words(text):
    return len(text.split())


words = st.sampled_from(
    ["le", "pont", "mairie", "1850", "eau", "très", "est", "Paris", "où", "人", "😀", "\ufdd0", "\uffff"]
)
sentence = st.lists(words, min_size=1, max_size=12).map(lambda chosen: " ".join(chosen).capitalize() + ".")
paragraph = st.lists(sentence, min_size=1, max_size=6).map(" ".join)
part = st.one_of(
    paragraph,
    st.lists(words, min_size=1, max_size=20).map(lambda chosen: "## " + " ".join(chosen)),
    st.lists(sentence, min_size=1, max_size=4).map(lambda items: "\n".join("- " + item for item in items)),
    st.sampled_from(
        ["JPEG", "Haut de page", "* * *", "| a | b |\n|---|---|\n| un deux | trois |", "> Cité. Deux fois."]
    ),
    st.text(max_size=40),
)
contents = st.lists(part, min_size=1, max_size=8).map("\n\n".join)
sizes = st.integers(3, 40)
suffixes = st.sampled_from([".txt", ".md"])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("documents")


def read(place, content, suffix=".md"):
    path = place / f"note{suffix}"
    path.write_bytes(content.encode())
    return read_document(path)


def chunks_of(place, content, suffix, size):
    """The document and its chunks; a text that no reader takes is none of our business."""
    try:
        document = read(place, content, suffix)
    except UnreadableDocument:
        assume(False)  # noqa: FBT003
    return document, chunk_document(document, count_words, size)


def texts(document, chunks):
    return [document.text[chunk.span.start : chunk.span.end] for chunk in chunks]


any_document = given(content=contents, suffix=suffixes, size=sizes)
in_a_shared_place = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])


@in_a_shared_place
@any_document
@example("\ufdd0\ufdd1 un. \uffff deux. " * 20, ".txt", 5)
@example("Un \x00 deux. " * 20, ".md", 4)
def test_chunks_and_their_sentences_lie_in_the_text_in_order(place, content, suffix, size):
    document, chunks = chunks_of(place, content, suffix, size)
    assert all(0 <= chunk.span.start < chunk.span.end <= len(document.text) for chunk in chunks)
    assert all(before.span.end <= after.span.start for before, after in pairwise(chunks))
    for chunk, text in zip(chunks, texts(document, chunks), strict=True):
        assert text == text.strip()
        assert chunk.sentences
        assert all(before.end <= after.start for before, after in pairwise(chunk.sentences))
        for span in chunk.sentences:
            assert chunk.span.start <= span.start < span.end <= chunk.span.end
            assert document.text[span.start : span.end] == document.text[span.start : span.end].strip()


@in_a_shared_place
@any_document
def test_the_sentences_of_the_chunks_hold_all_that_can_be_quoted(place, content, suffix, size):
    document, chunks = chunks_of(place, content, suffix, size)
    quotable = "".join(document.text[start:end] for start, end in quotable_spans(document))
    held = "".join(document.text[start:end] for chunk in chunks for start, end in chunk.sentences)
    assert "".join(held.split()) == "".join(quotable.split())


@in_a_shared_place
@any_document
def test_no_chunk_is_larger_than_asked(place, content, suffix, size):
    document, chunks = chunks_of(place, content, suffix, size)
    assert all(count_words(text) <= size for text in texts(document, chunks))


@in_a_shared_place
@any_document
@example("## " + "mot " * 8 + "\n\n" + "Un " * 8 + "fin.\n", ".md", 10)
@example("Un deux trois. " + "* * * " * 6 + "\n\nQuatre cinq six.", ".txt", 5)
def test_a_sentence_that_fits_into_a_chunk_is_not_cut(place, content, suffix, size):
    document, chunks = chunks_of(place, content, suffix, size)
    whole = {span for chunk in chunks for span in chunk.sentences}
    for span in quotable_spans(document):
        if count_words(document.text[span.start : span.end]) <= size:
            assert span in whole


@in_a_shared_place
@any_document
def test_no_chunk_holds_furniture_nor_a_heading_after_other_text(place, content, suffix, size):
    document, chunks = chunks_of(place, content, suffix, size)
    for chunk in chunks:
        inside = [b for b in document.blocks if b.start < chunk.span.end and chunk.span.start < b.end]
        assert BlockKind.FURNITURE not in {block.kind for block in inside}
        headings = [block.kind is BlockKind.HEADING for block in inside]
        assert headings == sorted(headings, reverse=True)


def test_a_short_document_is_one_chunk_with_its_heading(place):
    document = read(place, "# Le pont\n\nLe pont est vieux. Il date de 1850.\n")
    (chunk,) = chunk_document(document, count_words, 100)
    assert document.text[chunk.span.start : chunk.span.end] == "Le pont\n\nLe pont est vieux. Il date de 1850."
    assert [document.text[s:e] for s, e in chunk.sentences] == ["Le pont est vieux.", "Il date de 1850."]


def test_each_heading_begins_a_chunk(place):
    document = read(place, "# Un\n\nA est là.\n\n## Deux\n\nB est là.\n\n### Trois\n\n#### Quatre\n\nC est là.\n")
    assert texts(document, chunk_document(document, count_words, 100)) == [
        "Un\n\nA est là.",
        "Deux\n\nB est là.",
        "Trois\n\n#### Quatre\n\nC est là.",
    ]


def test_furniture_parts_two_chunks(place):
    document = read(place, "# Un\n\nA est là.\n\nJPEG\n\nB est là.\n")
    assert texts(document, chunk_document(document, count_words, 100)) == ["Un\n\nA est là.", "B est là."]


def test_sentences_are_packed_as_long_as_they_fit(place):
    document = read(place, "Un deux trois. Quatre cinq six. Sept huit neuf. Dix onze douze.", ".txt")
    assert texts(document, chunk_document(document, count_words, 7)) == [
        "Un deux trois. Quatre cinq six.",
        "Sept huit neuf. Dix onze douze.",
    ]


def test_a_sentence_longer_than_a_chunk_is_cut_between_words(place):
    document = read(place, "mot " * 30 + "fin.", ".txt")
    chunks = chunk_document(document, count_words, 10)
    assert len(chunks) > 2
    assert " ".join(texts(document, chunks)) == document.text
    assert [chunk.sentences for chunk in chunks] == [(chunk.span,) for chunk in chunks]


def test_one_endless_word_is_cut_too(place):
    document = read(place, "x" * 5000, ".txt")
    chunks = chunk_document(document, len, 400)
    assert "".join(texts(document, chunks)) == document.text
    assert max(chunk.span.end - chunk.span.start for chunk in chunks) <= 400


def test_a_long_section_is_counted_in_pieces_and_each_once(place):
    counted = []

    def count(text):
        counted.append(text)
        return count_words(text)

    document = read(place, "\n\n".join(f"La ligne {number} compte." for number in range(2_000)))
    chunks = chunk_document(document, count, 10)
    assert sum(len(chunk.sentences) for chunk in chunks) == 2_000
    assert max(map(len, counted)) < 100
    assert len(counted) == len(set(counted))


def test_a_document_of_headings_alone_has_no_chunk(place):
    document = read(place, "# Un\n\n## Deux\n")
    assert chunk_document(document, count_words, 10) == []


def test_every_private_mark_in_the_text_is_kept_where_it_stands():
    """A text may hold each of the code points that mark its own cuts."""
    marks = "".join(chr(code) for code in (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF))
    text = f"Un {marks} deux. Trois {marks} quatre. Cinq six sept."
    document = Document("i", "file:///n", "0", text, "n", None, "fr", (Block(0, len(text), BlockKind.PARAGRAPH),))
    chunks = chunk_document(document, count_words, 4)
    assert texts(document, chunks) == [f"Un {marks} deux.", f"Trois {marks} quatre.", "Cinq six sept."]


def test_sizes_are_counted_in_the_tokens_of_the_model_that_ships(place, multilingual):
    text = " ".join(f"La commune de Saint-Martin compte {n} habitants et vote son budget en mars." for n in range(60))
    document = read(place, text, ".txt")
    chunks = chunk_document(document, multilingual.count_tokens, 160)
    sizes = [multilingual.count_tokens(text) for text in texts(document, chunks)]
    assert max(sizes) <= 160
    assert min(sizes[:-1]) > 100
    assert [span for chunk in chunks for span in chunk.sentences] == quotable_spans(document)

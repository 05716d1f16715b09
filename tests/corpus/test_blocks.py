"""What holds for every reader and any text: blocks in order, apart, inside the text, trimmed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guillemet.corpus import Document, Reader, Reading, Source, UnreadableDocument
from guillemet.corpus.readers import reader_for, supported_suffixes

SUFFIXES = sorted(supported_suffixes())

pieces = st.sampled_from(
    [
        "\n", "\n\n", "\r\n", "\r", "\t", "# ", "## ", "- ", "* ", "1. ", "a) ", "> ", "| a | b |\n", "|---|---|\n",
        "```\n",
        "---\n", "===\n", "    ", "JPEG", "Haut de page", "title: x\n", "<p>", "</p>", "<table><tr><td>", "<td>",
        "</table>",
        "<ul><li>", "</li>", "<br>", "<!-- c -->", "<pre>", "</pre>", "<h2>", "</h2>", "&amp;", "[x](y)", "![x](y)",
        "The mill turned. ", "L’été finit ; l’eau baisse. ", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "\f",
        "12/03/2014",
    ]
)  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(pieces, max_size=40).map("".join))


def check(reading: Reading | Document) -> None:
    last = 0
    for block in reading.blocks:
        assert last <= block.start < block.end <= len(reading.text)
        piece = reading.text[block.start : block.end]
        assert piece == piece.strip()
        assert (block.level > 0) == (block.kind == "heading")
        last = block.end


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_reader_keeps_the_protocol(suffix: str) -> None:
    reader = reader_for(suffix)
    assert isinstance(reader, Reader)
    assert suffix in reader.suffixes
    assert reader_for(suffix.upper()) is reader


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@given(text=texts)
@settings(max_examples=150, deadline=None)
def test_blocks_are_ordered_apart_inside_and_trimmed(suffix: str, text: str) -> None:
    reader = reader_for(suffix)
    assert reader is not None
    try:
        data = text.encode()
        reading = reader.read(data, Source(uri="file:///x", name="x" + suffix))
    except (UnreadableDocument, UnicodeEncodeError):
        return
    check(reading)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@given(text=texts)
@settings(max_examples=150, deadline=None)
def test_text_and_markdown_are_kept_exactly(suffix: str, text: str) -> None:
    reader = reader_for(suffix)
    assert reader is not None
    try:
        data = text.encode()
        reading = reader.read(data, Source(uri="file:///x", name="x" + suffix))
    except (UnreadableDocument, UnicodeEncodeError):
        return
    if not text.startswith("\ufeff"):
        assert reading.text == data.decode()


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@given(words=st.lists(st.text(alphabet="abcdefgé", min_size=1, max_size=8), min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_no_word_of_plain_prose_is_lost(suffix: str, words: list[str]) -> None:
    reader = reader_for(suffix)
    assert reader is not None
    text = "Z" + " ".join(words) + "."
    reading = reader.read(text.encode(), Source(uri="file:///x", name="x"))
    assert "".join(reading.text[block.start : block.end] for block in reading.blocks) == text

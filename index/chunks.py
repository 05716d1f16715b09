"""Cuts a document into chunks: spans of a stated size in the model's own tokens, at sentence ends where possible.

The cutting is langchain's RecursiveCharacterTextSplitter. It is shown a copy of the text in which every block and
every sentence is followed by a character that stands nowhere else, and splits there first. Without overlap and
without stripping, its pieces laid end to end are that copy, so offsets are sums of lengths, never a search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..corpus.document import Block, BlockKind, Document
from .sentences import Span, quotable_spans, trimmed

__all__ = ["Chunk", "chunk_document"]

_NONCHARACTERS = [chr(code) for code in (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)]
"""Code points that Unicode keeps for a program's own use inside itself."""
_LONGEST_TOKEN = 64
"""Code points: a text of more for each token it may have is not counted as a whole, which nothing can interrupt."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span that is embedded and indexed, with the quotable spans inside it."""

    span: Span
    sentences: tuple[Span, ...]


def chunk_document(document: Document, count_tokens: Callable[[str], int], size: int) -> list[Chunk]:
    """The chunks of a document, in order, without overlap.

    A chunk is at most `size` tokens long, holds no furniture and begins anew at each heading. A sentence is cut
    only when it alone is longer than a chunk. Stretches without anything quotable make no chunk.
    """
    quotable = quotable_spans(document)
    chunks = []
    for section in _sections(document):
        touching = _touching(quotable, section)
        inside = [span for span in touching if section.start <= span.start and span.end <= section.end]
        if not inside:
            continue
        for piece in _pieces(document.text, section, inside, count_tokens, size):
            sentences = tuple(cut for span in _touching(inside, piece) if (cut := _common(document.text, span, piece)))
            if sentences:
                chunks.append(Chunk(piece, sentences))
    return chunks


def _sections(document: Document) -> Iterator[Span]:
    """Runs of blocks with no furniture inside, each with its headings before it."""
    run: list[Block] = []
    for block in document.blocks:
        starts_anew = block.kind is BlockKind.HEADING and any(held.kind is not BlockKind.HEADING for held in run)
        if block.kind is BlockKind.FURNITURE or starts_anew:
            if run:
                yield Span(run[0].start, run[-1].end)
            run = []
        if block.kind is not BlockKind.FURNITURE:
            run.append(block)
    if run:
        yield Span(run[0].start, run[-1].end)


def _pieces(
    text: str, section: Span, sentences: list[Span], count_tokens: Callable[[str], int], size: int
) -> Iterator[Span]:
    part = text[section.start : section.end]
    if len(part) <= size or (len(part) <= _LONGEST_TOKEN * size and count_tokens(part) <= size):
        yield section
        return
    # It takes half a second to load, which asking need not wait for.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    mark = _unused_character(part)

    # The splitter asks for each piece three times.
    @cache
    def size_of(piece: str) -> int:
        # Nothing but the separator between pieces is of length nought: a piece that is would be repeated without end.
        return len(piece) if len(piece) <= 1 else max(1, count_tokens(piece.replace(mark, "")))

    splitter = RecursiveCharacterTextSplitter(
        separators=[mark, " ", ""],
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=size,
        chunk_overlap=0,
        length_function=size_of,
    )
    cuts = sorted({section.start, section.end, *_edges(text, section, sentences)})
    marked = [text[left:right] for (left, right) in pairwise(cuts)]
    at = section.start
    for piece in splitter.split_text(mark.join(marked)):
        length = len(piece) - piece.count(mark)
        span = trimmed(text, at, at + length)
        at += length
        if span.start < span.end:
            yield span


def _edges(text: str, section: Span, sentences: list[Span]) -> Iterator[int]:
    """Where sentences begin, and where one ends before something else that is no sentence, such as a heading."""
    following = [*(span.start for span in sentences[1:]), section.end]
    for span, begin in zip(sentences, following, strict=True):
        yield span.start
        if text[span.end : begin].strip():
            yield span.end


def _touching(spans: list[Span], other: Span) -> list[Span]:
    """Those of spans in order that have something in common with another; a long document has many of both."""
    first = bisect_right(spans, other.start, key=lambda span: span.end)
    return spans[first : bisect_left(spans, other.end, lo=first, key=lambda span: span.start)]


def _common(text: str, one: Span, other: Span) -> Span | None:
    (start, end) = (max(one.start, other.start), min(one.end, other.end))
    if start >= end:
        return None
    span = trimmed(text, start, end)
    return span if span.start < span.end else None


def _unused_character(text: str) -> str:
    for character in _NONCHARACTERS:
        if character not in text:
            return character
    return next(chr(code) for code in range(0xE000, 0x110000) if chr(code) not in text)

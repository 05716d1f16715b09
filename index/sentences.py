"""Cuts a document into the units that can be quoted: sentences, list items, table rows."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

from ..corpus.document import Block, BlockKind, Document
from ..corpus.raised import SUPERSCRIPTS

__all__ = ["Span", "quotable_spans", "sentence_spans", "trimmed"]

_LONGEST_WHOLE_ITEM = 400
"""Code points up to which a list item is quoted whole; a longer one is cut into sentences."""

# A sentence does not end after a title or an initial ("M. Dupont", "J.-C. Roux"), whatever follows.
_TITLE = re.compile(
    r"(?:^|[\s(«“\"'’\-])(?:MM|Mr|Mrs|Ms|Dr|Drs|Prof|Pr|Me|Mgr|St|Ste|Sr|Sra|Srta|Dott|Sig|Hr|Fr|Gen|Gal|Col|Cdt|Rev|Hon|"
    r"[^\W\d_])\.[\s’”»\")]*$"
)
# Nor after an abbreviation that calls for what follows ("art. 5", "p. 12", "cf. infra").
_REFERENCE = re.compile(
    r"(?:^|[\s(«“\"'’])(?:art|arts|al|p|pp|vol|no|nos|n°|nr|num|núm|chap|ch|fig|sect|sec|par|cf|vgl|env|ca|approx|tel|tél|"
    r"bzw|z\.\s?B|d\.\s?h|u\.\s?a|e\.g|i\.e|vs|lett|pag|Abs|Nr|Art|No|Vol|Chap|Fig)\.\s*$",
)
# Between an initial and a point it makes sentencex 1.0.32 panic: it counts one byte for it.
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f](?=\.)")
# The mark of a note behind the end of a sentence: raised, or as Markdown writes it.
_NOTE_MARK = re.compile(rf"(?<=\S)(?:[{SUPERSCRIPTS}][{SUPERSCRIPTS}, ]*(?=\s|$)|(?:\[\^[^\]\s]{{1,40}}\])+)")
_CLOSERS = "»”’\"')]"


class Span(NamedTuple):
    """Half-open offsets `[start, end)` in canonical text, in code points."""

    start: int
    end: int


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its edges; empty (start == end) when there is nothing else in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def quotable_spans(document: Document) -> list[Span]:
    """The spans of a document that may stand as a quote, in order, without overlap: no headings, no furniture."""
    return [span for block in document.blocks for span in _quotable(document, block)]


def _quotable(document: Document, block: Block) -> Iterator[Span]:
    if block.kind in (BlockKind.HEADING, BlockKind.FURNITURE):
        return
    span = trimmed(document.text, block.start, block.end)
    whole = block.kind is BlockKind.ROW or (
        block.kind is BlockKind.ITEM and span.end - span.start <= _LONGEST_WHOLE_ITEM
    )
    if whole:
        spans = iter([span] if span.start < span.end else [])
    else:
        spans = sentence_spans(document.text, span.start, span.end, document.language)
    yield from (span for span in spans if any(map(str.isalnum, document.text[span.start : span.end])))


def sentence_spans(text: str, start: int, end: int, language: str | None) -> Iterator[Span]:
    """The sentences of `text[start:end]`, in order, trimmed; together they hold everything but white space.

    The segmenter is sentencex; what it cuts after a title, an initial or before a lower-case word is joined again.
    """
    part = text[start:end]
    begin: int | None = None
    for left, right in _boundaries(part, language or "en"):
        if mark := _NOTE_MARK.match(part, left):
            left = mark.end()  # noqa: PLW2901
        if not part[left:right].strip():
            continue
        if begin is not None and not _joined(part[begin:left], part[left:]):
            yield trimmed(text, start + begin, start + left)
            begin = None
        if begin is None:
            begin = left
    if begin is not None:
        yield trimmed(text, start + begin, end)


def _boundaries(part: str, language: str) -> list[tuple[int, int]]:
    """What sentencex takes for sentences; all in one where it fails."""
    try:
        found = sentencex.get_sentence_boundaries(language, _WIDE_SPACE.sub(" ", part))
    except BaseException as error:
        # A panic in Rust comes as an exception that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return [(0, len(part))]
    return [(boundary["start_index"], boundary["end_index"]) for boundary in found]


def _joined(before: str, after: str) -> bool:
    """Whether a cut between the two is not the end of a sentence."""
    tail = before[-24:]
    following = after.lstrip()
    first = following[:1]
    if not first:
        return True
    if _TITLE.search(tail):
        return True
    if _REFERENCE.search(tail) and (first.isdigit() or first.islower()):
        return True
    return first.islower() or (first in _CLOSERS and not following[1:2].isalnum())

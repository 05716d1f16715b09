"""Where a quote of an earlier version comes nearest in a document that has changed since.

This searches for words, which nothing else here does: its result is never shown as a quote, but as words that still
stand in the document, or as a likeness.
"""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ..corpus.document import Document
from ..index.sentences import sentence_spans
from .evidence import Evidence

__all__ = ["Likeness", "nearest_span"]

_ALIKE = 70.0
"""Of 100: below it two passages are no versions of one another."""

_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Likeness:
    """A span of the changed document."""

    start: int
    end: int
    verbatim: bool
    """Whether the very words of the quote stand there, whatever the space between them."""


def nearest_span(quote: Evidence, document: Document) -> Likeness | None:
    """The span most like the quote; where the same words stand several times, with the context most like its own."""
    places = _verbatim(quote.exact, document.text)
    verbatim = bool(places)
    if not places:
        places = _alike(quote.exact, document)
    if not places:
        return None
    (start, end) = max(places, key=lambda place: _context_likeness(quote, document.text, place))
    return Likeness(start, end, verbatim)


def _verbatim(exact: str, text: str) -> list[tuple[int, int]]:
    pattern = r"\s+".join(map(re.escape, exact.split()))
    return [match.span() for match in re.finditer(pattern, text)] if pattern else []


def _alike(exact: str, document: Document) -> list[tuple[int, int]]:
    blocks = {
        number: document.text[block.start : block.end]
        for number, block in enumerate(document.blocks)
        # A word or two are part of anything.
        if 2 * (block.end - block.start) >= len(exact)
    }
    best = process.extract(exact, blocks, scorer=fuzz.partial_ratio, score_cutoff=_ALIKE, limit=_CANDIDATES)
    places = []
    for _text, score, number in best:
        if score < best[0][1] - 1:
            continue
        aligned = fuzz.partial_ratio_alignment(exact, blocks[number])
        if aligned is not None:
            start = document.blocks[number].start
            places.append(_whole_sentences(document, number, start + aligned.dest_start, start + aligned.dest_end))
    return places


def _whole_sentences(document: Document, number: int, start: int, end: int) -> tuple[int, int]:
    """What is aligned is as long as the quote, and may begin or end amid a sentence that is longer now."""
    block = document.blocks[number]
    spans = sentence_spans(document.text, block.start, block.end, document.language)
    mostly = [span for span in spans if 2 * (min(end, span.end) - max(start, span.start)) > span.end - span.start]
    return (mostly[0].start, mostly[-1].end) if mostly else _whole_words(document.text, start, end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _context_likeness(quote: Evidence, text: str, place: tuple[int, int]) -> float:
    (start, end) = place
    before = text[max(0, start - len(quote.before)) : start]
    after = text[end : end + len(quote.after)]
    return fuzz.ratio(quote.before, before) + fuzz.ratio(quote.after, after)

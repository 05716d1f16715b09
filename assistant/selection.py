"""From hits to the sentences that may answer, best first."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..corpus.document import Block, BlockKind, Document
from ..index.search import LEXICAL_WEIGHT, Hit
from ..index.sentences import Span
from ..index.words import words

__all__ = ["Candidate", "best_sentences", "with_lists"]

_SENTENCE_SHARE = 0.7
"""Of a sentence's own score in the score it is chosen by; the rest is its chunk's."""
_LONGEST_GREETING = 4
"""Words of a paragraph that ends with a comma and only says to whom it is written."""
_LONGEST_LIST = 1_200
"""Code points up to which a list is quoted with the words that lead to it."""
_MARKER = re.compile(r"\s*(?:[^\w\s<>]|\(?\w{1,4}[.)°])?\s*")
"""All that may stand between two items of a list: whatever else does, as a comment, nobody sees."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted."""

    document: Document
    span: Span
    score: float
    margin: float
    """By how much it is nearer to the query than any unrelated sentence: see the search."""


def best_sentences(hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence of the hits, best first, each wording once.

    A sentence is judged by itself, by the passage it stands in and by how near that is to what was asked before.
    "Dear Sir," answers nothing.
    """
    candidates = [
        Candidate(
            hit.document,
            sentence.span,
            _SENTENCE_SHARE * (sentence.closeness + LEXICAL_WEIGHT * sentence.overlap)
            + (1 - _SENTENCE_SHARE) * (hit.score - hit.focus)
            + hit.focus,
            sentence.margin,
        )
        for hit in hits
        for sentence in hit.sentences
        if not _greets(hit.document, sentence.span)
    ]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.document.uri, candidate.span))
    seen: set[tuple[str, ...]] = set()
    kept = []
    for candidate in candidates:
        wording = tuple(words(candidate.document.text[candidate.span.start : candidate.span.end]))
        if wording not in seen:
            seen.add(wording)
            kept.append(candidate)
    return kept


def _greets(document: Document, span: Span) -> bool:
    exact = document.text[span.start : span.end]
    if not exact.endswith(",") or len(exact.split()) > _LONGEST_GREETING:
        return False
    at = bisect_left(document.blocks, span.start, key=lambda block: block.start)
    return document.blocks[at : at + 1] == (Block(span.start, span.end, BlockKind.PARAGRAPH),)


def with_lists(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates with the list that each leads to, as in "The parties agree:"; what such a list holds not again."""
    lists: list[Candidate] = []
    for candidate in candidates:
        if any(_holds(held, candidate) for held in lists):
            continue
        end = _end_of_list(candidate.document, candidate.span)
        if end > candidate.span.end:
            candidate = replace(candidate, span=Span(candidate.span.start, end))  # noqa: PLW2901
            lists.append(candidate)
        yield candidate


def _holds(held: Candidate, candidate: Candidate) -> bool:
    same = held.document.id == candidate.document.id
    return same and held.span.start <= candidate.span.start and candidate.span.end <= held.span.end


def _end_of_list(document: Document, span: Span) -> int:
    """Where the list ends that a sentence leads to; the sentence's own end without one that can be quoted whole."""
    if not document.text[span.start : span.end].endswith(":"):
        return span.end
    blocks = document.blocks
    at = bisect_left(blocks, span.end, key=lambda block: block.start)
    end = span.end
    while at < len(blocks) and blocks[at].kind is BlockKind.ITEM and blocks[at].end - span.start <= _LONGEST_LIST:
        if not _MARKER.fullmatch(document.text, end, blocks[at].start):
            return span.end
        end = blocks[at].end
        at += 1
    following = next((block.kind for block in islice(blocks, at, None) if block.kind is not BlockKind.FURNITURE), None)
    return span.end if following is BlockKind.ITEM else end

"""From hits to the sentences that may answer, best first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..corpus.document import Document
from ..index.search import LEXICAL_WEIGHT, Hit
from ..index.sentences import Span
from ..index.words import words

__all__ = ["Candidate", "best_sentences"]

_SENTENCE_SHARE = 0.7
"""Of a sentence's own score in the score it is chosen by; the rest is its chunk's."""
_FOCUS = 0.02
"""What a sentence gains that stands in the passage nearest to what was asked before."""
_FOCUS_WIDTH = 0.03
"""By how much a passage's score must lie below the nearest one's for a third of that."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted."""

    document: Document
    span: Span
    score: float
    margin: float
    """By how much it is nearer to the query than any unrelated sentence: see the search."""


def best_sentences(hits: Sequence[Hit], before: Sequence[Hit] = ()) -> list[Candidate]:
    """Every sentence of the hits, best first, each wording once.

    A sentence is judged by itself, by the passage it stands in and, in a conversation, by how near that passage is to
    what was asked before: `before` are the hits of that.
    """
    focus = {
        (hit.document.id, hit.span): _FOCUS * math.exp((hit.score - before[0].score) / _FOCUS_WIDTH) for hit in before
    }
    candidates = [
        Candidate(
            hit.document,
            sentence.span,
            _SENTENCE_SHARE * (sentence.closeness + LEXICAL_WEIGHT * sentence.overlap)
            + (1 - _SENTENCE_SHARE) * hit.score
            + focus.get((hit.document.id, hit.span), 0.0),
            sentence.margin,
        )
        for hit in hits
        for sentence in hit.sentences
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

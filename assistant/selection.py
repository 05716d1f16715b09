"""From hits to the sentences that may answer, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..corpus.document import Document
from ..index.search import LEXICAL_WEIGHT, Hit
from ..index.sentences import Span
from ..index.words import words

__all__ = ["Candidate", "best_sentences"]

_SENTENCE_SHARE = 0.7
"""Of a sentence's own score in the score it is chosen by; the rest is its chunk's."""


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

"""Whether the best sentence is near enough to the question to be an answer.

What is measured is nearness to the subject: a question about something else is refused, while a question about the
right subject whose answer is missing often is not. The bound was chosen low, on questions about an earlier wording of
the shipped notes (none of the answerable ones refused) and so that folders of two or three short documents, where
little stands out, still answer questions in another language.
"""

import math
from collections.abc import Sequence

from .selection import Candidate

__all__ = ["confidence", "likely_answered"]

_LEAST_EVIDENCE = 0.026
_USUAL_SCORE = 0.05
_STEEPNESS = 25.0


def likely_answered(candidates: Sequence[Candidate]) -> bool:
    """Whether the best candidate stands out, from the other passages and from unrelated sentences."""
    return bool(candidates) and (candidates[0].score + 2 * candidates[0].margin) / 3 >= _LEAST_EVIDENCE


def confidence(candidate: Candidate) -> float:
    """The candidate's score between 0 and 1, in the same order: about one half where answers begin to be rare."""
    return 1 / (1 + math.exp(-_STEEPNESS * (candidate.score - _USUAL_SCORE)))

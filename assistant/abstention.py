"""Whether the best sentence is near enough to the question to be an answer.

What is measured is nearness to the subject: a question about something else is refused, while a question about the
right subject whose answer is missing often is not.
"""

import math
from collections.abc import Sequence

from .selection import Candidate

__all__ = ["confidence", "likely_answered"]

_SPREAD = 0.016
"""Standard deviation of the nearness of passages that have nothing to do with a question."""
_USUAL_SCORE = 0.09
_STEEPNESS = 25.0


def likely_answered(candidates: Sequence[Candidate], passages: int) -> bool:
    """Whether the best candidate stands out more than the best of so many unrelated passages would.

    The highest of n normal deviates lies about the square root of 2 ln n standard deviations above their mean, so
    that a folder of three notes and one of ten thousand pages are not held to the same bound.
    """
    if not candidates:
        return False
    nearness = (candidates[0].score + 2 * candidates[0].margin) / 3
    return nearness >= _SPREAD * math.sqrt(2 * math.log(max(passages, 2)))


def confidence(candidate: Candidate) -> float:
    """The candidate's score between 0 and 1, in the same order: about one half where answers begin to be rare."""
    return 1 / (1 + math.exp(-_STEEPNESS * (candidate.score - _USUAL_SCORE)))

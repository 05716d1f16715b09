"""How sure it is that the best sentences hold the answer.

Two things speak for an answer: that the best sentence is nearer to the question than unrelated text is, and that it
stands out among the sentences around it. A question on the right subject whose answer is missing is near to many
sentences and to none of them in particular.
"""

import math
from collections.abc import Sequence

import numpy as np

from .selection import Candidate

__all__ = ["confidences"]

_SPREAD = 0.016
"""Standard deviation of the nearness of passages that have nothing to do with a question."""
_OWN_WEIGHT = 40
"""So many sentences weigh as much as what is usual: among three, none can stand out by much."""
_OF_NEARNESS = 21.6
_OF_DEVIATION = 1.24
_OFFSET = -0.72
_OF_CONTEXT = 1.3
"""The vector of a question with its context lies between two subjects, and farther from every sentence.

These weights are those of a logistic regression over development questions.
"""


def confidences(candidates: Sequence[Candidate], passages: int, *, completed: bool = False) -> list[float]:
    """For each candidate, best first, the probability, 0 to 1, that the answer begins with it; they do not rise.

    `passages` is the number of chunks and sentences searched. The highest of n normal deviates lies about the square
    root of 2 ln n standard deviations above their mean: of as many unrelated passages, the best would be that near, and
    of as many sentences, the best would stand out that much. `completed` says that the question was completed from
    earlier ones.
    """
    if not candidates:
        return []
    number = len(candidates)
    scores = np.array([candidate.score for candidate in candidates])
    deviations = (scores - scores.mean()) / (scores.std() or 1.0) - _highest(number)
    nearness = np.array([candidate.margin for candidate in candidates]) - _SPREAD * _highest(passages)
    odds = (
        _OFFSET
        + _OF_NEARNESS * nearness
        + _OF_DEVIATION * deviations * number / (number + _OWN_WEIGHT)
        + _OF_CONTEXT * completed
    )
    falling: list[float] = np.minimum.accumulate(1 / (1 + np.exp(-odds))).tolist()
    return falling


def _highest(number: int) -> float:
    return math.sqrt(2 * math.log(max(number, 2)))

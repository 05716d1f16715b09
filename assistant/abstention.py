"""How sure it is that the best sentences hold the answer.

Three things speak for an answer: that the best sentence is nearer to the question than unrelated text is, that it
stands out among the sentences around it, and that the best passage rises above the next ones. A question on the right
subject whose answer is missing is near to many sentences and passages, and to none of them in particular.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..index.search import Hit
from .selection import Candidate

__all__ = ["confidences", "signals"]

_SPREAD = 0.016
"""Standard deviation of the nearness of passages that have nothing to do with a question."""
_OWN_WEIGHT = 40
"""So many sentences weigh as much as what is usual: among three, none can stand out by much."""
_BELOW = 4
"""The best passage is held against the one so many ranks below: two or three may say the same."""
_WEIGHTS = (10.84, 0.86, 26.69)
_OFFSET = -1.86
"""What `python -m guillemet.eval.fit_confidence` finds on the development halves of public sets."""
_OF_CONTEXT = 0.7
"""The vector of a question with its context lies between two subjects, and farther from every sentence."""


def signals(candidates: Sequence[Candidate], hits: Sequence[Hit], passages: int) -> npt.NDArray[np.float64]:
    """What speaks for each candidate, shape (candidates, 3): how near it is, how much it stands out, and the rise.

    `candidates` are the sentences of the `hits`, both best first and at least one. `passages` is the number of chunks
    and sentences searched. The highest of n normal deviates lies about the square root of 2 ln n standard deviations
    above their mean: of as many unrelated passages, the best would be that near, and of as many sentences, the best
    would stand out that much.
    """
    number = len(candidates)
    scores = np.array([candidate.score for candidate in candidates])
    deviations = ((scores - scores.mean()) / (scores.std() or 1.0) - _highest(number)) * number / (number + _OWN_WEIGHT)
    nearness = np.array([candidate.margin for candidate in candidates]) - _SPREAD * _highest(passages)
    rise = hits[0].score - hits[min(_BELOW, len(hits) - 1)].score
    return np.column_stack([nearness, deviations, np.full(number, rise)])


def confidences(
    candidates: Sequence[Candidate], hits: Sequence[Hit], passages: int, *, completed: bool = False
) -> list[float]:
    """For each candidate, best first, the probability, 0 to 1, that the answer begins with it; they do not rise.

    See `signals`. `completed` says that the question was completed from earlier ones.
    """
    if not candidates:
        return []
    odds = _OFFSET + signals(candidates, hits, passages) @ _WEIGHTS + _OF_CONTEXT * completed
    falling: list[float] = np.minimum.accumulate(1 / (1 + np.exp(-odds))).tolist()
    return falling


def _highest(number: int) -> float:
    return math.sqrt(2 * math.log(max(number, 2)))

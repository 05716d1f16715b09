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
_USUAL_DEVIATION = 3.5
_USUAL_NUMBER = 20
"""So many sentences weigh as much as the usual deviation: of three sentences, none can stand out by much."""
_OF_NEARNESS = 21.6
_OF_DEVIATION = 1.03
_OFFSET = -3.9
_OF_CONTEXT = 1.0
"""The vector of a question with its context lies between two subjects, and farther from every sentence.

These weights are those of a logistic regression over development questions; see docs/retrieval.md.
"""


def confidences(candidates: Sequence[Candidate], passages: int, *, completed: bool = False) -> list[float]:
    """For each candidate, best first, the probability, 0 to 1, that the answer begins with it; they do not rise.

    `passages` is the number of chunks and sentences searched: the highest of n normal deviates lies about the square
    root of 2 ln n standard deviations above their mean, so that a folder of three notes and one of ten thousand pages
    are not held to the same bound. `completed` says that the question was completed from earlier ones.
    """
    scores = np.array([candidate.score for candidate in candidates])
    deviations = (scores - scores.mean()) / (scores.std() or 1.0) if len(scores) else scores
    shrunk = _USUAL_DEVIATION + (deviations - _USUAL_DEVIATION) * len(scores) / (len(scores) + _USUAL_NUMBER)
    bound = _SPREAD * math.sqrt(2 * math.log(max(passages, 2)))
    nearness = np.array([candidate.margin for candidate in candidates]) - bound
    odds = _OFFSET + _OF_NEARNESS * nearness + _OF_DEVIATION * shrunk + _OF_CONTEXT * completed
    falling: list[float] = np.minimum.accumulate(1 / (1 + np.exp(-odds))).tolist()
    return falling

"""Whether the best sentences are likely to hold the answer."""

from collections.abc import Sequence

from .selection import Candidate

__all__ = ["likely_answered"]


def likely_answered(candidates: Sequence[Candidate]) -> bool:
    return bool(candidates)

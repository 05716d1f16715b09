"""Which questions of a set are asked: one half of it, and at most so many.

Both go by hashes, so that neither the order of a file nor questions that are added move the others.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

from .dataset import Question

__all__ = ["Split", "sampled"]


class Split(StrEnum):
    """Choices are made on one half of a set, figures that are reported come from the other."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


def sampled(
    questions: Sequence[Question], split: Split = Split.ALL, limit: int | None = None, seed: int = 0
) -> list[Question]:
    """The questions of a half, in order, at most `limit`; questions of one conversation or document stay together."""
    kept = [question for question in questions if split is Split.ALL or half_of(question.group) is split]
    if limit is None or len(kept) <= limit:
        return kept
    chosen = sorted(kept, key=lambda question: _digest(f"{seed}:{question.id}"))[:limit]
    ids = {question.id for question in chosen}
    return [question for question in kept if question.id in ids]


def half_of(group: str) -> Split:
    """The half that the questions of a group are in, whatever else is in the set."""
    return Split.TEST if _digest(group)[0] % 2 else Split.DEV


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()

"""What a reader is given: a question and passages as tokens, and which tokens belong to which sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..index.sentences import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Packed", "Passage", "pack"]

_LONGEST = 256
"""Tokens of question and passage together; of a longer passage the end is not read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to look for the answer in."""

    title: str
    """Of its document; may be empty."""
    text: str
    sentences: tuple[Span, ...]
    """Offsets in `text`."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Some passages, each behind the question, as one batch."""

    ids: npt.NDArray[np.int64]
    """Shape (passages, tokens)."""
    mask: npt.NDArray[np.int64]
    """Of the same shape, 0 where a row is filled up."""
    shares: tuple[npt.NDArray[np.float32], ...]
    """Of each passage, shape (its sentences, tokens): the share of each token in the mean of each sentence; nought
    where a sentence was cut off."""


def pack(tokenizer: "Tokenizer", question: str, passages: Sequence[Passage]) -> Packed:
    """The batch of a question with each of the passages, as the model was taught to read them."""
    heads = [f"passage: {passage.title}\n" if passage.title else "passage: " for passage in passages]
    tokenizer.enable_truncation(_LONGEST, strategy="only_second")
    encoded = [
        tokenizer.encode(f"query: {question}", head + passage.text)
        for (head, passage) in zip(heads, passages, strict=True)
    ]
    width = max((len(one.ids) for one in encoded), default=0)
    ids = np.ones((len(encoded), width), np.int64)
    mask = np.zeros_like(ids)
    shares = []
    for row, (one, head, passage) in enumerate(zip(encoded, heads, passages, strict=True)):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        shares.append(_shares(one.offsets, one.sequence_ids, len(head), passage.sentences, width))
    return Packed(ids, mask, tuple(shares))


def _shares(
    offsets: Sequence[tuple[int, int]], parts: Sequence[int | None], shift: int, sentences: Sequence[Span], width: int
) -> npt.NDArray[np.float32]:
    middles = np.full(width, -1.0)
    for at, ((start, end), part) in enumerate(zip(offsets, parts, strict=True)):
        if part == 1 and end > start:
            middles[at] = (start + end) / 2 - shift
    (starts, ends) = np.array(sentences, float).reshape(-1, 2).T
    inside = ((middles >= starts[:, None]) & (middles <= ends[:, None])).astype(np.float32)
    shares: npt.NDArray[np.float32] = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
    return shares

"""Figures on a page that stand higher than what they follow, and are smaller: the marks of notes, and exponents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..raised import raised

__all__ = ["Piece", "raise_figures"]

_SMALLER = 0.92
"""How large a raised figure is at the most, in terms of what it stands beside."""
_LEAST_RISE, _MOST_RISE = 0.15, 0.75
_WIDEST_BEFORE, _WIDEST_BEHIND = 0.4, 1.0
"""The white between a mark and the word that it follows, or that follows it at the head of a note."""
_OVERLAP = 0.4


class _Written(Protocol):
    text: str


@dataclass(slots=True)
class Piece:
    """`run.text[start:end]`, which is in one size on one base line; places and sizes are in points."""

    run: _Written
    start: int
    end: int
    x0: float
    x1: float
    baseline: float
    size: float


def raise_figures(pieces: Sequence[Piece]) -> None:
    """Write raised figures as superscripts, in the runs; the pieces are in the order of the page's content."""
    alike: list[list[Piece]] = []
    for piece in pieces:
        if alike and _goes_on(alike[-1][-1], piece):
            alike[-1].append(piece)
        else:
            alike.append([piece])
    for index, mark in enumerate(alike):
        texts = [piece.run.text[piece.start : piece.end] for piece in mark]
        written = raised("".join(texts))
        if written == "".join(texts) or not _stands_high(alike, index):
            continue
        for piece, text in zip(mark, texts, strict=True):
            piece.run.text = piece.run.text[: piece.start] + written[: len(text)] + piece.run.text[piece.end :]
            written = written[len(text) :]


def _goes_on(piece: Piece, following: Piece) -> bool:
    size = piece.size
    return (
        abs(following.size - size) < 0.04 * size
        and abs(following.baseline - piece.baseline) < 0.05 * size
        and -_OVERLAP * size < following.x0 - piece.x1 < 0.5 * size
    )


def _stands_high(alike: Sequence[Sequence[Piece]], index: int) -> bool:
    first, last = alike[index][0], alike[index][-1]
    # An index may stand below an exponent, between it and its base.
    before = [each[-1] for each in alike[max(index - 2, 0) : index]]
    if any(_is_above(first, base, first.x0 - base.x1, _WIDEST_BEFORE) for base in before):
        return True
    behind = alike[index + 1][0] if index + 1 < len(alike) else None
    return first.start == 0 and behind is not None and _is_above(last, behind, behind.x0 - last.x1, _WIDEST_BEHIND)


def _is_above(mark: Piece, base: Piece, white: float, widest: float) -> bool:
    rise = mark.baseline - base.baseline
    return (
        mark.size < _SMALLER * base.size
        and _LEAST_RISE * base.size < rise < _MOST_RISE * base.size
        and -_OVERLAP * base.size < white < widest * base.size
    )

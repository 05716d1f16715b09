"""Colours and sizes of letters as formats write them, and which letters no eye sees."""

import re
from functools import lru_cache

from PIL import ImageColor

__all__ = ["SMALLEST", "WHITE", "Colour", "are_alike", "colour_of", "points_of"]

Colour = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

WHITE: Colour = (255, 255, 255)
SMALLEST = 1.0
"""Points up to which letters are too small to be read."""
_ALIKE = 12
"""Difference in each part of two colours up to which no eye tells them apart."""
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "q": 0.709}
_RELATIVE = {"em": 1.0, "rem": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_LENGTH = re.compile(r"\s*(-?\d{0,6}\.?\d{1,6})\s*([a-z%]*)", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)


def are_alike(letters: Colour | None, ground: Colour | None) -> bool:
    """Whether letters cannot be told from their ground; a colour that is not known is like none."""
    if letters is None or ground is None:
        return False
    return all(abs(one - other) <= _ALIKE for one, other in zip(letters, ground, strict=True))


@lru_cache(maxsize=4096)
def colour_of(text: str) -> Colour | None:
    """The colour that a name, "#fff", "FFFFFF" or "rgb(255, 255, 255)" stands for, or None.

    >>> colour_of("white") == colour_of("FFFFFF") == colour_of("#fff") == WHITE
    True
    """
    said = text.strip()[:64]
    try:
        found = ImageColor.getrgb(f"#{said}" if _HEX.fullmatch(said) else said)
    except ValueError:
        return None
    return (found[0], found[1], found[2])


def points_of(length: str, around: float = 12.0) -> float | None:
    """A length in points; where it is relative, of `around`. None where it is none.

    >>> points_of("16px"), points_of("50%", 10.0), points_of("large")
    (12.0, 5.0, None)
    """
    found = _LENGTH.match(length)
    if not found:
        return None
    value, unit = float(found[1]), found[2].lower()
    if unit in _RELATIVE:
        return value * _RELATIVE[unit] * around
    return value * _POINTS[unit] if unit in _POINTS else 0.0 if not value else None

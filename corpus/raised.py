"""Figures that are raised, as the marks of notes and exponents are, in the superscripts of Unicode.

Written like the others they would be read with the word or the number before them: "1811" with note 2 as "18112".
Raised letters ("1er", "XIXe", "No") are read as they are.
"""

import re

__all__ = ["SUPERSCRIPTS", "raised"]

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿ"
"""What raised figures are written in; all of them may stand in brackets of a pattern."""

_FIGURES = re.compile(r"(?=.*\d)[-0-9+−–()=n,;./*\s]+|[-+−]|n", re.DOTALL | re.ASCII)
_NEGATIVE = re.compile(r"–(?=\d)(?<!\d–)", re.ASCII)
_RAISED = str.maketrans("0123456789+-()=n−", f"{SUPERSCRIPTS}⁻")


def raised(text: str) -> str:
    """What a raised piece of text is in canonical text; it has as many code points.

    >>> raised("12"), raised("-3"), raised("er")
    ('¹²', '⁻³', 'er')
    """
    return _NEGATIVE.sub("⁻", text).translate(_RAISED) if _FIGURES.fullmatch(text.strip()) else text

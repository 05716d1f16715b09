"""Lines that begin with a number or a letter, and whether it counts the items of a list."""

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import digit

from ..raised import SUPERSCRIPTS
from .numbering import numeral
from .pdf_lines import BULLET, TextLine

__all__ = ["is_counted", "listed", "marker", "noted"]

_LONGEST_ITEM = 20
"""Lines."""
_LETTER = re.compile(r"(\(?)([A-Za-z]|[ivx]{2,5}|[IVX]{2,5})([.)]|(?:\s?[-–])?(?=\s+\w))\s+(?=\S)")
_ROMAN = tuple(numeral(number, "i") for number in range(1, 16))
_MARK = re.compile(rf"\d{{1,3}}|[{SUPERSCRIPTS[:10]}]{{1,3}}")
"""Of a note."""
_DOUBTFUL = frozenset({"a", "A", "A.", "i", "I", "I."})
"""Forms that words and initials have, too."""


def marker(area: Sequence[TextLine], index: int) -> re.Match[str] | None:
    """What a line begins with where it is the first of an item."""
    text = area[index].text
    return BULLET.match(text) or (_LETTER.match(text) if _is_lettered(area, index) else None)


def is_counted(area: Sequence[TextLine], index: int) -> bool:
    """Whether a line begins with a number, and one near it at the same place with the number before or after."""
    number = _number(area[index])
    beside = {_number(other) for other in _near(area, index)}
    return number is not None and not beside.isdisjoint({number - 1, number + 1})


def listed(area: Sequence[TextLine], first: int) -> list[tuple[str, str]]:
    """The markers and items of a list whose markers stand apart; empty where it is a table."""
    found: list[tuple[str, str]] = []
    for line in area[first:]:
        if len(line.cells) != 2 or line.cells[0] != _label(area[first].cells[0], len(found)):
            break
        found.append((line.cells[0], line.cells[1]))
    above = first > 0 and bool(area[first - 1].cells)
    return found if len(found) > 1 and not above else []


def noted(area: Sequence[TextLine], first: int) -> list[tuple[str, str]]:
    """The marks and texts of notes that are rows from the first one on; empty where it is a table."""
    found: list[tuple[str, str]] = []
    for line in area[first:]:
        if not line.cells:
            break
        if len(line.cells) != 2 or not _MARK.fullmatch(line.cells[0]) or len(line.cells[0]) >= len(line.cells[1]):
            return []
        found.append((line.cells[0], line.cells[1]))
    numbers = [int("".join(str(digit(figure)) for figure in mark)) for mark, _ in found]
    counted = all(after == before + 1 for before, after in pairwise(numbers))
    above = first > 0 and bool(area[first - 1].cells)
    return found if len(found) > 1 and counted and not above else []


def _label(first: str, after: int) -> str | None:
    """What counts an item some places after the first of its list; capitals alone may name the rows of a table."""
    if first == "1":
        return str(1 + after)
    return chr(ord(first[0]) + after) + first[1:] if first in {"a", "a.", "A."} else None


def _number(line: TextLine) -> int | None:
    bullet = BULLET.match(line.text)
    digits = re.search(r"\d+", bullet[1]) if bullet else None
    return int(digits[0]) if digits else None


def _is_lettered(area: Sequence[TextLine], index: int) -> bool:
    """The same with a letter; what may be a word or an initial is none unless the first two of a list are near."""
    counts = _counts(area[index])
    if not counts:
        return False
    beside = {count for other in _near(area, index) for count in _counts(other)}
    return any(
        not beside.isdisjoint({(form, number - 1), (form, number + 1)})
        and (form not in _DOUBTFUL or {(form, 1), (form, 2)} <= beside | counts)
        for form, number in counts
    )


def _counts(line: TextLine) -> set[tuple[str, int]]:
    """In which forms a line begins with a letter or a Roman number, and what that counts."""
    found = _LETTER.match(line.text)
    if not found:
        return set()
    label, numbers = found[2].lower(), {}
    if len(label) == 1:
        numbers["a"] = ord(label) - ord("a") + 1
    if label in _ROMAN:
        numbers["i"] = _ROMAN.index(label) + 1
    case = str.lower if found[2].islower() else str.upper
    return {(f"{found[1]}{case(kind)}{found[3].strip()}", number) for kind, number in numbers.items()}


def _near(area: Sequence[TextLine], index: int) -> list[TextLine]:
    line = area[index]
    near = [*area[max(index - _LONGEST_ITEM, 0) : index], *area[index + 1 : index + 1 + _LONGEST_ITEM]]
    return [other for other in near if abs(other.x0 - line.x0) < 0.4 * line.size]

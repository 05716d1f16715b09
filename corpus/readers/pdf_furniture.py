"""What repeats on the pages of a PDF and is no part of its text: running heads, feet, page numbers."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ..furniture import is_furniture
from .numbering import numeral
from .pdf_runs import Run

__all__ = ["Margins", "page_labels", "running_lines"]

_EDGE = 0.13
"""Of a page's height, above and below, where running lines stand."""
_NUMBER_EDGE = 0.25
"""The same for a number alone on the outermost line, which has to count with the pages: some margins are wide."""
_ROMAN = r"[ivxlc]{1,7}"
_PAGE = r"(?:page|seite|pagina|página|pág\.|pg\.|p\.|s\.)"
_OF_ALL = r"(?:\s*(?:/|sur|of|von|de|di)\s*\d{1,4})?"
_NUMBER = re.compile(
    rf"[-–—\[(|/•·\s]*{_PAGE}?\s*(\d{{1,4}}|{_ROMAN}){_OF_ALL}[-–—\])|/•·\s.]*",
    re.IGNORECASE,
)
_BEFORE_OR_AFTER = re.compile(rf"^(\d{{1,4}})\s{{1,3}}\D|\D[\s|]{{1,3}}(\d{{1,4}}){_OF_ALL}$", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?<!page )(?<!seite )(?:[#№§]|\b(?:n[°ºor]|num|number|nummer|num[eé]ro|número|"
    r"invoice|facture|rechnung|factura|fattura|reminder|rappel|mahnung|"
    r"annexe?|appendi(?:x|ce)|anlage|anhang|anexo|allegato|article|articolo|art[ií]culo|artikel|"
    r"chapter|chapitre|kapitel|cap[ií]tulo|section|abschnitt|schedule|exhibit|pièce|fiche)(?!\w))[.:]? ?$",
    re.IGNORECASE,
)
"""Before a number that counts something else than pages."""
_HIGHEST_BESIDE_WORDS = 2_000
"""A higher number on a line with words counts letters or members."""
_DIGITS = re.compile(r"(?<!\d)[0-9]{1,4}(?!\d)")
_ROMAN_NUMBERS = tuple(numeral(number, "i") for number in range(1, 200))
"""Of pages before the first that is counted in figures; in capitals they number chapters as well."""
_FEWEST_ROMAN = 2
_FEW_PAGES = 3
_USUAL = 0.2
"""Share of the pages with a running line at one place, from which what stands alone there is one elsewhere, too."""
_AS_TEXT = 1.1
"""In terms of the size of the text, what is still no larger."""
_MOST_LEADING = 1.6
"""From one line to the next in the same paragraph, in terms of the height of their line boxes."""


_Lines = list[tuple[str, list[Run]]]
"""Each with its text."""


@dataclass(slots=True)
class Margins:
    """The lines at the edges of one page: their text and the runs that make them."""

    lines: _Lines

    def runs(self) -> set[int]:
        """The ids of the runs."""
        return {id(run) for _, line in self.lines for run in line}

    def parted(self, height: float) -> tuple[list[str], list[str]]:
        """The texts at the upper and at the lower edge of a page of this height."""
        parts: tuple[list[str], list[str]] = ([], [])
        for text, line in self.lines:
            parts[line[0].middle <= height / 2].append(text)
        return parts


def _edge_lines(lines: Sequence[list[Run]], height: float) -> _Lines:
    """The lines near the upper and the lower edge."""
    outer = (*lines[:1], *lines[-1:])
    found = []
    for line in lines:
        text = " ".join(run.text for run in sorted(line, key=lambda run: run.x0))
        edge = _NUMBER_EDGE if line in outer and _NUMBER.fullmatch(text.strip()) else _EDGE
        if _is_at_edge(line, height, edge):
            found.append((text, line))
    return found


def _is_at_edge(line: Sequence[Run], height: float, edge: float = _EDGE) -> bool:
    return not edge * height < line[0].middle < (1 - edge) * height


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for run in sorted((run for run in runs if run.upright), key=lambda run: -run.middle):
        if lines and abs(lines[-1][0].middle - run.middle) < 0.5 * max(run.size, 1.0):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def running_lines(pages: Sequence[Sequence[Run]], heights: Sequence[float]) -> list[Margins]:
    """For each page, the lines at its edges that are running heads, feet or page numbers."""
    lined = [_lines(runs) for runs in pages]
    edges = [_edge_lines(lines, height) for lines, height in zip(lined, heights, strict=True)]
    running = _repeating(edges, lined, heights)
    return [
        Margins([(text, line) for text, line in lines if id(line) in known or id(line) in others])
        for lines, known, others in zip(edges, running, _beside_them(edges, lined, running), strict=True)
    ]


def _repeating(
    edges: Sequence[_Lines], lined: Sequence[Sequence[list[Run]]], heights: Sequence[float]
) -> list[set[int]]:
    """The lines that are known by their form, or by what they repeat of other pages."""
    seen: Counter[str] = Counter()
    for index, lines in enumerate(edges):
        seen.update({key for _, line in lines for key in _keys(index, line)})
    enough = max(2, min(_FEW_PAGES, round(0.4 * len(edges))))
    found = []
    for index, (lines, whole, height) in enumerate(zip(edges, lined, heights, strict=True)):
        outer = (*whole[:1], *whole[-1:])
        certain = {
            id(line)
            for text, line in lines
            if (_NUMBER.fullmatch(text.strip()) and line in outer and _is_at_edge(line, height)) or is_furniture(text)
        }
        repeated = {
            id(line)
            for _, line in lines
            if any(seen[key] >= (2 if counts else enough) for key, counts in _keys(index, line).items())
        } - certain
        upper = [line for line in whole if line[0].middle > height / 2]
        lower = [line for line in reversed(whole) if line[0].middle <= height / 2]
        found.append(certain | (repeated - _within_text(upper, repeated) - _within_text(lower, repeated)))
    return found


def _beside_them(
    edges: Sequence[_Lines], lined: Sequence[Sequence[list[Run]]], running: Sequence[Collection[int]]
) -> list[set[int]]:
    """The lines at places where other pages have running ones: heads that name a section may stand on one page only.

    Slides have their titles at one place, too, in larger letters than the text.
    """
    places = Counter(
        _place(line) for lines, known in zip(edges, running, strict=True) for _, line in lines if id(line) in known
    )
    usual = {place for place, count in places.items() if count >= max(_FEW_PAGES, _USUAL * len(edges))}
    largest = _AS_TEXT * median([line[0].size for whole in lined for line in whole] or [0.0])
    return [{id(line) for line in _apart(whole) if _place(line) in usual and line[0].size < largest} for whole in lined]


def _apart(lines: Sequence[list[Run]]) -> list[list[Run]]:
    """The outermost lines of a page, where white is between them and the next."""
    ends = [lines[:2], lines[-1:-3:-1]]
    return [
        outer
        for outer, inner in (end for end in ends if len(end) == 2)
        if abs(outer[0].middle - inner[0].middle) > _MOST_LEADING * max(outer[0].size, inner[0].size)
    ]


def _place(line: Sequence[Run]) -> str:
    return f"{line[0].middle:.0f} {max(run.size for run in line):.0f}"


def _within_text(lines: Sequence[Sequence[Run]], repeated: Collection[int]) -> set[int]:
    """Repeated lines, of all from an edge of the page inwards, that are set like the text at which they stand.

    Forms and serial letters begin alike on each page; a running head has more white below than within.
    """
    found: set[int] = set()
    white = [abs(one[0].middle - other[0].middle) for one, other in pairwise(lines)]
    for index in range(len(white) - 1, -1, -1):
        line, inner = lines[index], lines[index + 1]
        joined = id(inner) in found
        if id(line) not in repeated or (id(inner) in repeated and not joined):
            continue
        size = line[0].size
        solid = white[index] < _MOST_LEADING * size and abs(size - inner[0].size) < 0.1 * size
        # The outermost line has only the white between the next ones to be measured by.
        usual = white[index - 1] if index else white[1] if joined else 0.0
        if solid and white[index] <= 1.2 * usual and not any(run.cells for run in line) and len(_pieces(line)) == 1:
            found.add(id(line))
    return found


def page_labels(given: Sequence[str], margins: Sequence[Margins]) -> list[str]:
    """The label of each page: what the file says, or else the numbers printed, or else counted from 1.

    Printed numbers are believed where they count with the pages; from those that do, the others follow. Pages in front
    may be counted in Roman numbers.
    """
    if any(given):
        return [label or str(number) for number, label in enumerate(given, start=1)]
    printed = [_numbers(margin) for margin in margins]
    romans = [_roman_numbers(margin) for margin in margins]
    (first, front) = _counting(romans)
    if len(front) < _FEWEST_ROMAN:
        front = []
    (shift, counted) = _counting(printed)
    if len(counted) < max(2, 0.5 * (len(margins) - len(front))):
        shift = -len(margins) if len(front) >= 0.5 * len(margins) else 1

    def label(index: int) -> str:
        in_front = index not in counted and (index + shift < 1 or index in front)
        if front and in_front and 0 < index + first <= len(_ROMAN_NUMBERS):
            return _ROMAN_NUMBERS[index + first - 1]
        return str(index + (shift if index + shift > 0 else 1))

    return [label(index) for index in range(len(margins))]


def _counting(numbers: Sequence[Collection[int]]) -> tuple[int, list[int]]:
    """By how much what is printed on the pages differs from their indices, and the pages of which that holds."""
    shifts = Counter(number - index for index, on_page in enumerate(numbers) for number in {*on_page})
    if not shifts:
        return 1, []
    shift = shifts.most_common(1)[0][0]
    return shift, [index for index, on_page in enumerate(numbers) if index + shift in on_page]


def _roman_numbers(margin: Margins) -> list[int]:
    pieces = [piece for text, line in margin.lines for piece in (text.strip(), *_pieces(line))]
    alone = [match[1] for piece in pieces if (match := _NUMBER.fullmatch(piece))]
    return [_ROMAN_NUMBERS.index(number) + 1 for number in alone if number in _ROMAN_NUMBERS]


def _numbers(margin: Margins) -> list[int]:
    found = []
    for text, line in margin.lines:
        for piece in (text.strip(), *_pieces(line)):
            match = _NUMBER.fullmatch(piece)
            if match and match[1].isdecimal():
                found.append(int(match[1]))
            elif beside := _BEFORE_OR_AFTER.search(piece):
                number = int(beside[1] or beside[2])
                before = piece[: beside.start(beside.lastindex or 0)]
                if number <= _HIGHEST_BESIDE_WORDS and not _COUNTED.search(before):
                    found.append(number)
    return found


def _pieces(line: Sequence[Run]) -> list[str]:
    """What stands on a line with wide white between."""
    pieces: list[str] = []
    end = 0.0
    for run in sorted(line, key=lambda run: run.x0):
        if pieces and run.x0 - end < run.size:
            pieces[-1] += f" {run.text}"
        else:
            pieces.append(run.text)
        end = max(end, run.x1)
    return pieces


def _keys(index: int, line: Sequence[Run]) -> dict[str, bool]:
    """What a line has in common with those on other pages, and whether a number in it counts with the pages.

    "Article 5" at the top of a page and "Article 6" on the next are no running heads unless pages count alike, and a
    title in large letters is not the running head that repeats it elsewhere.
    """
    place = _place(line)
    plain = "\t".join(" ".join(piece.casefold().split()) for piece in _pieces(line))
    found = {f"{place} {plain}": False}
    for number in _DIGITS.finditer(plain):
        if not _COUNTED.search(plain[: number.start()]):
            found[f"{place} {plain[: number.start()]}#{int(number[0]) - index}{plain[number.end() :]}"] = True
    return found

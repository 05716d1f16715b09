"""What repeats on the pages of a PDF and is no part of its text: running heads, feet, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..furniture import is_furniture
from .pdf_runs import Run

__all__ = ["Margins", "page_labels", "running_lines"]

_EDGE = 0.13
"""Of a page's height, above and below, where running lines stand."""
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
    r"invoice|facture|rechnung|factura|fattura|reminder|rappel|mahnung)(?!\w))[.:]? ?$",
    re.IGNORECASE,
)
"""Before a number that counts something else than pages."""
_HIGHEST_BESIDE_WORDS = 2_000
"""A higher number on a line with words counts letters or members."""
_DIGITS = re.compile(r"(?<!\d)[0-9]{1,4}(?!\d)")
_FEW_PAGES = 3


@dataclass(slots=True)
class Margins:
    """The lines at the edges of one page: their text and the runs that make them."""

    lines: list[tuple[str, list[Run]]]


def edge_lines(runs: Sequence[Run], height: float) -> list[tuple[str, list[Run]]]:
    """The lines near the upper and the lower edge."""
    near = [run for run in runs if run.upright and not (_EDGE * height < run.middle < (1 - _EDGE) * height)]
    lines: list[list[Run]] = []
    for run in sorted(near, key=lambda run: -run.middle):
        if lines and abs(lines[-1][0].middle - run.middle) < 0.5 * max(run.size, 1.0):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [(" ".join(run.text for run in sorted(line, key=lambda run: run.x0)), line) for line in lines]


def running_lines(pages: Sequence[Sequence[Run]], heights: Sequence[float]) -> list[Margins]:
    """For each page, the lines at its edges that are running heads, feet or page numbers."""
    edges = [edge_lines(runs, height) for runs, height in zip(pages, heights, strict=True)]
    seen: Counter[str] = Counter()
    for index, lines in enumerate(edges):
        seen.update({key for _, line in lines for key in _keys(index, line)})
    enough = max(2, min(_FEW_PAGES, round(0.4 * len(pages))))
    found = []
    for index, (lines, runs) in enumerate(zip(edges, pages, strict=True)):
        outer = _outermost(runs)
        found.append(
            Margins(
                [
                    (text, line)
                    for text, line in lines
                    if any(seen[key] >= (2 if counts else enough) for key, counts in _keys(index, line).items())
                    or (_NUMBER.fullmatch(text.strip()) and any(run in outer for run in line))
                    or is_furniture(text)
                ]
            )
        )
    return found


def page_labels(given: Sequence[str], margins: Sequence[Margins]) -> list[str]:
    """The label of each page: what the file says, or else the numbers printed, or else counted from 1.

    Printed numbers are believed where they count with the pages; from those that do, the others follow.
    """
    if any(given):
        return [label or str(number) for number, label in enumerate(given, start=1)]
    shifts = Counter(
        number - index for index, margin in enumerate(margins) for number in {*_numbers(margin)} if number is not None
    )
    (shift, votes) = shifts.most_common(1)[0] if shifts else (1, 0)
    if votes < max(2, 0.5 * len(margins)):
        shift = 1
    return [str(index + shift) if index + shift > 0 else str(index + 1) for index in range(len(margins))]


def _numbers(margin: Margins) -> list[int]:
    found = []
    for text, line in margin.lines:
        for piece in (text.strip(), *_pieces(line)):
            match = _NUMBER.fullmatch(piece)
            if match and match[1].isdigit():
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
    place = f"{line[0].middle:.0f} {max(run.size for run in line):.0f}"
    plain = "\t".join(" ".join(piece.casefold().split()) for piece in _pieces(line))
    found = {f"{place} {plain}": False}
    for number in _DIGITS.finditer(plain):
        if not _COUNTED.search(plain[: number.start()]):
            found[f"{place} {plain[: number.start()]}#{int(number[0]) - index}{plain[number.end() :]}"] = True
    return found


def _outermost(runs: Sequence[Run]) -> list[Run]:
    """The runs on the first and on the last line of a page."""
    upright = [run for run in runs if run.upright]
    if not upright:
        return []
    top, bottom = max(run.middle for run in upright), min(run.middle for run in upright)
    return [run for run in upright if min(top - run.middle, run.middle - bottom) < 0.6 * max(run.size, 1.0)]

"""The white that goes down a page through several lines, and the columns between it."""

import math
import re
from bisect import bisect, bisect_right
from collections import Counter
from collections.abc import Sequence
from statistics import median

from ..raised import SUPERSCRIPTS
from .pdf_lines import BULLET
from .pdf_runs import Run

__all__ = ["LEAST_WHITE", "Line", "borders", "first_word", "place", "reach"]

LEAST_WHITE = 0.45
"""Line heights of white between two columns."""
_MOST_COLUMNS = 50
_CROSSING = 0.1
"""Share of the lines that may have a cell across the white."""
_HEADING = 1.15
"""Sizes of the body."""
_SENTENCE_END = re.compile(rf"[.:;!?…][»”\")]?(?:\s?[{SUPERSCRIPTS}]+)?$")
_LATER_WORD = re.compile(r"[a-zà-öø-ÿœ,;:)»%]")
_OPEN_END = re.compile(r"(?:[-,(«]|\b(?:de|du|des|la|le|les|un|une|et|ou|à|of|the|and|or|a|to|in))$")


class Line:
    """Runs beside each other from left to right, and the columns that they stand in."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.cells: dict[int, list[Run]] = {}
        self.may_go_on: set[int] = set()
        """The columns in which what stands above may go on here: it is open, or the first word found no room there."""
        self.goes_on: set[int] = set()
        """Of these, the ones that read as if it did."""

    def is_alone(self, bounds: Sequence[float]) -> bool:
        """Whether it may be a line of one cell."""
        return len(self.runs) == 1 and not any(self.runs[0].x0 < border < self.runs[0].x1 for border in bounds)

    def is_sentence(self, reached: float) -> bool:
        """Whether it ends as one, further to the right than was reached."""
        return self.runs[-1].x1 > reached and bool(_SENTENCE_END.search(self.runs[-1].text))

    def is_heading(self, body: "Line") -> bool:
        """Whether it is one run in larger letters than the body."""
        return len(self.runs) == 1 and self.runs[0].size > _HEADING * max(run.size for run in body.runs)

    def white(self) -> list[tuple[float, float]]:
        """From where to where nothing stands on it; what follows a bullet belongs to it."""
        found, reached = [], -math.inf
        for before, run in zip([None, *self.runs], self.runs, strict=False):
            if run.x0 - reached > LEAST_WHITE * run.size and not (before and BULLET.fullmatch(before.text)):
                found.append((reached, run.x0))
            reached = max(reached, run.x1)
        return [*found, (reached, math.inf)]


def reach(lines: Sequence[Line], first: int) -> int:
    """Behind which line white of the first one ends; the last before it has white inside, too."""
    white, end = lines[first].white()[1:-1][:_MOST_COLUMNS], first + 1
    last = end
    while white and end < len(lines) and not lines[end].is_heading(lines[first]):
        white = _shared(white, lines[end].white(), LEAST_WHITE * lines[end].runs[0].size)
        end += 1
        if white and len(lines[end - 1].runs) > 1:
            last = end
    return last


def _shared(
    one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    """What of the stretches of both, in their order, is longer than the least."""
    found, at = [], 0
    for low, high in one:
        while at < len(other) and other[at][1] <= low:
            at += 1
        index = at
        while index < len(other) and other[index][0] < high:
            both = max(low, other[index][0]), min(high, other[index][1])
            if both[1] - both[0] > least:
                found.append(both)
            index += 1
    return found


def borders(lines: Sequence[Line]) -> tuple[list[float], float]:
    """Where each column but the first begins, and the least white before one of them, in line heights."""
    several = [line.runs for line in lines if len(line.runs) > 1]
    size = median(run.size for runs in several for run in runs)
    changes: Counter[float] = Counter()
    for runs in several:
        reached = -math.inf
        for run in runs:
            if run.x1 > reached:
                changes[max(run.x0, reached)] += 1
                changes[run.x1] -= 1
                reached = run.x1
    begins = sorted(run.x0 for runs in several for run in runs)
    found, least, over = [], math.inf, 0
    low: float | None = None
    inside = False
    for at in sorted(changes):
        over += changes[at]
        if over <= _CROSSING * len(several):
            # Before the first column is no white between columns.
            low = at if low is None and inside else low
        else:
            if low is not None and at - low > LEAST_WHITE * size:
                # What begins in the white, as a long cell that is set to the right does, belongs behind it.
                found.append(min(at, begins[bisect_right(begins, low)]))
                least = min(least, (at - low) / size)
            low, inside = None, True
    return found, least


def place(lines: Sequence[Line], bounds: Sequence[float]) -> None:
    """Put each run in the column in which it begins, and tell which of them may go on with what stands above."""
    widest: dict[int, float] = {}
    for line in lines:
        line.cells = {}
        for run in line.runs:
            line.cells.setdefault(bisect(bounds, run.x0), []).append(run)
        for column, runs in line.cells.items():
            widest[column] = max(widest.get(column, 0.0), _width(runs))
    above: dict[int, list[Run]] = {}
    for line in lines:
        line.may_go_on, line.goes_on = set(), set()
        for column, runs in line.cells.items():
            upper = above.get(column)
            if upper and _OPEN_END.search(upper[-1].text):
                line.may_go_on.add(column)
                line.goes_on.add(column)
            elif upper and _width(upper) + first_word(runs[0]) > widest[column]:
                line.may_go_on.add(column)
                if _LATER_WORD.match(runs[0].text):
                    line.goes_on.add(column)
            above[column] = runs


def _width(runs: Sequence[Run]) -> float:
    return runs[-1].x1 - runs[0].x0


def first_word(run: Run) -> float:
    """How wide it is with a space before it."""
    return (len(run.text.split(" ", 1)[0]) + 1) * (run.x1 - run.x0) / len(run.text)

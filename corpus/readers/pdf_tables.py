"""Tables whose cells are parted by lines on the page: each row becomes one run, with its cells.

The lines tell what the place of the words alone does not: which cell a word belongs to where cells have several lines,
or span others.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence

from .pdf_lines import row_of
from .pdf_rules import Rule, Rules
from .pdf_runs import Run

__all__ = ["tabulated"]

_NEAR = 3.0
"""Points by which lines that meet may miss each other."""
_LONGEST_CELL = 800
"""Letters; what has longer cells is a page laid out in a grid."""


def tabulated(runs: Sequence[Run], rules: Rules) -> list[Run]:
    """The runs of a page with those in a table replaced by one for each of its rows, its cells in `cells`."""
    left = list(runs)
    for grid in _grids(rules):
        seen = (run for run in left if run.upright and not run.hidden)
        inside = [(run, place) for run in seen if (place := grid.place(run))]
        if rows := grid.rows(inside):
            taken = {id(run) for run, _ in inside}
            left = [run for run in left if id(run) not in taken] + rows
    return left


class _Grid:
    """Lines that meet, as the rows and columns between them."""

    def __init__(self, across: Sequence[Rule], down: Sequence[Rule]) -> None:
        self._across, self._down = across, down
        self._ys = sorted({rule.at for rule in across})
        self._xs = sorted({rule.at for rule in down})

    def place(self, run: Run) -> tuple[int, int] | None:
        """The row, from below, and the column of the cell that a run stands in; of one that spans others, the first."""
        x, y = (run.x0 + run.x1) / 2, run.middle
        row, column = bisect(self._ys, y) - 1, bisect(self._xs, x) - 1
        if not (0 <= row < len(self._ys) - 1 and 0 <= column < len(self._xs) - 1):
            return None
        while column and not _is_drawn(self._down, self._xs[column], y):
            column -= 1
        while row < len(self._ys) - 2 and not _is_drawn(self._across, self._ys[row + 1], x):
            row += 1
        return row, column

    def rows(self, runs: Iterable[tuple[Run, tuple[int, int]]]) -> list[Run]:
        """The rows with the runs in their places; none where that makes no table."""
        cells: dict[int, dict[int, list[Run]]] = {}
        for run, (row, column) in runs:
            cells.setdefault(row, {}).setdefault(column, []).append(run)
        found = [self._row(row, held) for row, held in sorted(cells.items(), reverse=True)]
        several = sum(len(row.cells) > 1 for row in found)
        long = any(len(cell) > _LONGEST_CELL for row in found for cell in row.cells)
        return found if len(found) > 1 and 2 * several > len(found) and not long else []

    def _row(self, row: int, held: dict[int, list[Run]]) -> Run:
        return row_of(held, (self._xs[0], self._ys[row], self._xs[-1], self._ys[row + 1]))


def _grids(rules: Rules) -> list[_Grid]:
    """Of lines that meet, those that part rows and columns."""
    waiting = [*rules.across, *rules.down]
    grids = []
    while waiting:
        together = [waiting.pop()]
        for rule in together:
            together += [other for other in waiting if _meet(rule, other)]
            waiting = [other for other in waiting if not _meet(rule, other)]
        across = [rule for rule in together if rule.level]
        down = [rule for rule in together if not rule.level]
        if len({rule.at for rule in across}) > 2 and len({rule.at for rule in down}) > 2:
            grids.append(_Grid(across, down))
    return grids


def _meet(one: Rule, other: Rule) -> bool:
    return (
        one.level != other.level
        and one.start - _NEAR <= other.at <= one.end + _NEAR
        and other.start - _NEAR <= one.at <= other.end + _NEAR
    )


def _is_drawn(rules: Iterable[Rule], at: float, beside: float) -> bool:
    return any(rule.at == at and rule.start - _NEAR <= beside <= rule.end + _NEAR for rule in rules)

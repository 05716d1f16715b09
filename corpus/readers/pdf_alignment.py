"""Tables without drawn lines: told by the white between their columns, row by row.

White that goes down through several lines parts the columns of a table and those of a page alike. In a table, all
columns begin anew together after few lines; on a page, each goes on for itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .pdf_lines import BULLET, grouped, row_of
from .pdf_runs import Run
from .pdf_white import Line, borders, place, reach

__all__ = ["aligned", "is_table"]

_MOST_RUNS = 5_000
"""On a page; what has more is a drawing."""
_CLEAR_WHITE = 1.5
"""Line heights of white from which two rows make a table."""
_LEAST_STEP = 0.7
"""Line heights from one line of a cell to the next."""
_FURTHER = 1.15
"""How much further down than the next line of a cell the next row is, where distances tell rows."""
_BESIDE = 0.3
"""Line heights that two cells set on the middle of a row have in common."""
_STRAIGHT = 0.7
"""Share of a column's cells that begin, end or have their middle at one place."""
_TORN = 0.4
"""Share of the rows that may begin amid a sentence of another column."""
_PROSE_LETTERS = 12
"""Of the usual line of a column of text."""
_SHORT_WHITE = 1.0
"""Line heights of white beside cells of fewer letters; between the words of a narrow column there is less."""
_MOST_LINES = 2
"""Of the lowest cell of the usual row."""
_LONGEST_CELL = 400
_ADDRESS_LINES = 5
"""Fewer pairs of lines are as likely two addresses."""
_FILLED = 0.85
"""Of the width of a column, that a line of running text fills."""
_FEW_LINES = 10
"""Fewer may be filled by chance."""
_TIGHT = 1.3
"""Line heights from one line of an address to the next, at most."""


def aligned(runs: Sequence[Run]) -> list[Run]:
    """The runs of an area with those in a table replaced by one for each of its rows, its cells in `cells`."""
    tables = list(_tables(runs))
    taken = {id(run) for table in tables for run in table.runs()}
    return [run for run in runs if id(run) not in taken] + [_row(row) for table in tables for row in table.rows]


def is_table(runs: Sequence[Run]) -> bool:
    """Whether what looks like columns of a page is the rows of a table."""
    tables = (table for table in _tables(runs) if not (table.may_be_addresses() or table.is_filled()))
    return sum(len(table.runs()) for table in tables) > 0.8 * len(runs)


@dataclass(slots=True)
class _Table:
    rows: list[list[Line]]
    columns: int
    white: float
    """Line heights between its columns, where they are nearest."""
    step: float
    """Points from one line of a cell to the next, or from row to row where no cell has several."""

    def runs(self) -> list[Run]:
        return [run for row in self.rows for line in row for run in line.runs]

    def may_be_addresses(self) -> bool:
        few = self.columns == 2 and len(self.rows) < _ADDRESS_LINES and all(len(row) == 1 for row in self.rows)
        return few and self.step < _TIGHT * self.rows[0][0].runs[0].size

    def is_filled(self) -> bool:
        """Whether most lines of all columns go from side to side, as those of running text do."""
        for column in range(self.columns):
            lines = (line.cells.get(column) for row in self.rows for line in row)
            widths = sorted(cell[-1].x1 - cell[0].x0 for cell in lines if cell)
            # Few lines go across the white, and tell nothing of the width of a column.
            usual = widths[-1 - len(widths) // 8]
            if len(widths) < _FEW_LINES or 2 * sum(width > _FILLED * usual for width in widths) < len(widths):
                return False
        return True

    def holds(self) -> bool:
        """Whether it is a table rather than the columns of a page, or white that met by chance."""
        cells = [_cells(row) for row in self.rows]
        several = [row for row in cells if len(row) > 1]
        if len(several) < (2 if self.white > _CLEAR_WHITE else 3) or len(several) < 0.6 * len(cells):
            return False
        lines = [line for row in self.rows for line in row]
        telling = [at for at in range(self.columns) if _tells(lines, at, self.white)]
        torn = sum(_is_torn(row, telling) for row in self.rows[1:])
        if torn > _TORN * len(self.rows) or median(min(map(len, row.values())) for row in several) > _MOST_LINES:
            return False
        longest = max(sum(len(run.text) for line in cell for run in line) for row in cells for cell in row.values())
        columns = [[row[column][0] for row in cells if column in row] for column in range(self.columns)]
        return longest <= _LONGEST_CELL and all(map(_is_straight, columns))


def _tables(runs: Sequence[Run]) -> Iterator[_Table]:
    if len(runs) > _MOST_RUNS:
        return
    lines = [Line(group) for group in _beside(grouped([run for run in runs if not run.cells]))]
    after = 0
    while after < len(lines) - 1:
        end = reach(lines, after)
        table = _table(lines, after, end) if end > after + 1 else None
        if table:
            yield table
            after = end
        else:
            # A quarter on, so that a page of columns is not looked at anew from each of its lines.
            after += max(1, (end - after) // 4)


def _beside(lines: Sequence[list[Run]]) -> list[list[Run]]:
    """Lines that stand half beside each other as one: cells may be set on the middle of their row."""
    found: list[list[Run]] = []
    for line in lines:
        if found and all(_is_beside(one, other) for one in found[-1] for other in line):
            found[-1] = sorted([*found[-1], *line], key=lambda run: run.x0)
        else:
            found.append(line)
    return found


def _is_beside(one: Run, other: Run) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > _BESIDE * min(one.size, other.size) and (one.x1 < other.x0 or other.x1 < one.x0)


def _table(lines: Sequence[Line], first: int, end: int) -> _Table | None:
    """The lines as a table, with those of its first row above them and of its last one below."""
    bounds, white = borders(lines[first:end])
    if not bounds:
        return None
    place(lines[first:end], bounds)
    step = _step(lines[first:end])
    placed = first, end
    widest = max((line.cells[0][-1].x1 for line in lines[first:end] if 0 in line.cells), default=0.0)
    while first and lines[first - 1].is_alone(bounds):
        placed = first - 1, end
        place(lines[first - 1 : end], bounds)
        nearer = _step(lines[first - 1 : end])
        apart = any(_distance(lines, index) > _FURTHER * nearer for index in range(first + 1, end))
        anew = lines[first - 1].cells.keys() & (lines[first].cells.keys() - lines[first].may_go_on)
        prose = first > 1 and not lines[first - 2].is_alone(bounds) and _distance(lines, first - 1) < _FURTHER * nearer
        prose = prose or lines[first - 1].is_sentence(widest)
        if not apart or anew or prose or _distance(lines, first) > _FURTHER * nearer:
            break
        first, step = first - 1, nearer
    while end < len(lines) and lines[end].is_alone(bounds) and _distance(lines, end) < _FURTHER * step:
        if lines[end].is_sentence(widest):
            break
        end += 1
    if (first, end) != placed:
        place(lines[first:end], bounds)
    table = _Table(_rows(lines[first:end], step, white), len(bounds) + 1, white, step)
    return table if table.holds() else None


def _step(lines: Sequence[Line]) -> float:
    last: dict[int, float] = {}
    steps = []
    for line in lines:
        for column, runs in line.cells.items():
            step = last.get(column, float("inf")) - runs[0].middle
            if _LEAST_STEP * runs[0].size < step:
                steps.append(step)
            last[column] = runs[0].middle
    return min(steps)


def _distance(lines: Sequence[Line], index: int) -> float:
    return min(run.middle for run in lines[index - 1].runs) - max(run.middle for run in lines[index].runs)


def _rows(lines: Sequence[Line], step: float, white: float) -> list[list[Line]]:
    """The lines of each row: one begins further down than a step, and where the first column begins anew."""
    apart = {index for index in range(1, len(lines)) if _distance(lines, index) > _FURTHER * step}
    near = [index for index in range(1, len(lines)) if index not in apart]
    whole, begun = [], False
    for index, line in enumerate(lines):
        # What stands above the first column's first line is of the same row.
        begun = begun and index not in apart
        if begun and len(line.cells) > 1 and 0 in line.cells:
            whole.append(index)
        begun = begun or 0 in line.cells
    begins = {index for index in whole if 0 not in lines[index].goes_on}
    if not apart and white >= _SHORT_WHITE:
        # Seldom do the cells of all columns go on at once.
        columns, telling = median(len(line.cells) for line in lines), _tells(lines, 0, white)
        full = [index for index in whole if len(lines[index].cells) >= columns]
        begins |= {index for index in full if not telling or lines[index].cells.keys() - lines[index].goes_on}
    if not apart:
        begins |= {index for index in near if len(lines[index].cells) == 1 and not lines[index].may_go_on}
    elif 2 * len(begins) < len(whole):
        begins = set()
    starts = [0, *sorted(apart | begins), len(lines)]
    return [list(lines[start:stop]) for start, stop in pairwise(starts)]


def _cells(row: Sequence[Line]) -> dict[int, list[list[Run]]]:
    """By column, the lines of the cells of a row."""
    found: dict[int, list[list[Run]]] = {}
    for line in row:
        for column, runs in line.cells.items():
            found.setdefault(column, []).append(runs)
    return found


def _tells(lines: Sequence[Line], column: int, white: float) -> bool:
    """Whether its words tell that a sentence goes on: short ones between clear white look so, and are cells."""
    letters = [sum(len(run.text) for run in line.cells[column]) for line in lines if column in line.cells]
    return white < _SHORT_WHITE or not letters or median(letters) >= _PROSE_LETTERS


def _is_torn(row: Sequence[Line], columns: Sequence[int]) -> bool:
    """Whether one of its cells in these columns goes on with the row above."""
    seen: set[int] = set()
    for line in row:
        if line.goes_on.intersection(columns) - seen:
            return True
        seen |= line.cells.keys()
    return False


def _is_straight(cells: Sequence[Sequence[Run]]) -> bool:
    if 2 * sum(bool(BULLET.match(runs[0].text)) for runs in cells) > len(cells):
        return False
    measures: list[Callable[[Sequence[Run]], float]] = [
        lambda runs: runs[0].x0,
        lambda runs: runs[-1].x1,
        lambda runs: (runs[0].x0 + runs[-1].x1) / 2,
    ]
    return not cells or any(
        _share_at_one_place(list(map(measure, cells)), cells[0][0].size) >= _STRAIGHT for measure in measures
    )


def _share_at_one_place(places: Sequence[float], size: float) -> float:
    usual = median(places)
    return sum(abs(each - usual) < 0.5 * size for each in places) / len(places)


def _row(row: Sequence[Line]) -> Run:
    return row_of({column: [run for part in parts for run in part] for column, parts in _cells(row).items()})

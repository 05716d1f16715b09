"""The order in which a page is read: columns one after another, and what spans them in its place."""

from collections.abc import Sequence
from statistics import median

from .pdf_alignment import is_table
from .pdf_passages import headings_below, passage
from .pdf_runs import Run

__all__ = ["columns"]

_GRID = 2.0
"""Points: how finely white corridors are looked for."""
_NARROWEST = 8.0
_FEWEST_RUNS = 3
"""On each side of a corridor."""
_LEAST_WIDTH = 0.15
"""Of the width of the whole, that a column has."""
_LEAST_LETTERS = 12
"""A line of a column has more; what has fewer is a table's cell."""
_LEAST_FILL = 0.6
"""How much of a column its usual line fills; cells leave more white."""
_CROSSING = (0.0, 0.05, 0.2, 0.6)
"""Shares of the runs that may span the corridor, from the best to the worst."""
_DEEPEST = 4


def columns(runs: Sequence[Run], depth: int = 0) -> list[list[Run]]:
    """The runs of a page in areas to be read one after another, each from top to bottom."""
    if not runs or depth >= _DEEPEST:
        return [list(runs)] if runs else []
    if corridor := _corridor(runs):
        return _parted(runs, corridor, depth + 1)
    within = passage(runs)
    if within is None:
        return [list(runs)]
    beside = [*columns(within.left, depth + 1), *columns(within.right, depth + 1)]
    return [*columns(within.above, depth), *beside, *columns(within.below, depth)]


def _parted(runs: Sequence[Run], corridor: tuple[float, float], depth: int) -> list[list[Run]]:
    """The columns on both sides of a corridor, and what goes over it."""
    low, high = corridor
    spanning = sorted((run for run in runs if run.x0 < low and run.x1 > high), key=lambda run: -run.middle)
    # Headings across the columns cut the page into bands; in each the columns are read from left to right.
    bands: list[list[Run]] = [[] for _ in range(len(spanning) + 1)]
    for run in runs:
        if not (run.x0 < low and run.x1 > high):
            bands[sum(1 for other in spanning if other.middle > run.middle)].append(run)
    areas: list[list[Run]] = []
    across: list[Run] = []
    for band, heading in zip(bands, [*spanning, None], strict=True):
        if is_table(band):
            across += band
        elif band:
            if across:
                areas.append(across)
                across = []
            middle = (low + high) / 2
            left = [run for run in band if (run.x0 + run.x1) / 2 < middle]
            right = [run for run in band if (run.x0 + run.x1) / 2 >= middle]
            if heading and left and right:
                left, across = _without_headings(left, right)
            for side in (left, right):
                areas += columns(side, depth)
        if heading:
            across.append(heading)
    return [*areas, across] if across else areas


def _without_headings(left: Sequence[Run], right: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """The runs of the left column, and those below both that are a heading of what follows."""
    left, right = (sorted(side, key=lambda run: -run.middle) for side in (left, right))
    at = headings_below(left, right)
    return left[:at], left[at:]


def _corridor(runs: Sequence[Run]) -> tuple[float, float] | None:
    """The white stretch from left to right that parts columns, or None."""
    if len(runs) < 2 * _FEWEST_RUNS:
        return None
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    cells = int((right - left) / _GRID) + 1
    if not 20 <= cells <= 5_000:
        return None
    changes = [0] * (cells + 1)
    for run in runs:
        changes[int((run.x0 - left) / _GRID)] += 1
        changes[int((run.x1 - left) / _GRID)] -= 1
    coverage, total = [], 0
    for change in changes[:cells]:
        total += change
        coverage.append(total)
    for share in _CROSSING:
        most = share * len(runs)
        found = [
            (left + first * _GRID, left + last * _GRID)
            for first, last in _stretches(coverage, most)
            if (last - first) * _GRID >= _NARROWEST
        ]
        for low, high in sorted(found, key=lambda stretch: stretch[0] - stretch[1]):
            if _parts_columns(runs, low, high, right - left):
                return low, high
    return None


def _stretches(coverage: Sequence[int], most: float) -> list[tuple[int, int]]:
    """The longest stretches [first, last) with no more runs than `most` over them."""
    found: list[tuple[int, int]] = []
    first: int | None = None
    for index, count in enumerate([*coverage, len(coverage) + most + 1]):
        if count <= most:
            first = index if first is None else first
        elif first is not None:
            found.append((first, index))
            first = None
    return found


def _parts_columns(runs: Sequence[Run], low: float, high: float, width: float) -> bool:
    sides = [run for run in runs if run.x1 <= low + _GRID], [run for run in runs if run.x0 >= high - _GRID]
    if any(len(side) < _FEWEST_RUNS for side in sides):
        return False
    extents = []
    for side in sides:
        extent = max(run.x1 for run in side) - min(run.x0 for run in side)
        lines = _lines(side)
        if extent < _LEAST_WIDTH * width or median(letters for letters, _ in lines) < _LEAST_LETTERS:
            return False
        if median(filled for _, filled in lines) < _LEAST_FILL * extent:
            return False
        extents.append((min(run.y0 for run in side), max(run.y1 for run in side)))
    (bottom, top), (other_bottom, other_top) = extents
    beside = min(top, other_top) - max(bottom, other_bottom)
    return beside > 0.3 * min(top - bottom, other_top - other_bottom)


def _lines(runs: Sequence[Run]) -> list[tuple[int, float]]:
    """Of each line, its letters and its width: a table in a column has several runs on one."""
    found: list[tuple[int, float]] = []
    at = start = float("inf")
    for run in sorted(runs, key=lambda run: (-round(run.middle), run.x0)):
        if abs(at - run.middle) < 0.4 * max(run.size, 1.0) and found:
            found[-1] = (found[-1][0] + len(run.text), max(found[-1][1], run.x1 - start))
        else:
            at, start = run.middle, run.x0
            found.append((len(run.text), run.x1 - run.x0))
    return found

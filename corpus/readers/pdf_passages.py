"""Short passages of a page in two columns, and boxes beside the text, between lines as wide as the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from .pdf_alignment import aligned
from .pdf_runs import Run

__all__ = ["Passage", "headings_below", "passage"]

_NARROWEST = 8.0
"""Points of white between two columns."""
_FEWEST_LINES = 3
_LEAST_WIDTH = 0.12
"""Of the width of the page's text, that a column has."""
_LEAST_LETTERS = 12
_LEAST_FILL = 0.6
_LEAST_BESIDE = 0.5
"""Of the lower of two columns, that stands beside the other."""
_MOST_CORRIDORS = 40
_MOST_RUNS = 1_000
"""On a page; what has more is a drawing."""
_NEXT_LINE = 1.3
"""Usual distances from one line of a paragraph to the next, at most."""
_ALIKE = 1.5
"""Line heights from the end of one column to that of the other, at most."""
_STRAIGHT = 0.6
"""Share of its lines that begin at the edge of a column."""
_WRAPPED = 0.7
"""Of the width of a column, that a line has which goes on in the next one."""
_MOSTLY = 0.5
"""Share of the lines."""
_LEADERS = ". ."
_LARGER = 1.1
"""Than the text, of a heading."""
_SENTENCE_END = re.compile(r"[.:;!?…»”\")]\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Two columns that stand beside each other, and what is above and below them."""

    above: list[Run]
    left: list[Run]
    right: list[Run]
    below: list[Run]


def passage(runs: Sequence[Run]) -> Passage | None:
    """The largest passage in two columns; where the text goes on below one of them, the other is a box beside it.

    A box stands for itself in `left`, with the text beside it in `below`.
    """
    if len(runs) > _MOST_RUNS:
        return None
    ordered = sorted(runs, key=lambda run: (-run.middle, run.x0))
    passages = (each for corridor in _corridors(ordered) for each in _bands(ordered, *corridor))
    found = max(passages, key=_size, default=None)
    return _unboxed(found) if found else None


def _size(found: Passage) -> int:
    return len(found.left) + len(found.right)


def _corridors(ordered: Sequence[Run]) -> list[tuple[int, int]]:
    """The white between runs beside each other, the widest last."""
    found: set[tuple[int, int]] = set()
    for at, run in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.y1 < run.y0 or other.middle < run.middle - 2 * run.size:
                break
            (left, right) = (run, other) if run.x0 < other.x0 else (other, run)
            if right.x0 - left.x1 >= _NARROWEST and min(left.y1, right.y1) > max(left.y0, right.y0):
                found.add((round(left.x1), round(right.x0)))
    return sorted(found, key=lambda corridor: corridor[1] - corridor[0])[:_MOST_CORRIDORS]


def _bands(ordered: Sequence[Run], low: float, high: float) -> Iterator[Passage]:
    """The passages between lines that go over the middle of a corridor."""
    middle = (low + high) / 2
    width = max(run.x1 for run in ordered) - min(run.x0 for run in ordered)
    over = [at for at, run in enumerate(ordered) if run.x0 < middle < run.x1]
    for before, after in pairwise([-1, *over, len(ordered)]):
        band = ordered[before + 1 : after]
        left, right = [run for run in band if run.x1 <= middle], [run for run in band if run.x0 >= middle]
        if min(len(left), len(right)) < _FEWEST_LINES:
            continue
        last = _behind_column(left, right)
        if after < len(ordered):
            last = min(last, headings_below(left, right))
        first = _first_of_column(left[:last], right)
        above, below = left[:first], left[last:]
        left = left[first:last]
        if _are_columns(left, right, width) and (_flow(left, right) or not _has_rows([*left, *right])):
            # The last line of the paragraph above may be a shorter one.
            around = ordered[max(before - 1, 0) : before + 1], ordered[after : after + 1]
            begins = min(run.x0 for run in right)
            if all(max(run.x1 for run in lines) > begins for lines in around if lines):
                yield Passage([*ordered[: before + 1], *above], left, right, [*below, *ordered[after:]])


def _first_of_column(left: Sequence[Run], right: Sequence[Run]) -> int:
    """Where a column begins below the short last line of a paragraph, or another line, of the whole page."""
    step, first = _step(left), 0
    for at in range(1, len(left)):
        if left[at - 1].y0 < right[0].y1:
            break
        if left[at - 1].middle - left[at].middle > _NEXT_LINE * step:
            first = at
    return first


def _behind_column(left: Sequence[Run], right: Sequence[Run]) -> int:
    """Where short lines of the whole page begin below a column that ends beside the other."""
    step, last = _step(left), len(left)
    for at in range(len(left) - 1, 0, -1):
        if left[at].y1 > right[-1].y0:
            break
        alike = abs(left[at - 1].middle - right[-1].middle) < _ALIKE * max(left[at - 1].size, right[-1].size)
        if alike and left[at - 1].middle - left[at].middle > _NEXT_LINE * step:
            last = at
    return last


def headings_below(left: Sequence[Run], right: Sequence[Run]) -> int:
    """Where nothing but a heading is left of a column, below the other: it is one of what follows both.

    Both from top to bottom.
    """
    at = len(left)
    text = median(run.size for run in left)
    while at > 1 and left[at - 1].y1 < right[-1].y0 and left[at - 1].size > _LARGER * text:
        at -= 1
    return at


def _are_columns(left: Sequence[Run], right: Sequence[Run], width: float) -> bool:
    apart = min(run.x0 for run in right) - max(run.x1 for run in left)
    if apart < _NARROWEST or any(_LEADERS in run.text for run in [*left, *right]):
        return False
    extents = []
    for side in (left, right):
        lines = _lines(side)
        extent = max(run.x1 for run in side) - min(run.x0 for run in side)
        if len(lines) < _FEWEST_LINES or extent < _LEAST_WIDTH * width:
            return False
        if not (_is_straight(side) and _is_prose(side, extent)):
            return False
        letters, filled = zip(*lines, strict=True)
        if median(letters) < _LEAST_LETTERS or median(filled) < _LEAST_FILL * extent:
            return False
        extents.append((min(run.y0 for run in side), max(run.y1 for run in side)))
    (bottom, top), (other_bottom, other_top) = extents
    beside = min(top, other_top) - max(bottom, other_bottom)
    return beside > _LEAST_BESIDE * min(top - bottom, other_top - other_bottom)


def _is_prose(side: Sequence[Run], extent: float) -> bool:
    """Whether most lines go on in the next one, as neither names nor what belongs to each of them do."""
    going = sum(run.x1 - run.x0 > _WRAPPED * extent and not _SENTENCE_END.search(run.text) for run in side[:-1])
    return going >= _MOSTLY * (len(side) - 1)


def _is_straight(side: Sequence[Run]) -> bool:
    """Whether most lines of a column begin at one place."""
    edges = [run.x0 for run in side]
    usual = median_low(edges)
    return sum(abs(edge - usual) < 0.5 * side[0].size for edge in edges) >= _STRAIGHT * len(edges)


def _has_rows(band: Sequence[Run]) -> bool:
    return any(run.cells for run in aligned(band))


def _flow(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether a sentence goes on from the foot of one column to the head of the other."""
    return right[0].text[:1].islower() and not _SENTENCE_END.search(left[-1].text)


def _lines(side: Sequence[Run]) -> list[tuple[int, float]]:
    """Of each line, its letters and its width."""
    found: list[tuple[int, float]] = []
    above: Run | None = None
    for run in side:
        if above and abs(above.middle - run.middle) < 0.4 * run.size:
            found[-1] = (found[-1][0] + len(run.text), found[-1][1] + run.x1 - run.x0)
        else:
            found.append((len(run.text), run.x1 - run.x0))
            above = run
    return found


def _step(side: Sequence[Run]) -> float:
    """From one line to the next."""
    steps = [one.middle - two.middle for one, two in pairwise(side) if one.middle - two.middle > 0.4 * one.size]
    return median(steps) if steps else 0.0


def _unboxed(found: Passage) -> Passage:
    """Where the text of one column goes on below both, the other is a box, to be read before that paragraph."""
    if not found.below:
        return found
    following = found.below[0]
    for main, box in ((found.left, found.right), (found.right, found.left)):
        last, step = main[-1], _step(main)
        if (
            abs(last.size - following.size) < 0.05 * last.size
            and 0 < last.middle - following.middle < _NEXT_LINE * step
            and min(run.y0 for run in box) > following.y1 - 0.5 * following.size
        ):
            above = list(found.above)
            paragraph = list(main)
            while above and 0 <= above[-1].middle - paragraph[0].middle < _NEXT_LINE * step:
                paragraph.insert(0, above.pop())
            return Passage(above, box, [], [*paragraph, *found.below])
    return found

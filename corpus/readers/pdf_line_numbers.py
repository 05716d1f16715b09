"""Numbers that count the lines of a page in its margin, as pleadings and deeds have them: no part of the text.

A list, a table and the contents of a book have numbers at the edge of the text, too. Those that count lines go on by
one step from number to number, with as many lines between them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..raised import SUPERSCRIPTS
from .pdf_lines import grouped
from .pdf_runs import Run
from .pdf_white import first_word

__all__ = ["line_numbers"]

_NUMBER = re.compile(r"[1-9]\d{0,2}")
_FEWEST = {1: 5, 5: 3, 10: 3}
"""By their step, on a page where no other page has them at the same place."""
_WIDEST = 2.0
"""Sizes of the numbers, from the left edge of the first to the right edge of the last."""
_COUNTED = 0.7
"""Share of the numbers that have as many lines between them as they count."""
_LEAST_STEP = 0.6
"""Share of a step that is lines of text: white ones may be counted."""
_RUNNING_ON = 0.5
"""Share of the lines amid a sentence; a list begins anew on each line, and so does a table."""
_SENTENCE_END = re.compile(rf"[.!?…:;][»”\"')\]{SUPERSCRIPTS}]*$")


def line_numbers(pages: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """For each page, the numbers of its lines from top to bottom, or none."""
    found = [_counting(runs, _candidates(runs)) for runs in pages]
    places = [(min(run.x0 for run in column), max(run.x1 for run in column)) for column in found if column]
    for index, runs in enumerate(pages):
        if places and not found[index]:
            # A last page has few lines.
            near = [run for run in _candidates(runs) if any(x0 - 1 < run.x0 and run.x1 < x1 + 1 for x0, x1 in places)]
            found[index] = _at_edge(runs, near)
    return found


def _candidates(runs: Sequence[Run]) -> list[Run]:
    lone = (run for run in runs if not run.cells and _NUMBER.fullmatch(run.text))
    return sorted(lone, key=lambda run: -run.middle)


def _at_edge(runs: Sequence[Run], numbers: Sequence[Run]) -> list[Run]:
    """Those of the numbers that stand to the left of all text beside them, or else to the right, where they count."""
    if not numbers:
        return []
    text = _beside(runs, numbers)
    left, right = min((run.x0 for run in text), default=0.0), max((run.x1 for run in text), default=0.0)
    for column in ([run for run in numbers if run.x1 < left], [run for run in numbers if run.x0 > right]):
        steps = {int(lower.text) - int(upper.text) for upper, lower in pairwise(column)}
        if column and len(steps) < 2 and steps <= _FEWEST.keys():
            return column
    return []


def _beside(runs: Sequence[Run], numbers: Sequence[Run]) -> list[Run]:
    taken = {id(run) for run in numbers}
    top, bottom = numbers[0].y1, numbers[-1].y0
    return [run for run in runs if id(run) not in taken and run.y0 < top and run.y1 > bottom]


def _counting(runs: Sequence[Run], numbers: Sequence[Run]) -> list[Run]:
    """Those of the numbers that are seen to count lines."""
    column = _at_edge(runs, numbers)
    step = int(column[1].text) - int(column[0].text) if len(column) > 1 else 1
    if len(column) < _FEWEST[step]:
        return []
    width = max(run.x1 for run in column) - min(run.x0 for run in column)
    lines = grouped(_beside(runs, column))
    if width > _WIDEST * column[0].size or int(column[0].text) % step or not lines:
        return []
    at = [min(range(len(lines)), key=lambda index: abs(lines[index][0].middle - run.middle)) for run in column]
    counted = sum(_LEAST_STEP * step <= lower - upper <= step for upper, lower in pairwise(at))
    if counted < _COUNTED * (len(column) - 1) or _has_columns(lines):
        return []
    return column if step > 1 or _is_running_text(lines) else []


def _has_columns(lines: Sequence[Sequence[Run]]) -> bool:
    apart = sum(any(after.x0 - before.x1 > after.size for before, after in pairwise(line)) for line in lines)
    return 3 * apart > len(lines)


def _is_running_text(lines: Sequence[Sequence[Run]]) -> bool:
    """Whether lines mostly end amid a sentence, where the next word finds no room."""
    right = max(line[-1].x1 for line in lines)
    on = sum(
        after[0].text[:1].islower()
        and not _SENTENCE_END.search(before[-1].text)
        and before[-1].x1 + first_word(after[0]) > right
        for before, after in pairwise(lines)
    )
    return on > _RUNNING_ON * len(lines)

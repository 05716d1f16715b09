"""The marks of a list that are drawn rather than written, as text before its items."""

from collections.abc import Iterable, Sequence

from .pdf_rules import Box
from .pdf_runs import Run

__all__ = ["marked"]

_LARGEST = 0.6
"""Line heights of its text that a mark may have."""
_FURTHEST = 2.5
"""Line heights from a mark to its text."""
_LEVEL = 0.3
"""Line heights that a mark may stand above or below the middle of its text."""
_ALONE = 1.5
"""Line heights of white before a mark."""
_FEWEST_LETTERS = 2
"""Behind a mark; points of a drawing are named by one."""


def marked(runs: Sequence[Run], marks: Iterable[Box]) -> list[Run]:
    """The runs of a page, and a bullet for each of the marks that stands at the beginning of a line."""
    boxes = list(marks)
    places = [*boxes, *((run.x0, run.y0, run.x1, run.y1) for run in runs)] if boxes else []
    bullets = []
    for box in boxes:
        x0, y0, x1, y1 = box
        beside = [run for run in runs if abs(run.middle - (y0 + y1) / 2) < _LEVEL * run.size and run.x0 > x1]
        text = min(beside, key=lambda run: run.x0, default=None)
        if text is None or text.hidden or not text.upright or sum(map(str.isalpha, text.text)) < _FEWEST_LETTERS:
            continue
        near = text.x0 - x1 < _FURTHEST * text.size and max(x1 - x0, y1 - y0) < _LARGEST * text.size
        before = any(
            x0 - _ALONE * text.size < right and left < x0 and bottom < (y0 + y1) / 2 < top
            for left, bottom, right, top in places
        )
        if near and not before:
            bullets.append(Run("•", x0, y0, x1, y1, text.size, bold=False, hidden=False, upright=True))
    return [*runs, *bullets]

"""What is drawn on a PDF page beside its text: straight lines, level or upright, and the marks of lists.

Lines are the edges of what is stroked, and thin bars; marks are small discs, circles and squares.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

__all__ = ["Box", "Rule", "Rules", "page_rules"]

_SHORTEST = 8.0
_THICKEST = 3.0
"""Points: a filled shape of more is no line but a ground."""
_SAME = 2.0
"""Points: lines that lie nearer than that are one."""
_SMALLEST_MARK, _LARGEST_MARK = 1.5, 10.0
"""Points; how large one may be beside its text is seen there."""
_MOST_MARKS = 200
_WHITE = 243
_MOST_SEGMENTS = 50_000
_MOST_LINES = 400
"""A page with more of them in one direction, or of segments in all, is a drawing."""

_Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""(x0, y0, x1, y1), in points."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line at a height (level) or at a distance from the left edge, and from where to where it goes; in points."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of a page, and what may be the marks of a list."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    marks: tuple[Box, ...] = ()

    def part(self, left: float, right: float, y: float) -> bool:
        """Whether an upright line stands between two places at some height."""
        return any(left <= rule.at <= right and rule.start <= y <= rule.end for rule in self.down)


def page_rules(page: pdfium.PdfPage, shown: Callable[[_Point], _Point]) -> Rules:
    """The lines and marks of a page; `shown` says where a point is on the page as it is shown. None of a drawing."""
    found: list[Rule] = []
    marks: list[Box] = []
    left = _MOST_SEGMENTS
    for index in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium_c.FPDFPage_GetObject(page.raw, index)
        if pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
            left -= max(1, pdfium_c.FPDFPath_CountSegments(drawn))
            if left < 0:
                return Rules()
            found += _lines(drawn, shown)
            marks += _marks(drawn, shown)
    across, down = (tuple(_joined(rule for rule in found if rule.level is level)) for level in (True, False))
    if max(len(across), len(down)) > _MOST_LINES:
        return Rules()
    return Rules(across, down, tuple(marks) if len(marks) <= _MOST_MARKS else ())


def _marks(drawn: Any, shown: Callable[[_Point], _Point]) -> Iterator[Box]:  # noqa: ANN401 - a ctypes pointer
    """What is drawn, if it is small, about as wide as high, and can be seen on white."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, *edges):
        return
    left, bottom, right, top = (edge.value for edge in edges)
    width, height = right - left, top - bottom
    if not (min(width, height) >= _SMALLEST_MARK and max(width, height) <= _LARGEST_MARK):
        return
    if min(width, height) > 0.8 * max(width, height) and _is_seen(drawn):
        (x0, y0), (x1, y1) = shown((left, bottom)), shown((right, top))
        yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _is_seen(drawn: Any) -> bool:  # noqa: ANN401
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroked)
    colour = [ctypes.c_uint() for _ in range(4)]
    if stroked.value or not fill.value or not pdfium_c.FPDFPageObj_GetFillColor(drawn, *colour):
        return bool(stroked.value)
    return min(part.value for part in colour[:3]) < _WHITE


def _lines(drawn: Any, shown: Callable[[_Point], _Point]) -> Iterator[Rule]:  # noqa: ANN401 - a ctypes pointer
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroked) or not (fill.value or stroked.value):
        return
    for points in _outlines(drawn, shown):
        if stroked.value:
            for (x0, y0), (x1, y1) in pairwise(points):
                yield from _rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        else:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield from _rule(min(xs), min(ys), max(xs), max(ys))


def _rule(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    if y1 - y0 <= _THICKEST and x1 - x0 >= _SHORTEST:
        yield Rule(level=True, at=(y0 + y1) / 2, start=x0, end=x1)
    elif x1 - x0 <= _THICKEST and y1 - y0 >= _SHORTEST:
        yield Rule(level=False, at=(x0 + x1) / 2, start=y0, end=y1)


def _outlines(drawn: Any, shown: Callable[[_Point], _Point]) -> Iterator[list[_Point]]:  # noqa: ANN401
    """The straight outlines of a path; what is bent is left out."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(drawn, matrix)
    points: list[_Point] = []
    bent = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(drawn)):
        segment = pdfium_c.FPDFPath_GetPathSegment(drawn, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if points and not bent:
                yield points
            points, bent = [], False
        bent = bent or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        right = matrix.a * x.value + matrix.c * y.value + matrix.e
        up = matrix.b * x.value + matrix.d * y.value + matrix.f
        points.append(shown((right, up)))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points and not bent:
        yield points


def _joined(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Lines that are drawn in pieces, or twice, as one."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][0].at <= _SAME:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    for group in groups:
        held = None
        for rule in sorted(group, key=lambda rule: rule.start):
            if held and rule.start - held.end <= _SAME:
                held = Rule(held.level, held.at, held.start, max(held.end, rule.end))
                continue
            if held:
                yield held
            held = Rule(rule.level, group[0].at, rule.start, rule.end)
        if held:
            yield held

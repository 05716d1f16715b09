"""Whether text of a PDF page is seen: what is painted under it and over it, and in which colours."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

__all__ = ["Backdrop"]

_ALIKE = 12
"""Difference of two colours, from 0 to 255 in each part, up to which no eye tells them apart."""
_MOST_OBJECTS = 20_000
_MOST_SHAPES = 500
"""A page with more is a drawing: what stands before what is not asked there."""
_RECTANGLE_SEGMENTS = 6
_SCAN_SHARE = 0.5
"""Of the page that an image covers, from which invisible text over it is what somebody recognised in it."""

_LEAST_SHOWN = 0.1
"""Of what a piece of text covers, that a clipping path leaves of it where anything can be read."""

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Shape:
    order: int
    box: _Box
    colour: Sequence[int] | None
    """None where it is an image, a drawing or another thing of many colours."""

    def covers(self, point: tuple[float, float]) -> bool:
        left, bottom, right, top = self.box
        return left <= point[0] <= right and bottom <= point[1] <= top


class Backdrop:
    """The rectangles, images and drawings of a page in the order in which they are painted."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._order: dict[int, int] = {}
        self._cut: set[int] = set()
        """Of the texts, those that a clipping path takes away."""
        self._shapes: list[_Shape] = []
        self._has_scan = False
        self._collect(page)

    def hides(self, text: int, point: tuple[float, float], colour: Sequence[int] | None, *, invisible: bool) -> bool:
        """Whether text in the middle of which `point` lies cannot be seen; `text` is the address of its object.

        `colour` is None where the letters have an outline.
        """
        if text in self._cut or (invisible and not self._has_scan):
            return True
        if invisible or colour is None:
            return False
        if colour[3] < _ALIKE:
            return True
        order = self._order.get(text)
        below: Sequence[int] | None = (255, 255, 255)
        for shape in self._shapes:
            if not shape.covers(point):
                continue
            if order is None:
                # Text inside a drawing: what is painted before it is not known.
                return False
            if shape.order < order:
                below = shape.colour
            elif shape.colour is not None:
                return True
        return below is not None and all(abs(one - other) < _ALIKE for one, other in zip(colour, below, strict=False))

    def _collect(self, page: pdfium.PdfPage) -> None:
        if pdfium_c.FPDFPage_CountObjects(page.raw) > _MOST_OBJECTS:
            return
        left, bottom, right, top = page.get_bbox()
        whole = max((right - left) * (top - bottom), 1.0)
        shapes: list[_Shape] = []
        for order, item in enumerate(page.get_objects(max_depth=1)):
            if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
                address = ctypes.cast(item.raw, ctypes.c_void_p).value or 0
                self._order[address] = order
                if _is_cut(item):
                    self._cut.add(address)
                continue
            shape = _shape(item, order)
            if shape:
                shapes.append(shape)
            if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE and shape:
                width = min(shape.box[2], right) - max(shape.box[0], left)
                height = min(shape.box[3], top) - max(shape.box[1], bottom)
                self._has_scan |= min(width, height) > 0 and width * height > _SCAN_SHARE * whole
        if len(shapes) <= _MOST_SHAPES:
            self._shapes = shapes


def _shape(item: pdfium.PdfObject, order: int) -> _Shape | None:
    if item.type != pdfium_c.FPDF_PAGEOBJ_PATH:
        return _Shape(order, _bounds(item), None)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    colour = [ctypes.c_uint() for _ in range(4)]
    if not mode.value or not pdfium_c.FPDFPageObj_GetFillColor(item.raw, *colour):
        return None
    fill = [part.value for part in colour]
    plain = pdfium_c.FPDFPath_CountSegments(item.raw) <= _RECTANGLE_SEGMENTS and fill[3] > 255 - _ALIKE
    return _Shape(order, _bounds(item), fill[:3] if plain else None)


def _is_cut(item: pdfium.PdfObject) -> bool:
    """Whether next to nothing of a text lies in the boxes of its clipping paths."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(item.raw)
    left, bottom, right, top = _bounds(item)
    area = (right - left) * (top - bottom)
    for path in range(pdfium_c.FPDFClipPath_CountPaths(clip) if clip else 0):
        points = list(_points(clip, path))
        if not points:
            continue
        left, right = max(left, min(x for x, _ in points)), min(right, max(x for x, _ in points))
        bottom, top = max(bottom, min(y for _, y in points)), min(top, max(y for _, y in points))
    return area > 0 and max(right - left, 0.0) * max(top - bottom, 0.0) < _LEAST_SHOWN * area


def _points(clip: Any, path: int) -> Iterator[tuple[float, float]]:  # noqa: ANN401 - a ctypes pointer
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFClipPath_CountPathSegments(clip, path)):
        if pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index), x, y):
            yield x.value, y.value


def _bounds(item: pdfium.PdfObject) -> _Box:
    try:
        left, bottom, right, top = item.get_bounds()
    except pdfium.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)
    return (left, bottom, right, top)

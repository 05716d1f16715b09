"""The text of a PDF page as runs: characters that stand together on one line, with their place and their look."""

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from .pdf_raised import Piece, raise_figures
from .pdf_rules import Rules
from .pdf_visibility import Backdrop

__all__ = ["Frame", "Run", "page_runs", "turn_of"]

_HYPHENS = frozenset({"\x02", "\ufffe", "\N{SOFT HYPHEN}", "\N{HYPHEN}"})
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SMALLEST = 1.2
"""Points: text of less height cannot be read by anybody."""
_LINE_BOX = 1.17
"""The height of a usual line box in terms of its font's size."""
_MOST_CHARACTERS = 200_000
"""Of one page; what stands behind them is left."""


@dataclass(slots=True)
class Run:
    """Text on one line; places are in points from the lower left corner of the page as it is shown."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """The height of its line box, on the average."""
    bold: bool
    hidden: bool
    """Whether nobody who looks at the page sees it."""
    upright: bool
    cells: tuple[str, ...] = ()
    """Of a row of a table with drawn lines: what stands in its cells, line by line."""
    turn: int | None = 0
    """How far the page has to be turned to the right for it to be upright, or None where it slants."""
    space: float = 0.0
    """The widest white between two of its words."""

    @property
    def middle(self) -> float:
        """Half its height on the page."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class _Look:
    """What all characters of one text object share."""

    size: float
    """The height of a line box in its font."""
    bold: bool
    hidden: bool
    turn: int | None
    baseline: float


class Frame:
    """Where places of a page's content are on the page as it is shown: turned, and from its lower left corner.

    `more` is how far a reader turns the page to the right besides.
    """

    def __init__(self, page: pdfium.PdfPage, more: int = 0) -> None:
        self.turn = (page.get_rotation() + more) % 360
        self._box = page.get_bbox()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page."""
        left, bottom, right, top = self._box
        return (top - bottom, right - left) if self.turn in {90, 270} else (right - left, top - bottom)

    def point(self, place: tuple[float, float]) -> tuple[float, float]:
        """One place."""
        x, y, _, _ = self.box(*place, *place)
        return x, y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """What lies between two places, lower left first."""
        left, bottom, right, top = self._box
        if self.turn == 90:
            return y0 - bottom, right - x1, y1 - bottom, right - x0
        if self.turn == 180:
            return right - x1, top - y1, right - x0, top - y0
        if self.turn == 270:
            return top - y1, x0 - left, top - y0, x1 - left
        return x0 - left, y0 - bottom, x1 - left, y1 - bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a place that is shown is on the page."""
        width, height = self.size
        return bool(-1 <= x <= width + 1 and -1 <= y <= height + 1)


def page_runs(page: pdfium.PdfPage, frame: Frame, rules: Rules) -> list[Run]:
    """The runs of a page in the order of its content; none goes across a line that is drawn."""
    textpage = page.get_textpage()
    try:
        return _Collector(page, textpage, frame, rules).runs()
    finally:
        textpage.close()


def turn_of(runs: Sequence[Run]) -> int:
    """How far a page has to be turned to the right for most of its letters that are seen to be upright."""
    letters: Counter[int | None] = Counter()
    for run in runs:
        if not run.hidden:
            letters[run.turn] += sum(map(str.isalnum, run.text))
    turn, most = max(letters.items(), key=lambda item: item[1], default=(0, 0))
    return turn if turn and 2 * most > letters.total() else 0


class _Collector:
    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, frame: Frame, rules: Rules) -> None:
        self._raw = textpage.raw
        self._frame, self._rules = frame, rules
        self._backdrop = Backdrop(page)
        self._looks: dict[int, _Look] = {}
        self._runs: list[Run] = []
        self._pieces: list[Piece] = []
        self._run: Run | None = None
        self._object: int | None = None
        self._space = False

    def runs(self) -> list[Run]:
        """All of them; white space at the ends of each is gone."""
        box = pdfium_c.FS_RECTF()
        pending = 0
        for index in range(min(pdfium_c.FPDFText_CountChars(self._raw), _MOST_CHARACTERS)):
            code = pdfium_c.FPDFText_GetUnicode(self._raw, index)
            if 0xD800 <= code < 0xDC00:
                pending = code
                continue
            if pending and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((pending - 0xD800) << 10) + code - 0xDC00
            pending = 0
            character = chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
            if character in "\r\n":
                self._run = None
            elif character.isspace():
                self._space = True
            elif pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, box):
                self._take(index, _LIGATURES.get(character, character), box)
        raise_figures(self._pieces)
        return self._runs

    def _take(self, index: int, character: str, box: Any) -> None:  # noqa: ANN401 - a ctypes structure
        x0, y0, x1, y1 = self._frame.box(box.left, box.bottom, box.right, box.top)
        key = _address(pdfium_c.FPDFText_GetTextObject(self._raw, index))
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = self._look(index, key, box)
        if character in _HYPHENS:
            character = "-"
        run = self._run
        off = y1 - y0 < _SMALLEST or not self._frame.holds((x0 + x1) / 2, (y0 + y1) / 2)
        hidden = look.hidden or off
        if run is None or self._parts(run, look, x0, y0, y1, hidden=hidden, another=key != self._object):
            run = Run(character, x0, y0, x1, y1, look.size, look.bold, hidden, look.turn == 0, turn=look.turn)
            self._run = run
            self._runs.append(run)
        else:
            if self._space:
                run.text += " "
                run.space = max(run.space, x0 - run.x1)
            run.text += character
            run.x0, run.x1 = min(run.x0, x0), max(run.x1, x1)
            run.y0, run.y1 = min(run.y0, y0), max(run.y1, y1)
            # The mean: a bullet or a figure may be set in another font than its line.
            run.size += (look.size - run.size) / len(run.text)
        piece = self._pieces[-1] if self._pieces else None
        end = len(run.text)
        if piece is not None and piece.run is run and key == self._object:
            piece.end, piece.x1 = end, x1
        elif look.turn == 0:
            self._pieces.append(Piece(run, end - len(character), end, x0, x1, look.baseline, look.size))
        self._object, self._space = key, False

    def _parts(self, run: Run, look: _Look, x0: float, y0: float, y1: float, *, hidden: bool, another: bool) -> bool:
        """Whether a character begins another run."""
        if hidden != run.hidden or look.turn != run.turn:
            return True
        if not run.upright:
            return False
        height = max(y1 - y0, 0.1)
        shared = min(run.y1, y1) - max(run.y0, y0)
        gap = x0 - run.x1
        if shared < 0.5 * min(height, run.size) or (look.bold != run.bold and another):
            return True
        if gap > 0.1 * height and self._rules.part(run.x1, x0, (y0 + y1) / 2):
            return True
        # Spread letters and justified lines have gaps too, but seldom where another piece of text begins.
        return bool(gap > (0.45 if another else 1.5) * run.size or gap < -run.size)

    def _look(self, index: int, key: int, box: Any) -> _Look:  # noqa: ANN401
        angle = math.degrees(pdfium_c.FPDFText_GetCharAngle(self._raw, index)) + self._frame.turn
        nearest = 90 * round(angle / 90)
        turn = -nearest % 360 if abs(angle - nearest) < 15 else None
        middle = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(pdfium_c.FPDFText_GetTextObject(self._raw, index)) if key else 0
        invisible = mode in {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP}
        colour = [ctypes.c_uint() for _ in range(4)]
        known = pdfium_c.FPDFText_GetFillColor(self._raw, index, *colour)
        fill = tuple(part.value for part in colour) if known else (0, 0, 0, 255)
        stroked = mode in {pdfium_c.FPDF_TEXTRENDERMODE_STROKE, pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE}
        hidden = self._backdrop.hides(key, middle, None if stroked else fill, invisible=invisible)
        return _Look(self._size(index, box), self._is_bold(index), hidden, turn, self._baseline(index))

    def _baseline(self, index: int) -> float:
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self._raw, index, x, y)
        return self._frame.point((x.value, y.value))[1]

    def _size(self, index: int, box: Any) -> float:  # noqa: ANN401
        """From the font's size and the scale that it is drawn in; boxes differ from font to font."""
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetMatrix(self._raw, index, matrix)
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        size = _LINE_BOX * scale * float(pdfium_c.FPDFText_GetFontSize(self._raw, index))
        return size if size > 0 else max(float(box.top - box.bottom), 0.1)

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self._raw, index) >= 600:
            return True
        name = ctypes.create_string_buffer(200)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._raw, index, name, 200, flags)
        return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def _address(pointer: Any) -> int:  # noqa: ANN401
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0 if pointer else 0

"""Text recognition of scanned pages with Tesseract: the extra `ocr`, and Debian's program of that name."""

import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import mean, median
from typing import Any

import pypdfium2 as pdfium

from ..document import BlockKind
from .pdf_blocks import Piece
from .pdf_lines import join_lines
from .pdf_runs import Run

__all__ = ["HEIGHT", "MISSING", "ScannedLine", "image_lines", "levelled", "pieces_of_scan", "recognised",
           "text_recognition"]  # fmt: skip

HEIGHT = 842.0
"""Points: the height that every scanned page is taken to have."""

MISSING = (
    "install the ocr extra (pip install 'guillemet[ocr]') and Tesseract "
    "(apt-get install tesseract-ocr tesseract-ocr-fra), then index again"
)
_WANTED = ("fra", "eng", "deu", "spa", "ita")
_DOTS = 300
"""Per inch, at which Tesseract reads best."""
_MOST_PIXELS = 30_000_000
_SECONDS = 50
_TURN_SECONDS = 8
_CLEAR = 70
"""Of 100: what is recognised with less, on the average, may lie on its side or upside down."""
_LEAST_CONFIDENCE = 40
"""Of 100: what is recognised with less is shown, but never quoted."""
_ASKEW = 8.0
"""Points by which a line at the edge is higher or lower on one scanned page than on the next."""
_AT_EDGE = 2
"""Lines at the upper and at the lower edge of a page that may be running ones."""
_LINE_BOX = 1.6
"""The height of a usual line box in terms of that of most words: of small letters with some that stand out."""
_UNEVEN = 1.4
"""In terms of the usual size: letters without strokes below or above make a line look that much smaller."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    paragraph: tuple[int, int]
    line: int
    confidence: float
    box: tuple[float, float, float, float]
    """From the left and from the top, then width and height, in pixels."""


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line that was recognised: a run for each word, all of one height."""

    runs: list[Run]
    paragraph: tuple[int, int]
    confidence: float
    """Of 100, on the average of its words."""


@cache
def text_recognition() -> str | None:
    """The languages to recognise, as Tesseract names them, or None where it is not installed."""
    if find_spec("pytesseract") is None or shutil.which("tesseract") is None:
        return None
    import pytesseract  # noqa: PLC0415 - an extra

    try:
        held = pytesseract.get_languages()
    except (OSError, RuntimeError):
        return None
    wanted = [language for language in _WANTED if language in held]
    return "+".join(wanted[:2] or held[:1]) or None


def recognised(document: pdfium.PdfDocument, index: int, languages: str) -> list[ScannedLine]:
    """The text on an image of a page."""
    try:
        page = document[index]
        scale = _DOTS / 72
        pixels = page.get_width() * page.get_height() * scale * scale
        scale *= min(1.0, (_MOST_PIXELS / max(pixels, 1.0)) ** 0.5)
        image = page.render(scale=scale, grayscale=True).to_pil()
    except (pdfium.PdfiumError, ValueError, OSError):
        return []
    return image_lines(image, languages)


def image_lines(image: Any, languages: str) -> list[ScannedLine]:  # noqa: ANN401
    """The lines that Tesseract finds on an image, turned upright if need be."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    end = time.monotonic() + _SECONDS
    words, height = _words(image, languages, _SECONDS), image.height
    if words is not None and _clearness(words) < _CLEAR and (turn := _turn(image)):
        upright = image.rotate(-turn, expand=True)
        turned = _words(upright, languages, max(end - time.monotonic(), 1.0)) or []
        if _clearness(turned) > _clearness(words):
            words, height = turned, upright.height
    lines: dict[tuple[tuple[int, int], int], list[_Word]] = {}
    for word in words or ():
        lines.setdefault((word.paragraph, word.line), []).append(word)
    return [_line(line, HEIGHT / height) for line in lines.values()]


def _line(words: Sequence[_Word], scale: float) -> ScannedLine:
    top = HEIGHT - scale * median(word.box[1] for word in words)
    bottom = HEIGHT - scale * median(word.box[1] + word.box[3] for word in words)
    size = _LINE_BOX * (top - bottom)
    edges = [(scale * word.box[0], scale * (word.box[0] + word.box[2])) for word in words]
    runs = [
        Run(word.text, x0, bottom, x1, top, size, bold=False, hidden=False, upright=True)
        for word, (x0, x1) in zip(words, edges, strict=True)
    ]
    return ScannedLine(runs, words[0].paragraph, mean(word.confidence for word in words))


def levelled(pages: Sequence[Sequence[ScannedLine]]) -> None:
    """Give lines at the edges the height at which they stand on other pages, and all of usual size the same size.

    No two pages lie alike on the glass, and where running lines are looked for, those at one place count.
    """
    usual = median([line.runs[0].size for lines in pages for line in lines] or [1.0])
    places: list[float] = []
    for lines in pages:
        for line in lines:
            for run in line.runs:
                run.size = usual if usual / _UNEVEN < run.size < usual * _UNEVEN else run.size
        heights = sorted({line.runs[0].middle for line in lines})
        for height in {*heights[:_AT_EDGE], *heights[-_AT_EDGE:]}:
            place = min(places, key=lambda known, here=height: abs(known - here), default=height)  # type: ignore[misc]
            if abs(place - height) > _ASKEW:
                place = height
            places += [] if place in places else [place]
            for run in (run for line in lines if line.runs[0].middle == height for run in line.runs):
                run.y0, run.y1 = run.y0 + place - height, run.y1 + place - height


def pieces_of_scan(lines: Sequence[ScannedLine]) -> list[Piece]:
    """The paragraphs that these lines make."""
    paragraphs: dict[tuple[int, int], list[ScannedLine]] = {}
    for line in lines:
        paragraphs.setdefault(line.paragraph, []).append(line)
    pieces = []
    for inside in paragraphs.values():
        text = _paragraph([" ".join(run.text for run in line.runs) for line in inside])
        sure = sum(line.confidence * len(line.runs) for line in inside) / sum(len(line.runs) for line in inside)
        clear = sure >= _LEAST_CONFIDENCE and any(map(str.isalnum, text))
        pieces.append(Piece(BlockKind.PARAGRAPH if clear else BlockKind.FURNITURE, text))
    return pieces


def _words(image: Any, languages: str, seconds: float) -> list[_Word] | None:  # noqa: ANN401
    """What Tesseract reads, or None where it fails or takes too long."""
    import pytesseract  # noqa: PLC0415

    try:
        found = pytesseract.image_to_data(image, lang=languages, timeout=seconds, output_type=pytesseract.Output.DICT)
    except (RuntimeError, OSError, ValueError):
        return None
    told = ("text", "block_num", "par_num", "line_num", "conf", "left", "top", "width", "height")
    return [
        _Word(text, (block, paragraph), line, float(confidence), (left, top, width, height))
        for text, block, paragraph, line, confidence, left, top, width, height in zip(
            *(found[name] for name in told), strict=True
        )
        if text.strip()
    ]


def _clearness(words: Sequence[_Word]) -> float:
    return mean(word.confidence for word in words) if words else 0.0


def _turn(image: Any) -> int:  # noqa: ANN401
    """How far an image has to be turned to the right to be upright; 0 also where Tesseract lacks its `osd` data."""
    import pytesseract  # noqa: PLC0415

    # It asks for 50 letters otherwise; whether the turn was right shows in the words.
    few = "-c min_characters_to_try=10"
    try:
        found = pytesseract.image_to_osd(image, config=few, timeout=_TURN_SECONDS, output_type=pytesseract.Output.DICT)
    except (RuntimeError, OSError, ValueError, LookupError):
        return 0
    return int(found["rotate"])


def _paragraph(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text = join_lines(text, line, Counter())
    return text

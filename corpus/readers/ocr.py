"""Text recognition of scanned pages with Tesseract: the extra `ocr`, and Debian's program of that name."""

import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import mean
from typing import Any

import pypdfium2 as pdfium

from ..document import BlockKind
from .pdf_blocks import Piece
from .pdf_lines import join_lines

__all__ = ["MISSING", "image_pieces", "recognised", "text_recognition"]

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


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    paragraph: tuple[int, int]
    line: int
    confidence: float


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


def recognised(document: pdfium.PdfDocument, index: int, languages: str) -> list[Piece] | None:
    """The text on an image of a page, or None where there is none."""
    try:
        page = document[index]
        scale = _DOTS / 72
        pixels = page.get_width() * page.get_height() * scale * scale
        scale *= min(1.0, (_MOST_PIXELS / max(pixels, 1.0)) ** 0.5)
        image = page.render(scale=scale, grayscale=True).to_pil()
    except (pdfium.PdfiumError, ValueError, OSError):
        return None
    return image_pieces(image, languages)


def image_pieces(image: Any, languages: str) -> list[Piece] | None:  # noqa: ANN401
    """The paragraphs that Tesseract finds on an image, turned upright if need be, or None where there are none."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    end = time.monotonic() + _SECONDS
    words = _words(image, languages, _SECONDS)
    if words is not None and _clearness(words) < _CLEAR and (turn := _turn(image)):
        turned = _words(image.rotate(-turn, expand=True), languages, max(end - time.monotonic(), 1.0))
        words = max(words, turned or [], key=_clearness)
    paragraphs: dict[tuple[int, int], dict[int, list[str]]] = {}
    sure: dict[tuple[int, int], list[float]] = {}
    for word in words or ():
        paragraphs.setdefault(word.paragraph, {}).setdefault(word.line, []).append(word.text)
        sure.setdefault(word.paragraph, []).append(word.confidence)
    pieces = []
    for key, lines in paragraphs.items():
        text = _paragraph([" ".join(words) for words in lines.values()])
        clear = mean(sure[key]) >= _LEAST_CONFIDENCE and any(map(str.isalnum, text))
        pieces.append(Piece(BlockKind.PARAGRAPH if clear else BlockKind.FURNITURE, text))
    return pieces or None


def _words(image: Any, languages: str, seconds: float) -> list[_Word] | None:  # noqa: ANN401
    """What Tesseract reads, or None where it fails or takes too long."""
    import pytesseract  # noqa: PLC0415

    try:
        found = pytesseract.image_to_data(image, lang=languages, timeout=seconds, output_type=pytesseract.Output.DICT)
    except (RuntimeError, OSError, ValueError):
        return None
    parts = zip(found["text"], found["block_num"], found["par_num"], found["line_num"], found["conf"], strict=True)
    return [
        _Word(text, (block, paragraph), line, float(confidence))
        for text, block, paragraph, line, confidence in parts
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

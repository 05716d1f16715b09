"""Text recognition of scanned pages with Tesseract: the extra `ocr`, and Debian's program of that name."""

import os
import shutil
from collections import Counter
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
_LEAST_CONFIDENCE = 40
"""Of 100: what is recognised with less is shown, but never quoted."""


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
    """The paragraphs that Tesseract finds on an image, or None where there are none."""
    import pytesseract  # noqa: PLC0415

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        found = pytesseract.image_to_data(image, lang=languages, timeout=_SECONDS, output_type=pytesseract.Output.DICT)
    except (RuntimeError, OSError, ValueError):
        return None
    paragraphs: dict[tuple[int, int], dict[int, list[str]]] = {}
    sure: dict[tuple[int, int], list[float]] = {}
    for word, block, paragraph, line, confidence in zip(
        found["text"], found["block_num"], found["par_num"], found["line_num"], found["conf"], strict=True
    ):
        if word.strip():
            paragraphs.setdefault((block, paragraph), {}).setdefault(line, []).append(word)
            sure.setdefault((block, paragraph), []).append(float(confidence))
    pieces = []
    for key, lines in paragraphs.items():
        text = _paragraph([" ".join(words) for words in lines.values()])
        clear = mean(sure[key]) >= _LEAST_CONFIDENCE and any(map(str.isalnum, text))
        pieces.append(Piece(BlockKind.PARAGRAPH if clear else BlockKind.FURNITURE, text))
    return pieces or None


def _paragraph(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text = join_lines(text, line, Counter())
    return text

"""Images of paper: scans and photographs of pages as PNG, JPEG or TIFF, through text recognition in the extra `ocr`."""

import warnings
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence

from ..composer import Composer
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..reader import Reading, SkippedPart, Source
from .ocr import HEIGHT, MISSING, ScannedLine, image_lines, levelled, pieces_of_scan, text_recognition
from .packed import DAMAGED
from .pdf_furniture import page_labels, running_lines
from .pdf_text import page_ranges

__all__ = ["READER", "ImageReader"]

_FORMATS = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS = 150_000_000
"""A sheet of A3 at 600 dots per inch has half of that."""
_FEWEST_PIXELS = 5_000
"""A smaller image is an icon."""
_MOST_PAGES = 1_000
_WIDE_ENOUGH = 1_500
"""Pixels that a page should be wide, for its letters to have the height that Tesseract reads best."""


class ImageReader:
    """Reads `.png`, `.jpg` and `.tif`."""

    suffixes = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The text recognised on each page of a TIFF file, or on the one image."""
        pages: list[list[ScannedLine]] = []
        # Asked for by name, formats are not looked for.
        Image.init()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(BytesIO(data), formats=_FORMATS) as image:
                    count = getattr(image, "n_frames", 1)
                    languages = _languages(image, count)
                    for number, page in enumerate(ImageSequence.Iterator(image), start=1):
                        source.alive()
                        if number > _MOST_PAGES:
                            break
                        pages.append(_recognised(page, languages))
        except (*DAMAGED, Image.DecompressionBombError):
            raise UnreadableDocument("damaged, or no image") from None
        return _reading(pages)


READER = ImageReader()


def _languages(image: Image.Image, count: int) -> str:
    """What to recognise. Raises `UnreadableDocument` where that is not worth while, or not possible here."""
    if image.width * image.height < _FEWEST_PIXELS:
        raise UnreadableDocument("an image too small to show text")
    languages = text_recognition()
    if languages is None:
        raise UnreadableDocument(f"{count} scanned page{'s' if count > 1 else ''}: {MISSING}")
    return languages


def _recognised(page: Image.Image, languages: str) -> list[ScannedLine]:
    """The text on a page."""
    if page.width * page.height > _MOST_PIXELS:
        raise UnreadableDocument(f"an image of more than {_MOST_PIXELS // 1_000_000} million dots")
    shown = ImageOps.exif_transpose(page).convert("L")
    if shown.width < _WIDE_ENOUGH and shown.height < 2 * _WIDE_ENOUGH:
        times = min(3.0, _WIDE_ENOUGH / shown.width)
        shown = shown.resize((round(shown.width * times), round(shown.height * times)))
    return image_lines(shown, languages)


def _reading(pages: Sequence[Sequence[ScannedLine]]) -> Reading:
    """The pages one behind another; what runs on all of them is furniture."""
    composer = Composer()
    levelled(pages)
    margins = running_lines([[run for line in page for run in line.runs] for page in pages], [HEIGHT] * len(pages))
    labels = page_labels([""] * len(pages), margins)
    for page, margin, label in zip(pages, margins, labels, strict=True):
        if len(pages) > 1:
            composer.page(label)
        running = margin.runs()
        (head, foot) = margin.parted(HEIGHT)
        for text in head:
            composer.add(text, BlockKind.FURNITURE)
        for piece in pieces_of_scan([line for line in page if id(line.runs[0]) not in running]):
            composer.add(piece.text, piece.kind)
        for text in foot:
            composer.add(text, BlockKind.FURNITURE)
    if all(block.kind is BlockKind.FURNITURE for block in composer.blocks):
        raise UnreadableDocument("an image on which no text was recognised")
    without = [label for page, label in zip(pages, labels, strict=True) if not page]
    return composer.reading(skipped=[SkippedPart(page_ranges(without), "no text was recognised")] if without else [])

"""What is laid over the pages of a PDF: forms that were filled in, and notes that somebody wrote beside the text."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

__all__ = ["open_forms", "opened_page"]

_TYPED = frozenset({pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP})
"""Those that show words on the page itself."""
_COMMENTS = frozenset({
    pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE,
    pdfium_c.FPDF_ANNOT_SQUIGGLY, pdfium_c.FPDF_ANNOT_STRIKEOUT, pdfium_c.FPDF_ANNOT_CARET,
})  # fmt: skip
"""Those that show their words when somebody points at them."""
_MOST = 2_000
"""Of one page."""
_LONGEST_NOTE = 100_000
"""Bytes."""


def open_forms(document: pdfium.PdfDocument) -> None:
    """Get ready to show what is in the fields of a form; to be called before any page is opened."""
    try:
        document.init_forms()
    except pdfium.PdfiumError:
        return


def opened_page(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, list[str]]:
    """A page, of whose content the values of its fields and the words written onto it are part, and the notes on it."""
    page = document[index]
    told: dict[str, None] = {}
    typed = False
    for kind, annotation in _annotations(page):
        typed = typed or kind in _TYPED
        if kind in _COMMENTS:
            told[_contents(annotation)] = None
    # Laying them down removes them all, and needs the page to be opened anew.
    if typed and pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page, list(told)


def _contents(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if not 2 < size <= _LONGEST_NOTE:
        return ""
    held = ctypes.create_string_buffer(size)
    words = ctypes.cast(held, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", words, size)
    return held.raw.decode("utf-16-le", "ignore").rstrip("\0")


def _annotations(page: pdfium.PdfPage) -> Iterator[tuple[int, pdfium_c.FPDF_ANNOTATION]]:
    """The kind of each annotation, and the annotation, which is open only until the next one."""
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                yield pdfium_c.FPDFAnnot_GetSubtype(annotation), annotation
            finally:
                pdfium_c.FPDFPage_CloseAnnot(annotation)

"""What a PDF says of itself, and what is attached to it."""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ..composer import clean
from ..dates import find_date
from ..language import language_code
from ..parts import distinct, part_name
from ..reader import Member, SkippedPart

__all__ = ["attachments", "changed_date", "given_date", "given_language", "given_title", "page_label"]

_MOST_ATTACHMENTS = 1_000
_MADE_BY_A_PROGRAM = re.compile(
    r"(?:microsoft \w+ - |[(\[]?(?:untitled|anonymous|unspecified|sans titre)|document\d*$|"
    r".*\.(?:docx?|odt|indd|tex|pdf|rtf)$)",
    re.IGNORECASE,
)


def page_label(document: pdfium.PdfDocument, index: int) -> str:
    """The label that the file gives a page, or nothing."""
    try:
        return " ".join(clean(document.get_page_label(index)).split())
    except (pdfium.PdfiumError, UnicodeError):
        return ""


def given_title(document: pdfium.PdfDocument) -> str | None:
    """The title, unless it is only the name that a program gave the file."""
    given = " ".join(clean(_entry(document, "Title")).split())
    meant = len(given) > 3 and not _MADE_BY_A_PROGRAM.match(given) and any(map(str.isalpha, given))
    return given if meant else None


def given_date(document: pdfium.PdfDocument) -> str | None:
    """When it was made, or else changed, as `YYYY-MM-DD`."""
    return next(_given_dates(document), None)


def changed_date(document: pdfium.PdfDocument) -> str | None:
    """When it was made or changed, whichever was later."""
    return max(_given_dates(document), default=None)


def _given_dates(document: pdfium.PdfDocument) -> Iterator[str]:
    for key in ("CreationDate", "ModDate"):
        found = re.match(r"D:(\d{4})(\d\d)(\d\d)", _entry(document, key))
        if found and (date := find_date("-".join(found.groups()))):
            yield date


def given_language(document: pdfium.PdfDocument) -> str | None:
    """The language that the file declares."""
    size = pdfium_c.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 2 < size < 100:
        return None
    held = ctypes.create_string_buffer(size)
    pdfium_c.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(held, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return language_code(held.raw.decode("utf-16-le", "ignore").rstrip("\0"))


def attachments(document: pdfium.PdfDocument) -> tuple[list[Member], list[SkippedPart]]:
    """The files in the file, and those that cannot be taken out."""
    members: list[Member] = []
    skipped: list[SkippedPart] = []
    taken: dict[str, int] = {}
    for index in range(min(document.count_attachments(), _MOST_ATTACHMENTS)):
        name = f"attachment {index + 1}"
        try:
            attachment = document.get_attachment(index)
            name = distinct(part_name(attachment.get_name()), taken)
            suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
            members.append(Member(name, suffix, bytes(attachment.get_data())))
        except (pdfium.PdfiumError, UnicodeError, ValueError):
            skipped.append(SkippedPart(name, "is damaged: it cannot be taken out"))
    return members, skipped


def _entry(document: pdfium.PdfDocument, key: str) -> str:
    try:
        return str(document.get_metadata_value(key))
    except (pdfium.PdfiumError, UnicodeError):
        return ""

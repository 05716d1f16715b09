"""What a server says of a page: its format, told as the suffix of a file, and the encoding of its text."""

import re
from codecs import BOM_UTF8
from mimetypes import MimeTypes

from .encoding import codec_of, decode_as, has_mark
from .errors import UnreadableDocument
from .place import WebAddress
from .readers import supported_suffixes

__all__ = ["marked_text", "suffix_of", "told_type"]

_TYPE = re.compile(r"[\w.+-]{1,40}/[\w.+-]{1,100}", re.ASCII)
_CHARSET = re.compile(r"\bcharset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/x-pdf": ".pdf",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    f"{_OFFICE}.presentationml.slideshow": ".ppsx",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": ".pptm",
    f"{_OPEN}.text": ".odt",
    f"{_OPEN}.spreadsheet": ".ods",
    f"{_OPEN}.presentation": ".odp",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/csv": ".csv",
    "application/mbox": ".mbox",
    "multipart/related": ".mht",
    "application/x-mimearchive": ".mht",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".ndjson",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/x-bzip2": ".bz2",
    "application/x-xz": ".xz",
    "application/x-zip-compressed": ".zip",
}
"""Where Python knows no suffix, or several."""
_GENERAL = frozenset({
    "text/plain", "application/zip", "application/x-zip-compressed", "application/gzip", "application/x-gzip",
    "application/vnd.ms-excel",
})  # fmt: skip
"""Told of much that is more than that; the address says it better."""
_KNOWN = MimeTypes()
"""Not those of this machine, which may differ from the next."""


def told_type(content_type: str) -> str:
    """The media type in a header, in lower case; empty where there is none."""
    told = content_type.partition(";")[0].strip().lower()
    return told if _TYPE.fullmatch(told) else ""


def suffix_of(content_type: str, url: WebAddress) -> str:
    """By the type that the server tells; by the address where that says nothing."""
    told = told_type(content_type)
    named = "." + url.name.rpartition(".")[2].lower() if "." in url.name else ""
    if told in _GENERAL and named in supported_suffixes():
        return named
    if told in _SUFFIXES:
        return _SUFFIXES[told]
    known = (suffix for suffix in _KNOWN.guess_all_extensions(told) if suffix in supported_suffixes())
    return next(known, named)


def marked_text(text: bytes, content_type: str) -> bytes:
    """The text, in UTF-8 with its mark where the server names another encoding: nothing in the text need tell it."""
    named = _CHARSET.search(content_type)
    codec = codec_of(named[1]) if named else None
    if codec in {None, "utf-8"} or has_mark(text):
        return text
    # Latin-1 is what servers name unasked, also for UTF-8.
    for tried in ("utf-8", codec) if codec == "cp1252" else (codec,):
        try:
            plain = decode_as(text, str(tried)).encode()
        except (UnicodeError, UnreadableDocument):
            continue
        return text if plain == text else BOM_UTF8 + plain
    return text

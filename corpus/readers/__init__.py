"""The readers, one module per format, each loaded with the first file that needs it."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ..reader import Reader

__all__ = ["is_packed", "reader_for", "supported_suffixes"]

_MODULES = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mht": "saved_page",
    ".mhtml": "saved_page",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".odt": "opendocument",
    ".ods": "opendocument",
    ".odp": "opendocument",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".doc": "legacy",
    ".xls": "legacy",
    ".ppt": "legacy",
    ".rtf": "rtf",
    ".epub": "epub",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".mbx": "mailbox",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".zip": "archive",
    ".tar": "archive",
    ".tgz": "archive",
    ".gz": "archive",
    ".bz2": "archive",
    ".xz": "archive",
}
"""Suffix to module; each module has one `READER`, whose `suffixes` say the same."""

_TEXTS = frozenset({"plain", "markdown", "html", "delimited", "json_lines"})


def supported_suffixes() -> frozenset[str]:
    """The suffixes that have a reader, in lower case and with the dot."""
    return frozenset(_MODULES)


def reader_for(suffix: str) -> "Reader | None":
    """The reader of this suffix (`.TXT` and `.txt` alike), or None."""
    module = _MODULES.get(suffix.lower())
    if module is None:
        return None
    return cast("Reader", import_module(f".{module}", __name__).READER)


def is_packed(suffix: str) -> bool:
    """Whether files of this suffix may hold images or other files, and are larger than their text."""
    return _MODULES.get(suffix.lower(), "plain") not in _TEXTS

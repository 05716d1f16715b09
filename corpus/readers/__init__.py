"""The readers, one module per format, each loaded with the first file that needs it."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ..reader import Reader

__all__ = ["reader_for", "supported_suffixes"]

_MODULES = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
"""Suffix to module; each module has one `READER`, whose `suffixes` say the same."""


def supported_suffixes() -> frozenset[str]:
    """The suffixes that have a reader, in lower case and with the dot."""
    return frozenset(_MODULES)


def reader_for(suffix: str) -> "Reader | None":
    """The reader of this suffix (`.TXT` and `.txt` alike), or None."""
    module = _MODULES.get(suffix.lower())
    if module is None:
        return None
    return cast("Reader", import_module(f".{module}", __name__).READER)

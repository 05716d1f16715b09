"""Files under the names that Office gave before 2007: read where something else is inside, named where it is not."""

from ..errors import UnreadableDocument
from ..reader import Reading, Source
from . import reader_for
from .packed import OLD_OFFICE

__all__ = ["READER", "LegacyReader"]

_NEWER = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx"}
_HEAD_BYTES = 1_000


class LegacyReader:
    """Answers for `.doc`, `.xls` and `.ppt`; programs give these names to RTF, HTML and newer formats, too."""

    suffixes = frozenset(_NEWER)

    def read(self, data: bytes, source: Source) -> Reading:
        """By what the bytes are. The binary formats themselves have no reader."""
        suffix = _NEWER.get(source.name[-4:].lower(), ".docx")
        found = _suffix_of(data, suffix)
        if found is None:
            raise UnreadableDocument(
                f"is of the Office format before 2007; save it as {suffix}, or all of them at once with: "
                f"soffice --headless --convert-to {suffix[1:]} FILE..."
            )
        reader = reader_for(found)
        assert reader is not None
        return reader.read(data, source)


READER = LegacyReader()


def _suffix_of(data: bytes, newer: str) -> str | None:
    head = data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(OLD_OFFICE):
        return None
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return newer
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head or b"<table" in head:
        return ".html"
    if head.startswith((b"mime-version:", b"from:")):
        return ".mht"
    return None if b"\0" in head else ".tsv" if newer == ".xlsx" else ".txt"

"""Whether a quote is what its source says: the file is read again, apart from the index."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ..assistant.answer import Quote
from ..corpus.encoding import decode
from ..corpus.errors import UnreadableDocument
from ..corpus.isolation import read_documents
from ..corpus.parts import part_names
from ..corpus.place import file_of

__all__ = ["is_exact"]

PLAIN = frozenset({".md", ".markdown", ".text", ".txt"})
"""Formats whose canonical text is the file's decoded content, so that offsets count in the file itself."""


def is_exact(quote: Quote) -> bool:
    """Whether the quote is a span of its document and of the file behind it as it is now.

    The file, or the document inside it, must have the document's SHA-256. Plain text and Markdown are decoded and
    sliced right here; any other format is read by its reader once more. A document that is not a file stands for
    itself.
    """
    document = quote.document
    if not 0 <= quote.start < quote.end <= len(document.text):
        return False
    if document.text[quote.start : quote.end] != quote.exact:
        return False
    file = file_of(document.uri)
    if file is None:
        return True
    source = _source_text(file, part_names(document.uri), document.sha256)
    return source is not None and source[quote.start : quote.end] == quote.exact


@lru_cache(maxsize=256)
def _source_text(file: Path, names: tuple[str, ...], digest: str) -> str | None:
    """What offsets into the file, or the part of it with these names, count in; None when it is gone or has changed."""
    try:
        content = file.read_bytes()
        if not names and sha256(content).hexdigest() != digest:
            return None
        if not names and file.suffix.lower() in PLAIN:
            return _decoded(content)
        documents = read_documents(file).documents
    except (OSError, UnreadableDocument):
        return None
    return next((each.text for each in documents if part_names(each.uri) == names and each.sha256 == digest), None)


def _decoded(content: bytes) -> str:
    try:
        # Spelt out, so that for nearly every file the proof does not lean on the code it is to prove.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(content)

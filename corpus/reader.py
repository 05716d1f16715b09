"""From a file to a `Document`: what a reader is, and `read_document`, which picks and runs one."""

import errno
import hashlib
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from .dates import document_date
from .document import Block, BlockKind, Document, Page
from .errors import UnreadableDocument
from .language import detect_language
from .naming import display_path, title_from_name
from .readers import reader_for, supported_suffixes

__all__ = ["MAX_BYTES", "Reader", "Reading", "Source", "read_document"]

MAX_BYTES = 50_000_000
"""A larger file is refused: it is a data dump rather than something a person would quote from."""

_LANGUAGE_SAMPLE = 20_000
"""Characters of running text from which a document's language is told."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes come from; a reader never opens it, it only takes hints from the name."""

    uri: str
    name: str
    """The file's name with its suffix, without a folder."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in the bytes: canonical text, its blocks, and such metadata as the format itself holds.

    `blocks` are in order, do not overlap, are not empty and do not begin or end with white space.
    None says that the format does not tell; `read_document` then looks at the text.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    """ISO 8601, `YYYY-MM-DD`."""
    language: str | None = None
    """ISO 639-1."""
    pages: tuple[Page, ...] = ()


@runtime_checkable
class Reader(Protocol):
    """One format. A reader keeps no state and may be shared between threads."""

    suffixes: frozenset[str]
    """Those it answers for, in lower case and with the dot: `.txt`."""

    def read(self, data: bytes, source: Source) -> Reading:
        """Turn the bytes of one file into canonical text with its structure.

        Raises `UnreadableDocument` with the bare reason ("looks like a JPEG image"); the caller adds the file.
        """


def read_document(path: Path, *, reader: Reader | None = None) -> Document:
    """Read one file; its suffix chooses the reader unless one is given.

    Raises `UnreadableDocument`, whose text is one line that names the file and the reason.
    """
    path = Path(path)
    try:
        path = path.resolve()
        chosen = reader or reader_for(path.suffix)
        if chosen is None:
            raise UnreadableDocument(no_reader(path.suffix))
        data = _bytes_of(path)
        uri = path.as_uri()
        reading = _run(chosen, data, Source(uri=uri, name=path.name))
        if not reading.text.strip():
            raise UnreadableDocument("holds no text")
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{display_path(path)}: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"{display_path(path)}: {_reason(error)}") from error
    except (ValueError, RuntimeError) as error:  # a NUL in the path, a loop of symbolic links
        raise UnreadableDocument(f"{display_path(path)}: not a usable path") from error
    title = reading.title or title_from_name(path.name)
    return Document(
        id=hashlib.sha256(uri.encode()).hexdigest()[:16],
        uri=uri,
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
        title=title,
        date=reading.date or document_date(reading.text, reading.blocks, title),
        language=reading.language or detect_language(_running_text(reading.text, reading.blocks)),
        blocks=reading.blocks,
        pages=reading.pages,
    )


def _run(reader: Reader, data: bytes, source: Source) -> Reading:
    try:
        return reader.read(data, source)
    except UnreadableDocument:
        raise
    except (MemoryError, RecursionError):
        raise UnreadableDocument("too deeply nested, or too large, to be taken apart") from None
    except Exception as error:
        raise UnreadableDocument(f"its reader failed ({type(error).__name__})") from error


def no_reader(suffix: str) -> str:
    """The reason why a file of this suffix is passed over."""
    known = ", ".join(sorted(supported_suffixes()))
    return (
        f"no reader for {display_path(Path(suffix.lower()))} (readable: {known})"
        if suffix
        else "no suffix to tell its format"
    )


def _bytes_of(path: Path) -> bytes:
    """The whole file. Anything but a regular file is refused before it is opened: a pipe would block."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableDocument("is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableDocument("not a regular file")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"larger than {MAX_BYTES // 1_000_000} MB")
    if not data:
        raise UnreadableDocument("is empty")
    return data


def _reason(error: OSError) -> str:
    """What went wrong, in the words used everywhere in Guillemet."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "permission denied"
    if error.errno == errno.ELOOP:
        return "a loop of symbolic links"
    return error.strerror or type(error).__name__


def _running_text(text: str, blocks: Iterable[Block]) -> str:
    """Enough of the text without furniture to tell its language."""
    parts: list[str] = []
    length = 0
    for block in blocks:
        if block.kind is not BlockKind.FURNITURE:
            parts.append(text[block.start : block.end])
            length += block.end - block.start
        if length >= _LANGUAGE_SAMPLE:
            break
    return "\n".join(parts)[:_LANGUAGE_SAMPLE]

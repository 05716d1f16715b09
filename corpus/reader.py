"""What a reader is, and `read_document`, which picks one by a file's suffix and runs it."""

import errno
import hashlib
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from .dates import document_date
from .document import Block, BlockKind, Document, Page
from .errors import UnreadableDocument
from .language import detect_language
from .naming import display_path, title_from_name
from .readers import is_packed, reader_for

__all__ = [
    "MAX_BYTES",
    "MAX_PACKED_BYTES",
    "Member",
    "Reader",
    "Reading",
    "SkippedPart",
    "Source",
    "document_of",
    "file_bytes",
    "io_reason",
    "no_reader",
    "read_document",
    "run_reader",
]

MAX_BYTES = 50_000_000
"""A larger file is refused: it is a data dump rather than something a person would quote from."""
MAX_PACKED_BYTES = 200_000_000
"""The same for formats that hold images, or other files."""

_LANGUAGE_SAMPLE = 20_000
"""Characters of running text from which a document's language is told."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes come from; a reader never opens it, it only takes hints from the name."""

    uri: str
    name: str
    """The file's name with its suffix, without a folder."""
    alive: Callable[[], None] = lambda: None
    """Called by a reader between steps that may take long each, such as pages under text recognition."""


@dataclass(frozen=True, slots=True)
class Member:
    """A document inside the file read: an attachment, a message of a mailbox, a member of an archive."""

    name: str
    """Names it within its file for good, and is readable: `annexes/letter.pdf`."""
    suffix: str
    """Says which reader it needs."""
    data: bytes


@dataclass(frozen=True, slots=True)
class SkippedPart:
    """Something inside a file that could not be read, and why."""

    name: str
    reason: str


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
    members: tuple[Member, ...] = ()
    """Further documents inside; a format that only holds others has no text of its own."""
    skipped: tuple[SkippedPart, ...] = ()


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
    """Read the text of one file, right here; its suffix chooses the reader unless one is given.

    What else stands inside the file is left out: see `read_documents`. Raises `UnreadableDocument`, whose text is
    one line that names the file and the reason.
    """
    path = Path(path)
    try:
        path = path.resolve()
        chosen = reader or reader_for(path.suffix)
        if chosen is None:
            raise UnreadableDocument(no_reader(path.suffix))
        data = file_bytes(path)
        source = Source(uri=path.as_uri(), name=path.name)
        return document_of(run_reader(chosen, data, source), data, source)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{display_path(path)}: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"{display_path(path)}: {io_reason(error)}") from error
    except (ValueError, RuntimeError) as error:  # a NUL in the path, a loop of symbolic links
        raise UnreadableDocument(f"{display_path(path)}: not a usable path") from error


def document_of(reading: Reading, data: bytes, source: Source) -> Document:
    """The document that a reading of `data` makes; what the format does not tell is looked for in the text."""
    if not reading.text.strip():
        raise UnreadableDocument("holds no text")
    title = reading.title or title_from_name(source.name)
    return Document(
        id=hashlib.sha256(source.uri.encode()).hexdigest()[:16],
        uri=source.uri,
        sha256=hashlib.sha256(data).hexdigest(),
        text=reading.text,
        title=title,
        date=reading.date or document_date(reading.text, reading.blocks, title),
        language=reading.language or detect_language(_running_text(reading.text, reading.blocks)),
        blocks=reading.blocks,
        pages=reading.pages,
    )


def run_reader(reader: Reader, data: bytes, source: Source) -> Reading:
    """What the reader finds; whatever goes wrong in it becomes `UnreadableDocument` with the bare reason."""
    try:
        return reader.read(data, source)
    except UnreadableDocument:
        raise
    except (MemoryError, RecursionError):
        raise UnreadableDocument("too deeply nested, or too large, to be taken apart") from None
    except Exception as error:
        raise UnreadableDocument(f"its reader failed ({type(error).__name__})") from error


_READABLE = (
    "readable: PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, EPUB, mail, text, tables, images, archives"
)
_INSTEAD = {
    ".msg": "save the message as .eml",
    ".pst": "export it as .eml or .mbox",
    ".dotx": "save it as .docx",
    ".xlsb": "save it as .xlsx",
    ".odg": "export it as .pdf",
    ".vsdx": "export it as .pdf",
    ".pub": "export it as .pdf",
    ".pages": "export it as .docx or .pdf",
    ".numbers": "export it as .xlsx",
    ".key": "export it as .pptx or .pdf",
    ".mobi": "convert it to .epub",
    ".azw3": "convert it to .epub",
    ".djvu": "convert it to .pdf",
    ".rar": "unpack it first",
    ".7z": "unpack it first",
    ".gif": "save it as .png",
    ".bmp": "save it as .png",
    ".webp": "save it as .png",
    ".heic": "save it as .jpg",
}
"""What to do with formats that people keep documents in and that no reader takes."""


def no_reader(suffix: str) -> str:
    """The reason why a file of this suffix is passed over."""
    if instead := _INSTEAD.get(suffix.lower()):
        return f"no reader for {suffix.lower()}; {instead}"
    return (
        f"no reader for {display_path(Path(suffix.lower()))} ({_READABLE})"
        if suffix
        else "no suffix to tell its format"
    )


def file_bytes(path: Path) -> bytes:
    """The whole file. Anything but a regular file is refused before it is opened: a pipe would block."""
    largest = MAX_PACKED_BYTES if is_packed(path.suffix) else MAX_BYTES
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableDocument("is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableDocument("not a regular file")
    with path.open("rb") as file:
        # Its size first: memory for what is read is set aside in one piece.
        data = file.read(largest + 1) if found.st_size <= largest else b""
    if found.st_size > largest or len(data) > largest:
        raise UnreadableDocument(f"larger than {largest // 1_000_000} MB")
    if not data:
        raise UnreadableDocument("is empty")
    return data


def io_reason(error: OSError) -> str:
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

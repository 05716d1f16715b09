"""From a file to all documents in it: its own text, and what is attached to it or packed into it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .document import Document
from .errors import UnreadableDocument
from .parts import part_uri
from .reader import Member, Reading, SkippedPart, Source, document_of, file_bytes, io_reason, no_reader, run_reader
from .readers import reader_for

__all__ = ["DEEPEST", "MOST_BYTES", "MOST_PARTS", "FileReading", "Steps", "read_file"]

DEEPEST = 4
"""Levels of files inside files that are opened; what lies deeper is named and left."""
MOST_PARTS = 10_000
MOST_BYTES = 500_000_000
"""Of all parts of a file together, unpacked."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file holds."""

    documents: tuple[Document, ...]
    """The file's own text first, if it has any, then its parts in order."""
    skipped: tuple[SkippedPart, ...] = ()
    """Parts that could not be read, each with the reason."""


class Steps:
    """Told of each step while a file is read, and says which parts to leave out."""

    left_out: Collection[Sequence[str]] = ()
    """Parts by the names that lead to them; () is the file itself."""

    def begin(self, names: Sequence[str]) -> None:
        """A part is about to be read; () is the file itself."""

    def alive(self) -> None:
        """Reading goes on."""


@dataclass(slots=True)
class _Room:
    """What may still be unpacked from one file."""

    parts: int = MOST_PARTS
    size: int = MOST_BYTES


def read_file(path: Path, steps: Steps | None = None) -> Iterator[Document | SkippedPart]:
    """The documents in a file as they are found, right here in this process.

    Raises `UnreadableDocument` with the bare reason when there is none at all.
    """
    steps = steps or Steps()
    try:
        data = file_bytes(path)
        uri = path.as_uri()
    except OSError as error:
        raise UnreadableDocument(io_reason(error)) from error
    except (ValueError, RuntimeError) as error:
        raise UnreadableDocument("not a usable path") from error
    found = False
    first: SkippedPart | None = None
    for item in _unfold(Member(path.name, path.suffix, data), (), uri, _Room(), steps):
        found = found or isinstance(item, Document)
        if isinstance(item, SkippedPart):
            first = first or item
        yield item
    if not found:
        detail = f" (the first: {first.name}: {first.reason})" if first else ""
        raise UnreadableDocument(f"holds nothing that can be read{detail}")


def _unfold(
    member: Member, names: tuple[str, ...], uri: str, room: _Room, steps: Steps
) -> Iterator[Document | SkippedPart]:
    """A part's own document and all those inside; raises only for the file itself."""
    address = part_uri(uri, names)
    source = Source(address, PurePosixPath(member.name).name, steps.alive)
    try:
        reading = _read(member, names, source, steps)
        if reading.text.strip() or not (reading.members or reading.skipped):
            yield document_of(reading, member.data, source)
    except UnreadableDocument as error:
        if not names:
            raise
        yield SkippedPart("/".join(names), str(error))
        return
    shown = "/".join(names)
    for part in reading.skipped:
        yield SkippedPart(f"{shown}/{part.name}".strip("/"), part.reason)
    for inner in reading.members:
        below = (*names, inner.name)
        refusal = _refusal(inner, below, room, steps)
        if refusal:
            yield SkippedPart("/".join(below), refusal)
        else:
            yield from _unfold(inner, below, uri, room, steps)


def _read(member: Member, names: tuple[str, ...], source: Source, steps: Steps) -> Reading:
    reader = reader_for(member.suffix)
    if reader is None:
        raise UnreadableDocument(no_reader(member.suffix))
    if not member.data:
        raise UnreadableDocument("is empty")
    steps.begin(names)
    return run_reader(reader, member.data, source)


def _refusal(member: Member, names: tuple[str, ...], room: _Room, steps: Steps) -> str | None:
    """Why a part is not even tried."""
    room.parts -= 1
    room.size -= len(member.data)
    if names in steps.left_out:
        return "stopped its reader"
    if len(names) > DEEPEST:
        return f"packed more than {DEEPEST} files deep"
    if room.parts < 0:
        return f"its file holds more than {MOST_PARTS} parts"
    if room.size < 0:
        return f"its file unpacks to more than {MOST_BYTES // 1_000_000} MB"
    return None

"""ZIP and TAR archives: no text of their own, only the documents packed into them. Nothing is written to disk."""

import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath

from ..errors import UnreadableDocument
from ..ignore import passed_over
from ..parts import distinct, part_name
from ..reader import MAX_PACKED_BYTES, Member, Reading, SkippedPart, Source, no_reader
from . import supported_suffixes
from .packed import MOST_UNPACKED, open_packed, unpacked

__all__ = ["READER", "ArchiveReader"]

_MOST_MEMBERS = 20_000
_UTF8_NAMES = 0x800
_SINGLE = "a single compressed file; unpack it first"

_Entry = tuple[str, int, Callable[[], bytes]]
"""A member's name, the bytes that it claims, and how to get them."""


class ArchiveReader:
    """Reads `.zip` and `.tar`, also compressed."""

    suffixes = frozenset({".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The members that have a reader; the others are named, and what is no document, a folder of it once."""
        members: list[Member] = []
        ignored: dict[str, SkippedPart] = {}
        skipped: list[SkippedPart] = []
        taken: dict[str, int] = {}
        entries = _zipped(data) if data.startswith(b"PK") else _tarred(data, source)
        for raw, size, content in entries:
            name = part_name(raw)
            steps = name.split("/")
            if found := passed_over(steps):
                (depth, reason) = found
                above = "/".join(steps[:depth])
                ignored.setdefault(above, SkippedPart(above, reason))
                continue
            name = distinct(name, taken)
            suffix = PurePosixPath(name).suffix
            try:
                if suffix.lower() not in supported_suffixes():
                    raise UnreadableDocument(no_reader(suffix))
                if size > MAX_PACKED_BYTES:
                    raise UnreadableDocument(f"larger than {MAX_PACKED_BYTES // 1_000_000} MB")
                members.append(Member(name, suffix, content()))
            except UnreadableDocument as error:
                skipped.append(SkippedPart(name, str(error)))
        skipped += ignored.values()
        if not members and not skipped:
            # Zeros unpack to what an empty TAR archive is, too.
            raise UnreadableDocument(_SINGLE if _is_single(source) else "is an archive with nothing in it")
        return Reading("", (), members=tuple(members), skipped=tuple(skipped))


READER = ArchiveReader()


def _zipped(data: bytes) -> Iterator[_Entry]:
    archive = open_packed(data)
    for entry in archive.infolist():
        # Of a link, what is packed is where it leads to.
        if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16):
            yield _name(entry), entry.file_size, lambda entry=entry: unpacked(archive, entry)  # type: ignore[misc]


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's name; many programs write UTF-8 without saying so."""
    if not entry.flag_bits & _UTF8_NAMES:
        try:
            return entry.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return entry.filename


def _tarred(data: bytes, source: Source) -> Iterator[_Entry]:
    """The files of a TAR archive, each counted before it is unpacked: compression hides how large they are."""
    room, count = MOST_UNPACKED, 0
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r|*") as archive:
            for entry in archive:
                count += 1
                room -= entry.size
                if count > _MOST_MEMBERS or room < 0:
                    raise UnreadableDocument(
                        f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB or {_MOST_MEMBERS} files"
                    )
                if entry.isfile():
                    opened = archive.extractfile(entry)
                    content = opened.read() if opened else b""
                    yield entry.name, entry.size, lambda content=content: content  # type: ignore[misc]
    except (tarfile.TarError, EOFError, OSError, TypeError, ValueError, zlib.error):
        raise UnreadableDocument(_SINGLE if _is_single(source) else "damaged, or no archive inside") from None


def _is_single(source: Source) -> bool:
    """Whether a file is called as one that is compressed alone."""
    name = source.name.lower()
    return name.endswith((".gz", ".bz2", ".xz")) and not name.endswith((".tar.gz", ".tar.bz2", ".tar.xz"))

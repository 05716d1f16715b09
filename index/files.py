"""Files as the database knows them: which there are, what they hold, and where a content is found."""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..corpus.parts import part_names
from ..corpus.place import Place, WebAddress, place_key, place_of
from .database import Database

__all__ = ["SETTLED_NS", "FileStore", "Location", "RefusedPart", "Stamp", "StoredFile", "keys_inside"]

_AT_ONCE = 500
"""SQLite takes about a thousand parameters."""
SETTLED_NS = 2_000_000_000
"""The coarsest clock of a file system: what was written to later may be written to again and keep its stamp."""
_COLUMNS = "path, number, sha256, seen_ns, modified_ns, changed_ns, size"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without opening it that a file was written to."""

    modified_ns: int
    changed_ns: int
    """When its entry in the file system changed; a copy that keeps the time of modification does not keep this."""
    size: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """The stamp in what the file system says."""
        return cls(found.st_mtime_ns, found.st_ctime_ns, found.st_size)

    def settled(self) -> "Stamp":
        """The stamp, or one that no file has where it is too young to tell a later change from it."""
        young = max(self.modified_ns, self.changed_ns) > time.time_ns() - SETTLED_NS
        return replace(self, modified_ns=-1) if young else self


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of an indexed file or page."""

    path: Place
    number: int
    """Its row; another one whenever it is written anew."""
    sha256: str
    """Of its bytes; of the documents in an archive, each has its own."""
    stamp: Stamp
    seen_ns: int = 0
    """When it was there to be read, in nanoseconds since 1970; 0 where an earlier version wrote this."""


@dataclass(frozen=True, slots=True)
class Location:
    """That a document is held by a file, and how it is called there."""

    path: Place
    document: int
    id: str
    uri: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """Something inside a file that could not be read, and why."""

    path: Place
    reason: str
    installed: str
    """A digest of what read files then."""


class FileStore:
    """The files of one database, read only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def under(self, roots: Iterable[Place]) -> dict[Place, StoredFile]:
        """The files that are one of `roots`, below one, or were reached from one by a link."""
        found: dict[Place, StoredFile] = {}
        for root in roots:
            name = place_key(root)
            below = name.rstrip(b"/")
            # Every path below a folder sorts after "folder/" and before "folder0": "0" follows "/".
            where = "path = ? OR (path >= ? AND path < ?) OR path IN (SELECT path FROM links WHERE root = ?)"
            if isinstance(root, WebAddress):
                where = "path IN (SELECT path FROM links WHERE root = ?)"
                found.update(self._files(where, (name,)))
            else:
                found.update(self._files(where, (name, below + b"/", below + b"0", name)))
        return found

    def of(self, paths: Sequence[Place]) -> dict[Place, StoredFile]:
        """The files at these places."""
        found: dict[Place, StoredFile] = {}
        for at in range(0, len(paths), _AT_ONCE):
            keys = [place_key(path) for path in paths[at : at + _AT_ONCE]]
            found.update(self._files(f"path IN ({', '.join('?' * len(keys))})", keys))
        return found

    def every(self) -> list[StoredFile]:
        """All files, in order of their places."""
        return list(self._files("TRUE ORDER BY path", ()).values())

    def twins(self, sha256: str) -> list[StoredFile]:
        """The files whose bytes have this hash."""
        return list(self._files("sha256 = ?", (sha256,)).values())

    def _files(self, where: str, parameters: Sequence[object]) -> dict[Place, StoredFile]:
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM files WHERE {where}", parameters)  # noqa: S608
        files = (
            StoredFile(place_of(path), number, sha256, Stamp(*stamp), seen)
            for (path, number, sha256, seen, *stamp) in rows
        )
        return {file.path: file for file in files}

    def locations(self, files: Iterable[StoredFile]) -> dict[int, list[Location]]:
        """The documents, by row, that these files hold, each with its locations: files before what is inside others."""
        found: dict[int, list[Location]] = {}
        for location in sorted(self._locations([file.number for file in files]), key=_order):
            found.setdefault(location.document, []).append(location)
        for held in found.values():
            if len(held) > 1:
                held.sort(key=_is_inside)
        return found

    def documents_in(self, files: Iterable[StoredFile]) -> set[int]:
        """The documents, by row, that these files hold."""
        numbers = [file.number for file in files]
        found: set[int] = set()
        for at in range(0, len(numbers), _AT_ONCE):
            some = numbers[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = self._database.rows(f"SELECT document FROM locations WHERE file IN ({marks})", some)  # noqa: S608
            found.update(row for (row,) in rows)
        return found

    def at(self, uri: str) -> list[Location]:
        """The documents that stand at an address, each with that location alone."""
        rows = self._database.rows(
            "SELECT path, document, id, uri, title, date FROM locations JOIN files ON number = file WHERE uri = ?",
            (uri,),
        )
        return [Location(place_of(path), *rest) for (path, *rest) in rows]

    def held_by(self, file: StoredFile) -> list[tuple[Location, bytes]]:
        """The locations in one file, in order, each with the digest of its content."""
        rows = self._database.rows(
            "SELECT content, document, id, uri, locations.title, date FROM locations "
            "JOIN documents ON number = document WHERE file = ? ORDER BY place",
            (file.number,),
        )
        return [(Location(file.path, *rest), content) for (content, *rest) in rows]

    def everywhere(self, document: int) -> list[Location]:
        """All locations of one document: files, in order of their places, before what is inside others."""
        rows = self._database.rows(
            "SELECT path, document, id, uri, title, date FROM locations JOIN files ON number = file "
            "WHERE document = ? ORDER BY path, place",
            (document,),
        )
        return sorted((Location(place_of(path), *rest) for (path, *rest) in rows), key=_is_inside)

    def _locations(self, numbers: Sequence[int]) -> Iterator[Location]:
        for at in range(0, len(numbers), _AT_ONCE):
            some = numbers[at : at + _AT_ONCE]
            rows = self._database.rows(
                "SELECT path, document, id, uri, title, date FROM locations JOIN files ON number = file "  # noqa: S608
                f"WHERE file IN ({', '.join('?' * len(some))}) ORDER BY path, place",
                some,
            )
            yield from (Location(place_of(path), *rest) for (path, *rest) in rows)

    def roots(self) -> list[Place]:
        """Every folder, file and address that was ever indexed, in order."""
        return [place_of(path) for (path,) in self._database.rows("SELECT path FROM roots ORDER BY path")]

    def unread_roots(self) -> list[Place]:
        """Those of which no file is held: an index of an earlier format keeps nothing but vectors and these."""
        return [root for root in self.roots() if not self.under([root])]

    def disks(self) -> set[Path]:
        """The folders that a disk with some of the files was mounted on when they were looked at last."""
        found = (place_of(path) for (path,) in self._database.rows("SELECT path FROM disks"))
        return {place for place in found if isinstance(place, Path)}

    def refusal(self, path: Path, stamp: Stamp, installed: str) -> str | None:
        """Why the file could not be read when it was the same, and the same packages were installed."""
        rows = self._database.rows(
            "SELECT reason FROM refusals WHERE path = ? AND modified_ns = ? AND changed_ns = ? AND size = ? "
            "AND installed = ?",
            (place_key(path), stamp.modified_ns, stamp.changed_ns, stamp.size, installed),
        )
        return rows[0][0] if rows else None

    def refused_parts(self, files: Collection[Place]) -> dict[Place, list[RefusedPart]]:
        """By file, what inside these could not be read when they were read last."""
        found: dict[Place, list[RefusedPart]] = {}
        for key, reason, installed in self._database.rows("SELECT path, reason, installed FROM refusals ORDER BY path"):
            part = place_of(key)
            above = part.parents if isinstance(part, Path) else ()
            if file := next((place for place in above if place in files), None):
                found.setdefault(file, []).append(RefusedPart(part, reason, installed))
        return found


def keys_inside(place: Place) -> tuple[bytes, bytes]:
    """Between which keys those of all places below this one lie."""
    key = place_key(place)
    return key + b"/", key + b"0"


def _is_inside(location: Location) -> bool:
    return bool(part_names(location.uri))


def _order(location: Location) -> bytes:
    return place_key(location.path)

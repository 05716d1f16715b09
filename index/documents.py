"""Documents in the database: written whole with their chunks and sentences, given vectors, and read back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np

from ..corpus.document import Block, BlockKind, Document, Page
from ..corpus.errors import IndexBusyError, IndexStateError
from ..corpus.place import Place, place_key
from .database import Database
from .embedder import Vectors
from .files import Location, Stamp, StoredFile, keys_inside
from .rows import (
    DOCUMENT_COLUMNS,
    PreparedDocument,
    drop_file,
    drop_unplaced,
    fill_pending,
    forget_unused,
    insert_embeddings,
    row_of,
)

__all__ = ["DamagedContentError", "DocumentStore", "EmbeddingChanges", "FileWrite", "located"]


class DamagedContentError(IndexStateError):
    """What is held of a document cannot be what was written."""


@dataclass(frozen=True, slots=True)
class EmbeddingChanges:
    """The embeddings that one write brought, by id, and the ids of those that went."""

    state: tuple[str, int]
    """Of the database, after the write."""
    added: Mapping[int, Vectors]
    removed: Sequence[int]


@dataclass(frozen=True, slots=True)
class FileWrite:
    """What a file is to hold from now on."""

    file: StoredFile
    documents: Sequence[PreparedDocument]
    moved_from: StoredFile | None = None


def located(content: Document, locations: Sequence[Location]) -> Document:
    """A content as it is called at the first of its locations."""
    first = locations[0]
    uris = tuple(location.uri for location in locations)
    return replace(content, id=first.id, uri=first.uri, title=first.title, date=first.date, locations=uris)


class DocumentStore:
    """The documents of one database. Every method that writes is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.identity = database.state[0]
        """Of the index whose documents these are."""
        self.content = lru_cache(maxsize=256)(self._content)

    def count(self) -> int:
        """How many documents the whole database holds."""
        return int(self._database.rows("SELECT count(*) FROM documents")[0][0])

    def holds(self, content: bytes) -> bool:
        """Whether a document of this `content_digest` is in the database."""
        return bool(self._database.rows("SELECT 1 FROM documents WHERE content = ?", (content,)))

    def background(self) -> dict[str, Vectors]:
        """The kept background vectors by language, each of shape (n, dimension); empty before they are kept."""
        found: dict[str, list[Vectors]] = {}
        for language, vector in self._database.rows("SELECT language, vector FROM background ORDER BY rowid"):
            found.setdefault(language, []).append(np.frombuffer(vector, np.float16).astype(np.float32))
        return {language: np.stack(vectors) for (language, vectors) in found.items()}

    def keep_background(self, vectors: Mapping[str, Vectors]) -> None:
        """Keep background vectors in place of those held."""
        rows = [(language, row.astype(np.float16).tobytes()) for language, held in vectors.items() for row in held]
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM background")
            cursor.executemany("INSERT INTO background VALUES (?, ?)", rows)

    def touch(self, held: StoredFile, file: StoredFile) -> None:
        """Note that a file was rewritten with the same content."""
        with self._database.transaction() as cursor:
            cursor.execute(
                "UPDATE files SET modified_ns = ?, changed_ns = ?, size = ?, seen_ns = ? WHERE number = ?",
                (file.stamp.modified_ns, file.stamp.changed_ns, file.stamp.size, file.seen_ns, held.number),
            )

    def write(
        self,
        writes: Sequence[FileWrite],
        vectors: Mapping[bytes, Vectors],
        alive: Callable[[], None] = lambda: None,
    ) -> EmbeddingChanges:
        """Write what files hold, in place of what stood there and where they were; `vectors` are those known.

        Other new texts are found by their words until `fill`. A content that loses its last place so stays until
        `sweep`: another file may be about to hold it. `alive` is called meanwhile; what it raises leaves all undone.
        Raises MissingContentError, with nothing written, when a content said to be held is not.
        """
        with self._database.transaction() as cursor:
            added = fill_pending(cursor, vectors) | insert_embeddings(cursor, vectors)
            for each in writes:
                _write_file(cursor, each, alive)
            # Of a content that another process wrote first, under another title, not all that was prepared is needed.
            for unused in forget_unused(cursor, list(added)):
                del added[unused]
            state = self._advance(cursor)
        return EmbeddingChanges(state, added, ())

    def fill(self, vectors: Mapping[bytes, Vectors]) -> EmbeddingChanges:
        """Write the vectors, by digest, of texts that were pending; of others, nothing."""
        with self._database.transaction() as cursor:
            added = fill_pending(cursor, vectors)
            return EmbeddingChanges(self._advance(cursor), added, ())

    def remove(self, file: StoredFile) -> EmbeddingChanges:
        """Remove a file; its contents go with the next `sweep`."""
        with self._database.transaction() as cursor:
            drop_file(cursor, file.path)
            return EmbeddingChanges(self._advance(cursor), {}, ())

    def sweep(self) -> Iterator[EmbeddingChanges]:
        """Remove the contents that have no place any more, each in a transaction of its own."""
        unplaced = "SELECT number FROM documents WHERE number NOT IN (SELECT document FROM locations)"
        for (number,) in self._database.rows(unplaced):
            with self._database.transaction() as cursor:
                removed = drop_unplaced(cursor, number)
                state = self._advance(cursor)
            yield EmbeddingChanges(state, {}, removed)

    def _advance(self, cursor: sqlite3.Cursor) -> tuple[str, int]:
        state = self._database.advance(cursor)
        if state[0] != self.identity:
            raise IndexBusyError(
                f"another process built the index {self._database.path} anew meanwhile, maybe with another model; "
                "run the same command again"
            )
        return state

    def settle(
        self,
        links: Mapping[Place, Iterable[Place]],
        refusals: Mapping[Place, tuple[Stamp, str]],
        parts: Mapping[Place, Mapping[Place, tuple[Stamp, str]]],
        installed: str,
    ) -> None:
        """Note, for each root, which places outside it links lead to, and which files could not be read and why.

        `parts` are, for each file that was read anew, the parts of it that could not be.
        """
        with self._database.transaction() as cursor:
            for root, places in links.items():
                key = place_key(root)
                cursor.execute("INSERT OR IGNORE INTO roots VALUES (?)", (key,))
                cursor.execute("DELETE FROM links WHERE root = ?", (key,))
                cursor.executemany("INSERT INTO links VALUES (?, ?)", [(key, place_key(place)) for place in places])
            for place in parts:
                cursor.execute("DELETE FROM refusals WHERE path > ? AND path < ?", keys_inside(place))
            for place, (stamp, reason) in chain(refusals.items(), *(held.items() for held in parts.values())):
                row = (place_key(place), stamp.modified_ns, stamp.changed_ns, stamp.size, installed, reason)
                cursor.execute("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?, ?)", row)

    def note_disks(self, mounted: Iterable[Path], unmounted: Iterable[Path]) -> None:
        """Note on which folders disks are mounted, and on which none is any more."""
        with self._database.transaction() as cursor:
            cursor.executemany("INSERT OR IGNORE INTO disks VALUES (?)", [(place_key(path),) for path in mounted])
            cursor.executemany("DELETE FROM disks WHERE path = ?", [(place_key(path),) for path in unmounted])

    def _content(self, number: int) -> Document | None:
        """The document of a row, without a location, or None when it is gone. A row never changes.

        Raises DamagedContentError where it cannot be what was written.
        """
        rows = self._database.rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?", (number,))  # noqa: S608
        if not rows:
            return None
        (sha256, text, title, language, told_blocks, told_pages) = rows[0]
        try:
            (blocks, pages) = _laid_out(len(text), told_blocks, told_pages)
        except (TypeError, ValueError) as error:
            raise DamagedContentError(
                f"the index {self._database.path} is damaged: a document has blocks or pages outside its text; "
                "mend it with: guillemet doctor"
            ) from error
        return Document(
            id="",
            uri="",
            sha256=sha256,
            text=text,
            title=title,
            date=None,
            language=language,
            blocks=blocks,
            pages=pages,
        )

    def numbers(self, sha256: str) -> list[int]:
        """The rows of the documents whose original bytes have this hash."""
        return [row for (row,) in self._database.rows("SELECT number FROM documents WHERE sha256 = ?", (sha256,))]


def _laid_out(length: int, told_blocks: str, told_pages: str) -> tuple[tuple[Block, ...], tuple[Page, ...]]:
    blocks = tuple(Block(start, end, BlockKind(kind), level) for (start, end, kind, level) in json.loads(told_blocks))
    pages = tuple(Page(*page) for page in json.loads(told_pages))
    spans = [(block.start, block.end) for block in blocks] + [(page.start, page.end) for page in pages]
    if not all(0 <= start <= end <= length for start, end in spans):
        raise ValueError(spans)
    return blocks, pages


def _write_file(cursor: sqlite3.Cursor, write: FileWrite, alive: Callable[[], None]) -> None:
    file = write.file
    for path in (file.path, *([write.moved_from.path] if write.moved_from else ())):
        drop_file(cursor, path)
    stamp = (file.stamp.modified_ns, file.stamp.changed_ns, file.stamp.size)
    cursor.execute(
        "INSERT INTO files (path, modified_ns, changed_ns, size, sha256, seen_ns) VALUES (?, ?, ?, ?, ?, ?)",
        (place_key(file.path), *stamp, file.sha256, file.seen_ns),
    )
    number = cursor.lastrowid
    for place, prepared in enumerate(write.documents):
        (row, document) = (row_of(cursor, prepared, alive), prepared.document)
        cursor.execute(
            "INSERT INTO locations VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, place, row, document.id, document.uri, document.title, document.date),
        )

"""The one SQLite file: documents, chunks, vectors and full text, and the manifest of what built them.

Everything else in the state folder is derived from this file and can be rebuilt from it. Vectors are kept as
float16: the rounding moves an inner product of unit vectors by less than 0.001.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..corpus.errors import IndexBusyError, IndexStateError

__all__ = ["Database"]

_WAIT_SECONDS = 30.0

_SCHEMA = """
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO manifest VALUES ('generation', '0');
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE, modified_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    id TEXT NOT NULL, uri TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT, language TEXT, blocks TEXT NOT NULL, pages TEXT NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE embeddings (id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (number),
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embeddings (id)
);
CREATE INDEX chunks_document ON chunks (document);
CREATE INDEX chunks_embedding ON chunks (embedding);
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk INTEGER NOT NULL REFERENCES chunks (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embeddings (id)
);
CREATE INDEX sentences_chunk ON sentences (chunk);
CREATE INDEX sentences_embedding ON sentences (embedding);
CREATE TABLE background (language TEXT NOT NULL, vector BLOB NOT NULL);
CREATE VIRTUAL TABLE lexicon USING fts5 (terms, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lexicon, row);
"""


class Database:
    """Reads and writes the file at `path`; may be shared between threads.

    Every method raises IndexStateError when the file is damaged or the disk full or read-only, and IndexBusyError
    when another process has been writing for over 30 seconds.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection
            connection.execute("PRAGMA journal_mode = WAL")
            with self.transaction() as cursor:
                if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'manifest'").fetchone():
                    for statement in _SCHEMA.split(";\n"):
                        cursor.execute(statement)

    # -- the file itself

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise IndexBusyError(
                    f"another process has been writing to {self.path} for over {_WAIT_SECONDS:.0f} seconds; "
                    "wait for it to end, or stop it, and try again"
                ) from error
            raise IndexStateError(
                f"cannot use the index {self.path} ({error}); check that its disk is there, has room and can be "
                "written, or set GUILLEMET_HOME to another folder"
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexStateError(
                f"the index {self.path} is damaged ({error}); your documents are untouched: "
                "build it anew with: guillemet index --rebuild PATH"
            ) from error
        except OSError as error:
            raise IndexStateError(
                f"cannot use the state folder {self.path.parent} ({error.strerror or error}); "
                "check that it has room and can be written, or set GUILLEMET_HOME to another folder"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """A write that happens whole or not at all."""
        with self._errors():
            cursor = self._connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, this thread reads one state of the database, whatever others write meanwhile."""
        with self._errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query returns."""
        with self._errors():
            return self._connection.execute(statement, parameters).fetchall()

    # -- the manifest

    def manifest(self) -> dict[str, str]:
        """Every entry of the manifest."""
        return dict(self.rows("SELECT name, value FROM manifest"))

    def declare(self, entries: dict[str, str]) -> None:
        """Write manifest entries."""
        with self.transaction() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", entries.items())

    @property
    def generation(self) -> int:
        """Counts the changes of content: what was derived at another generation is stale."""
        return int(self.rows("SELECT value FROM manifest WHERE name = 'generation'")[0][0])

    @staticmethod
    def advance(cursor: sqlite3.Cursor) -> int:
        """Say, inside a transaction, that content changes; returns the new generation."""
        cursor.execute(
            "UPDATE manifest SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation' RETURNING value"
        )
        return int(cursor.fetchone()[0])

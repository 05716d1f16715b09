"""The SQLite file of what readers keep: conversations, what was cited in them, feedback, and how they sort documents.

It is apart from the index, which may be deleted and built anew from the documents; this cannot.
"""

import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..corpus.errors import IndexBusyError, IndexStateError

__all__ = ["NOTEBOOK_FILE", "Notebook", "folded"]

NOTEBOOK_FILE = "conversations.sqlite"

_WAIT_SECONDS = 15.0
_VERSION = 2
_SCHEMAS = (
    """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, reader TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL
);
CREATE INDEX conversations_reader ON conversations (reader, changed);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    asked TEXT NOT NULL, answer TEXT NOT NULL, searchable TEXT NOT NULL
);
CREATE INDEX turns_conversation ON turns (conversation);
CREATE TABLE citations (
    sha256 TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, quote TEXT NOT NULL,
    turn INTEGER REFERENCES turns (id) ON DELETE CASCADE
);
CREATE INDEX citations_place ON citations (sha256, start, end);
CREATE INDEX citations_turn ON citations (turn);
CREATE TABLE feedback (
    turn INTEGER PRIMARY KEY, reader TEXT NOT NULL, given TEXT NOT NULL, good INTEGER NOT NULL, reason TEXT,
    question TEXT NOT NULL, language TEXT NOT NULL, history TEXT NOT NULL, passages TEXT NOT NULL,
    answered INTEGER NOT NULL
);
""",
    """
CREATE TABLE collections (
    owner TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, created TEXT NOT NULL, PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE TABLE assigned (
    owner TEXT NOT NULL, document TEXT NOT NULL, collection TEXT NOT NULL, PRIMARY KEY (owner, document)
) WITHOUT ROWID;
CREATE TABLE removed (owner TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (owner, document)) WITHOUT ROWID;
""",
)
"""What each version adds to the one before."""


class Notebook:
    """Reads and writes the file at `path`; may be shared between threads and processes.

    Every method raises IndexStateError when the file is damaged or cannot be written, IndexBusyError when another
    process has been writing for over 15 seconds.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.execute("PRAGMA journal_mode = WAL")
            with self.transaction() as cursor:
                version = cursor.execute("PRAGMA user_version").fetchone()[0]
                for schema in _SCHEMAS[version:]:
                    for statement in schema.split(";\n"):
                        cursor.execute(statement)
                if version < _VERSION:
                    cursor.execute(f"PRAGMA user_version = {_VERSION}")
        if version > _VERSION:
            raise IndexStateError(
                f"{path} was written by a newer Guillemet (form {version}, this one knows {_VERSION}); "
                "install that one, or set GUILLEMET_HOME to another folder"
            )

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
        return connection

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

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query returns."""
        with self._errors():
            return self._connection.execute(statement, parameters).fetchall()

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
                f"cannot use {self.path} ({error}); check that its disk is there, has room and can be written, "
                "or set GUILLEMET_HOME to another folder"
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexStateError(
                f"the conversations in {self.path} are damaged ({error}); move that file away to begin new ones: "
                "documents and index are untouched"
            ) from error
        except OSError as error:
            raise IndexStateError(
                f"cannot use the state folder {self.path.parent} ({error.strerror or error}); "
                "check that it has room and can be written, or set GUILLEMET_HOME to another folder"
            ) from error


def folded(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))

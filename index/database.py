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
from .schema import bring_up_to_date

__all__ = ["Database"]

_WAIT_SECONDS = 30.0


class Database:
    """Reads and writes the file at `path`; may be shared between threads.

    Every method raises IndexStateError when the file is damaged or the disk full or read-only, and IndexBusyError
    when another process has been writing for over 30 seconds. Opening one of a later version raises
    IndexMismatchError; one of an earlier version is brought up to date.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection
            connection.execute("PRAGMA journal_mode = WAL")
            with self.transaction() as cursor:
                self.notices = bring_up_to_date(cursor, path)
                """One line each: what opening it changed."""
                _state(cursor)

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
            # Our statements are right, so that it is the tables that are not.
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
                raise self._damaged(error) from error
            raise IndexStateError(
                f"cannot use the index {self.path} ({error}); check that its disk is there, has room and can be "
                "written, or set GUILLEMET_HOME to another folder"
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        except OSError as error:
            raise IndexStateError(
                f"cannot use the state folder {self.path.parent} ({error.strerror or error}); "
                "check that it has room and can be written, or set GUILLEMET_HOME to another folder"
            ) from error

    def _damaged(self, error: sqlite3.Error) -> IndexStateError:
        return IndexStateError(
            f"the index {self.path} is damaged ({error}); your documents are untouched: "
            "build it anew with: guillemet index --rebuild PATH"
        )

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
    def state(self) -> tuple[str, int]:
        """The identity of the index, another one when it is built anew, and the count of its changes of content.

        What was derived at another state is stale.
        """
        with self._errors():
            return _state(self._connection.cursor())

    @staticmethod
    def advance(cursor: sqlite3.Cursor) -> tuple[str, int]:
        """Say, inside a transaction, that content changes; returns the new state."""
        cursor.execute("UPDATE manifest SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
        return _state(cursor)


def _state(cursor: sqlite3.Cursor) -> tuple[str, int]:
    held = dict(cursor.execute("SELECT name, value FROM manifest WHERE name IN ('identity', 'generation')"))
    if "identity" not in held or not str(held.get("generation")).isdecimal():
        raise sqlite3.DatabaseError("its manifest is not whole")
    return held["identity"], int(held["generation"])

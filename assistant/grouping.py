"""How readers sort their documents: names of collections, what was put into them, and what was removed from sight."""

from collections.abc import Iterable
from datetime import UTC, datetime

from .notebook import Notebook

__all__ = ["LONGEST_NAME", "Grouping"]

LONGEST_NAME = 80
"""Characters."""


class Grouping:
    """What one notebook says of it; owners and ids are what `Library` makes them. Nothing is checked here."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def names(self, owner: str) -> dict[str, str]:
        """The names that were given to collections, by id, oldest first."""
        return dict(
            self._notebook.rows("SELECT id, name FROM collections WHERE owner = ? ORDER BY created, id", (owner,))
        )

    def name(self, owner: str, identity: str, name: str) -> None:
        """Give a collection, which may be new, a name."""
        now = datetime.now(UTC).isoformat()
        with self._notebook.transaction() as cursor:
            cursor.execute(
                "INSERT INTO collections VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name",
                (owner, identity, name, now),
            )

    def dissolve(self, owner: str, identity: str) -> None:
        """Forget a collection; what was put into it stands where it did before."""
        with self._notebook.transaction() as cursor:
            for table, column in (("collections", "id"), ("assigned", "collection")):
                cursor.execute(f"DELETE FROM {table} WHERE owner = ? AND {column} = ?", (owner, identity))  # noqa: S608

    def assigned(self, owner: str) -> dict[str, str]:
        """The collections that documents were put into, by the documents' ids."""
        return dict(self._notebook.rows("SELECT document, collection FROM assigned WHERE owner = ?", (owner,)))

    def assign(self, owner: str, documents: Iterable[str], collection: str) -> None:
        """Put documents into a collection."""
        with self._notebook.transaction() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO assigned VALUES (?, ?, ?)", [(owner, held, collection) for held in documents]
            )

    def removed(self, owner: str) -> frozenset[str]:
        """The ids of the documents that were removed from sight."""
        return frozenset(
            held for (held,) in self._notebook.rows("SELECT document FROM removed WHERE owner = ?", (owner,))
        )

    def remove(self, owner: str, documents: Iterable[str]) -> None:
        """Remove documents from sight."""
        with self._notebook.transaction() as cursor:
            cursor.executemany("INSERT OR IGNORE INTO removed VALUES (?, ?)", [(owner, held) for held in documents])

    def restore(self, owner: str, documents: Iterable[str]) -> None:
        """Put back what was removed from sight."""
        with self._notebook.transaction() as cursor:
            cursor.executemany(
                "DELETE FROM removed WHERE owner = ? AND document = ?", [(owner, held) for held in documents]
            )

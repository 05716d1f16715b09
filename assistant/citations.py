"""What has been cited: enough to find the words of a link again when the document has changed or gone."""

import json
import sqlite3

from .evidence import Evidence, KeptAnswer
from .links import Place
from .notebook import Notebook

__all__ = ["Citations", "keep_citations"]


class Citations:
    """The citations of one notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def keep(self, answer: KeptAnswer) -> None:
        """Keep what an answer outside any conversation cites, once."""
        with self._notebook.transaction() as cursor:
            for quote in answer.shown:
                cursor.execute(
                    "INSERT INTO citations SELECT ?1, ?2, ?3, ?4, NULL WHERE NOT EXISTS "
                    "(SELECT 1 FROM citations WHERE sha256 = ?1 AND start = ?2 AND end = ?3 AND turn IS NULL)",
                    (*quote.place, _row(quote)),
                )

    def find(self, place: Place) -> Evidence | None:
        """What was cited from a place."""
        return self._first("sha256 = ? AND start = ? AND end = ?", *place)

    def any_of(self, sha256: str) -> Evidence | None:
        """Anything that was cited from a version of a document: it tells where the document stood."""
        return self._first("sha256 = ?", sha256)

    def _first(self, condition: str, *values: str | int) -> Evidence | None:
        rows = self._notebook.rows(f"SELECT quote FROM citations WHERE {condition} LIMIT 1", values)  # noqa: S608
        return Evidence.from_dict(json.loads(rows[0][0])) if rows else None


def keep_citations(cursor: sqlite3.Cursor, answer: KeptAnswer, turn: int) -> None:
    """Keep what a turn cites, as long as the turn is kept."""
    cursor.executemany(
        "INSERT INTO citations VALUES (?, ?, ?, ?, ?)",
        [(*quote.place, _row(quote), turn) for quote in answer.shown],
    )


def _row(quote: Evidence) -> str:
    return json.dumps(quote.as_dict(), ensure_ascii=False)

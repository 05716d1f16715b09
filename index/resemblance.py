"""Documents that say nearly the same: drafts, versions, a letter sent to many.

MinHash over runs of five words (Broder, "On the resemblance and containment of documents", 1997), and bands of its
values as the key to those worth comparing (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from .database import Database
from .words import words

__all__ = ["ALIKE", "Resemblance", "drop_signature", "keep_signature", "resemblances", "signature"]

ALIKE = 0.8
"""The share of runs of words in common from which two documents are named as near duplicates."""
_RUN = 5
_VALUES = 128
_BAND = 4
"""Values in a band: of documents that have 80 % in common, one pair in twenty million shares none of the 32 bands."""
_LONGEST = 100_000
"""Words looked at; what comes after does not count."""
_AT_ONCE = 5_000
_CANDIDATES = 2_000
"""How many shared bands are looked at: of a form filled in a thousand times, some suffice."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two documents, by their rows, and the estimated share of the runs of words that they have in common."""

    document: int
    other: int
    share: float


def signature(text: str) -> bytes:
    """128 numbers of 32 bits that stand for the runs of words in a text; empty for a text of less than one run."""
    from datasketch import MinHash

    every = words(text)[:_LONGEST]
    runs = {" ".join(every[at : at + _RUN]) for at in range(len(every) - _RUN + 1)}
    if not runs:
        return b""
    sketch = MinHash(_VALUES)
    encoded = (run.encode() for run in runs)
    while batch := list(islice(encoded, _AT_ONCE)):
        sketch.update_batch(batch)
    return np.asarray(sketch.hashvalues).astype("<u4").tobytes()


def keep_signature(cursor: sqlite3.Cursor, document: int, values: bytes) -> None:
    """Write the signature of a document, inside a transaction."""
    if values:
        cursor.execute("INSERT INTO signatures VALUES (?, ?)", (document, values))
        cursor.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, document) for band in _bands(values)])


def drop_signature(cursor: sqlite3.Cursor, document: int) -> None:
    """Delete the signature of a document, inside a transaction."""
    cursor.execute("DELETE FROM signatures WHERE document = ?", (document,))
    cursor.execute("DELETE FROM bands WHERE document = ?", (document,))


def resemblances(database: Database, documents: Iterable[int], among: Iterable[int]) -> list[Resemblance]:
    """For each of `documents` (rows) those of `among` that are nearly the same, the most alike first."""
    allowed = set(among)
    found = []
    for document in documents:
        for (values,) in database.rows("SELECT signature FROM signatures WHERE document = ?", (document,)):
            for other in _sharing_a_band(database, document, values) & allowed:
                ((others,),) = database.rows("SELECT signature FROM signatures WHERE document = ?", (other,))
                share = float((_numbers(values) == _numbers(others)).mean())
                if share >= ALIKE:
                    found.append(Resemblance(document, other, share))
    return sorted(found, key=lambda pair: (pair.document, -pair.share, pair.other))


def _sharing_a_band(database: Database, document: int, values: bytes) -> set[int]:
    bands = _bands(values)
    held = f"SELECT document FROM bands WHERE band IN ({', '.join('?' * len(bands))}) AND document != ? LIMIT ?"  # noqa: S608
    return {other for (other,) in database.rows(held, (*bands, document, _CANDIDATES))}


def _bands(values: bytes) -> list[bytes]:
    width = _BAND * 4
    return [bytes([at // width]) + values[at : at + width] for at in range(0, len(values), width)]


def _numbers(values: bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.frombuffer(values, "<u4")

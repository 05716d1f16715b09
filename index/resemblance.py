"""Documents that say nearly the same: drafts, versions, a letter sent to many.

MinHash over runs of five words (Broder, "On the resemblance and containment of documents", 1997), and bands of its
values as the key to those worth comparing (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from .database import Database
from .words import words

__all__ = ["ALIKE", "Resemblance", "drop_signature", "keep_signature", "resemblances", "signature"]

ALIKE = 0.8
"""The share of runs of words in common from which two documents are named as near duplicates."""
_RUN = 5
_VALUES = 128
_BAND = 4
_BANDS = _VALUES // _BAND
"""Of documents that have 80 % in common, one pair in twenty million shares none of the bands."""
_LONGEST = 100_000
"""Words looked at; what comes after does not count."""
_AT_ONCE = 5_000
_GROUP = 200_000
"""Documents for which the others are gone through once: about 200 MB."""
_BLOCK = 10_000
_PARAMETERS = 500
_IN_BAND = 2
"""With how many of those that share a band one is compared: of a form filled in a thousand times, some suffice."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
"""Odd numbers that mix the values of a band into one of 64 bits."""

_Numbers = np.ndarray[Any, np.dtype[np.int64]]
_Values = np.ndarray[Any, np.dtype[np.uint32]]
_Keys = np.ndarray[Any, np.dtype[np.uint64]]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two documents, by their rows, and the estimated share of the runs of words that they have in common."""

    document: int
    other: int
    share: float


def signature(text: str) -> bytes:
    """128 numbers of 32 bits that stand for the runs of words in a text; empty for a text of less than one run."""
    every = words(text)[:_LONGEST]
    runs = {" ".join(every[at : at + _RUN]) for at in range(len(every) - _RUN + 1)}
    if not runs:
        return b""
    sketch = _blank().copy()
    encoded = (run.encode() for run in runs)
    while batch := list(islice(encoded, _AT_ONCE)):
        sketch.update_batch(batch)
    return np.asarray(sketch.hashvalues).astype("<u4").tobytes()


@cache
def _blank() -> Any:  # noqa: ANN401 - the library has no types; what it draws anew for each takes longer than the rest
    from datasketch import MinHash

    return MinHash(_VALUES)


def keep_signature(cursor: sqlite3.Cursor, document: int, values: bytes) -> None:
    """Write the signature of a document, inside a transaction."""
    if values:
        cursor.execute("INSERT INTO signatures VALUES (?, ?)", (document, values))


def drop_signature(cursor: sqlite3.Cursor, document: int) -> None:
    """Delete the signature of a document, inside a transaction."""
    cursor.execute("DELETE FROM signatures WHERE document = ?", (document,))


def resemblances(database: Database, documents: Collection[int], among: Collection[int]) -> list[Resemblance]:
    """For `documents` (rows) some of `among` that are nearly the same, the most alike first.

    All signatures are gone through, block by block, for the documents together: what is asked for is seldom one of
    them, and an index of their bands would take as long to write as all the rest of a small document.
    """
    found: dict[tuple[int, int], float] = {}
    asked = sorted(documents)
    allowed = np.fromiter(sorted(among), np.int64, len(among))
    for at in range(0, len(asked), _GROUP):
        group = np.array(asked[at : at + _GROUP], np.int64)
        bands = _Bands(*_of(database, group))
        for numbers, values in _signatures(database):
            (rows, columns) = bands.shared_with(values)
            kept = (numbers[rows] != bands.numbers[columns]) & _is_in(numbers[rows], allowed)
            (rows, columns) = (rows[kept], columns[kept])
            shares = (values[rows] == bands.values[columns]).mean(axis=1) if len(rows) else np.empty(0)
            for row, column, share in zip(rows, columns, shares, strict=True):
                if share >= ALIKE:
                    found[int(bands.numbers[column]), int(numbers[row])] = float(share)
    wanted, others = set(asked), set(allowed.tolist())
    # Each is compared with some that share a band: what one found, the other is to know.
    found |= {(other, one): share for (one, other), share in found.items() if other in wanted and one in others}
    pairs = [Resemblance(document, other, share) for (document, other), share in found.items()]
    return sorted(pairs, key=lambda pair: (pair.document, -pair.share, pair.other))


class _Bands:
    """The bands of some signatures, sorted."""

    def __init__(self, numbers: _Numbers, values: _Values) -> None:
        self.numbers, self.values = numbers, values
        keys = _keys(values).ravel()
        order = np.argsort(keys, kind="stable")
        self._keys, self._owners = keys[order], order // _BANDS

    def shared_with(self, values: _Values) -> tuple[_Numbers, _Numbers]:
        """The pairs that share a band: rows of `values`, and positions of documents here."""
        keys = _keys(values).ravel()
        first = np.searchsorted(self._keys, keys)
        pairs = []
        for step in range(_IN_BAND):
            position = np.minimum(first + step, len(self._keys) - 1)
            hit = np.flatnonzero(self._keys[position] == keys) if len(self._keys) else np.empty(0, np.int64)
            pairs.append((hit // _BANDS) * len(self.numbers) + self._owners[position[hit]])
        both = np.unique(np.concatenate(pairs)).astype(np.int64)
        return both // max(len(self.numbers), 1), both % max(len(self.numbers), 1)


def _keys(values: _Values) -> _Keys:
    """One number for each band, of shape (n, 32); the same band elsewhere gives another."""
    mixed = (values.reshape(-1, _BANDS, _BAND).astype(np.uint64) * _FACTORS).sum(axis=2, dtype=np.uint64)
    return np.asarray((mixed ^ (mixed >> np.uint64(29))) * _FACTORS[0] + np.arange(_BANDS, dtype=np.uint64))


def _is_in(numbers: _Numbers, allowed: _Numbers) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    if not len(allowed):
        return np.zeros(len(numbers), np.bool_)
    return np.asarray(allowed[np.minimum(np.searchsorted(allowed, numbers), len(allowed) - 1)] == numbers)


def _signatures(database: Database) -> Iterator[tuple[_Numbers, _Values]]:
    """Every signature, block by block."""
    last = -1
    while rows := database.rows(
        "SELECT document, signature FROM signatures WHERE document > ? ORDER BY document LIMIT ?", (last, _BLOCK)
    ):
        last = rows[-1][0]
        yield _arrays(rows)


def _of(database: Database, numbers: _Numbers) -> tuple[_Numbers, _Values]:
    """The signatures of some documents."""
    found = [_arrays([])]
    for at in range(0, len(numbers), _PARAMETERS):
        some = numbers[at : at + _PARAMETERS].tolist()
        where = f"document IN ({', '.join('?' * len(some))}) ORDER BY document"
        found.append(_arrays(database.rows(f"SELECT document, signature FROM signatures WHERE {where}", some)))  # noqa: S608
    return np.concatenate([one for one, _ in found]), np.concatenate([values for _, values in found])


def _arrays(rows: Iterable[tuple[Any, ...]]) -> tuple[_Numbers, _Values]:
    held = [(number, values) for number, values in rows if len(values) == 4 * _VALUES]
    values = np.frombuffer(b"".join(values for _, values in held), "<u4").reshape(-1, _VALUES)
    return np.array([number for number, _ in held], np.int64), values

"""What search reads from the database: chunks and sentences with their vectors, and matches of terms."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .database import Database
from .embedder import Vectors
from .sentences import Span
from .vectors import Ids

__all__ = ["PassageStore", "StoredChunk", "StoredSentence", "listed"]

_ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as it stands in the database."""

    id: int
    document: int
    span: Span
    embedding: int


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A quotable span as it stands in the database."""

    id: int
    chunk: int
    span: Span
    embedding: int


class PassageStore:
    """The chunks and sentences of one database, read only. Lists of ids may be of any length."""

    def __init__(self, database: Database, counted: Sequence[int] | None = None) -> None:
        """`counted` are the rows of the documents in which `count` and `frequencies` count; None means all."""
        self._database = database
        self._counted = None if counted is None else listed(counted)

    def chunks(self, ids: Iterable[int]) -> list[StoredChunk]:
        """The chunks of these ids, those that are still there."""
        rows = self._database.rows(
            "SELECT id, document, start, end, embedding FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
            (listed(ids),),
        )
        return [
            StoredChunk(id_, document, Span(start, end), embedding) for id_, document, start, end, embedding in rows
        ]

    def sentences(self, chunks: Iterable[int]) -> list[StoredSentence]:
        """The sentences of these chunks, in the order of the text within each."""
        rows = self._database.rows(
            "SELECT id, chunk, start, end, embedding FROM sentences "
            "WHERE chunk IN (SELECT value FROM json_each(?)) ORDER BY id",
            (listed(chunks),),
        )
        return [StoredSentence(id_, chunk, Span(start, end), embedding) for id_, chunk, start, end, embedding in rows]

    def chunks_of_embeddings(self, embeddings: Iterable[int]) -> list[tuple[int, int]]:
        """The chunks, each with its document, that have one of these embeddings or a sentence that has one."""
        asked = listed(embeddings)
        rows = self._database.rows(
            "SELECT id, document FROM chunks WHERE embedding IN (SELECT value FROM json_each(?1)) OR id IN "
            "(SELECT chunk FROM sentences WHERE embedding IN (SELECT value FROM json_each(?1)))",
            (asked,),
        )
        return [(chunk, document) for (chunk, document) in rows]

    def vectors(self, embeddings: Iterable[int]) -> tuple[Ids, Vectors]:
        """The vectors of these embeddings, those that are held: ids of shape (n,), vectors of shape (n, dimension)."""
        rows = self._database.rows(
            "SELECT id, vector FROM embeddings WHERE id IN (SELECT value FROM json_each(?))", (listed(embeddings),)
        )
        return np.array([id_ for (id_, _) in rows], np.int64), _unpacked(rows)

    def every_vector(self, after: int = 0, last: int = 2**63 - 1) -> Iterator[tuple[Ids, Vectors]]:
        """All embeddings of which the id is above `after` and at most `last`, in rising order, in batches.

        Ids of shape (n,), vectors of shape (n, dimension).
        """
        while rows := self._database.rows(
            "SELECT id, vector FROM embeddings WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
            (after, last, _ROWS_AT_ONCE),
        ):
            ids = np.array([id_ for (id_, _) in rows], np.int64)
            yield ids, _unpacked(rows)
            after = int(ids[-1])

    def some_vectors(self, count: int, last: int) -> Vectors:
        """About `count` vectors, the same ones each time, of those with ids up to `last`; shape (n, dimension)."""
        ((held,),) = self._database.rows("SELECT count(*) FROM embeddings WHERE id <= ?", (last,))
        # Of the ids that were given, not all are held.
        ids = np.unique(np.random.default_rng(0).integers(1, last + 1, count * last // max(held, 1)))
        parts = [self.vectors(part.tolist()) for part in np.array_split(ids, len(ids) // _ROWS_AT_ONCE + 1)]
        return np.concatenate([vectors for (_, vectors) in parts if len(vectors)])

    def languages(self, documents: Iterable[int]) -> dict[int, str | None]:
        """The languages of these documents, by row."""
        rows = self._database.rows(
            "SELECT number, language FROM documents INDEXED BY documents_language "
            "WHERE number IN (SELECT value FROM json_each(?))",
            (listed(documents),),
        )
        return dict(rows)

    def titles(self, documents: Iterable[int]) -> dict[int, str]:
        """The titles of these documents, by row; of one that stands in several places, one of its titles."""
        rows = self._database.rows(
            "SELECT document, min(title) FROM locations WHERE document IN (SELECT value FROM json_each(?)) "
            "GROUP BY document",
            (listed(documents),),
        )
        return dict(rows)

    def embeddings_by_language(self, documents: Iterable[int] | None) -> dict[str | None, Ids]:
        """The embeddings that stand in these documents, or in all, shape (n,), by the documents' language.

        Pending ones are left out, their language is not.
        """
        within = "" if documents is None else "WHERE number IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(
            "WITH held AS MATERIALIZED (SELECT chunks.id, chunks.embedding, language FROM chunks "  # noqa: S608
            f"JOIN (SELECT number, language FROM documents INDEXED BY documents_language {within}) "
            "ON chunks.document = number) "
            "SELECT language, embedding FROM held "
            "UNION SELECT language, sentences.embedding FROM sentences JOIN held ON sentences.chunk = held.id",
            () if documents is None else (listed(documents),),
        )
        found: dict[str | None, list[int]] = {}
        for language, embedding in rows:
            held = found.setdefault(language, [])
            if embedding > 0:
                held.append(embedding)
        return {language: np.array(ids, np.int64) for (language, ids) in found.items()}

    def documents_with_later(self, embedding: int) -> set[int]:
        """The rows of the documents in which an embedding stands that was written after this one."""
        rows = self._database.rows(
            "SELECT document FROM chunks WHERE embedding > ?1 UNION SELECT document FROM chunks "
            "WHERE id IN (SELECT chunk FROM sentences WHERE embedding > ?1)",
            (embedding,),
        )
        return {document for (document,) in rows}

    def common_terms(self, least: int) -> dict[str, int]:
        """The terms that are in so many chunks of the whole database or more, with in how many."""
        return dict(self._database.rows("SELECT term, doc FROM vocabulary WHERE doc >= ?", (least,)))

    def matching(self, terms: Sequence[str], k: int, among: Iterable[int] | None = None) -> list[tuple[int, float]]:
        """The chunks that hold any of the terms, best first, with their BM25 scores (higher is better).

        At most `k`; with `among`, only chunks of these documents. SQLite FTS5 ranks with k1 = 1.2 and b = 0.75.
        """
        if not terms:
            return []
        quoted = " OR ".join(_quoted(term) for term in dict.fromkeys(terms))
        within = (
            ""
            if among is None
            else "AND rowid IN (SELECT id FROM chunks WHERE document IN (SELECT value FROM json_each(?3)))"
        )
        rows = self._database.rows(
            "SELECT rowid, -bm25(lexicon) FROM lexicon "  # noqa: S608 - only constants are put together
            f"WHERE lexicon MATCH ?1 {within} ORDER BY bm25(lexicon) LIMIT ?2",
            (quoted, k) if among is None else (quoted, k, listed(among)),
        )
        return [(chunk, score) for (chunk, score) in rows]

    def terms(self, chunks: Iterable[int]) -> dict[int, list[str]]:
        """The terms of these chunks, in order."""
        rows = self._database.rows(
            "SELECT rowid, terms FROM lexicon WHERE rowid IN (SELECT value FROM json_each(?))", (listed(chunks),)
        )
        return {chunk: held.split(" ") for (chunk, held) in rows}

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many of the counted chunks each term occurs; terms that occur nowhere are left out."""
        if self._counted is None:
            rows = self._database.rows(
                "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(list(terms)),),
            )
            return dict(rows)
        held = (
            "SELECT count(*) FROM lexicon JOIN chunks ON chunks.id = lexicon.rowid "
            "WHERE lexicon MATCH ? AND chunks.document IN (SELECT value FROM json_each(?))"
        )
        found = {term: self._database.rows(held, (_quoted(term), self._counted))[0][0] for term in terms}
        return {term: count for (term, count) in found.items() if count}

    def terms_like(self, terms: Iterable[str]) -> set[str]:
        """Every term in the lexicon that begins with the same two letters as one of these."""
        found: set[str] = set()
        for beginning in {term[:2] for term in terms}:
            rows = self._database.rows(
                "SELECT term FROM vocabulary WHERE term >= ? AND term < ?", (beginning, f"{beginning}\U0010ffff")
            )
            found.update(term for (term,) in rows)
        return found

    def count(self) -> int:
        """How many chunks are counted."""
        within = "" if self._counted is None else "WHERE document IN (SELECT value FROM json_each(?))"
        parameters = () if self._counted is None else (self._counted,)
        return int(self._database.rows(f"SELECT count(*) FROM chunks {within}", parameters)[0][0])  # noqa: S608


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def listed(ids: Iterable[int]) -> str:
    """Ids as one parameter of a statement, which takes no list: `IN (SELECT value FROM json_each(?))`."""
    return json.dumps([int(id_) for id_ in ids])


def _unpacked(rows: Sequence[tuple[int, bytes]]) -> Vectors:
    """The vectors of rows of ids and vectors, shape (n, dimension)."""
    packed = np.frombuffer(b"".join(vector for (_, vector) in rows), np.float16)
    return packed.reshape(len(rows), -1).astype(np.float32) if rows else np.zeros((0, 0), np.float32)

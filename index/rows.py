"""The rows of a document, written and deleted inside a transaction of somebody else's."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..corpus.document import Document
from ..corpus.place import Place, place_key
from .embedder import Vectors
from .resemblance import drop_signature, keep_signature
from .sentences import Span

__all__ = [
    "DOCUMENT_COLUMNS",
    "MissingContentError",
    "PreparedChunk",
    "PreparedDocument",
    "content_digest",
    "drop_file",
    "drop_unplaced",
    "fill_pending",
    "forget_unused",
    "insert_embeddings",
    "row_of",
]

DOCUMENT_COLUMNS = "sha256, text, title, language, blocks, pages"
"""Of a content; id, URI, title and date are those of a location."""


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """A chunk ready to be written; each digest names an embedding, which may be pending."""

    span: Span
    digest: bytes
    terms: str
    sentences: tuple[tuple[Span, bytes], ...]


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document ready to be written, as the file that holds it calls it."""

    document: Document
    content: bytes
    """Its `content_digest`."""
    chunks: tuple[PreparedChunk, ...] | None = None
    """None where the content is held already."""
    signature: bytes = b""


class MissingContentError(Exception):
    """What was held when a write was prepared is held no longer: another process came between. Prepare it again."""


def content_digest(document: Document) -> bytes:
    """The same for documents that differ in nothing but where they stand and what they are called there."""
    parts = (document.sha256, document.language, document.text, *_structure(document))
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _structure(document: Document) -> tuple[str, str]:
    return (
        json.dumps([[block.start, block.end, block.kind, block.level] for block in document.blocks]),
        json.dumps([[page.start, page.end, page.label] for page in document.pages]),
    )


def row_of(cursor: sqlite3.Cursor, prepared: PreparedDocument, alive: Callable[[], None]) -> int:
    """The row of a content, written now when it is not there; MissingContentError when what that takes is gone.

    Embeddings that are not held become pending. `alive` is called again and again meanwhile.
    """
    row = cursor.execute("SELECT number FROM documents WHERE content = ?", (prepared.content,)).fetchone()
    if row is not None:
        return int(row[0])
    if prepared.chunks is None:
        raise MissingContentError
    document = prepared.document
    cursor.execute(
        f"INSERT INTO documents (content, {DOCUMENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (prepared.content, document.sha256, document.text, document.title, document.language, *_structure(document)),
    )
    number = cursor.lastrowid
    assert number is not None
    for chunk in prepared.chunks:
        alive()
        embedding = _embedding_of(cursor, chunk.digest, whole=True)
        cursor.execute(
            "INSERT INTO chunks (document, start, end, embedding) VALUES (?, ?, ?, ?)",
            (number, *chunk.span, embedding),
        )
        chunk_id = cursor.lastrowid
        cursor.execute("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", (chunk_id, chunk.terms))
        sentences = [
            (chunk_id, *span, _embedding_of(cursor, digest, whole=False)) for (span, digest) in chunk.sentences
        ]
        cursor.executemany("INSERT INTO sentences (chunk, start, end, embedding) VALUES (?, ?, ?, ?)", sentences)
    keep_signature(cursor, number, prepared.signature)
    return number


def _embedding_of(cursor: sqlite3.Cursor, digest: bytes, *, whole: bool) -> int:
    """The id of an embedding, below zero where it is pending, which it becomes when it was unknown."""
    for table in ("embeddings", "pending"):
        row = cursor.execute(f"SELECT id FROM {table} WHERE digest = ?", (digest,)).fetchone()  # noqa: S608
        if row is not None:
            return int(row[0])
    cursor.execute("INSERT INTO pending VALUES ((SELECT coalesce(min(id), 0) - 1 FROM pending), ?, ?)", (digest, whole))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def fill_pending(cursor: sqlite3.Cursor, vectors: Mapping[bytes, Vectors]) -> dict[int, Vectors]:
    """Give those that are pending their vectors, by digest; returned by their new ids, as they are held now.

    An id is a new one, above all others: what was derived from the vectors up to an id stays so.
    """
    added: dict[int, Vectors] = {}
    for digest, vector in vectors.items():
        row = cursor.execute("DELETE FROM pending WHERE digest = ? RETURNING id", (digest,)).fetchone()
        if row is not None:
            new = insert_embeddings(cursor, {digest: vector})
            (number,) = new
            for table in ("chunks", "sentences"):
                cursor.execute(f"UPDATE {table} SET embedding = ? WHERE embedding = ?", (number, *row))  # noqa: S608
            added |= new
    return added


def insert_embeddings(cursor: sqlite3.Cursor, vectors: Mapping[bytes, Vectors]) -> dict[int, Vectors]:
    """Write vectors by their digests; those that were not held are returned by id, as they are held now."""
    added: dict[int, Vectors] = {}
    for digest, vector in vectors.items():
        half = vector.astype(np.float16)
        cursor.execute("INSERT OR IGNORE INTO embeddings (digest, vector) VALUES (?, ?)", (digest, half.tobytes()))
        if cursor.rowcount > 0:
            assert cursor.lastrowid is not None
            added[cursor.lastrowid] = half.astype(np.float32)
    return added


def drop_file(cursor: sqlite3.Cursor, place: Place) -> None:
    """Delete a file and its locations, but no document."""
    for row in cursor.execute("SELECT number FROM files WHERE path = ?", (place_key(place),)).fetchall():
        cursor.execute("DELETE FROM locations WHERE file = ?", row)
        cursor.execute("DELETE FROM files WHERE number = ?", row)


def drop_unplaced(cursor: sqlite3.Cursor, number: int) -> list[int]:
    """Delete a document unless it has a location again; returns the embeddings that went with it."""
    if cursor.execute("SELECT 1 FROM locations WHERE document = ?", (number,)).fetchone():
        return []
    of_document = "(SELECT id FROM chunks WHERE document = ?)"
    used = cursor.execute(
        "SELECT embedding FROM chunks WHERE document = ? "  # noqa: S608 - only constants are put together
        f"UNION SELECT embedding FROM sentences WHERE chunk IN {of_document}",
        (number, number),
    ).fetchall()
    cursor.execute(f"DELETE FROM sentences WHERE chunk IN {of_document}", (number,))  # noqa: S608
    cursor.execute(f"DELETE FROM lexicon WHERE rowid IN {of_document}", (number,))  # noqa: S608
    cursor.execute("DELETE FROM chunks WHERE document = ?", (number,))
    drop_signature(cursor, number)
    cursor.execute("DELETE FROM documents WHERE number = ?", (number,))
    return forget_unused(cursor, [embedding for (embedding,) in used])


def forget_unused(cursor: sqlite3.Cursor, candidates: Iterable[int]) -> list[int]:
    """Delete those embeddings that nothing has any more; returns them."""
    gone = []
    for embedding in candidates:
        table = "embeddings" if embedding > 0 else "pending"
        cursor.execute(
            f"DELETE FROM {table} WHERE id = ?1 "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM sentences WHERE embedding = ?1)",
            (embedding,),
        )
        if cursor.rowcount:
            gone.append(embedding)
    return gone

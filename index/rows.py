"""The rows of a document, written and deleted inside a transaction of somebody else's."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
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
    "forget_unused",
    "insert_embeddings",
    "row_of",
]

DOCUMENT_COLUMNS = "sha256, text, title, language, blocks, pages"
"""Of a content; id, URI, title and date are those of a location."""


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """A chunk ready to be written; each digest names an embedding that is held already or given along."""

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


def row_of(cursor: sqlite3.Cursor, prepared: PreparedDocument) -> int:
    """The row of a content, written now when it is not there; MissingContentError when what that takes is gone."""
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
    embedding = "(SELECT id FROM embeddings WHERE digest = ?)"
    try:
        for chunk in prepared.chunks:
            cursor.execute(
                f"INSERT INTO chunks (document, start, end, embedding) VALUES (?, ?, ?, {embedding})",  # noqa: S608
                (number, *chunk.span, chunk.digest),
            )
            chunk_id = cursor.lastrowid
            cursor.execute("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", (chunk_id, chunk.terms))
            cursor.executemany(
                f"INSERT INTO sentences (chunk, start, end, embedding) VALUES (?, ?, ?, {embedding})",  # noqa: S608
                [(chunk_id, *span, digest) for (span, digest) in chunk.sentences],
            )
    except sqlite3.IntegrityError:  # an embedding is gone
        raise MissingContentError from None
    keep_signature(cursor, number, prepared.signature)
    return number


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
        cursor.execute(
            "DELETE FROM embeddings WHERE id = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM sentences WHERE embedding = ?1)",
            (embedding,),
        )
        if cursor.rowcount:
            gone.append(embedding)
    return gone

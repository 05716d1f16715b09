"""Documents in the database: written whole with their chunks, sentences and vectors, and read back."""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..corpus.document import Block, BlockKind, Document, Page
from .database import Database
from .embedder import Vectors
from .sentences import Span

__all__ = ["DocumentStore", "EmbeddingChanges", "PreparedChunk", "StoredFile"]

_COLUMNS = "id, uri, sha256, text, title, date, language, blocks, pages"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of an indexed file."""

    path: Path
    number: int
    """The document's row; another one when the content changes."""
    sha256: str
    modified_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """A chunk ready to be written; each digest names an embedding that is held already or given along."""

    span: Span
    digest: bytes
    terms: str
    sentences: tuple[tuple[Span, bytes], ...]


@dataclass(frozen=True, slots=True)
class EmbeddingChanges:
    """The embeddings that one write brought, by id, and the ids of those that went."""

    generation: int
    """Of the database, after the write."""
    added: Mapping[int, Vectors]
    removed: Sequence[int]


class DocumentStore:
    """The documents of one database. Every method that writes is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.document = lru_cache(maxsize=256)(self._document)

    def files_under(self, roots: Iterable[Path]) -> dict[Path, StoredFile]:
        """The indexed files that are one of `roots` or below one."""
        found = {}
        for root in roots:
            name = os.fsencode(root)
            below = name.rstrip(b"/")
            # Every path below a folder sorts after "folder/" and before "folder0": "0" follows "/".
            rows = self._database.rows(
                "SELECT path, number, sha256, modified_ns, size FROM documents "
                "WHERE path = ? OR (path >= ? AND path < ?)",
                (name, below + b"/", below + b"0"),
            )
            files = [StoredFile(Path(os.fsdecode(path)), *rest) for (path, *rest) in rows]
            found.update({file.path: file for file in files})
        return found

    def files(self, paths: Iterable[Path]) -> dict[Path, StoredFile]:
        """The indexed files among `paths`."""
        one = "SELECT path, number, sha256, modified_ns, size FROM documents WHERE path = ?"
        rows = [row for path in paths for row in self._database.rows(one, (os.fsencode(path),))]
        files = [StoredFile(Path(os.fsdecode(path)), *rest) for (path, *rest) in rows]
        return {file.path: file for file in files}

    def count(self) -> int:
        """How many documents the whole database holds."""
        return int(self._database.rows("SELECT count(*) FROM documents")[0][0])

    def held_digests(self, digests: Iterable[bytes]) -> set[bytes]:
        """Those digests whose embedding is in the database."""
        found = "SELECT 1 FROM embeddings WHERE digest = ?"
        return {digest for digest in digests if self._database.rows(found, (digest,))}

    def background(self) -> dict[str, Vectors]:
        """The kept background vectors by language, each of shape (n, dimension); empty before they are kept."""
        found: dict[str, list[Vectors]] = {}
        for language, vector in self._database.rows("SELECT language, vector FROM background ORDER BY rowid"):
            found.setdefault(language, []).append(np.frombuffer(vector, np.float16).astype(np.float32))
        return {language: np.stack(vectors) for (language, vectors) in found.items()}

    def keep_background(self, vectors: Mapping[str, Vectors]) -> None:
        """Keep background vectors in place of those held."""
        rows = [(language, row.astype(np.float16).tobytes()) for language, held in vectors.items() for row in held]
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM background")
            cursor.executemany("INSERT INTO background VALUES (?, ?)", rows)

    def touch(self, file: StoredFile, modified_ns: int, size: int) -> None:
        """Note that a file was rewritten with the same content."""
        with self._database.transaction() as cursor:
            cursor.execute(
                "UPDATE documents SET modified_ns = ?, size = ? WHERE number = ?", (modified_ns, size, file.number)
            )

    def replace(
        self,
        file: StoredFile,
        document: Document,
        chunks: Sequence[PreparedChunk],
        vectors: Mapping[bytes, Vectors],
    ) -> EmbeddingChanges:
        """Write a document in place of what stood at `file.path`; `vectors` are the new ones by digest."""
        path = os.fsencode(file.path)
        with self._database.transaction() as cursor:
            dropped = self._drop(cursor, path)
            added = self._insert_embeddings(cursor, vectors)
            cursor.execute(
                f"INSERT INTO documents (path, modified_ns, size, {_COLUMNS}) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (path, file.modified_ns, file.size, *_row_of(document)),
            )
            number = cursor.lastrowid
            for chunk in chunks:
                cursor.execute(
                    "INSERT INTO chunks (document, start, end, embedding) "
                    "VALUES (?, ?, ?, (SELECT id FROM embeddings WHERE digest = ?))",
                    (number, *chunk.span, chunk.digest),
                )
                chunk_id = cursor.lastrowid
                cursor.execute("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", (chunk_id, chunk.terms))
                cursor.executemany(
                    "INSERT INTO sentences (chunk, start, end, embedding) "
                    "VALUES (?, ?, ?, (SELECT id FROM embeddings WHERE digest = ?))",
                    [(chunk_id, *span, digest) for (span, digest) in chunk.sentences],
                )
            removed = self._forget_unused(cursor, dropped)
            generation = self._database.advance(cursor)
        return EmbeddingChanges(generation, added, removed)

    def remove(self, file: StoredFile) -> EmbeddingChanges:
        """Remove the document of a file."""
        with self._database.transaction() as cursor:
            removed = self._forget_unused(cursor, self._drop(cursor, os.fsencode(file.path)))
            generation = self._database.advance(cursor)
        return EmbeddingChanges(generation, {}, removed)

    @staticmethod
    def _insert_embeddings(cursor: sqlite3.Cursor, vectors: Mapping[bytes, Vectors]) -> dict[int, Vectors]:
        added: dict[int, Vectors] = {}
        for digest, vector in vectors.items():
            half = vector.astype(np.float16)
            cursor.execute("INSERT OR IGNORE INTO embeddings (digest, vector) VALUES (?, ?)", (digest, half.tobytes()))
            if cursor.rowcount > 0:
                assert cursor.lastrowid is not None
                added[cursor.lastrowid] = half.astype(np.float32)
        return added

    @staticmethod
    def _drop(cursor: sqlite3.Cursor, path: bytes) -> set[int]:
        """Delete a document's rows, but not its embeddings, whose ids are returned."""
        row = cursor.execute("SELECT number FROM documents WHERE path = ?", (path,)).fetchone()
        if row is None:
            return set()
        of_document = "(SELECT id FROM chunks WHERE document = ?)"
        used = cursor.execute(
            "SELECT embedding FROM chunks WHERE document = ? "  # noqa: S608 - only constants are put together
            f"UNION SELECT embedding FROM sentences WHERE chunk IN {of_document}",
            row * 2,
        ).fetchall()
        cursor.execute(f"DELETE FROM sentences WHERE chunk IN {of_document}", row)  # noqa: S608
        cursor.execute(f"DELETE FROM lexicon WHERE rowid IN {of_document}", row)  # noqa: S608
        cursor.execute("DELETE FROM chunks WHERE document = ?", row)
        cursor.execute("DELETE FROM documents WHERE number = ?", row)
        return {embedding for (embedding,) in used}

    @staticmethod
    def _forget_unused(cursor: sqlite3.Cursor, candidates: Iterable[int]) -> list[int]:
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

    def _document(self, number: int) -> Document | None:
        """The document of a row, or None when it is gone. A row never changes, so it may be remembered."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM documents WHERE number = ?", (number,))  # noqa: S608
        return _document_of(rows[0]) if rows else None

    def by_sha256(self, sha256: str) -> Document | None:
        """A document whose original bytes have this hash, or None."""
        rows = self._database.rows("SELECT min(number) FROM documents WHERE sha256 = ?", (sha256,))
        return self.document(rows[0][0]) if rows[0][0] is not None else None

    def by_uri(self, uri: str) -> Document | None:
        """The document that stands at an address now, or None."""
        rows = self._database.rows("SELECT max(number) FROM documents WHERE uri = ?", (uri,))
        return self.document(rows[0][0]) if rows[0][0] is not None else None


def _row_of(document: Document) -> tuple[str | None, ...]:
    return (
        document.id,
        document.uri,
        document.sha256,
        document.text,
        document.title,
        document.date,
        document.language,
        json.dumps([[block.start, block.end, block.kind, block.level] for block in document.blocks]),
        json.dumps([[page.start, page.end, page.label] for page in document.pages]),
    )


def _document_of(row: Sequence[str]) -> Document:
    (id_, uri, sha256, text, title, date, language, blocks, pages) = row
    return Document(
        id=id_,
        uri=uri,
        sha256=sha256,
        text=text,
        title=title,
        date=date,
        language=language,
        blocks=tuple(Block(start, end, BlockKind(kind), level) for (start, end, kind, level) in json.loads(blocks)),
        pages=tuple(Page(*page) for page in json.loads(pages)),
    )

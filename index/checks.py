"""What can be wrong with the content of an index, and how each of it is mended."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.document import BlockKind, Document
from ..corpus.errors import IndexBusyError, IndexStateError
from ..corpus.parts import part_names
from ..corpus.place import place_of
from .context import PassageContext
from .database import Database
from .documents import DamagedContentError, DocumentStore
from .preparation import lexicon_entry, text_digest
from .sentences import Span

__all__ = [
    "LOOSE_ROWS",
    "Fault",
    "damaged_documents",
    "lone_vectors",
    "mend_words",
    "misplaced_files",
    "words_are_sound",
]

LOOSE_ROWS = {
    "locations": "file NOT IN (SELECT number FROM files) OR document NOT IN (SELECT number FROM documents)",
    "files": "number NOT IN (SELECT file FROM locations)",
    "chunks": "document NOT IN (SELECT number FROM documents)",
    "sentences": "chunk NOT IN (SELECT id FROM chunks)",
    "lexicon": "rowid NOT IN (SELECT id FROM chunks)",
    "signatures": "document NOT IN (SELECT number FROM documents)",
}
"""Rows that belong to nothing, by table, in the order in which they are deleted."""


def words_are_sound(database: Database) -> bool:
    """Whether the index of words is that of the terms of the chunks."""
    try:
        _command_words(database, "integrity-check")
    except IndexBusyError:
        raise
    except IndexStateError:
        return False
    return True


def mend_words(database: Database) -> bool:
    """Make the index of words anew from the terms of the chunks where it is not theirs; whether it was not.

    Raises IndexStateError where it cannot be made anew.
    """
    if words_are_sound(database):
        return False
    _command_words(database, "rebuild")
    _command_words(database, "integrity-check")
    return True


def _command_words(database: Database, command: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO lexicon (lexicon) VALUES (?)", (command,))
        if command == "rebuild":
            database.advance(cursor)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a document, by its row."""

    document: int
    reason: str


def damaged_documents(database: Database, dimension: int | None, step: Callable[[int], None]) -> Iterator[Fault]:
    """The documents that are not whole, each with the first thing found wrong; `step` is told how many were checked.

    A document is whole when every span lies in its text, each chunk's words are those of its span, and each span has
    the vector of what the model was given for it, of the right length, finite and of unit length, or waits for it;
    and when all that can be quoted is in sentences.
    """
    store = DocumentStore(database)
    vectors: dict[int, str | None] = {}
    for checked, (number,) in enumerate(database.rows("SELECT number FROM documents ORDER BY number"), start=1):
        try:
            document = store.content(number)
            reason = None if document is None else _fault(database, number, document, dimension, vectors)
        except DamagedContentError:
            reason = "its blocks or pages lie outside its text"
        if reason:
            yield Fault(number, reason)
        step(checked)


def misplaced_files(database: Database) -> list[Path]:
    """The files whose document is not the one that was read from them; of what is inside a file, nothing is known."""
    rows = database.rows(
        "SELECT path, uri FROM locations JOIN files ON files.number = file "
        "JOIN documents ON documents.number = document WHERE files.sha256 != documents.sha256 ORDER BY path"
    )
    return [place for path, uri in rows if isinstance(place := place_of(path), Path) and not part_names(uri)]


def _fault(
    database: Database, number: int, document: Document, dimension: int | None, vectors: dict[int, str | None]
) -> str | None:
    context = PassageContext(document)
    length = len(document.text)
    chunks = database.rows(
        "SELECT chunks.id, start, end, embedding, terms FROM chunks LEFT JOIN lexicon ON lexicon.rowid = chunks.id "
        "WHERE document = ?",
        (number,),
    )
    sentences = database.rows(
        "SELECT chunk, start, end, embedding FROM sentences WHERE chunk IN (SELECT id FROM chunks WHERE document = ?)",
        (number,),
    )
    spans = {chunk: Span(start, end) for (chunk, start, end, _, _) in chunks}
    if any(not 0 <= span.start < span.end <= length for span in spans.values()):
        return "a chunk lies outside the text"
    if any(lexicon_entry(document, spans[chunk]) != terms for (chunk, _, _, _, terms) in chunks):
        return "a chunk's words are not those of its text"
    if any(
        not spans[chunk].start <= start < end <= spans[chunk].end for (chunk, start, end, _) in sentences
    ) or spans.keys() != {chunk for (chunk, *_) in sentences}:
        return "a sentence lies outside its chunk, or a chunk has none"
    pairs = [(Span(start, end), embedding) for (_, start, end, embedding, *_) in (*chunks, *sentences)]
    for span, embedding in pairs:
        if embedding not in vectors:
            vectors[embedding] = _vector_fault(database, embedding, dimension)
        if vectors[embedding]:
            return vectors[embedding]
        if not database.rows(
            f"SELECT 1 FROM {_table(embedding)} WHERE id = ? AND digest = ?",  # noqa: S608
            (embedding, text_digest(context.model_input(span))),
        ):
            return "a vector is that of another text"
    in_sentences = sorted(Span(start, end) for (_, start, end, _) in sentences)
    return None if _hold_all(document, in_sentences) else "not all of its text is in sentences"


def _hold_all(document: Document, sentences: Iterable[Span]) -> bool:
    """Whether sentences, in order, hold all of a document that can be quoted."""
    blocks = (block for block in document.blocks if block.kind not in (BlockKind.HEADING, BlockKind.FURNITURE))
    quotable = [Span(block.start, block.end) for block in blocks]
    return _written(document.text, sentences) == _written(document.text, quotable)


def _written(text: str, spans: Iterable[Span]) -> str:
    """The letters and digits in spans: the same however a segmenter cuts, and what holds none is never quoted."""
    return "".join(filter(str.isalnum, "".join(text[span.start : span.end] for span in spans)))


def _table(embedding: int) -> str:
    return "embeddings" if embedding > 0 else "pending"


def _vector_fault(database: Database, embedding: int, dimension: int | None) -> str | None:
    if not database.rows(f"SELECT 1 FROM {_table(embedding)} WHERE id = ?", (embedding,)):  # noqa: S608
        return "a vector is missing"
    rows = database.rows("SELECT vector FROM embeddings WHERE id = ?", (embedding,))
    if not rows:
        return None
    if len(rows[0][0]) % 2 or (dimension and len(rows[0][0]) != 2 * dimension):
        return "a vector is of the wrong length"
    vector = np.frombuffer(rows[0][0], np.float16).astype(np.float32)
    if not np.isfinite(vector).all() or not math.isclose(float(vector @ vector), 1, abs_tol=0.02):
        return "a vector is not of unit length"
    return None


def lone_vectors(database: Database) -> list[int]:
    """The embeddings, also pending ones, that no chunk and no sentence has."""
    unused = (
        "SELECT id FROM embeddings UNION ALL SELECT id FROM pending "
        "EXCEPT SELECT embedding FROM chunks EXCEPT SELECT embedding FROM sentences"
    )
    return [embedding for (embedding,) in database.rows(unused)]

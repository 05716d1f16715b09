"""The tables of the database, and how those of an earlier version become them.

A file is a place with what is known of its bytes; a document is a content, kept once; a location says that a file holds
a document, and under which address, title and date. A document without a location does not exist. A chunk or a sentence
has an embedding, or one with a negative number: that is `pending`, and gets a vector and its own number later.
"""

import secrets
import sqlite3
from pathlib import Path

from ..corpus.errors import IndexMismatchError

__all__ = ["FORMAT", "bring_up_to_date"]

FORMAT = "5"
"""Raised when the way documents are read, cut or stored changes."""

_LASTING = """
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO manifest VALUES ('generation', '0');
CREATE TABLE embeddings (id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE background (language TEXT NOT NULL, vector BLOB NOT NULL);
"""
"""What has been the same in every version: vectors depend on the model and the text alone."""

_KEPT = """
CREATE TABLE IF NOT EXISTS roots (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
    root TEXT NOT NULL, url TEXT NOT NULL, uri TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, body BLOB NOT NULL,
    etag TEXT, last_modified TEXT, fetched_ns INTEGER NOT NULL, PRIMARY KEY (root, url)
);
CREATE TABLE IF NOT EXISTS fruitless (root TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS disks (path BLOB PRIMARY KEY) WITHOUT ROWID;
"""
"""What cannot be read again from the folders: which they are, what was fetched from the web, which address leads to no
page, or to none any more, and on which folders disks were mounted, which tells one that is away.
"""

_TABLES = """
CREATE TABLE files (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE, modified_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, seen_ns INTEGER NOT NULL
);
CREATE INDEX files_sha256 ON files (sha256);
CREATE TABLE links (root BLOB NOT NULL, path BLOB NOT NULL, PRIMARY KEY (root, path)) WITHOUT ROWID;
CREATE TABLE refusals (
    path BLOB PRIMARY KEY, modified_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    installed TEXT NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    content BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT, blocks TEXT NOT NULL, pages TEXT NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE INDEX documents_language ON documents (number, language);
CREATE TABLE locations (
    file INTEGER NOT NULL REFERENCES files (number), place INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number),
    id TEXT NOT NULL, uri TEXT NOT NULL, title TEXT NOT NULL, date TEXT,
    PRIMARY KEY (file, place)
) WITHOUT ROWID;
CREATE INDEX locations_document ON locations (document);
CREATE INDEX locations_uri ON locations (uri);
CREATE TABLE signatures (document INTEGER PRIMARY KEY REFERENCES documents (number), signature BLOB NOT NULL);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (number),
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embeddings (id)
);
CREATE INDEX chunks_document ON chunks (document);
CREATE INDEX chunks_embedding ON chunks (embedding);
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk INTEGER NOT NULL REFERENCES chunks (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embeddings (id)
);
CREATE INDEX sentences_chunk ON sentences (chunk);
CREATE INDEX sentences_embedding ON sentences (embedding);
CREATE TABLE pending (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, whole INTEGER NOT NULL);
CREATE INDEX pending_order ON pending (whole DESC, id DESC);
CREATE VIRTUAL TABLE lexicon USING fts5 (terms, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lexicon, row);
"""


def bring_up_to_date(cursor: sqlite3.Cursor, path: Path) -> list[str]:
    """Make the tables where they are missing or of an earlier version, inside a transaction; says what was done.

    Of an earlier version, the vectors stay and the documents are read again: nothing is embedded twice.
    Raises IndexMismatchError for the database, at `path`, of a later version.
    """
    names = {name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "manifest" not in names:
        _run(cursor, _LASTING + _KEPT + _TABLES)
        _declare(cursor, {"format": FORMAT, "identity": secrets.token_hex(4)})
        return []
    found = dict(cursor.execute("SELECT name, value FROM manifest WHERE name = 'format'")).get("format", "1")
    if found == FORMAT:
        return []
    if not found.isdecimal() or int(found) > int(FORMAT):
        raise IndexMismatchError(
            f"the index {path} is of format {found}, but this version of Guillemet writes format {FORMAT}; install a "
            "later one, build the index anew with: guillemet index --rebuild PATH, or set GUILLEMET_HOME to another "
            "folder"
        )
    # Dropping a virtual table drops those behind it.
    for virtual in ("vocabulary", "lexicon"):
        cursor.execute(f"DROP TABLE IF EXISTS {virtual}")
    lasting = {"manifest", "embeddings", "background", "roots", "pages", "fruitless", "disks", "vocabulary", "lexicon"}
    for name in names - lasting:
        if not name.startswith(("sqlite_", "lexicon_")):
            cursor.execute(f'DROP TABLE "{name}"')
    _run(cursor, _KEPT + _TABLES)
    _declare(cursor, {"format": FORMAT, "identity": secrets.token_hex(4)})
    return [f"the index {path} was of format {found}; its vectors are kept, and its documents are read again"]


def _run(cursor: sqlite3.Cursor, statements: str) -> None:
    for statement in statements.split(";\n"):
        cursor.execute(statement)


def _declare(cursor: sqlite3.Cursor, entries: dict[str, str]) -> None:
    cursor.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", entries.items())

"""The documents as a list shows them: at each of their places, without their texts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ..corpus.place import Place, place_of
from .database import Database
from .files import StoredFile

__all__ = ["Listed", "list_files"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document at one of its places."""

    path: Place
    """The file that holds it."""
    id: str
    uri: str
    title: str
    date: str | None
    language: str | None
    sha256: str


def list_files(database: Database, files: Iterable[StoredFile]) -> list[Listed]:
    """The documents in these files, in order of their places."""
    rows = database.rows(
        "SELECT path, id, uri, locations.title, date, language, documents.sha256 FROM locations "
        "JOIN files ON files.number = file JOIN documents ON documents.number = document "
        "WHERE file IN (SELECT value FROM json_each(?)) ORDER BY path, place",
        (json.dumps([file.number for file in files]),),
    )
    return [Listed(place_of(path), *rest) for (path, *rest) in rows]

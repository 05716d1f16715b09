"""What an index holds, document by document."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..corpus.errors import CorpusError
from ..corpus.naming import display_path
from ..corpus.place import Place
from .checks import lone_vectors
from .database import Database
from .documents import DocumentStore
from .files import FileStore
from .index import DATABASE_FILE
from .pages import PageStore
from .resemblance import resemblances
from .settings import Settings

__all__ = ["Entry", "list_documents"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with all that is known of it but its text."""

    id: str
    title: str
    date: str | None
    language: str | None
    sha256: str
    characters: int
    passages: int
    """Chunks that can be found."""
    locations: tuple[str, ...]
    """The URIs of all the places where this very content stands."""
    alike: tuple[tuple[str, float], ...]
    """The URIs of documents that say nearly the same, with the share of runs of words in common."""

    def as_dict(self) -> dict[str, Any]:
        """As `guillemet documents --json` prints it."""
        return {
            "id": self.id,
            "title": self.title,
            "date": self.date,
            "language": self.language,
            "sha256": self.sha256,
            "characters": self.characters,
            "passages": self.passages,
            "uri": self.locations[0],
            "locations": list(self.locations),
            "near_duplicates": [{"uri": uri, "share": round(share, 2)} for (uri, share) in self.alike],
        }


def list_documents(settings: Settings, roots: Sequence[Place] = ()) -> list[Entry]:
    """The documents indexed under `roots`, or all, in order of their first places. No folder is looked at.

    Raises CorpusError where nothing was indexed, or all has to be read again.
    """
    path = settings.state_folder / DATABASE_FILE
    if not path.exists():
        raise CorpusError(f"nothing is indexed in {settings.state_folder} yet; begin with: guillemet index PATH")
    database = Database(path)
    (files, store) = (FileStore(database), DocumentStore(database))
    held = files.locations(files.under(roots).values() if roots else files.every())
    if not held:
        if by_another := PageStore(database).found_by_another(roots):
            raise CorpusError(by_another)
        unread = files.unread_roots()
        if lone_vectors(database) and (not files.every() or not set(unread).isdisjoint(roots)):
            raise CorpusError(
                f"the index {path} was of an older format, and its documents have to be read again; do so with: "
                f"guillemet index {' '.join(shlex.quote(display_path(root)) for root in unread) or 'PATH'}"
            )
        where = ", ".join(map(display_path, roots)) or str(settings.state_folder)
        raise CorpusError(f"nothing is indexed of {where} yet; begin with: guillemet index PATH")
    passages = dict(database.rows("SELECT document, count(*) FROM chunks GROUP BY document"))
    alike: dict[int, list[tuple[str, float]]] = {}
    for pair in resemblances(database, held, held):
        alike.setdefault(pair.document, []).append((held[pair.other][0].uri, pair.share))
    entries = []
    for number, locations in held.items():
        content = store.content(number)
        if content is None:
            continue
        first = locations[0]
        entries.append(
            Entry(
                id=first.id,
                title=first.title,
                date=first.date,
                language=content.language,
                sha256=content.sha256,
                characters=len(content.text),
                passages=passages.get(number, 0),
                locations=tuple(dict.fromkeys(location.uri for location in locations)),
                alike=tuple(alike.get(number, ())),
            )
        )
    return entries

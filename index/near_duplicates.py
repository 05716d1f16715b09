"""New documents that say nearly the same as others among the files that were found."""

from collections.abc import Sequence

from ..corpus.parts import part_names, part_path
from ..corpus.place import Place, WebAddress
from .database import Database
from .files import FileStore
from .report import NearDuplicate
from .resemblance import resemblances

__all__ = ["near_duplicates"]

_NAMED = 3
"""Of the others that a document resembles, the most alike are named."""


def near_duplicates(database: Database, new: Sequence[Place], present: Sequence[Place]) -> list[NearDuplicate]:
    """One line for each two documents in `present`, one of them in `new`, that resemble each other."""
    if not new:
        return []
    files = FileStore(database)
    found = files.documents_in(files.of(new).values())
    among = found if len(new) == len(present) else files.documents_in(files.of(present).values())
    named: dict[int, int] = {}
    pairs = {}
    for pair in resemblances(database, found, among):
        named[pair.document] = named.get(pair.document, 0) + 1
        # Of two new documents, each resembles the other: one line for both.
        both = frozenset((pair.document, pair.other))
        if named[pair.document] <= _NAMED and both not in pairs:
            pairs[both] = pair
    here = frozenset(present)
    return [
        NearDuplicate(_place(files, pair.document, here), _place(files, pair.other, here), pair.share)
        for pair in pairs.values()
    ]


def _place(files: FileStore, document: int, present: frozenset[Place]) -> Place:
    location = next(place for place in files.everywhere(document) if place.path in present)
    if isinstance(location.path, WebAddress):
        return location.path
    return part_path(location.path, part_names(location.uri))

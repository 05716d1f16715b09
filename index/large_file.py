"""The files of a large index beside the database, from which they are derived.

`vectors.IDENTITY.upto-ID.faiss` holds the codes of all vectors up to one; ids rise and none is given twice, so that
what came later is told by its id, and what was deleted by its absence from the database.
`vectors.IDENTITY.members-KEY.npz` says which vectors are those of some folders.
"""

import hashlib
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.errors import IndexStateError
from ..corpus.place import Place, place_key
from .database import Database
from .leftovers import unfinished_name
from .members import Members
from .passages import PassageStore
from .scope import LargeScope
from .vector_lists import VectorLists, list_count, sample_size, write_lists
from .vectors import VectorStoreError

__all__ = ["EXACT_MOST", "TAIL_MOST", "LargeFile"]

EXACT_MOST = 150_000
"""Vectors, of 25,000 chunks or so, up to which all are compared: 230 MB, and 20 ms a question on one core."""
TAIL_MOST = 50_000
"""Vectors after those in the lists that are compared one by one, before they are put into the lists."""
_GROWTH = 2
"""How many times as many lists as there are should there be for new ones to be drawn: of four times as many vectors."""
_COMMON = 2_000
"""Chunks from which on a term is common."""


class LargeFile:
    """The codes and the members of one state folder, for the folders in `roots`."""

    def __init__(self, folder: Path, roots: Sequence[Place]) -> None:
        self._folder = folder
        key = hashlib.sha256(b"\n".join(sorted(map(place_key, roots)))).hexdigest()[:16]
        self._members = f"vectors.{{}}.members-{key}.npz"

    def newest(self, identity: str) -> Path | None:
        """The file of codes that covers most, if there is one."""
        return max(self._folder.glob(f"vectors.{identity}.upto-*.faiss"), key=_last, default=None)

    def is_large(self, database: Database) -> bool:
        """Whether there are too many vectors to compare them all."""
        if self.newest(database.state[0]):
            return True
        return int(database.rows("SELECT count(*) FROM embeddings")[0][0]) > EXACT_MOST

    def write(self, database: Database, dimension: int) -> Path:
        """Bring the codes in step where much came later or there are none; returns the file.

        What is searched meanwhile goes on with the older one. Raises IndexStateError when it cannot be written.
        """
        identity = database.state[0]
        older = self.newest(identity)
        ((later,),) = database.rows("SELECT count(*) FROM embeddings WHERE id > ?", (_last(older) if older else 0,))
        if older and later <= TAIL_MOST:
            return older
        ((count, last),) = database.rows("SELECT count(*), coalesce(max(id), 0) FROM embeddings")
        begin = 0
        if older:
            with suppress(VectorStoreError):
                lists = VectorLists(older, dimension)
                # Lists that were drawn for far fewer, or half of which was deleted, are drawn anew.
                if list_count(count) <= _GROWTH * lists.count and len(lists) + later < 2 * count:
                    begin = _last(older)
        passages = PassageStore(database)
        path = self._folder / f"vectors.{identity}.upto-{last}.faiss"
        try:
            drawn = older if older and begin else passages.some_vectors(sample_size(count), last)
            write_lists(path, drawn, passages.every_vector(begin, last), count)
        except (OSError, RuntimeError) as error:
            raise IndexStateError(
                f"cannot write {path} ({getattr(error, 'strerror', None) or error}); free some room there or set "
                "GUILLEMET_HOME to another folder: the index itself is complete, and this file is made again from it"
            ) from error
        self.tidy(identity)
        return path

    def tidy(self, identity: str) -> None:
        """Delete the files that others took the place of."""
        kept = self.newest(identity)
        for path in self._folder.glob("vectors.*"):
            if path != kept and (path.suffix == ".faiss" or not path.name.startswith(f"vectors.{identity}.")):
                # On some systems a file cannot be deleted while another process maps it.
                with suppress(OSError):
                    path.unlink()

    def open(self, database: Database, dimension: int) -> LargeScope | None:
        """What is searched, as it was saved last; to be brought in step by `LargeScope.follow`.

        None where the codes were damaged and there are few vectors by now.
        """
        identity = database.state[0]
        path = self.newest(identity)
        lists = None
        if path:
            with suppress(VectorStoreError):
                lists = VectorLists(path, dimension)
        if lists is None:
            if path:
                path.unlink()
            if not self.is_large(database):
                return None
            lists = VectorLists(self.write(database, dimension), dimension)
        scope = LargeScope(PassageStore(database), lists, dimension)
        with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            with np.load(self._folder / self._members.format(identity), allow_pickle=False) as saved:
                scope.latest = int(saved["latest"])
                scope.documents = frozenset(saved["documents"].tolist())
                scope.saved = (scope.documents, scope.latest)
                scope.common = dict(zip(saved["terms"].tolist(), saved["counts"].tolist(), strict=True))
                languages = json.loads(str(saved["languages"]))
                scope.members = {language: Members(saved[f"bits{at}"]) for (at, language) in enumerate(languages)}
            return scope
        scope.common = PassageStore(database).common_terms(_COMMON)
        return scope

    def save(self, scope: LargeScope, identity: str) -> None:
        """Keep which vectors are searched, where that changed, so that the next process need not find out."""
        saving = (scope.documents, scope.latest)
        if scope.saved == saving:
            return
        path = self._folder / self._members.format(identity)
        partial = path.with_name(unfinished_name(path.name))
        languages = list(scope.members)
        arrays: dict[str, Any] = {f"bits{at}": scope.members[language].bits for (at, language) in enumerate(languages)}
        try:
            with partial.open("wb") as file:
                np.savez(
                    file,
                    documents=np.array(sorted(scope.documents), np.int64),
                    latest=np.array(scope.latest),
                    terms=np.array(list(scope.common), np.str_),
                    counts=np.array(list(scope.common.values()), np.int64),
                    languages=np.array(json.dumps(languages)),
                    **arrays,
                )
            partial.replace(path)
            scope.saved = saving
        except OSError as error:
            raise IndexStateError(f"cannot write {path} ({error.strerror or error})") from error
        finally:
            partial.unlink(missing_ok=True)

    def differs(self, database: Database, state: tuple[str, int], dimension: int) -> str | None:
        """In what the codes differ from the database; VectorStoreError where they cannot be read."""
        path = self.newest(state[0])
        if path is None:
            return "is missing"
        held = np.sort(VectorLists(path, dimension).ids())
        expected = database.rows("SELECT id FROM embeddings WHERE id <= ?", (_last(path),))
        found = np.isin(np.fromiter((id_ for (id_,) in expected), np.int64, len(expected)), held, assume_unique=True)
        return None if bool(found.all()) else "lacks vectors of the database"


def _last(path: Path) -> int:
    """The id up to which a file holds codes, from its name."""
    return int(path.stem.rpartition("-")[2])

"""The vectors as a file beside the database, from which it is derived."""

from pathlib import Path

from ..corpus.errors import IndexStateError
from .database import Database
from .passages import PassageStore
from .vectors import FaissVectorStore, VectorStore, VectorStoreError

__all__ = ["DERIVED_FILES", "VectorFile"]

DERIVED_FILES = "vectors.*"
"""All that is derived from the database, also of a large index."""
_VECTORS = "vectors.{}.{}.faiss"


class VectorFile:
    """The vector file of the database in a folder, for one state of it after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.notices: list[str] = []
        """One line each: what was found damaged."""

    def path(self, state: tuple[str, int]) -> Path:
        """Named for the database it was made from, so that a leftover of another one is never taken for it."""
        (identity, generation) = state
        return self._folder / _VECTORS.format(identity, generation)

    def load(self, database: Database, state: tuple[str, int], dimension: int) -> VectorStore:
        """The vectors at a state of the database, from the file where there is a good one."""
        path = self.path(state)
        if path.exists():
            try:
                return FaissVectorStore.load(path, dimension)
            except VectorStoreError:
                self.notices.append(f"the vector file {path} was damaged; it was rebuilt from the database")
                path.unlink(missing_ok=True)
        vectors = FaissVectorStore(dimension)
        for ids, rows in PassageStore(database).every_vector():
            vectors.add(ids, rows)
        return vectors

    def write(self, vectors: VectorStore, state: tuple[str, int]) -> None:
        """Write the file of a state, and delete those of others."""
        path = self.path(state)
        try:
            vectors.save(path)
            for other in self.stale(state):
                other.unlink(missing_ok=True)
        except OSError as error:
            raise IndexStateError(
                f"cannot write {path} ({error.strerror or error}); free some room there or set GUILLEMET_HOME to "
                "another folder: the index itself is complete, and this file is made again from it"
            ) from error

    def differs(self, database: Database, state: tuple[str, int], dimension: int) -> str | None:
        """In what the file of a state differs from the database; VectorStoreError where it cannot be read."""
        vectors = FaissVectorStore.load(self.path(state), dimension)
        count = 0
        for ids, rows in PassageStore(database).every_vector():
            count += len(ids)
            if not vectors.holds(ids, rows):
                return "holds other vectors than the database"
        return None if count == len(vectors) else "holds more vectors than the database"

    def stale(self, state: tuple[str, int]) -> list[Path]:
        """The files of other states; those of a large index stay with its identity."""
        own = (f"vectors.{state[0]}.upto-", f"vectors.{state[0]}.members-")
        return [
            path
            for path in self._folder.glob(DERIVED_FILES)
            if path != self.path(state) and not path.name.startswith(own)
        ]

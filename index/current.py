"""The search of an index in memory, in step with the database, which may move on at any time."""

from collections.abc import Callable

import numpy as np

from ..corpus.document import Document
from .background import background_vectors
from .database import Database
from .documents import DocumentStore, EmbeddingChanges, located
from .embedder import Embedder, Vectors
from .files import Location
from .large_file import TAIL_MOST, LargeFile
from .manifest import check_manifest, declared_dimension
from .passages import PassageStore
from .scope import ExactScope, LargeScope, Scope
from .search import PassageSearch
from .settings import Settings
from .vector_file import VectorFile
from .vectors import VectorStore

__all__ = ["CurrentSearch"]

_SEARCHES = 8
"""Searches among some of the documents that are kept until the index changes."""


class CurrentSearch:
    """Searches of one index. Whoever asks for one holds the lock of the index, and reads in a snapshot."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        settings: Settings,
        files: tuple[VectorFile, LargeFile],
        look: Callable[[], dict[int, list[Location]]],
    ) -> None:
        """`look` gives the documents that are searched, by row, each with where it stands."""
        self._database = database
        self._embedder = embedder
        self._settings = settings
        (self._vector_file, self._large_file) = files
        self._look = look
        self.store = DocumentStore(database)
        self._locations: dict[int, list[Location]] = {}
        self._vectors: VectorStore | None = None
        self._vectors_state = ("", -1)
        self._searches: dict[frozenset[str] | None, PassageSearch] = {}
        """By the ids of the documents that each is among; None for all."""
        self._scope: LargeScope | None = None
        """Of an index with too many vectors to compare them all; then there are no `_vectors`."""
        self._scope_identity = ""
        self._unlisted = 0
        """How many vectors were brought since codes were written last."""
        self._state = ("", -1)
        self._background: dict[str, Vectors] = {}

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return declared_dimension(self._database, self._embedder)

    def get_ready(self) -> None:
        """Write what is not there yet and every search needs; outside of any snapshot."""
        _ = (self.background(), self.dimension)

    def background(self) -> dict[str, Vectors]:
        """The background vectors."""
        if not self._background:
            self._background = background_vectors(self.store, self._embedder)
        return self._background

    def document(self, number: int, locations: list[Location]) -> Document | None:
        """The document of a row, as it is called at the first of its locations."""
        content = self.store.content(number)
        return located(content, locations) if content and locations else None

    def clear(self) -> None:
        """Other documents are searched from now on."""
        self._searches.clear()

    def search(self, among: frozenset[str] | None) -> PassageSearch:
        """The search as the database is now, among the documents with these ids, or all."""
        state = self._database.state
        if not self._searches or self._state != state:
            self._check_still_ours(state)
            self._searches.clear()
            self._locations = self._look()
            self._state = state
        if among not in self._searches:
            if len(self._searches) >= _SEARCHES:
                del self._searches[next(iter(self._searches))]
            self._searches[among] = self._search_among(among)
        return self._searches[among]

    def apply(self, changes: EmbeddingChanges) -> None:
        """Keep the vectors in memory in step with a transaction of ours, unless another process came between."""
        (identity, generation) = changes.state
        if self._vectors is not None and self._vectors_state == (identity, generation - 1):
            self._vectors.remove(changes.removed)
            if changes.added:
                self._vectors.add(list(changes.added), np.stack(list(changes.added.values())))
            self._vectors_state = changes.state

    def many_came(self, added: int) -> bool:
        """Whether, with so many more, there are so many new vectors that codes had better be written."""
        self._unlisted += added
        if self._unlisted <= TAIL_MOST:
            return False
        self._unlisted = 0
        return self._large_file.is_large(self._database)

    def keep_vectors(self) -> None:
        """Write the file of all vectors, unless it is there."""
        vectors = self._current_vectors()
        if not self._vector_file.path(self._vectors_state).exists():
            self._vector_file.write(vectors, self._vectors_state)

    def keep_members(self) -> None:
        """Write which vectors of a large index are searched."""
        self.search(None)
        if self._scope is not None:
            self._large_file.save(self._scope, self._scope_identity)

    # -- made anew when the database has moved on

    def _search_among(self, ids: frozenset[str] | None) -> PassageSearch:
        locations = self._locations
        if ids is not None:
            held = {number: [place for place in places if place.id in ids] for (number, places) in locations.items()}
            locations = {number: places for (number, places) in held.items() if places}
        numbers = list(locations)
        among = None if len(numbers) == self.store.count() else numbers
        scope = self._current_scope(numbers, among)
        return PassageSearch(
            PassageStore(self._database, among if self._scope is None else None),
            scope,
            lambda number: self.document(number, locations.get(number, [])),
            among,
            self.background(),
        )

    def follow(self) -> None:
        """Go on with the index that another process may have built anew; IndexMismatchError where it is not ours."""
        self._check_still_ours(self._database.state)

    def _check_still_ours(self, state: tuple[str, int]) -> None:
        """Another process may have built the index anew meanwhile, with another model even."""
        if state[0] != self.store.identity:
            check_manifest(self._database, self._embedder.name, self._settings)
            self.store = DocumentStore(self._database)
            self._background = {}

    def _current_scope(self, numbers: list[int], among: list[int] | None) -> Scope:
        """Of the documents with these rows; `among` is the same, or None where they are all of the database."""
        state = self._database.state
        newest = self._large_file.newest(state[0])
        if not self._large_file.is_large(self._database) or (newest is None and self._vectors is not None):
            # Also while the first codes are being written.
            self._scope = None
        elif self._scope is None or self._scope_identity != state[0]:
            self._scope = self._large_file.open(self._database, self.dimension)
            self._scope_identity = state[0]
        elif newest:
            self._scope.take(newest)
        if self._scope is None:
            return ExactScope(PassageStore(self._database, among), self._current_vectors(), among)
        self._vectors = None
        self._scope.follow(list(self._locations))
        return self._scope if len(numbers) == len(self._locations) else self._scope.narrowed(numbers)

    def _current_vectors(self) -> VectorStore:
        state = self._database.state
        if self._vectors is None or self._vectors_state != state:
            self._vectors = self._vector_file.load(self._database, state, self.dimension)
            self._vectors_state = state
        return self._vectors

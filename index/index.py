"""The index of some folders: brought up to date, then searched."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..corpus.document import Document
from ..corpus.place import Place, is_below, place_key
from .background import background_vectors
from .database import Database
from .documents import DocumentStore, EmbeddingChanges, located
from .embedder import Embedder, Vectors
from .engine import embedder_of
from .files import FileStore, Location, StoredFile
from .large_file import TAIL_MOST, LargeFile
from .listing import Listed, list_files
from .manifest import check_manifest, declared_dimension
from .mentions import Mentions
from .passages import PassageStore
from .report import Progress, SyncReport
from .scope import ExactScope, LargeScope, Scope
from .search import Hit, PassageSearch
from .settings import Settings
from .sync import FolderSync
from .vector_file import VectorFile
from .vectors import VectorStore

__all__ = ["DATABASE_FILE", "Index"]

DATABASE_FILE = "index.sqlite"
_SEARCHES = 8
"""Searches among some of the documents that are kept until the index changes."""


class Index:
    """The documents under some folders and files, in the database of the state folder.

    Documents of other folders may stand in the same database; they are neither searched nor touched. An Index may
    be shared between threads, and other processes may write to the same state folder meanwhile.
    """

    def __init__(
        self, roots: Sequence[Place], settings: Settings | None = None, embedder: Embedder | None = None
    ) -> None:
        """`roots` are absolute paths, or addresses of pages that were fetched.

        Nothing is read and no model is loaded before it is needed.

        Raises IndexStateError when the state folder cannot be used, IndexMismatchError when its index was built
        with another model or other settings.
        """
        self.roots = tuple(roots)
        self.settings = settings or Settings.from_environment()
        self.embedder = embedder or embedder_of(self.settings)
        self._folder = self.settings.state_folder
        self.database = Database(self._folder / DATABASE_FILE)
        check_manifest(self.database, self.embedder.name, self.settings)
        self._store = DocumentStore(self.database)
        self._files = FileStore(self.database)
        self._vector_file = VectorFile(self._folder)
        self._large_file = LargeFile(self._folder, self.roots)
        self._lock = threading.RLock()
        self._paths: list[Place] | None = None
        """The files that the last sync found; None before it has ended, when whatever is under the roots counts."""
        self._looked = 0
        self._vectors: VectorStore | None = None
        self._vectors_state = ("", -1)
        self._searches: dict[frozenset[str] | None, PassageSearch] = {}
        """By the ids of the documents that each is among; None for all."""
        self._scope: LargeScope | None = None
        """Of an index with too many vectors to compare them all; then there are no `_vectors`."""
        self._scope_identity = ""
        self._unlisted = 0
        """How many vectors this sync brought since codes were written last."""
        self._search_state = ("", -1)
        self._last = threading.local()
        self._locations: dict[int, list[Location]] = {}
        """All documents that are searched, by row, each with where it stands."""
        self._background_vectors: dict[str, Vectors] = {}

    def extend(self, root: Path) -> None:
        """Search below another folder, too, which the next sync reads."""
        with self._lock:
            self.roots = (*self.roots, root)
            self._look_among(None)

    def sync(
        self, progress: Callable[[Progress], None] | None = None, *, only: Sequence[Path] | None = None
    ) -> SyncReport:
        """Bring the index in step with the folders; embeds what is new and nothing else.

        With `only`, some of the roots, the others are left as they are. While it runs, what is there is searched.
        Raises CorpusError when a root is missing, IndexStateError when the state folder fails. What was done
        before an error stays done.
        """
        roots = self.roots if only is None else only
        sync = FolderSync(roots, self.database, self.embedder, self.settings, self._apply)
        check_manifest(self.database, self.embedder.name, self.settings)
        with self._lock:
            before = self._paths
            # Whatever is there counts while the rest is read.
            self._look_among(None)
        report = sync.run(progress)
        with self._lock:
            if only is None:
                self._look_among(report.present)
            elif before is not None:
                self._look_among([*(path for path in before if not is_below(path, only)), *report.present])
            if report.present:
                self._background()
                dimension = self._dimension()
                large = self._large_file.is_large(self.database)
                with self.database.snapshot():
                    if not large:
                        vectors = self._current_vectors(dimension)
                        if not self._vector_file.path(self._vectors_state).exists():
                            self._vector_file.write(vectors, self._vectors_state)
        if report.present and large:
            # It may take minutes, in which others ask.
            self._large_file.write(self.database, dimension)
            with self._lock, self.database.snapshot():
                self._current_search(dimension, None)
                if self._scope is not None:
                    self._large_file.save(self._scope, self._scope_identity)
        with self._lock:
            for notices in (self.database.notices, self._vector_file.notices):
                report.notices.extend(notices)
                notices.clear()
        return report

    def search(
        self, query: str, vector: Vectors, k: int = 10, *, context: str = "", among: frozenset[str] | None = None
    ) -> list[Hit]:
        """The `k` best chunks for a query and its vector, shape (dimension,), best first.

        The words of `context`, earlier questions say, count for less than those of the query. Only the documents with
        the ids `among` are searched; None means all.
        """
        with self._lock:
            self._background()
            dimension = self._dimension()
            with self.database.snapshot():
                search = self._current_search(dimension, among)
                self._last.size = search.size
                return search.search(query, vector, k, context)

    def mentions(self, question: str, *, among: frozenset[str] | None = None) -> Mentions:
        """Which words of a question stand in the documents, and which stand nowhere."""
        with self._lock:
            dimension = self._dimension()
            with self.database.snapshot():
                return self._current_search(dimension, among).mentions(question)

    @property
    def size(self) -> int:
        """How many different passages, chunks and sentences, the last search of this thread looked through."""
        return getattr(self._last, "size", 0)

    def forget(self, path: Path) -> None:
        """Take a file out of the index, where it stays out unless a sync comes upon it again."""
        with self._lock:
            for held in self._files.of([path]).values():
                self._apply(self._store.remove(held))
            for changes in self._store.sweep():
                self._apply(changes)
            self._look_among(self._paths and [held for held in self._paths if held != path])

    def files(self) -> list[StoredFile]:
        """The files that are searched, in order of their paths."""
        found = self._files.under(self.roots) if self._paths is None else self._files.of(self._paths)
        return sorted(found.values(), key=lambda file: place_key(file.path))

    @property
    def version(self) -> tuple[str, int, int]:
        """Another one whenever `listing` may be another."""
        return (*self.database.state, self._looked)

    def listing(self) -> list[Listed]:
        """The documents that are searched, at each of their places, without their texts."""
        return list_files(self.database, self.files())

    def documents(self) -> list[Document]:
        """The documents that are searched, in order of their first paths."""
        held = self._files.locations(self.files())
        return [found for (number, places) in held.items() if (found := self._located(number, places))]

    def document(self, sha256: str) -> Document | None:
        """A document of the state folder by the hash of its original bytes, or None."""
        searched = self._files.locations(self.files())
        for number in self._store.numbers(sha256):
            found = self._located(number, searched.get(number) or self._files.everywhere(number))
            if found:
                return found
        return None

    def _located(self, number: int, locations: list[Location]) -> Document | None:
        content = self._store.content(number)
        return located(content, locations) if content and locations else None

    def document_at(self, uri: str) -> Document | None:
        """The document of the state folder that stands at an address now, or None."""
        return next((self._located(place.document, [place]) for place in self._files.at(uri)), None)

    # -- the search in memory, made anew when the database has moved on

    def _look_among(self, paths: list[Place] | None) -> None:
        """From now on, the documents are those in these files; None means all under the roots."""
        if paths is None or paths != self._paths:
            self._paths = paths
            self._looked += 1
            self._searches.clear()

    def _current_search(self, dimension: int, among: frozenset[str] | None) -> PassageSearch:
        state = self.database.state
        if not self._searches or self._search_state != state:
            self._check_still_ours(state)
            self._searches.clear()
            self._locations = self._files.locations(self.files())
            self._search_state = state
        if among not in self._searches:
            if len(self._searches) >= _SEARCHES:
                del self._searches[next(iter(self._searches))]
            self._searches[among] = self._search_among(dimension, among)
        return self._searches[among]

    def _search_among(self, dimension: int, ids: frozenset[str] | None) -> PassageSearch:
        locations = self._locations
        if ids is not None:
            held = {number: [place for place in places if place.id in ids] for (number, places) in locations.items()}
            locations = {number: places for (number, places) in held.items() if places}
        numbers = list(locations)
        among = None if len(numbers) == self._store.count() else numbers
        scope = self._current_scope(dimension, numbers, among)
        return PassageSearch(
            PassageStore(self.database, among if self._scope is None else None),
            scope,
            lambda number: self._located(number, locations.get(number, [])),
            among,
            self._background(),
        )

    def _check_still_ours(self, state: tuple[str, int]) -> None:
        """Another process may have built the index anew meanwhile, with another model even."""
        if state[0] != self._search_state[0]:
            check_manifest(self.database, self.embedder.name, self.settings)
            self._store = DocumentStore(self.database)
            self._background_vectors = {}

    def _background(self) -> dict[str, Vectors]:
        if not self._background_vectors:
            self._background_vectors = background_vectors(self._store, self.embedder)
        return self._background_vectors

    def _current_scope(self, dimension: int, numbers: list[int], among: list[int] | None) -> Scope:
        """Of the documents with these rows; `among` is the same, or None where they are all of the database."""
        state = self.database.state
        newest = self._large_file.newest(state[0])
        if not self._large_file.is_large(self.database) or (newest is None and self._vectors is not None):
            # Also while the first codes are being written.
            self._scope = None
        elif self._scope is None or self._scope_identity != state[0]:
            self._scope = self._large_file.open(self.database, dimension)
            self._scope_identity = state[0]
        elif newest:
            self._scope.take(newest)
        if self._scope is None:
            return ExactScope(PassageStore(self.database, among), self._current_vectors(dimension), among)
        self._vectors = None
        self._scope.follow(list(self._locations))
        return self._scope if len(numbers) == len(self._locations) else self._scope.narrowed(numbers)

    def _current_vectors(self, dimension: int) -> VectorStore:
        state = self.database.state
        if self._vectors is None or self._vectors_state != state:
            self._vectors = self._vector_file.load(self.database, state, dimension)
            self._vectors_state = state
        return self._vectors

    def _apply(self, changes: EmbeddingChanges) -> None:
        """Keep the vectors in memory in step with a transaction of ours, unless another process came between."""
        with self._lock:
            (identity, generation) = changes.state
            if self._vectors is not None and self._vectors_state == (identity, generation - 1):
                self._vectors.remove(changes.removed)
                if changes.added:
                    self._vectors.add(list(changes.added), np.stack(list(changes.added.values())))
                self._vectors_state = changes.state
        self._unlisted += len(changes.added)
        if self._unlisted > TAIL_MOST:
            # A sync may take days, in which others ask.
            self._unlisted = 0
            if self._large_file.is_large(self.database):
                self._large_file.write(self.database, self._dimension())

    def _dimension(self) -> int:
        return declared_dimension(self.database, self.embedder)

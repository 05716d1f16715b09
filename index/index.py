"""The index of some folders: brought up to date, then searched."""

import threading
from collections.abc import Callable, Sequence
from importlib.metadata import version

import numpy as np

from ..corpus.document import Document
from ..corpus.errors import IndexMismatchError, IndexStateError
from ..corpus.place import Place, place_key
from .background import BACKGROUND
from .database import Database
from .documents import DocumentStore, EmbeddingChanges, located
from .embedder import Embedder, SentenceTransformerEmbedder, Vectors
from .files import FileStore, Location, StoredFile
from .large_file import TAIL_MOST, LargeFile
from .passages import PassageStore
from .report import Progress, SyncReport
from .scope import ExactScope, LargeScope, Scope
from .search import Hit, PassageSearch
from .settings import Settings
from .sync import FolderSync
from .vector_file import DERIVED_FILES, VectorFile
from .vectors import VectorStore

__all__ = ["DATABASE_FILE", "Index", "delete_index"]

DATABASE_FILE = "index.sqlite"
_RECORDED = ("guillemet", "sentence-transformers", "langchain-text-splitters", "sentencex", "PyStemmer", "faiss-cpu")
"""Packages whose versions the manifest records, for whoever has to explain an index later."""


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
        self.embedder = embedder or SentenceTransformerEmbedder(self.settings.model, self.settings.state_folder)
        self._folder = self.settings.state_folder
        self.database = Database(self._folder / DATABASE_FILE)
        self._check_manifest()
        self._store = DocumentStore(self.database)
        self._files = FileStore(self.database)
        self._vector_file = VectorFile(self._folder)
        self._large_file = LargeFile(self._folder, self.roots)
        self._lock = threading.RLock()
        self._paths: list[Place] | None = None
        """The files that the last sync found; None before the first, when whatever is under the roots counts."""
        self._vectors: VectorStore | None = None
        self._vectors_state = ("", -1)
        self._scope: LargeScope | None = None
        """Of an index with too many vectors to compare them all; then there are no `_vectors`."""
        self._scope_identity = ""
        self._unlisted = 0
        """How many vectors this sync brought since codes were written last."""
        self._search: PassageSearch | None = None
        self._search_state = ("", -1)
        self._locations: dict[int, list[Location]] = {}
        """The documents that the search is among, by row, each with where it stands."""
        self._background_vectors: dict[str, Vectors] = {}

    def sync(self, progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Bring the index in step with the folders; embeds what is new and nothing else.

        Raises CorpusError when a root is missing, IndexStateError when the state folder fails. What was done
        before an error stays done.
        """
        sync = FolderSync(self.roots, self.database, self.embedder, self.settings, self._apply)
        self._check_manifest()
        report = sync.run(progress)
        with self._lock:
            if report.present != self._paths:
                self._paths = report.present
                self._search = None
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
                self._current_search(dimension)
                if self._scope is not None:
                    self._large_file.save(self._scope, self._scope_identity)
        with self._lock:
            for notices in (self.database.notices, self._vector_file.notices):
                report.notices.extend(notices)
                notices.clear()
        return report

    def search(self, query: str, vector: Vectors, k: int = 10, *, context: str = "") -> list[Hit]:
        """The `k` best chunks for a query and its vector, shape (dimension,), best first.

        The words of `context`, earlier questions say, count for less than those of the query.
        """
        with self._lock:
            self._background()
            dimension = self._dimension()
            with self.database.snapshot():
                return self._current_search(dimension).search(query, vector, k, context)

    @property
    def size(self) -> int:
        """How many different passages, chunks and sentences, the last search looked through."""
        return self._search.size if self._search else 0

    def files(self) -> list[StoredFile]:
        """The files that are searched, in order of their paths."""
        found = self._files.under(self.roots) if self._paths is None else self._files.of(self._paths)
        return sorted(found.values(), key=lambda file: place_key(file.path))

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

    def _current_search(self, dimension: int) -> PassageSearch:
        state = self.database.state
        if self._search is None or self._search_state != state:
            self._check_still_ours(state)
            self._locations = self._files.locations(self.files())
            numbers = list(self._locations)
            among = None if len(numbers) == self._store.count() else numbers
            scope = self._current_scope(dimension, state, numbers, among)
            self._search = PassageSearch(
                PassageStore(self.database, among if self._scope is None else None),
                scope,
                lambda number: self._located(number, self._locations.get(number, [])),
                among,
                self._background(),
            )
            self._search_state = state
        return self._search

    def _check_still_ours(self, state: tuple[str, int]) -> None:
        """Another process may have built the index anew meanwhile, with another model even."""
        if state[0] != self._search_state[0]:
            self._check_manifest()
            self._store = DocumentStore(self.database)
            self._background_vectors = {}

    def _background(self) -> dict[str, Vectors]:
        """The vectors of the background sentences, embedded once for a state folder."""
        if not self._background_vectors:
            self._background_vectors = self._store.background()
        if not self._background_vectors:
            embedded = {language: self.embedder.embed_passages(texts) for (language, texts) in BACKGROUND.items()}
            self._store.keep_background(embedded)
            self._background_vectors = self._store.background()
        return self._background_vectors

    def _current_scope(
        self, dimension: int, state: tuple[str, int], documents: list[int], among: list[int] | None
    ) -> Scope:
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
        self._scope.follow(documents)
        return self._scope

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

    # -- the manifest

    def _dimension(self) -> int:
        """Of the vectors, without loading the model where the manifest knows."""
        held = self.database.manifest().get("dimension")
        if held is None:
            held = str(self.embedder.dimension)
            self.database.declare({"dimension": held})
        return int(held)

    def _check_manifest(self) -> None:
        """Declare a new database or check one that is there."""
        expected = {"model": self.embedder.name, "chunk_tokens": str(self.settings.chunk_tokens)}
        held = self.database.manifest()
        if "model" not in held:
            held |= expected
            self.database.declare(expected | {package: version(package) for package in _RECORDED})
        differing = [name for name in expected if held.get(name) != expected[name]]
        if differing:
            found = ", ".join(f"{name} {held.get(name)}" for name in differing)
            wanted = ", ".join(f"{name} {expected[name]}" for name in differing)
            raise IndexMismatchError(
                f"the index in {self._folder} was built with {found}, but this run uses {wanted}; build it anew with: "
                "guillemet index --rebuild PATH, or set GUILLEMET_HOME to another folder"
            )


def delete_index(settings: Settings) -> None:
    """Delete the index of the state folder, so that the next sync builds it anew; documents are untouched."""
    folder = settings.state_folder
    try:
        for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", DERIVED_FILES):
            for path in folder.glob(name):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise IndexStateError(f"cannot delete the index in {folder} ({error.strerror or error})") from error

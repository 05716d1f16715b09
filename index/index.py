"""The index of some folders: brought up to date, then searched."""

import secrets
import threading
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ..corpus.document import Document
from ..corpus.errors import IndexMismatchError, IndexStateError
from .background import BACKGROUND
from .database import Database
from .documents import DocumentStore, EmbeddingChanges, StoredFile
from .embedder import Embedder, SentenceTransformerEmbedder, Vectors
from .passages import PassageStore
from .search import Hit, PassageSearch
from .settings import Settings
from .sync import Progress, SyncReport, sync_folders
from .vectors import FaissVectorStore, VectorStore, VectorStoreError

__all__ = ["Index", "delete_index"]

_FORMAT = "1"
"""Raised when the way documents are cut or stored changes, so that older indexes are refused."""
_DATABASE_FILE = "index.sqlite"
_VECTOR_FILES = "vectors.*.faiss"
_RECORDED = ("guillemet", "sentence-transformers", "langchain-text-splitters", "sentencex", "PyStemmer", "faiss-cpu")
"""Packages whose versions the manifest records, for whoever has to explain an index later."""


class Index:
    """The documents under some folders and files, in the database of the state folder.

    Documents of other folders may stand in the same database; they are neither searched nor touched. An Index may
    be shared between threads, and other processes may write to the same state folder meanwhile.
    """

    def __init__(
        self, roots: Sequence[Path], settings: Settings | None = None, embedder: Embedder | None = None
    ) -> None:
        """`roots` are absolute. Nothing is read and no model is loaded before it is needed.

        Raises IndexStateError when the state folder cannot be used, IndexMismatchError when its index was built
        with another model or other settings.
        """
        self.roots = tuple(roots)
        self.settings = settings or Settings.from_environment()
        self.embedder = embedder or SentenceTransformerEmbedder(self.settings.model, self.settings.state_folder)
        self._folder = self.settings.state_folder
        self._database = Database(self._folder / _DATABASE_FILE)
        self._identity = self._check_manifest()
        self._store = DocumentStore(self._database)
        self._passages = PassageStore(self._database)
        self._lock = threading.RLock()
        self._paths: list[Path] | None = None
        """The files that the last sync found; None before the first, when whatever is under the roots counts."""
        self._vectors: VectorStore | None = None
        self._vectors_generation = -1
        self._search: PassageSearch | None = None
        self._search_generation = -1
        self._background_vectors: dict[str, Vectors] = {}
        self._notices: list[str] = []

    def sync(self, progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Bring the index in step with the folders; embeds what is new and nothing else.

        Raises CorpusError when a root is missing, IndexStateError when the state folder fails. What was done
        before an error stays done.
        """
        report = sync_folders(self.roots, self._store, self.embedder, self.settings.chunk_tokens, self._apply, progress)
        with self._lock:
            if report.present != self._paths:
                self._paths = report.present
                self._search = None
            if report.present:
                self._background()
                dimension = self._dimension()
                with self._database.snapshot():
                    vectors = self._current_vectors(dimension)
                    if not self._vector_file(self._vectors_generation).exists():
                        self._write_vectors(vectors)
            report.notices.extend(self._notices)
            self._notices.clear()
        return report

    def search(self, query: str, vector: Vectors, k: int = 10, *, context: str = "") -> list[Hit]:
        """The `k` best chunks for a query and its vector, shape (dimension,), best first.

        The words of `context`, earlier questions say, count for less than those of the query.
        """
        with self._lock:
            self._background()
            dimension = self._dimension()
            with self._database.snapshot():
                return self._current_search(dimension).search(query, vector, k, context)

    @property
    def size(self) -> int:
        """How many different passages, chunks and sentences, the last search looked through."""
        return self._search.size if self._search else 0

    def files(self) -> list[StoredFile]:
        """The files that are searched, in order of their paths."""
        found = self._store.files_under(self.roots) if self._paths is None else self._store.files(self._paths)
        return sorted(found.values(), key=lambda file: file.path)

    def documents(self) -> list[Document]:
        """The documents that are searched, in order of their paths."""
        held = (self._store.document(file.number) for file in self.files())
        return [document for document in held if document is not None]

    def document(self, sha256: str) -> Document | None:
        """A document of the state folder by the hash of its original bytes, or None."""
        return self._store.by_sha256(sha256)

    def document_at(self, uri: str) -> Document | None:
        """The document of the state folder that stands at an address now, or None."""
        return self._store.by_uri(uri)

    # -- the search in memory, made anew when the database has moved on

    def _current_search(self, dimension: int) -> PassageSearch:
        generation = self._database.generation
        if self._search is None or self._search_generation != generation:
            numbers = [file.number for file in self.files()]
            among = None if len(numbers) == self._store.count() else numbers
            self._search = PassageSearch(
                self._passages, self._current_vectors(dimension), self._store.document, among, self._background()
            )
            self._search_generation = generation
        return self._search

    def _background(self) -> dict[str, Vectors]:
        """The vectors of the background sentences, embedded once for a state folder."""
        if not self._background_vectors:
            self._background_vectors = self._store.background()
        if not self._background_vectors:
            embedded = {language: self.embedder.embed_passages(texts) for (language, texts) in BACKGROUND.items()}
            self._store.keep_background(embedded)
            self._background_vectors = self._store.background()
        return self._background_vectors

    def _current_vectors(self, dimension: int) -> VectorStore:
        generation = self._database.generation
        if self._vectors is None or self._vectors_generation != generation:
            self._vectors = self._load_vectors(generation, dimension)
            self._vectors_generation = generation
        return self._vectors

    def _apply(self, changes: EmbeddingChanges) -> None:
        """Keep the vectors in memory in step with a transaction of ours, unless another process came between."""
        with self._lock:
            if self._vectors is not None and self._vectors_generation == changes.generation - 1:
                self._vectors.remove(changes.removed)
                if changes.added:
                    self._vectors.add(list(changes.added), np.stack(list(changes.added.values())))
                self._vectors_generation = changes.generation

    # -- the vector file, derived from the database

    def _load_vectors(self, generation: int, dimension: int) -> VectorStore:
        path = self._vector_file(generation)
        if path.exists():
            try:
                return FaissVectorStore.load(path, dimension)
            except VectorStoreError:
                self._notices.append(f"the vector file {path} was damaged; it was rebuilt from the database")
                path.unlink(missing_ok=True)
        vectors = FaissVectorStore(dimension)
        for ids, rows in self._passages.every_vector():
            vectors.add(ids, rows)
        return vectors

    def _write_vectors(self, vectors: VectorStore) -> None:
        path = self._vector_file(self._vectors_generation)
        try:
            vectors.save(path)
            for other in self._folder.glob(_VECTOR_FILES):
                if other != path:
                    other.unlink(missing_ok=True)
        except OSError as error:
            raise IndexStateError(
                f"cannot write {path} ({error.strerror or error}); free some room there or set GUILLEMET_HOME to "
                "another folder: the index itself is complete, and this file is made again from it"
            ) from error

    def _vector_file(self, generation: int) -> Path:
        """Named for the database it was made from, so that a leftover of another one is never taken for it."""
        return self._folder / _VECTOR_FILES.replace("*", f"{self._identity}.{generation}")

    # -- the manifest

    def _dimension(self) -> int:
        """Of the vectors, without loading the model where the manifest knows."""
        held = self._database.manifest().get("dimension")
        if held is None:
            held = str(self.embedder.dimension)
            self._database.declare({"dimension": held})
        return int(held)

    def _check_manifest(self) -> str:
        """Declare a new database or check one that is there; returns its identity."""
        expected = {
            "format": _FORMAT,
            "model": self.embedder.name,
            "chunk_tokens": str(self.settings.chunk_tokens),
        }
        held = self._database.manifest()
        if "format" not in held:
            held = expected | {"identity": secrets.token_hex(4)} | {package: version(package) for package in _RECORDED}
            self._database.declare(held)
        differing = [name for name in expected if held.get(name) != expected[name]]
        if differing:
            found = ", ".join(f"{name} {held.get(name)}" for name in differing)
            wanted = ", ".join(f"{name} {expected[name]}" for name in differing)
            raise IndexMismatchError(
                f"the index in {self._folder} was built with {found}, but this run uses {wanted}; build it anew with: "
                "guillemet index --rebuild PATH, or set GUILLEMET_HOME to another folder"
            )
        return held["identity"]


def delete_index(settings: Settings) -> None:
    """Delete the index of the state folder, so that the next sync builds it anew; documents are untouched."""
    folder = settings.state_folder
    try:
        for name in (_DATABASE_FILE, f"{_DATABASE_FILE}-wal", f"{_DATABASE_FILE}-shm", _VECTOR_FILES):
            for path in folder.glob(name):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise IndexStateError(f"cannot delete the index in {folder} ({error.strerror or error})") from error

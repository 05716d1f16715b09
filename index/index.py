"""The index of some folders: brought up to date, then searched."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..corpus.document import Document
from ..corpus.place import Place, is_below, place_key
from .current import CurrentSearch
from .database import Database
from .documents import EmbeddingChanges
from .embedder import Embedder, Vectors
from .engine import embedder_of
from .files import FileStore, StoredFile
from .large_file import LargeFile
from .listing import Listed, list_files
from .manifest import check_manifest
from .mentions import Mentions
from .pending import EarlierVectors, PendingPassages
from .report import Progress, SyncReport
from .search import Hit, PassageSearch
from .settings import Settings
from .sync import FolderSync
from .vector_file import VectorFile

__all__ = ["DATABASE_FILE", "Index"]

DATABASE_FILE = "index.sqlite"
_HITS_SECONDS = 1.5
"""How long a question may wait for the vectors of what its words lead to."""


class Index:
    """The documents under some folders and files, in the database of the state folder.

    Documents of other folders may stand in the same database; they are neither searched nor touched. An Index may
    be shared between threads, and other processes may write to the same state folder meanwhile.
    """

    def __init__(
        self,
        roots: Sequence[Place],
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        *,
        earlier: Database | None = None,
    ) -> None:
        """`roots` are absolute paths, or addresses of pages that were fetched.

        Nothing is read and no model is loaded before it is needed. Vectors that the database `earlier`, made with the
        same model, has for the same texts are taken over.

        Raises IndexStateError when the state folder cannot be used, IndexMismatchError when its index was built
        with another model or other settings.
        """
        self.roots = tuple(roots)
        self.settings = settings or Settings.from_environment()
        self.embedder = embedder or embedder_of(self.settings)
        folder = self.settings.state_folder
        self.database = Database(folder / DATABASE_FILE)
        check_manifest(self.database, self.embedder.name, self.settings)
        self._files = FileStore(self.database)
        self._vector_file = VectorFile(folder)
        self._large_file = LargeFile(folder, self.roots)
        self._earlier = earlier
        self._lock = threading.RLock()
        self._paths: list[Place] | None = None
        """The files that the last sync found; None before it has ended, when whatever is under the roots counts."""
        self._looked = 0
        self._last = threading.local()
        self._current = CurrentSearch(
            self.database,
            self.embedder,
            self.settings,
            (self._vector_file, self._large_file),
            lambda: self._files.locations(self.files()),
        )
        self._pending = PendingPassages(self.database, lambda: self._current.store, self.embedder, self._apply)

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

        def step(done: int, total: int) -> bool:
            if progress:
                progress(Progress(done, total, "", embedding=True, skipped=report.skipped))
            return True

        report = self.read(progress, only=only)
        self.embed(step, report)
        return report

    def read(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        only: Sequence[Path] | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> SyncReport:
        """The first half of a sync: what is new is read and from then on found by its words.

        Once `enough`, new files are left for the next time. Raises what `sync` does.
        """
        roots = self.roots if only is None else only
        sync = FolderSync(roots, self.database, self.embedder, self.settings, self._apply, enough)
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
        self._notice(report)
        return report

    def embed(
        self, step: Callable[[int, int], bool] = lambda _done, _total: True, report: SyncReport | None = None
    ) -> int:
        """The second half: what was read gets vectors, what questions have come upon first; returns how many it took.

        `step` is told now and then how many passages are done, of how many, and says whether to go on. Meanwhile,
        questions are answered. What was done is also put into a `report`.
        """
        with self._lock:
            self._current.follow()
        if not self._current.store.count():
            return 0
        embedded = 0
        if self._pending.any():
            embedded = self._pending.embed(self._scope(), step, self._earlier_vectors())
        with self._lock:
            self._current.get_ready()
            large = self._large_file.is_large(self.database)
            if not large:
                with self.database.snapshot():
                    self._current.keep_vectors()
        if large:
            # It may take minutes, in which others ask.
            self._large_file.write(self.database, self._current.dimension)
            with self._lock, self.database.snapshot():
                self._current.keep_members()
        if report:
            report.embedded = embedded
            self._notice(report)
        return embedded

    @property
    def pending(self) -> int:
        """How many of the passages that are searched have no vector yet, and are found by their words alone."""
        return self.pending_among(None)

    def pending_among(self, among: frozenset[str] | None) -> int:
        """The same in the documents with these ids; None means all."""
        return self._pending.count(self._scope(among)) if self._pending.any() else 0

    def search(
        self,
        query: str,
        vector: Vectors,
        k: int = 10,
        *,
        context: str = "",
        before: Sequence[Hit] = (),
        among: frozenset[str] | None = None,
    ) -> list[Hit]:
        """The `k` best chunks for a query and its vector, shape (dimension,), best first.

        The words of `context`, earlier questions say, count for less than those of the query; the documents of the hits
        `before`, of what was asked before, are in focus. Only the documents with the ids `among` are searched; None
        means all. Passages that have no vector yet get one now where the words of
        the query lead to them and there is time.
        """
        if self._pending.any():
            with self._searching(among) as search:
                awaited = search.pending(query, vector, context)
            self._pending.embed_first(awaited, _HITS_SECONDS)
        with self._searching(among) as search:
            self._last.size = search.size
            return search.search(query, vector, k, context=context, before=before)

    def mentions(self, question: str, *, among: frozenset[str] | None = None) -> Mentions:
        """Which words of a question stand in the documents, and which stand nowhere."""
        with self._searching(among) as search:
            return search.mentions(question)

    @property
    def size(self) -> int:
        """How many different passages, chunks and sentences, the last search of this thread looked through."""
        return getattr(self._last, "size", 0)

    def forget(self, path: Path) -> None:
        """Take a file out of the index, where it stays out unless a sync comes upon it again."""
        with self._lock:
            for held in self._files.of([path]).values():
                self._apply(self._current.store.remove(held))
            for changes in self._current.store.sweep():
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
        self._current.follow()
        held = self._files.locations(self.files())
        return [found for (number, places) in held.items() if (found := self._current.document(number, places))]

    def document(self, sha256: str) -> Document | None:
        """A document of the state folder by the hash of its original bytes, or None."""
        self._current.follow()
        searched = self._files.locations(self.files())
        for number in self._current.store.numbers(sha256):
            found = self._current.document(number, searched.get(number) or self._files.everywhere(number))
            if found:
                return found
        return None

    def document_at(self, uri: str) -> Document | None:
        """The document of the state folder that stands at an address now, or None."""
        self._current.follow()
        return next((self._current.document(place.document, [place]) for place in self._files.at(uri)), None)

    @contextmanager
    def _searching(self, among: frozenset[str] | None) -> Iterator[PassageSearch]:
        """The search at one state of the database; others wait."""
        with self._lock:
            self._current.get_ready()
            with self.database.snapshot():
                yield self._current.search(among)

    def _look_among(self, paths: list[Place] | None) -> None:
        """From now on, the documents are those in these files; None means all under the roots."""
        if paths is None or paths != self._paths:
            self._paths = paths
            self._looked += 1
            self._current.clear()

    def _scope(self, among: frozenset[str] | None = None) -> list[int] | None:
        """The rows of the documents that are searched, or of those with the ids `among`; None where they are all."""
        held = self._files.locations(self.files())
        numbers = [row for row, places in held.items() if among is None or any(place.id in among for place in places)]
        return None if len(numbers) == self._current.store.count() else numbers

    def _earlier_vectors(self) -> EarlierVectors | None:
        return EarlierVectors(self._earlier, self._current.dimension) if self._earlier else None

    def _apply(self, changes: EmbeddingChanges) -> None:
        with self._lock:
            self._current.apply(changes)
        # A sync may take days, in which others ask.
        if self._current.many_came(len(changes.added)):
            self._large_file.write(self.database, self._current.dimension)

    def _notice(self, report: SyncReport) -> None:
        with self._lock:
            for notices in (self.database.notices, self._vector_file.notices):
                report.notices.extend(notices)
                notices.clear()

"""Brings the index in step with folders: what is new is read, what is gone disappears; vectors come later."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ..corpus.errors import UnreadableDocument
from ..corpus.folder import Skipped, existing, find_files
from ..corpus.naming import display_path, title_from_name
from ..corpus.parts import part_names, part_path
from ..corpus.place import Place, WebAddress, document_id, place_uri
from .database import Database
from .documents import DocumentStore, EmbeddingChanges, located
from .embedder import Embedder
from .files import FileStore, Location, RefusedPart, Stamp, StoredFile
from .pages import PageStore
from .preparation import prepare
from .report import Duplicate, Move, NearDuplicate, Progress, SyncReport
from .resemblance import resemblances
from .rows import MissingContentError, PreparedDocument
from .settings import Settings
from .sources import FileSource, PageSource, Source, installed_readers

__all__ = ["FolderSync"]

_TRIES = 3
"""How often a file is read that is written to meanwhile."""


class FolderSync:
    """One sync of some folders, files and addresses, of which `run` is called once."""

    def __init__(
        self,
        roots: Sequence[Place],
        database: Database,
        embedder: Embedder,
        settings: Settings,
        on_change: Callable[[EmbeddingChanges], None],
        enough: Callable[[], bool] = lambda: False,
    ) -> None:
        """`roots` are absolute; `on_change` is told after each transaction; once `enough`, no more files are read."""
        self._roots = roots
        self._database = database
        self._store = DocumentStore(database)
        self._files = FileStore(database)
        self._embedder = embedder
        self._settings = settings
        self._on_change = on_change
        self._enough = enough
        self._report = SyncReport()
        self._known: dict[Place, StoredFile] = {}
        """What is in the index and was not come upon yet."""
        self._found: set[Place] = set()
        self._unread: dict[Place, list[RefusedPart]] = {}
        """Of each file, what in it could not be read the last time."""
        self._refused: dict[Place, tuple[Stamp, str]] = {}
        self._refused_parts: dict[Place, dict[Place, tuple[Stamp, str]]] = {}
        """Of each file that was read, what in it could not be."""
        self._lost: list[StoredFile] = []
        """What was come upon and cannot be read any more."""

    def run(self, progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Bring the index up to date; one transaction a file.

        A file whose times and size are unchanged is not opened, unless parts of it could not be read and other readers
        are installed since; one whose bytes are known is not read. A file that cannot be read is skipped, named with
        its reason, and no longer answers.
        Raises CorpusError when there is nothing to read, or a root vanishes meanwhile.
        """
        (sources, links) = self._look_around()
        self._found = {source.path for source in sources}
        # A link may lead out of the folder, so that the files are looked up by name as well.
        self._known = {**self._files.under(self._roots), **self._files.of(list(self._found))}
        self._unread = self._files.refused_parts(self._found | self._known.keys())
        for done, source in enumerate(sources):
            if progress:
                progress(Progress(done, len(sources), source.path.name, source.path, self._report.skipped))
            self._take(source)
        # Of a disk that was unplugged meanwhile, nothing is gone.
        for root in self._roots:
            if isinstance(root, Path):
                existing(root)
        refused = self._refused or any(self._refused_parts.values())
        self._store.settle(links, self._refused, self._refused_parts, installed_readers() if refused else "")
        self._remove()
        for changes in self._store.sweep():
            self._on_change(changes)
        self._report.near_duplicates = self._near_duplicates()
        if progress:
            progress(Progress(len(sources), len(sources), "", None, self._report.skipped))
        return self._report

    def _look_around(self) -> tuple[list[Source], dict[Place, list[Place]]]:
        """What there is to read, and for each root what lies outside of it."""
        sources: dict[Place, Source] = {}
        links: dict[Place, list[Place]] = {}
        skipped: dict[Place, Skipped] = {}
        ignored: dict[Place, Skipped] = {}
        limit = self._settings.max_file_mb * 1_000_000
        pages = PageStore(self._database)
        for root in self._roots:
            if isinstance(root, WebAddress):
                held = pages.under(root)
                sources |= {page.url: PageSource(page, pages.body) for page in held}
                links[root] = [page.url for page in held]
                continue
            found = find_files([root], apart_from=[self._settings.state_folder])
            sources |= {path: sources.get(path) or FileSource(path, limit) for path in found.files}
            links[root] = [path for path in found.files if not path.is_relative_to(root)]
            skipped |= {item.path: item for item in found.skipped}
            ignored |= {item.path: item for item in found.ignored}
        self._report.skipped = list(skipped.values())
        self._report.ignored = [item for item in ignored.values() if item.path not in sources]
        return list(sources.values()), links

    # -- one file

    def _take(self, source: Source) -> None:
        path = source.path
        held = self._known.pop(path, None)
        stamp = None
        retried = bool(held) and any(part.installed != installed_readers() for part in self._unread.get(path, ()))
        try:
            stamp = source.stamp()
            if held and held.stamp == stamp and not retried:
                self._leave(path)
                return
            if isinstance(path, Path) and (reason := self._files.refusal(path, stamp, installed_readers())):
                raise UnreadableDocument(reason)
            self._bring_in(source, held, stamp, retried=retried)
        except (UnreadableDocument, PermissionError, FileNotFoundError) as error:
            if retried and held and held.stamp == stamp:
                self._leave(path)
                return
            reason = _reason(error, path)
            self._skip(path, f"{reason} (it no longer answers)" if held else reason)
            if held:
                self._lost.append(held)
            if stamp and isinstance(error, UnreadableDocument) and stamp.settled() == stamp:
                self._refused[path] = (stamp, reason)
        except OSError as error:
            self._keep(path, held, _reason(error, path))

    def _bring_in(self, source: Source, held: StoredFile | None, stamp: Stamp, *, retried: bool) -> None:
        for _ in range(_TRIES):
            if not held and self._postponed(source.path, held):
                return
            file = StoredFile(source.path, 0, source.sha256(), stamp.settled())
            if held and held.sha256 == file.sha256 and not retried:
                self._store.touch(held, file.stamp)
                self._leave(file.path)
                return
            if held and self._postponed(source.path, held):
                return
            twins = self._files.twins(file.sha256)
            prepared = self._as_in_a_twin(file, twins)
            parts: dict[Place, str] = {}
            if not prepared:
                reading = source.read()
                size = self._settings.chunk_tokens
                prepared = prepare(reading.documents, self._store, self._embedder.count_tokens, size)
                parts = {_part(file.path, part.name): part.reason for part in reading.skipped}
            now = source.stamp()
            if now != stamp:
                stamp = now
                continue
            try:
                self._write(file, held, twins, prepared)
            except MissingContentError:
                continue
            self._refused_parts[file.path] = {part: (file.stamp, reason) for (part, reason) in parts.items()}
            for part, reason in parts.items():
                self._skip(part, reason)
            return
        self._keep(source.path, held, "is written to while it is read; the next run takes it up")

    def _as_in_a_twin(self, file: StoredFile, twins: Sequence[StoredFile]) -> list[PreparedDocument]:
        """The documents of a file with the same bytes, if they differ in nothing but their place."""
        (new, name) = (place_uri(file.path), Path(file.path.name))
        for twin in twins:
            if twin.path in self._unread or self._refused_parts.get(twin.path):
                continue  # read anew, so that what cannot be read is named at this place, too
            old = place_uri(twin.path)
            held = self._files.held_by(twin)
            named_for_content = all(where.title != title_from_name(twin.path.name) for (where, _) in held)
            same_name = twin.path.name == file.path.name
            if not (same_name or (named_for_content and Path(twin.path.name).suffix == name.suffix)):
                continue
            documents = []
            for location, content in held:
                document = self._store.content(location.document)
                if document is None or not location.uri.startswith(old):
                    break
                uri = new + location.uri.removeprefix(old)
                moved = replace(location, uri=uri, id=document_id(uri))
                documents.append(PreparedDocument(located(document, [moved]), content))
            if documents and len(documents) == len(held):
                return documents
        return []

    def _write(
        self, file: StoredFile, held: StoredFile | None, twins: Sequence[StoredFile], prepared: list[PreparedDocument]
    ) -> None:
        report = self._report
        contents = [document.content for document in prepared]
        same = [twin for twin in twins if [content for (_, content) in self._files.held_by(twin)] == contents]
        left = next((twin for twin in same if twin.path in self._known and twin.path not in self._found), None)
        kept = next((twin for twin in same if twin.path in self._found and twin.path != file.path), None)
        report.present.append(file.path)
        if held and any(twin.path == file.path for twin in same):
            report.unchanged.append(file.path)
            return
        moved_from = None if held else left
        self._on_change(self._store.write(file, prepared, {}, moved_from=moved_from))
        if held:
            report.changed.append(file.path)
        elif left:
            del self._known[left.path]
            report.moved.append(Move(file.path, left.path))
        elif kept:
            report.duplicates.append(Duplicate(file.path, kept.path))
        else:
            report.added.append(file.path)

    def _leave(self, path: Place) -> None:
        """Count a file as unchanged; what in it cannot be read is named all the same."""
        self._report.unchanged.append(path)
        self._report.present.append(path)
        for part in self._unread.get(path, ()):
            self._skip(part.path, part.reason)

    def _skip(self, path: Place, reason: str) -> None:
        self._report.skipped.append(Skipped(path, reason))

    def _postponed(self, path: Place, held: StoredFile | None) -> bool:
        """Once it is enough, leave a file for the next run; what was read of it before goes on answering."""
        if not self._enough():
            return False
        self._report.unread += 1
        self._report.present += [path] if held else []
        return True

    def _keep(self, path: Place, held: StoredFile | None, reason: str) -> None:
        """Pass over a file that may be read another time; what was read of it before goes on answering."""
        self._skip(path, f"{reason} (it answers as it was read before)" if held else reason)
        if held:
            self._report.present.append(path)

    # -- what is gone, and what is alike

    def _remove(self) -> None:
        """Forget what was not come upon, unless it is there and another root leads to it."""
        others = set(self._files.roots()) - set(self._roots)
        elsewhere = self._files.under(others) if self._known and others else {}
        for held in self._lost:
            self._on_change(self._store.remove(held))
        for path, held in self._known.items():
            if path in elsewhere and (isinstance(path, WebAddress) or path.exists()):
                continue
            self._on_change(self._store.remove(held))
            self._report.removed.append(path)

    def _near_duplicates(self) -> list[NearDuplicate]:
        new = [*self._report.added, *self._report.changed]
        if not new:
            return []
        by_document = self._files.locations(self._files.of(self._report.present).values())
        of_new = self._files.locations(self._files.of(new).values())
        # Of two new documents, each resembles the other: one line for both.
        pairs = {
            frozenset((pair.document, pair.other)): pair for pair in resemblances(self._database, of_new, by_document)
        }
        return [
            NearDuplicate(_place(of_new[pair.document][0]), _place(by_document[pair.other][0]), pair.share)
            for pair in pairs.values()
        ]


def _place(location: Location) -> Place:
    return part_path(location.path, part_names(location.uri)) if isinstance(location.path, Path) else location.path


def _part(place: Place, name: str) -> Place:
    return part_path(place, [name]) if isinstance(place, Path) else place


def _reason(error: Exception, path: Place) -> str:
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error).removeprefix(f"{display_path(path)}: ")

"""Brings the index in step with folders: what is new is read, what is gone disappears; vectors come later."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ..corpus.document import Document
from ..corpus.errors import UnreadableDocument
from ..corpus.folder import DENIED, UNLISTED, Skipped, existing
from ..corpus.ignore import BY_NAME
from ..corpus.naming import display_path
from ..corpus.parts import part_names, part_path
from ..corpus.place import Place, WebAddress, is_below
from .batch import Batch, Waiting
from .database import Database
from .discovery import discover
from .documents import DocumentStore, EmbeddingChanges, FileWrite
from .embedder import Embedder
from .files import FileStore, RefusedPart, Stamp, StoredFile
from .near_duplicates import near_duplicates
from .preparation import prepare
from .report import Duplicate, Move, Progress, SyncReport, Telling
from .rows import MissingContentError
from .settings import Settings
from .sources import Source, installed_readers
from .twins import documents_of_a_twin
from .unmounted import AWAY, GONE, disks_of, folders_of_disks_away, is_there, unplugged

__all__ = ["FolderSync"]

_TRIES = 3
"""How often a file is read that is written to meanwhile."""
_SHOWN = 20
"""Documents without a quote that are named one by one."""


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
        self._batch = Batch()
        self._settings = settings
        self._on_change = on_change
        self._enough = enough
        self._report = SyncReport()
        self._telling = Telling(None)
        self._unplugged: set[Path] = set()
        """Disks, before the files were looked for: one may be back when something is missed."""
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
        self._silent: list[str] = []
        """What was read, and holds nothing that can be quoted."""

    def run(self, progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Bring the index up to date; one transaction for a file, or for some small ones.

        A file whose times and size are unchanged is not opened, unless parts of it could not be read and other readers
        are installed since; one whose bytes are known is not read. A file that cannot be read is skipped, named with
        its reason, and no longer answers, unless it may not be read or its disk fails.
        Raises CorpusError when there is nothing to read, or a root vanishes meanwhile.
        """
        self._telling = Telling(progress)
        self._unplugged = unplugged(self._files.disks())
        found = discover(self._roots, self._database, self._settings)
        (sources, self._report.skipped, self._report.ignored) = (found.sources, found.skipped, found.ignored)
        self._found = {source.path for source in sources}
        self._known = self._files.under(self._roots)
        self._known |= self._files.of(list(self._found - self._known.keys()))  # what links lead to
        self._unread = self._files.refused_parts(self._found | self._known.keys())
        self._note_disks()
        for done, source in enumerate(sources):
            self._telling.tell(Progress(done, len(sources), source.path.name, source.path, self._report.skipped))
            self._take(source)
            if self._batch.is_full:
                self._write()
        self._write()
        self._keep_unlisted()
        # Of a disk that was unplugged meanwhile, nothing is gone.
        for root in self._roots:
            if isinstance(root, Path):
                existing(root)
        refused = self._refused or any(self._refused_parts.values())
        self._store.settle(found.links, self._refused, self._refused_parts, installed_readers() if refused else "")
        self._remove()
        for changes in self._store.sweep():
            self._on_change(changes)
        report = self._report
        report.near_duplicates = near_duplicates(self._database, [*report.added, *report.changed], report.present)
        report.notices += [f"{name} holds nothing that can be quoted" for name in self._silent[:_SHOWN]]
        if len(self._silent) > _SHOWN:
            report.notices.append(f"{len(self._silent) - _SHOWN} more documents hold nothing that can be quoted")
        self._telling.tell(Progress(len(sources), len(sources), "", None, report.skipped))
        return report

    # -- one file

    def _take(self, source: Source) -> None:
        path = source.path
        held = self._known.pop(path, None)
        stamp = None
        retried = bool(held) and any(
            part.installed != installed_readers() and part.reason not in BY_NAME for part in self._unread.get(path, ())
        )
        try:
            stamp = source.stamp()
            if held and held.stamp == stamp and not retried:
                self._leave(path)
                return
            if isinstance(path, Path) and (reason := self._files.refusal(path, stamp, installed_readers())):
                raise UnreadableDocument(reason)
            self._bring_in(source, held, stamp, retried=retried)
        except (UnreadableDocument, FileNotFoundError) as error:
            if held and isinstance(error, FileNotFoundError):
                self._known[path] = held  # deleted since then, or its disk was unmounted: told apart in the end
                return
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
            file = StoredFile(source.path, 0, source.sha256(), stamp.settled(), time.time_ns())
            if held and held.sha256 == file.sha256 and not retried:
                self._store.touch(held, file)
                self._leave(file.path)
                return
            if held and self._postponed(source.path, held):
                return
            if self._batch.goes_before(file):
                self._write()
            twins = [twin for twin in self._files.twins(file.sha256) if not self._batch.replaces(twin)]
            # Where parts cannot be read, each is read, so that they are named at this place, too.
            whole = [twin for twin in twins if twin.path not in self._unread and not self._refused_parts.get(twin.path)]
            prepared = documents_of_a_twin(file, whole, self._files, self._store)
            parts: dict[Place, str] = {}
            if not prepared:
                reading = source.read(self._telling.again)
                (count, size) = (self._embedder.count_tokens, self._settings.chunk_tokens)
                prepared = prepare(reading.documents, self._store, count, size, self._telling.again)
                parts = {_part(file.path, part.name): part.reason for part in reading.skipped}
            now = source.stamp()
            if now != stamp:
                stamp = now
                continue
            contents = [document.content for document in prepared]
            same = [twin for twin in twins if [content for (_, content) in self._files.held_by(twin)] == contents]
            left = next((twin for twin in same if twin.path in self._known and twin.path not in self._found), None)
            self._batch.add(Waiting(source, held, FileWrite(file, prepared, None if held else left), parts, same))
            return
        self._keep(source.path, held, "is written to while it is read; the next run takes it up")

    def _write(self, tries: int = _TRIES) -> None:
        """Write all files that wait; where another process came between, each is read again."""
        items = self._batch.take()
        new = [item.write for item in items if not item.is_held]
        try:
            if new:
                self._on_change(self._store.write(new, {}, self._telling.again))
        except MissingContentError:
            for item in items:
                path = item.source.path
                if tries == 1:
                    self._keep(path, item.held, "another process changes the index meanwhile; the next run takes it up")
                    continue
                if item.held:
                    self._known[path] = item.held
                self._take(item.source)
                self._write(tries - 1)
            return
        for item in items:
            self._count(item)

    def _count(self, item: Waiting) -> None:
        """Say what became of a file that was written."""
        (report, path, left) = (self._report, item.source.path, item.write.moved_from)
        report.present.append(path)
        kept = next((twin for twin in item.twins if twin.path in self._found and twin.path != path), None)
        if item.is_held:
            report.unchanged.append(path)
        elif item.held:
            report.changed.append(path)
        elif left:
            del self._known[left.path]
            report.moved.append(Move(path, left.path))
        elif kept:
            report.duplicates.append(Duplicate(path, kept.path))
        else:
            report.added.append(path)
        self._refused_parts[path] = {part: (item.write.file.stamp, reason) for (part, reason) in item.parts.items()}
        for part, reason in item.parts.items():
            self._skip(part, reason)
        for document in (prepared.document for prepared in item.write.documents if prepared.chunks == ()):
            self._silent.append(_shown(path, document))

    def _leave(self, path: Place) -> None:
        """Count a file as unchanged; what in it cannot be read is named all the same."""
        self._report.unchanged.append(path)
        self._report.present.append(path)
        for part in self._unread.get(path, ()):
            self._skip(part.path, part.reason)

    def _skip(self, path: Place, reason: str) -> None:
        passed_over = self._report.ignored if reason in BY_NAME else self._report.skipped
        passed_over.append(Skipped(path, reason))

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

    def _note_disks(self) -> None:
        """Remember which disks the files are on before one of them may be unplugged."""
        (disks, noted) = (disks_of(self._found), self._files.disks())
        if disks.mounted - noted or disks.plain & noted:
            self._store.note_disks(disks.mounted, disks.plain)

    def _keep_unlisted(self) -> None:
        """Let answer, as it was read before, what could not be looked at this time, nor perhaps the folder above it."""
        away = folders_of_disks_away(self._known.values(), self._files.disks(), self._unplugged)
        for folder, why in sorted(away.items()):
            self._skip(folder, why)
        kept = {DENIED, UNLISTED, AWAY, GONE}
        unlisted = [item.path for item in self._report.skipped if item.reason in kept and isinstance(item.path, Path)]
        for path in [path for path in self._known if unlisted and is_below(path, unlisted)]:
            del self._known[path]
            self._report.present.append(path)

    def _remove(self) -> None:
        """Forget what was not come upon, unless it is there and another root leads to it."""
        others = set(self._files.roots()) - set(self._roots)
        elsewhere = self._files.under(others) if self._known and others else {}
        for held in self._lost:
            self._on_change(self._store.remove(held))
        for path, held in self._known.items():
            if path in elsewhere and (isinstance(path, WebAddress) or is_there(path)):
                continue
            self._on_change(self._store.remove(held))
            self._report.removed.append(path)


def _shown(place: Place, document: Document) -> str:
    names = part_names(document.uri)
    return display_path(part_path(place, names) if isinstance(place, Path) else place)


def _part(place: Place, name: str) -> Place:
    return part_path(place, [name]) if isinstance(place, Path) else place


def _reason(error: Exception, path: Place) -> str:
    if isinstance(error, PermissionError):
        return DENIED
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error).removeprefix(f"{display_path(path)}: ")

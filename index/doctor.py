"""Checks the whole state folder and mends what can be mended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..corpus.errors import CorpusError, IndexStateError
from ..corpus.naming import display_path
from ..corpus.place import WebAddress
from .checks import LOOSE_ROWS, damaged_documents, lone_vectors, mend_words, misplaced_files
from .database import Database
from .documents import DocumentStore
from .embedder import Embedder
from .files import FileStore
from .index import DATABASE_FILE, Index
from .large_file import LargeFile
from .leftovers import leftovers, remove
from .manifest import is_accounted_for
from .report import Progress
from .rows import drop_file, drop_unplaced, forget_unused
from .settings import Settings
from .unmounted import folders_of_disks_away, is_there
from .vector_file import VectorFile
from .vectors import VectorStoreError

__all__ = ["Diagnosis", "Finding", "examine"]

_SHOWN = 100
"""Findings of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    found: str
    """One line."""
    mended: bool


@dataclass(slots=True)
class Diagnosis:
    """What an examination came to."""

    checked: dict[str, int] = field(default_factory=dict)
    """How many documents, files, vectors and so on were looked at."""
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What is no fault, but should be known."""
    unread: bool = False
    """Whether documents are missing that the next `guillemet index` reads."""

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong, or no longer."""
        return all(finding.mended for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The diagnosis as `guillemet doctor --json` prints it."""
        findings = [{"found": finding.found, "mended": finding.mended} for finding in self.findings]
        return {"healthy": self.healthy, "checked": self.checked, "findings": findings, "notices": self.notices}


def examine(
    settings: Settings, embedder: Embedder | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Diagnosis:
    """Check everything in the state folder, mend what can be, and say so; no file of a corpus is ever written to.

    Raises IndexStateError when the state folder cannot be read at all.
    """
    return _Examination(settings, embedder, progress or (lambda _stage, _done, _total: None)).run()


class _Examination:
    def __init__(
        self, settings: Settings, embedder: Embedder | None, progress: Callable[[str, int, int], None]
    ) -> None:
        self._settings = settings
        self._embedder = embedder
        self._progress = progress
        self._folder = settings.state_folder
        self._told = Diagnosis()

    def run(self) -> Diagnosis:
        left = leftovers(self._folder)
        for path in left:
            remove(path)
            self._found(f"left half made by a killed process: {display_path(path)}; deleted", mended=not path.exists())
        if not (self._folder / DATABASE_FILE).exists():
            self._told.notices.append(f"there is no index in {self._folder}")
            return self._told
        database = Database(self._folder / DATABASE_FILE)
        self._told.notices += database.notices
        # Later versions of SQLite count it among the problems of the file.
        if mend_words(database):
            self._found("the index of words was damaged; made again from the words of each chunk", mended=True)
        problems = [row for (row,) in database.rows("PRAGMA integrity_check(5)") if row != "ok"]
        if not is_accounted_for(database):
            problems.append("its manifest is not whole")
        if problems:
            raise IndexStateError(
                f"the index {database.path} is damaged ({' '.join(problems[0].split())}); your documents are "
                "untouched: build it anew with: guillemet index --rebuild PATH"
            )
        lost = self._loose_rows(database)
        lost = self._misplaced(database) or lost
        again = self._documents(database) or lost
        self._files(database)
        ((waiting,),) = database.rows("SELECT count(*) FROM pending")
        whole = not again or self._read_again(database)
        self._vectors(database)
        if whole and (again or waiting) and self._embedded(database) and waiting:
            self._told.notices.append(f"{waiting} passages that were read had no vectors yet; they are embedded")
        self._vector_file(database)
        return self._told

    def _found(self, found: str, *, mended: bool) -> None:
        self._told.findings.append(Finding(found, mended))

    def _loose_rows(self, database: Database) -> bool:
        """Delete rows that belong to nothing; whether a document was lost with what they belonged to."""
        lost = False
        for table, loose in LOOSE_ROWS.items():
            ((count,),) = database.rows(f"SELECT count(*) FROM {table} WHERE {loose}")  # noqa: S608
            if count:
                with database.transaction() as cursor:
                    cursor.execute(f"DELETE FROM {table} WHERE {loose}")  # noqa: S608
                    database.advance(cursor)
                of_files = table in {"locations", "files"}
                deleted = "deleted, and the documents are read again" if of_files else "deleted"
                self._found(f"{count} rows of {table} belonged to nothing; {deleted}", mended=True)
                lost = lost or of_files
        return lost

    def _misplaced(self, database: Database) -> bool:
        """Forget files that are said to hold what another file does; whether there were any."""
        files = misplaced_files(database)
        for at, path in enumerate(files):
            with database.transaction() as cursor:
                drop_file(cursor, path)
                database.advance(cursor)
            if at < _SHOWN:
                found = f"{display_path(path)}: its document is not what was read from it; it is read again"
                self._found(found, mended=True)
        if len(files) > _SHOWN:
            found = f"{len(files) - _SHOWN} more files had the documents of others; they are read again"
            self._found(found, mended=True)
        return bool(files)

    def _documents(self, database: Database) -> bool:
        """Forget those that are not whole, and the files that hold them; whether there were any."""
        dimension = database.manifest().get("dimension")
        ((total,),) = database.rows("SELECT count(*) FROM documents")
        self._told.checked["documents"] = total
        (files, store) = (FileStore(database), DocumentStore(database))
        faults = list(
            damaged_documents(
                database, int(dimension) if dimension else None, lambda done: self._progress("documents", done, total)
            )
        )
        for at, fault in enumerate(faults):
            places = [location.path for location in files.everywhere(fault.document)]
            with database.transaction() as cursor:
                for place in places:
                    drop_file(cursor, place)
                drop_unplaced(cursor, fault.document)
                database.advance(cursor)
            if at < _SHOWN:
                where = display_path(places[0]) if places else "a document that stands nowhere"
                self._found(f"{where}: {fault.reason}; it is read again", mended=True)
        if len(faults) > _SHOWN:
            self._found(f"{len(faults) - _SHOWN} more documents were not whole; they are read again", mended=True)
        if faults:
            # What went may have been in the index of words under other words.
            mend_words(database)
        swept = list(store.sweep())
        if swept:
            self._found(f"{len(swept)} documents stood nowhere; deleted", mended=True)
        return bool(faults)

    def _files(self, database: Database) -> None:
        (files, store) = (FileStore(database), DocumentStore(database))
        roots = files.roots()
        gone = [root for root in roots if isinstance(root, Path) and not is_there(root)]
        kept = files.under(gone)
        self._told.notices += [
            f"{display_path(root)} is not there; its {len(files.under([root]))} documents are kept until it is indexed "
            "again" for root in gone
        ]  # fmt: skip
        held = files.every()
        self._told.checked["files"] = len(held)
        missing = {
            file.path: file
            for file in held
            if isinstance(file.path, Path) and file.path not in kept and not is_there(file.path)
        }
        away = folders_of_disks_away(missing.values(), files.disks())
        self._told.notices += [
            f"{display_path(path)} {why} Its documents are kept" for path, why in sorted(away.items())
        ]
        missing = {path: file for path, file in missing.items() if away.keys().isdisjoint(path.parents)}
        for at, (path, file) in enumerate(missing.items()):
            store.remove(file)
            if at < _SHOWN:
                self._found(f"{display_path(path)} is gone; it answers no longer", mended=True)
        if len(missing) > _SHOWN:
            self._found(f"{len(missing) - _SHOWN} more files are gone; they answer no longer", mended=True)
        for _ in store.sweep():
            pass

    def _vectors(self, database: Database) -> None:
        ((self._told.checked["vectors"],),) = database.rows("SELECT count(*) FROM embeddings")
        lone = lone_vectors(database)
        files = FileStore(database)
        unread = [display_path(root) for root in files.unread_roots()]
        if lone and (unread or not files.every()):
            self._told.unread = True
            self._told.notices.append(
                f"{len(lone)} vectors are kept for documents that are read by: guillemet index "
                f"{' '.join(unread) or 'PATH'}"
            )
        elif lone:
            with database.transaction() as cursor:
                forget_unused(cursor, lone)
                database.advance(cursor)
            self._found(f"{len(lone)} vectors belonged to no text; deleted", mended=True)

    def _read_again(self, database: Database) -> bool:
        """Read what was not whole, in what is there; whether nothing failed."""
        roots = FileStore(database).roots()
        there = [root for root in roots if isinstance(root, WebAddress) or is_there(root)]
        self._told.unread = len(there) < len(roots)

        def reading(progress: Progress) -> None:
            self._progress(progress.name, progress.done, progress.total)

        try:
            Index(there, self._settings, self._embedder).read(reading)
        except (CorpusError, IndexStateError) as error:
            self._found(f"what was not whole could not be read again: {error}", mended=False)
            return False
        return True

    def _embedded(self, database: Database) -> bool:
        """Embed what waits, also of folders that are not there now; whether nothing failed."""

        def step(done: int, total: int) -> bool:
            self._progress("embedding", done, total)
            return True

        try:
            Index(FileStore(database).roots(), self._settings, self._embedder).embed(step)
        except (CorpusError, IndexStateError) as error:
            self._found(f"not all passages have vectors: {error}", mended=False)
            return False
        return True

    def _vector_file(self, database: Database) -> None:
        held = VectorFile(self._folder)
        large = LargeFile(self._folder, ())
        dimension = database.manifest().get("dimension")
        if dimension is None:
            return
        state = database.state
        for path in held.stale(state):
            path.unlink(missing_ok=True)
            self._told.notices.append(f"{display_path(path)} was of an earlier state of the index; deleted")
        is_large = large.is_large(database)
        path = (large.newest(state[0]) if is_large else None) or held.path(state)
        found = path.exists()
        wrong: str | None = "is missing"
        if found:
            try:
                differs = large.differs if is_large else held.differs
                wrong = differs(database, state, int(dimension))
            except VectorStoreError:
                wrong = "is damaged"
        if wrong:
            path.unlink(missing_ok=True)
            if is_large:
                path = large.write(database, int(dimension))
            else:
                held.write(held.load(database, state, int(dimension)), state)
            if found:
                self._found(f"the vector file {display_path(path)} {wrong}; made again from the database", mended=True)
            else:
                self._told.notices.append(f"the vector file {display_path(path)} was made from the database")

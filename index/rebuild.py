"""Builds an index anew beside the one that answers, and then puts it in its place in one step."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from ..corpus.errors import IndexMismatchError, IndexStateError
from ..corpus.naming import display_path
from ..corpus.place import Place
from .database import Database
from .deletion import delete_index
from .embedder import Embedder
from .engine import embedder_of
from .files import FileStore
from .index import DATABASE_FILE, Index
from .leftovers import leftovers, remove, unfinished_name
from .pages import PageStore
from .report import Progress, SyncReport
from .settings import Settings
from .unmounted import folders_of_disks_away, is_there
from .vector_file import DERIVED_FILES, VectorFile

__all__ = ["rebuild_index"]


def rebuild_index(
    roots: Sequence[Place],
    settings: Settings,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> SyncReport:
    """Build the index of `roots`, and of all that was indexed before and is there, with the present settings.

    Until it is done, the old index answers; whatever ends this process before leaves it as it was. Afterwards, other
    processes go on with the new one, or say that it was built with another model than theirs. The vectors of texts that
    the same model has read before are taken over. Of a damaged index nothing is kept. Raises what `Index.sync` raises.
    """
    folder = settings.state_folder
    for left in leftovers(folder):
        remove(left)
    beside = folder / unfinished_name("index")
    opened: list[Database] = []
    try:
        new = Settings(**{**settings.model_dump(), "home": beside})
        embedder = embedder or embedder_of(settings)
        (known, notices, held) = _carried_over(folder / DATABASE_FILE, new, opened)
        earlier = held if held and held.manifest().get("model") == embedder.name else None
        index = Index([*roots, *(root for root in known if root not in roots)], new, embedder, earlier=earlier)
        opened.append(index.database)
        report = index.sync(progress)
        if held:
            held.close()
        _switch(beside, settings)
    finally:
        # A file that is open keeps its room on the disk after it is deleted.
        for database in opened:
            database.close()
        remove(beside)
    report.notices[:0] = notices
    return report


def _carried_over(old: Path, new: Settings, opened: list[Database]) -> tuple[list[Place], list[str], Database | None]:
    """The roots of the old index that are there, and that index where it can be read; its fetched pages are copied."""
    if not old.exists():
        return [], [], None
    try:
        held = Database(old)
        opened.append(held)
        roots = FileStore(held).roots()
        gone = [root for root in roots if isinstance(root, Path) and not is_there(root)]
        away = folders_of_disks_away(FileStore(held).every(), FileStore(held).disks())
        fresh = Database(new.state_folder / DATABASE_FILE)
        opened.append(fresh)
        (pages, kept) = (PageStore(fresh), PageStore(held))
        for page in kept.every():
            pages.keep(page, kept.body(page))
        held.close()
    except IndexMismatchError:
        return [], [], None
    except IndexStateError as error:
        return [], [f"nothing could be carried over from the old index: {error}"], None
    there = [root for root in roots if root not in gone]
    lost = [f"{display_path(root)} is not there; what was indexed of it is forgotten" for root in gone]
    lost += [f"{display_path(path)} {why} What was indexed of it is forgotten" for path, why in sorted(away.items())]
    return there, lost, held


def _switch(beside: Path, settings: Settings) -> None:
    """Copy the new database over the old one in a single transaction: who reads meanwhile reads the old one."""
    folder = settings.state_folder
    target = folder / DATABASE_FILE
    try:
        for path in beside.glob(DERIVED_FILES):
            path.replace(folder / path.name)
        with suppress(IndexMismatchError, IndexStateError):
            if target.exists():
                # What an earlier or a damaged one holds is not needed, but its file must be one that can be written.
                Database(target).close()
        with closing(sqlite3.connect(beside / DATABASE_FILE)) as source:
            try:
                with closing(sqlite3.connect(target, timeout=30)) as old:
                    source.backup(old)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # The old one is no database: nobody can be reading it.
                delete_index(settings)
                with closing(sqlite3.connect(target)) as fresh:
                    source.backup(fresh)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise IndexStateError(
            f"cannot put the new index in the place of {target} ({reason}); the old one is as it was: check that "
            f"{folder} has room and can be written, and try again"
        ) from error
    switched = Database(target)
    for stale in VectorFile(folder).stale(switched.state):
        stale.unlink(missing_ok=True)
    switched.close()

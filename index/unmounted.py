"""Tells a disk that is away from documents that were deleted.

What stays behind of a disk that is unmounted is the empty folder that it was mounted on. A folder that was emptied has
been written to since; that one has not, not even since the documents were read that seemed to stand in it.
"""

import errno
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .files import SETTLED_NS, StoredFile

__all__ = ["AWAY", "folders_of_disks_away", "is_there"]

AWAY = "is empty, though nothing was deleted from it: is its disk there?"


def is_there(path: Path) -> bool:
    """Whether something stands at a path, or may stand there: in a folder without permission, on a disk that fails."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error.errno != errno.ELOOP
    return True


def folders_of_disks_away(files: Iterable[StoredFile]) -> set[Path]:
    """The empty folders that files cannot have been deleted from; one that is there stands in no empty folder."""
    last_written = cache(_last_written)
    away = set()
    for file in files:
        if isinstance(file.path, Path):
            left = next(folder for folder in file.path.parents if is_there(folder))
            written = last_written(left)
            if written is not None and written < max(file.stamp.changed_ns, file.seen_ns - SETTLED_NS):
                away.add(left)
    return away


def _last_written(folder: Path) -> int | None:
    """When entries were last made or deleted in an empty folder; None for any other."""
    try:
        return None if any(folder.iterdir()) else folder.stat().st_mtime_ns
    except OSError:
        return None

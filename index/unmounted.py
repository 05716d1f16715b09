"""Tells a disk that is away from documents that were deleted.

What stays behind of a disk that is unmounted is the empty folder that it was mounted on. A folder that was emptied has
been written to since; that one has not, not even since the documents were that seemed to stand in it.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .files import StoredFile

__all__ = ["AWAY", "folders_of_disks_away"]

AWAY = "is empty, and older than the documents that stood in it: is its disk there?"


def folders_of_disks_away(missing: Iterable[StoredFile]) -> set[Path]:
    """The empty folders that files which are missing cannot have been deleted from."""
    last_written = cache(_last_written)
    away = set()
    for file in missing:
        if isinstance(file.path, Path):
            left = next(folder for folder in file.path.parents if folder.is_dir())
            written = last_written(left)
            if written is not None and written < file.stamp.changed_ns:
                away.add(left)
    return away


def _last_written(folder: Path) -> int | None:
    """When entries were last made or deleted in an empty folder; None for any other."""
    try:
        return None if any(folder.iterdir()) else folder.stat().st_mtime_ns
    except OSError:
        return None

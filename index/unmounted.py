"""Tells a disk that is away from documents that were deleted.

What stays behind of a disk that is unmounted is the empty folder that it was mounted on. A folder that was emptied has
been written to since; that one has not, not even since the documents were read that seemed to stand in it. Where that
folder is deleted too, as desktops do, it is known from before that a disk was mounted there.
"""

import errno
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..corpus.place import Place
from .files import SETTLED_NS, StoredFile

__all__ = ["AWAY", "GONE", "Disks", "disks_of", "folders_of_disks_away", "is_there", "unplugged"]

AWAY = "is empty, though nothing was deleted from it: is its disk there?"
GONE = "was a disk, and is not there: is it unplugged?"


def is_there(path: Path) -> bool:
    """Whether something stands at a path, or may stand there: in a folder without permission, on a disk that fails."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error.errno != errno.ELOOP
    return True


class Disks(NamedTuple):
    """On which folders a disk is mounted that has some of the files, and which others lead to them."""

    mounted: set[Path]
    plain: set[Path]


def disks_of(places: Iterable[Place]) -> Disks:
    """The disks of some files that are there, apart from that of the system."""
    device = cache(_device)
    disks = Disks(set(), set())
    for folder in {place.parent for place in places if isinstance(place, Path)}:
        for below, above in zip((folder, *folder.parents), folder.parents, strict=False):
            if None in (device(below), device(above)):
                break  # gone in this moment
            if device(below) != device(above):
                disks.mounted.add(below)
                break
            disks.plain.add(below)
    return disks


def unplugged(disks: Iterable[Path]) -> set[Path]:
    """Of the folders that a disk was mounted on, those where none is."""
    return {disk for disk in disks if not is_there(disk) or _device(disk) == _device(disk.parent)}


def folders_of_disks_away(
    files: Iterable[StoredFile], disks: Collection[Path], before: Collection[Path] = ()
) -> dict[Path, str]:
    """The folders that files cannot have been deleted from, each with what is odd about it.

    On `disks`, some were mounted before. A file that is there stands in no such folder, unless it was looked for while
    its disk was one of those unplugged `before`.
    """
    last_written = cache(_last_written)
    away: dict[Path, str] = {}
    for file in files:
        if not isinstance(file.path, Path):
            continue
        left = next(folder for folder in file.path.parents if is_there(folder))
        disk = next((folder for folder in file.path.parents if folder in disks), None)
        written = last_written(left)
        if disk and left in disk.parents:
            away[disk] = GONE
        elif written is not None and (
            (left == disk and _device(left) == _device(left.parent))
            or written < max(file.stamp.changed_ns, file.seen_ns - SETTLED_NS)
        ):
            away[left] = AWAY
        elif disk and disk in before:
            away[disk] = GONE
    return away


def _device(folder: Path) -> int | None:
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _last_written(folder: Path) -> int | None:
    """When entries were last made or deleted in an empty folder; None for any other."""
    try:
        return None if any(folder.iterdir()) else folder.stat().st_mtime_ns
    except OSError:
        return None

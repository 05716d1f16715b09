"""What a killed process leaves in the state folder: things half made, each named for the process that was making it."""

import os
import re
import shutil
import time
from pathlib import Path

__all__ = ["leftovers", "remove", "unfinished_name"]

_UNFINISHED = re.compile(r"\.unfinished-(\d+)-")
_OF_EARLIER_VERSIONS = re.compile(r"\.multilingual-e5-small-q4-v1-\w+$|vectors\..*\.\d+\.partial$")
_LONG_AGO = 3600
"""Seconds after which what names no process is nobody's."""


def unfinished_name(name: str) -> str:
    """What something is called while this process makes it."""
    return f".unfinished-{os.getpid()}-{name}"


def leftovers(folder: Path) -> list[Path]:
    """What processes that live no more left half made in this folder or its `models`."""
    return [
        path
        for place in (folder, folder / "models")
        if place.is_dir()
        for path in sorted(place.iterdir())
        if _is_left(path)
    ]


def remove(path: Path) -> None:
    """Delete a file or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_left(path: Path) -> bool:
    named = _UNFINISHED.match(path.name)
    try:
        if named and os.name == "posix":
            return not _lives(int(named.group(1)))
        old = path.stat().st_mtime < time.time() - _LONG_AGO
    except OSError:
        return False
    return old and bool(named or _OF_EARLIER_VERSIONS.match(path.name))


def _lives(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True

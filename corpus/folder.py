"""Which files a list of folders and files comes to."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import CorpusError
from .naming import display_path
from .reader import no_reader
from .readers import supported_suffixes

__all__ = ["Skipped", "find_files"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was passed over, and why."""

    path: Path
    reason: str


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """The readable files that `paths` name or hold, and those passed over.

    Folders are walked through all their levels in sorted order; hidden files and folders in them are not documents
    and go unmentioned. Every path is absolute, with symbolic links resolved, and stands in the result once.

    Raises `CorpusError` where one of `paths` does not exist.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, Skipped] = {}
    folders: set[Path] = set()
    for given in paths:
        for found in _walk(_existing(Path(given)), folders):
            if isinstance(found, Skipped):
                skipped.setdefault(found.path, found)
            elif found.suffix.lower() not in supported_suffixes():
                skipped.setdefault(found, Skipped(found, no_reader(found.suffix)))
            else:
                files.setdefault(found)
    return list(files), list(skipped.values())


def _existing(path: Path) -> Path:
    try:
        return path.expanduser().resolve(strict=True)
    except FileNotFoundError:
        raise CorpusError(f"no such file or folder: {display_path(path)}") from None
    except PermissionError:
        raise CorpusError(f"permission denied: {display_path(path)}") from None
    except (OSError, RuntimeError, ValueError):  # a loop of symbolic links, a name too long, a NUL in it
        raise CorpusError(f"not a usable path: {display_path(path)}") from None


def _walk(path: Path, folders: set[Path]) -> Iterator[Path | Skipped]:
    """Files under a resolved path in order; `folders` holds those already walked, which ends every loop."""
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if not current.is_dir():
            yield current
            continue
        if current in folders:
            continue
        folders.add(current)
        try:
            listed = sorted(current.iterdir(), key=os.fsencode)
        except OSError as error:
            yield Skipped(current, "permission denied" if isinstance(error, PermissionError) else "cannot be listed")
            continue
        below: list[Path] = []
        for entry in listed:
            if entry.name.startswith("."):
                continue
            try:
                below.append(entry.resolve(strict=True))
            except PermissionError:
                yield Skipped(entry, "permission denied")
            except (OSError, RuntimeError):
                yield Skipped(entry, "a broken link")
        waiting.extend(reversed(below))

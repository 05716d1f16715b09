"""Which files a list of folders and files comes to."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .errors import CorpusError
from .ignore import IGNORE_FILE, PAGE_SUFFIXES, IgnoreRules, no_document
from .naming import display_path
from .place import Place
from .reader import no_reader
from .readers import supported_suffixes

__all__ = ["DENIED", "UNLISTED", "FoundFiles", "Skipped", "existing", "find_files"]

DENIED = "permission denied"
UNLISTED = "cannot be listed"
"""Why a folder was passed over that may be whole all the same: a disk or a network that fails."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that was passed over, and why."""

    path: Place
    reason: str


class FoundFiles(NamedTuple):
    """What a walk came upon. A folder that was passed over stands for all that is in it."""

    files: list[Path]
    """The readable ones, in order: absolute, with symbolic links resolved, each once."""
    skipped: list[Skipped]
    """What could not be read."""
    ignored: list[Skipped]
    """What is not meant to be read: hidden, named by an ignore file, or a link to what is read where it stands."""


def find_files(paths: Sequence[Path], *, apart_from: Sequence[Path] = ()) -> FoundFiles:
    """The readable files that `paths` name or hold, and those passed over.

    Folders are walked through all their levels in sorted order. Not read are hidden files and folders in them, what
    a `.guillemetignore` file in them names, and the folders `apart_from`; what is named in `paths` itself always is.

    Raises `CorpusError` where one of `paths` does not exist.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, Skipped] = {}
    ignored: dict[Path, Skipped] = {}
    walk = _Walk({path.resolve() for path in apart_from}, ignored)
    given = [existing(Path(path)) for path in paths]
    for root in given:
        for found in walk.under(root):
            if isinstance(found, Skipped):
                skipped.setdefault(Path(found.path), found)
            elif found.suffix.lower() not in supported_suffixes():
                skipped.setdefault(found, Skipped(found, no_reader(found.suffix)))
            else:
                files.setdefault(found)
    passed_over = [ignored[path] for path in ignored if path not in files]
    return FoundFiles(list(files), list(skipped.values()), [*passed_over, *walk.needless_links(given)])


def existing(path: Path) -> Path:
    """The path, absolute and with links resolved. Raises `CorpusError` where there is nothing."""
    try:
        return path.expanduser().resolve(strict=True)
    except FileNotFoundError:
        raise CorpusError(f"no such file or folder: {display_path(path)}") from None
    except PermissionError:
        raise CorpusError(f"permission denied: {display_path(path)}") from None
    except (OSError, RuntimeError, ValueError):  # a loop of symbolic links, a name too long, a NUL in it
        raise CorpusError(f"not a usable path: {display_path(path)}") from None


class _Walk:
    """Walks folders; those walked already are remembered, which ends every loop of links."""

    def __init__(self, apart_from: set[Path], ignored: dict[Path, Skipped]) -> None:
        self._apart_from = apart_from
        self._ignored = ignored
        self._walked: set[Path] = set()
        self._links: dict[Path, Path] = {}

    def needless_links(self, roots: Sequence[Path]) -> Iterator[Skipped]:
        """The links, so far, to what stands in the roots and was come upon there."""
        for link, target in self._links.items():
            if (target in roots or target.parent in self._walked) and target not in self._ignored:
                yield Skipped(link, f"a link to {display_path(target)}")

    def under(self, path: Path) -> Iterator[Path | Skipped]:
        """Files at or under a resolved path, in order."""
        waiting = [(path, IgnoreRules())]
        while waiting:
            (current, rules) = waiting.pop()
            try:
                if not current.is_dir():
                    yield current
                    continue
                if current in self._walked or current in self._apart_from:
                    continue
                self._walked.add(current)
                with os.scandir(current) as listed:
                    entries = sorted(listed, key=lambda entry: os.fsencode(entry.name))
            except OSError as error:
                yield Skipped(current, DENIED if isinstance(error, PermissionError) else UNLISTED)
                continue
            try:
                if any(entry.name == IGNORE_FILE for entry in entries):
                    rules = rules.below(current)
            except CorpusError as error:
                yield Skipped(current / IGNORE_FILE, str(error))
            below: list[Path] = []
            pages = {entry.name.rpartition(".")[0] for entry in entries if entry.name.lower().endswith(PAGE_SUFFIXES)}
            for entry in entries:
                found = self._entry(entry, rules, pages)
                if isinstance(found, Skipped):
                    yield found
                elif found is not None:
                    below.append(found)
            # Rules are about what lies in their folder; a link may lead out of it.
            waiting.extend((found, rules if found.parent == current else IgnoreRules()) for found in reversed(below))

    def _entry(self, entry: os.DirEntry[str], rules: IgnoreRules, pages: set[str]) -> Path | Skipped | None:
        """What one entry of a resolved folder leads to; None when it is ignored. `pages` are saved beside it."""
        path = Path(entry.path)
        if reason := no_document(entry.name, pages):
            self._ignored.setdefault(path, Skipped(path, reason))
            return None
        try:
            ignored_by = rules.ignoring(path, is_folder=entry.is_dir())
            if ignored_by:
                self._ignored.setdefault(path, Skipped(path, f"named in {ignored_by}"))
                return None
            if not entry.is_symlink():
                return path
            self._links[path] = path.resolve(strict=True)
            return self._links[path]
        except PermissionError:
            return Skipped(path, DENIED)
        except (OSError, RuntimeError):
            return Skipped(path, "a broken link")

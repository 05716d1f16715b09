"""The files that readers drop into the browser: where they are kept, and under which names.

Names come from other people's machines: what is no plain name is made one, and no name leads out of the folder.
"""

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from ..corpus.errors import UploadError
from ..corpus.ignore import passed_over
from ..corpus.reader import no_reader
from ..corpus.readers import supported_suffixes
from ..index.leftovers import leftovers, remove, unfinished_name

__all__ = ["EVERYBODY", "UPLOADS_FOLDER", "Kept", "Uploads", "plain_parts"]

UPLOADS_FOLDER = "uploads"
EVERYBODY = "everybody"
"""The folder of what was dropped while nobody had to sign in; all readers have it."""

_LONGEST_NAME = 180
"""Bytes of one part of a path: file systems take 255, and a number may be added."""
_DEEPEST = 12
_LEFT_FREE = 500_000_000
"""Bytes that must stay free on the disk."""

# Windows takes none of these, and reads some names as devices.
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class Kept(NamedTuple):
    """A file that was taken in."""

    path: Path
    new: bool
    """False where the same bytes stood there under this name already."""
    changed: bool = False
    """Whether other bytes stood there, which are gone."""


class Uploads:
    """The folder of all uploads: one folder for each owner, and in it one for each collection."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        """`max_bytes` is the size from which a file is refused."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self.max_bytes = max_bytes
        # What a killed server had half written.
        for place in {partly.parent for partly in self.folder.rglob(".unfinished-*")}:
            for left in leftovers(place):
                remove(left)

    def of(self, owner: str) -> Path:
        """The folder of an owner, whose name may be anything."""
        if not owner:
            return self.folder / EVERYBODY
        readable = re.sub(r"[^a-z0-9]+", "-", owner.lower()).strip("-")[:40]
        return self.folder / f"{readable}-{hashlib.sha256(owner.encode()).hexdigest()[:12]}"

    async def keep(
        self,
        owner: str,
        collection: str,
        name: str,
        content: AsyncIterator[bytes],
        size: int = 0,
        *,
        replace: bool = False,
    ) -> Kept:
        """Write a file into a collection's folder, under its name or, where another has it, under one beside it.

        `name` may be a path of several parts, `size` what the sender says. With `replace` it takes the place of
        another file at that path. Raises UploadError, with nothing kept,
        for a name without a reader, one that a walk through folders passes over, such as a hidden one, a file that is
        too large or empty, and a disk without room.
        """
        parts = plain_parts(name)
        if not parts:
            raise UploadError("the file has no name")
        if found := passed_over(_given(name)):
            raise UploadError(found[1])
        suffix = Path(parts[-1]).suffix.lower()
        if suffix not in supported_suffixes():
            raise UploadError(no_reader(suffix))
        place = self.of(owner).joinpath(collection, *parts)
        # A name that had to be altered may be that of two files of one folder.
        replace = replace and list(parts) == _given(name)
        assert place.is_relative_to(self.folder)
        try:
            self._must_fit(size)
            place.parent.mkdir(parents=True, exist_ok=True)
            # Hidden until it is whole: a sync may come by meanwhile.
            partly = place.parent / unfinished_name(os.urandom(8).hex())
            try:
                digest = await self._write(partly, content)
                return await run_in_threadpool(_settle, partly, place, digest, replace=replace)
            finally:
                partly.unlink(missing_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UploadError(
                f"a file has the name of the folder that it would stand in: {place.parent.name}"
            ) from error
        except OSError as error:
            raise UploadError(f"it cannot be written ({error.strerror or type(error).__name__})") from error

    def delete(self, owner: str, path: Path) -> None:
        """Delete a file that was taken in, and the folders that it leaves empty; any other file is left alone."""
        own = self.of(owner)
        if not path.resolve().is_relative_to(own.resolve()):
            raise UploadError("only what was dropped into the browser is deleted")
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == own or any(folder.iterdir()):
                return
            folder.rmdir()

    async def _write(self, place: Path, content: AsyncIterator[bytes]) -> str:
        (digest, written) = (hashlib.sha256(), 0)
        with place.open("xb") as file:
            async for piece in content:
                written += len(piece)
                self._must_fit(written)
                digest.update(piece)
                await run_in_threadpool(file.write, piece)
        if not written:
            raise UploadError("is empty")
        return digest.hexdigest()

    def _must_fit(self, size: int) -> None:
        if size > self.max_bytes:
            raise UploadError(
                f"larger than {self.max_bytes // 1_000_000} MB, the limit that GUILLEMET_MAX_FILE_MB sets"
            )
        if shutil.disk_usage(self.folder).free < size + _LEFT_FREE:
            raise UploadError(f"the disk of {self.folder} has no room for it")


def plain_parts(name: str) -> tuple[str, ...]:
    r"""The parts of a relative path, each a plain name that every file system takes.

    >>> plain_parts("../../etc/./passwd.txt"), plain_parts("C:\\letters\\.hidden\\con.txt")
    (('etc', 'passwd.txt'), ('C_', 'letters', '_hidden', '_con.txt'))
    """
    parts = [_plain(part) for part in _given(name)]
    return tuple(part for part in parts[-_DEEPEST:] if part)


def _given(name: str) -> list[str]:
    given = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\\", "/").split("/")
    return [part for part in given if part.strip(". ")]


def _plain(part: str) -> str:
    kept = "".join(letter if letter.isprintable() else "_" for letter in _FORBIDDEN.sub("_", part)).strip().rstrip(". ")
    if kept.startswith("."):
        kept = f"_{kept[1:]}"
    if _DEVICES.match(kept):
        kept = f"_{kept}"
    if len(kept.encode()) <= _LONGEST_NAME:
        return kept
    suffix = Path(kept).suffix if len(Path(kept).suffix.encode()) <= 16 else ""
    shorter = kept.encode()[: _LONGEST_NAME - len(suffix.encode())].decode(errors="ignore")
    return f"{shorter.rstrip('. ')}{suffix}"


def _settle(partly: Path, place: Path, digest: str, *, replace: bool) -> Kept:
    """Give a whole file its name, or the first free one beside it."""
    if replace and place.is_file() and _digest(place) != digest:
        partly.replace(place)
        return Kept(place, new=True, changed=True)
    number = 1
    while True:
        wanted = place if number == 1 else place.with_name(f"{place.stem} ({number}){place.suffix}")
        try:
            # Only one can make it: nothing that another has just put there is overwritten.
            wanted.touch(exist_ok=False)
        except FileExistsError:
            if wanted.is_file() and _digest(wanted) == digest:
                return Kept(wanted, new=False)
            number += 1
            continue
        partly.replace(wanted)
        return Kept(wanted, new=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Tells that a disk was mounted or unmounted below some folders, which ends what follows them: Linux alone tells."""

import os
import re
import select
import sys
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from io import FileIO

__all__ = ["Mounts"]

_TABLE = Path("/proc/self/mounts")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


class Mounts:
    """The disks below some folders, since this was made."""

    def __init__(self, folders: AbstractSet[Path]) -> None:
        self._folders = folders
        self._table: FileIO | None = None
        with suppress(OSError):
            self._table = _TABLE.open("rb", buffering=0) if sys.platform == "linux" else None
        self._below = self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._table:
            self._table.close()

    def changed(self) -> bool:
        """Whether since the last call one may have come or gone, be it to come back at once."""
        if not self._table:
            return False
        waiting = select.poll()
        # The kernel signals a change of the table, also one that is undone by now.
        waiting.register(self._table, select.POLLPRI)
        if not any(events & select.POLLPRI for (_, events) in waiting.poll(0)):
            return False
        (before, self._below) = (self._below, self._read())
        return bool(before or self._below)

    def _read(self) -> set[Path]:
        if not self._table:
            return set()
        self._table.seek(0)
        names = (line.split(b" ")[1] for line in self._table.readall().splitlines())
        found = {Path(os.fsdecode(_ESCAPED.sub(lambda code: bytes([int(code[1], 8)]), name))) for name in names}
        return {path for path in found if not self._folders.isdisjoint(path.parents)}

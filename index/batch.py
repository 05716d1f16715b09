"""Files that are read and wait to be written: small ones together, in one transaction."""

import time
from dataclasses import dataclass

from ..corpus.place import Place
from .documents import FileWrite
from .files import StoredFile
from .sources import Source

__all__ = ["Batch", "Waiting"]

_MOST_FILES = 256
_MOST_CHARACTERS = 100_000
_MOST_SECONDS = 1.0
"""So long, what was read may wait to be found, and be lost to a kill."""
_LONG_READ_BYTES = 1_000_000
"""To read so much may take minutes, of pictures even hours."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was read."""

    source: Source
    held: StoredFile | None
    """As it stood in the index before."""
    write: FileWrite
    parts: dict[Place, str]
    """What in it could not be read, and why."""
    twins: list[StoredFile]
    """The files in the index that hold the same."""

    @property
    def is_held(self) -> bool:
        """Whether the index holds the very documents of the file under its name already."""
        return self.held is not None and any(twin.path == self.held.path for twin in self.twins)


class Batch:
    """The files that wait, of which no two have the same bytes."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._hashes: set[str] = set()
        self._characters = 0
        self._since = 0.0

    def goes_before(self, file: StoredFile) -> bool:
        """Whether what waits is to be written before a file is read: one has the same bytes, or it may take long."""
        return file.sha256 in self._hashes or file.stamp.size >= _LONG_READ_BYTES

    def replaces(self, file: StoredFile) -> bool:
        """Whether one that waits comes in the place of this one."""
        return any(item.source.path == file.path for item in self._waiting)

    def add(self, item: Waiting) -> None:
        """Let a file wait."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(item)
        self._hashes.add(item.write.file.sha256)
        self._characters += sum(len(prepared.document.text) for prepared in item.write.documents if prepared.chunks)

    @property
    def is_full(self) -> bool:
        """Whether what waits is to be written now."""
        return (
            len(self._waiting) >= _MOST_FILES
            or self._characters >= _MOST_CHARACTERS
            or (bool(self._waiting) and time.monotonic() - self._since > _MOST_SECONDS)
        )

    def take(self) -> list[Waiting]:
        """All that wait; from now on, nothing does."""
        taken, self._waiting, self._hashes, self._characters = self._waiting, [], set(), 0
        return taken

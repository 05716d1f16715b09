"""Files that are read and wait to be written: small ones together, which the model and the disk take at once."""

import time
from dataclasses import dataclass

from ..corpus.place import Place
from .documents import DocumentStore, EmbeddingChanges, FileWrite
from .embedder import Embedder
from .files import StoredFile
from .preparation import embed
from .sources import Source

__all__ = ["Batch", "Waiting"]

_MOST_FILES = 256
_MOST_CHARACTERS = 100_000
"""A file with more is written at once: what was embedded at length is not to be lost."""
_MOST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was read."""

    source: Source
    held: StoredFile | None
    """As it stood in the index before."""
    write: FileWrite
    texts: dict[bytes, str]
    """What its documents need vectors of, by digest."""
    parts: dict[Place, str]
    """What in it could not be read, and why."""
    twins: list[StoredFile]
    """The files in the index that hold the same."""


class Batch:
    """The files that wait, of which no two have the same bytes."""

    def __init__(self, store: DocumentStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._waiting: list[Waiting] = []
        self._hashes: set[str] = set()
        self._characters = 0
        self._since = 0.0

    def holds(self, sha256: str) -> bool:
        """Whether a file with these bytes waits."""
        return sha256 in self._hashes

    def add(self, item: Waiting) -> None:
        """Let a file wait."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(item)
        self._hashes.add(item.write.file.sha256)
        self._characters += sum(map(len, item.texts.values()))

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

    def write(self, items: list[Waiting]) -> tuple[EmbeddingChanges, int]:
        """Embed what is new in files and write them in one transaction; also returns how many texts that were.

        Raises MissingContentError, with nothing written, where another process came between.
        """
        texts = {key: text for item in items for key, text in item.texts.items()}
        vectors = embed(texts, self._store, self._embedder)
        return self._store.write([item.write for item in items], vectors), len(vectors)

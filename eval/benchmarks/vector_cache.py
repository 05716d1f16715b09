"""Vectors of texts kept in a file, so that a reference embeds each text once."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from ...corpus.errors import BenchmarkError
from ...index.embedder import Embedder, Vectors

__all__ = ["VectorCache"]

_AT_ONCE = 256


class VectorCache:
    """The passage vectors of one model, in one file."""

    def __init__(self, file: Path, embedder: Embedder) -> None:
        self._file = file
        self._embedder = embedder
        self._held: dict[bytes, Vectors] = {}
        self._saved = 0
        try:
            with np.load(file) as stored:
                if str(stored["model"]) == embedder.name:
                    self._held = dict(zip(map(bytes, stored["keys"]), stored["vectors"], strict=True))
                    self._saved = len(self._held)
        except (OSError, ValueError, KeyError, BadZipFile):
            # Missing or damaged: whatever it held is made again.
            self._held = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of these texts, shape (texts, dimension); those that are not held are embedded."""
        keys = [hashlib.sha256(text.encode(errors="surrogatepass")).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._held}
        for some in _batches(sorted(new, key=lambda key: len(new[key]))):
            embedded = self._embedder.embed_passages([new[key] for key in some])
            self._held |= dict(zip(some, embedded.astype(np.float16), strict=True))
        if not keys:
            return np.zeros((0, self._embedder.dimension), np.float32)
        return np.stack([self._held[key] for key in keys]).astype(np.float32)

    def save(self) -> None:
        """Write what is new to the file, whole or not at all."""
        if len(self._held) == self._saved:
            return
        unfinished = self._file.with_suffix(".part")
        try:
            with unfinished.open("wb") as stream:
                np.savez(
                    stream,
                    model=np.array(self._embedder.name),
                    keys=np.stack([np.frombuffer(key, np.uint8) for key in self._held]),
                    vectors=np.stack(list(self._held.values())),
                )
            unfinished.replace(self._file)
        except OSError as error:
            raise BenchmarkError(f"cannot write {self._file}: {error.strerror or error}") from error
        self._saved = len(self._held)


def _batches(keys: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))

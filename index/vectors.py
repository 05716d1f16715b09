"""Nearest vectors: the VectorStore protocol, FAISS behind it, and a plain numpy reference.

A store is derived data: it can be rebuilt from the database at any time and is never the only place of a vector.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
import numpy.typing as npt

from ..corpus.errors import IndexStateError
from .embedder import Vectors
from .leftovers import unfinished_name

__all__ = ["ExactVectorStore", "FaissVectorStore", "Ids", "VectorStore", "VectorStoreError"]

Ids = npt.NDArray[np.int64]
"""Shape (vectors,)."""


class VectorStoreError(IndexStateError):
    """The stored file is missing, damaged, or not of the expected dimension: rebuild it from the database."""


class VectorStore(Protocol):
    """A set of unit vectors under integer names, searched by inner product.

    Every implementation passes the contract suite in `tests/index/test_vectors.py`.
    """

    dimension: int

    def __len__(self) -> int:
        """How many vectors are held."""

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Hold `vectors`, shape (n, dimension), under `ids`; an id that is already held gets the new vector."""

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these ids; unknown ones are ignored."""

    def search(self, query: Vectors, k: int, *, among: Ids | None = None) -> tuple[Ids, Vectors]:
        """The ids nearest to one query vector, shape (dimension,), best first, with their inner products.

        At most `k`, fewer when fewer are held; with `among`, only ids in it. Both arrays have shape (found,).
        """

    def save(self, path: Path) -> None:
        """Write the store to a file, whole or not at all."""

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """Read a saved store; VectorStoreError when that is not possible."""


class FaissVectorStore:
    """Exact inner-product search with FAISS (Douze et al., "The Faiss library", 2024)."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._ids: set[int] = set()

    def __len__(self) -> int:
        """How many vectors are held."""
        return len(self._ids)

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Hold vectors under ids; the last of several under one id counts."""
        last = dict(zip(map(int, ids), vectors, strict=True))
        if not last:
            return
        self.remove(last)
        self._index.add_with_ids(
            np.stack(list(last.values())).astype(np.float32), np.fromiter(last, np.int64, len(last))
        )
        self._ids.update(last)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these ids."""
        held = self._ids.intersection(map(int, ids))
        if held:
            self._index.remove_ids(np.fromiter(held, np.int64, len(held)))
            self._ids -= held

    def search(self, query: Vectors, k: int, *, among: Ids | None = None) -> tuple[Ids, Vectors]:
        """The nearest ids with their inner products, best first."""
        k = min(k, len(self))
        if k <= 0 or (among is not None and len(among) == 0):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        parameters = None
        if among is not None:
            # As bits: a set of tens of thousands of ids takes longer to make than to search.
            member = np.zeros(int(among.max()) + 1, np.bool_)
            member[among] = True
            bits = np.packbits(member, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, ids = self._index.search(np.ascontiguousarray(query[None], np.float32), k, params=parameters)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def holds(self, ids: Ids, vectors: Vectors) -> bool:
        """Whether just these vectors, shape (n, dimension), are held under these ids."""
        if not self._ids.issuperset(map(int, ids)):
            return False
        return bool(np.array_equal(self._index.reconstruct_batch(ids), vectors))

    def save(self, path: Path) -> None:
        """Write the store to a file, whole or not at all."""
        content = faiss.serialize_index(self._index).tobytes()
        _write_whole(path, zlib.crc32(content).to_bytes(4, "big") + content)

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """Read a saved store."""
        try:
            content = path.read_bytes()
            if zlib.crc32(content[4:]) != int.from_bytes(content[:4], "big"):
                raise VectorStoreError(f"the vector file {path} is damaged")
            index = faiss.deserialize_index(np.frombuffer(content, np.uint8, offset=4))
        except (OSError, RuntimeError, ValueError) as error:
            raise VectorStoreError(f"cannot read the vector file {path}") from error
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
            raise VectorStoreError(f"{path} does not hold vectors of {dimension} dimensions")
        store = cls(dimension)
        store._index = index
        store._ids = set(map(int, faiss.vector_to_array(index.id_map)))
        return store


class ExactVectorStore:
    """The reference: a dictionary and a matrix product. For tests and for understanding the protocol."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._vectors: dict[int, Vectors] = {}

    def __len__(self) -> int:
        """How many vectors are held."""
        return len(self._vectors)

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Hold vectors under ids."""
        self._vectors.update(zip(map(int, ids), np.array(vectors, np.float32), strict=True))

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these ids."""
        for held in ids:
            self._vectors.pop(int(held), None)

    def search(self, query: Vectors, k: int, *, among: Ids | None = None) -> tuple[Ids, Vectors]:
        """The nearest ids with their inner products, best first."""
        allowed = self._vectors.keys() if among is None else self._vectors.keys() & set(map(int, among))
        ids = np.fromiter(sorted(allowed), np.int64)
        if k <= 0 or not len(ids):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        scores = np.stack([self._vectors[int(held)] for held in ids]) @ query
        best = np.argsort(-scores, kind="stable")[:k]
        return ids[best], scores[best].astype(np.float32)

    def save(self, path: Path) -> None:
        """Write the store to a file, whole or not at all."""
        ids = np.fromiter(self._vectors, np.int64, len(self._vectors))
        vectors = np.stack(list(self._vectors.values())) if len(ids) else np.zeros((0, self.dimension), np.float32)
        content = io.BytesIO()
        np.savez(content, ids=ids, vectors=vectors)
        _write_whole(path, content.getvalue())

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """Read a saved store."""
        try:
            with np.load(path, allow_pickle=False) as saved:
                (ids, vectors) = (saved["ids"], saved["vectors"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise VectorStoreError(f"cannot read the vector file {path}") from error
        if vectors.ndim != 2 or vectors.shape[1] != dimension:
            raise VectorStoreError(f"{path} does not hold vectors of {dimension} dimensions")
        store = cls(dimension)
        store.add(ids, vectors)
        return store


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(unfinished_name(path.name))
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

"""Short codes of many vectors, in a file that is mapped into memory and not read: what may be near a query.

An inverted file (Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", 2011) of codes of one
bit a dimension (Gao and Long, "RaBitQ", SIGMOD 2024), both from FAISS. What it finds is ranked by the vectors
themselves, so that a wrong code may cost a candidate and never gives a wrong score.
"""

import math
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np

from .embedder import Vectors
from .leftovers import unfinished_name
from .members import Members
from .vectors import Ids, VectorStoreError

__all__ = ["VectorLists", "list_count", "sample_size", "write_lists"]

_LISTS = 1.5
"""Times the square root of the number of vectors: how many lists."""
_PROBES = 64
"""Lists looked through for a query among all vectors; among fewer, more, so that as many vectors are compared."""
_ROUNDS = 8
"""Of k-means."""
_SAMPLE = 32
"""Vectors a list that k-means sees."""


class VectorLists:
    """The codes in a file; read only."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Raises VectorStoreError when that is not possible."""
        self.path = path
        try:
            self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
        except RuntimeError as error:
            raise VectorStoreError(f"cannot read the vector file {path}") from error
        if not isinstance(self._index, faiss.IndexIVFRaBitQ) or self._index.d != dimension:
            raise VectorStoreError(f"{path} does not hold codes of {dimension} dimensions")

    def __len__(self) -> int:
        """How many vectors there are codes of, also of such as were deleted since."""
        return int(self._index.ntotal)

    @property
    def last(self) -> int:
        """The id up to which vectors are in it, as its name says."""
        return int(self.path.stem.rpartition("-")[2])

    @property
    def count(self) -> int:
        """How many lists there are."""
        return int(self._index.nlist)

    def near(self, query: Vectors, k: int, members: Members, share: float) -> Ids:
        """About the `k` ids nearest to one query vector among `members`, which are this share of all."""
        probes = min(self._index.nlist, math.ceil(_PROBES / max(share, 1e-6)))
        selector = members.selector()
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        (_, ids) = self._index.search(np.ascontiguousarray(query[None], np.float32), k, params=parameters)
        found: Ids = ids[0][ids[0] >= 0]
        return found

    def ids(self) -> Ids:
        """All ids, in no order."""
        lists = self._index.invlists
        sizes = [(at, lists.list_size(at)) for at in range(lists.nlist)]
        held = [faiss.rev_swig_ptr(lists.get_ids(at), size).copy() for (at, size) in sizes if size]
        return np.concatenate(held) if held else np.zeros(0, np.int64)


def write_lists(path: Path, sample: Vectors | Path, batches: Iterable[tuple[Ids, Vectors]], count: int) -> None:
    """Write the codes of about `count` vectors to a file, whole or not at all.

    The lists are drawn from a sample of them, shape (n, dimension), or are those of an older file, to which `batches`
    come.
    """
    if isinstance(sample, Path):
        index = faiss.read_index(str(sample))
    else:
        dimension = sample.shape[1]
        index = faiss.IndexIVFRaBitQ(
            faiss.IndexFlatL2(dimension), dimension, list_count(count), faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter = _ROUNDS
        # FAISS warns on the terminal when there are fewer than 39 vectors a list.
        index.cp.min_points_per_centroid = 1
        index.train(sample)
    for ids, vectors in batches:
        index.add_with_ids(vectors, ids)
    partial = path.with_name(unfinished_name(path.name))
    try:
        faiss.write_index(index, str(partial))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def list_count(count: int) -> int:
    """How many lists for so many vectors."""
    return max(1, int(_LISTS * math.sqrt(count)))


def sample_size(count: int) -> int:
    """How many vectors to draw the lists from."""
    return min(count, _SAMPLE * list_count(count))

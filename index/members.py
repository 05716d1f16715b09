"""A set of embeddings as bits: a million of them in 125 kB, and looked up while vectors are compared."""

import faiss
import numpy as np
import numpy.typing as npt

from .vectors import Ids

__all__ = ["Members"]


class Members:
    """Small non-negative numbers, such as those that rows of a table have."""

    def __init__(self, bits: npt.NDArray[np.uint8] | None = None) -> None:
        """`bits`, eight members a byte, the lowest bit first."""
        self.bits = np.zeros(0, np.uint8) if bits is None else bits

    def __len__(self) -> int:
        """How many there are."""
        return int(np.bitwise_count(self.bits).sum())

    def add(self, ids: Ids) -> None:
        """Take these in."""
        if not len(ids):
            return
        missing = int(ids.max()) // 8 + 1 - len(self.bits)
        if missing > 0:
            # Room ahead, so that one more id does not copy all every time.
            self.bits = np.concatenate([self.bits, np.zeros(missing + 1024, np.uint8)])
        np.bitwise_or.at(self.bits, ids >> 3, _mask(ids))

    def discard(self, ids: Ids) -> None:
        """Leave these out, whether they are in or not."""
        ids = ids[ids >> 3 < len(self.bits)]
        np.bitwise_and.at(self.bits, ids >> 3, ~_mask(ids))

    def among(self, ids: Ids) -> Ids:
        """Those of `ids` that are in."""
        ids = ids[ids >> 3 < len(self.bits)]
        held: Ids = ids[self.bits[ids >> 3] & _mask(ids) > 0]
        return held

    def ids(self) -> Ids:
        """All of them, rising."""
        return np.flatnonzero(np.unpackbits(self.bits, bitorder="little")).astype(np.int64)

    def selector(self) -> faiss.IDSelectorBitmap:
        """For FAISS; it sees the bits as they are now and must not outlive them."""
        return faiss.IDSelectorBitmap(self.bits)


def _mask(ids: Ids) -> npt.NDArray[np.uint8]:
    mask: npt.NDArray[np.uint8] = np.left_shift(1, ids & 7).astype(np.uint8)
    return mask

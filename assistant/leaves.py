"""The leaves of a document: runs of blocks that the browser lays out together, and which of them the quote is in."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ..corpus.document import Block, BlockKind, Document

__all__ = ["TOGETHER", "Leaves", "leaves_of"]

TOGETHER = {BlockKind.ROW: "rows", BlockKind.ITEM: "items"}
"""The blocks that make one table or one list with their neighbours, which no leaf parts."""

_LEAF = 8000
"""Characters that the browser lays out together; the leaves out of sight it leaves for later."""

_AROUND = 2
"""Leaves before and after the ones with the quote that are enough to begin with."""


class Leaves:
    """The leaves of a document, and those in which nothing is marked as they have been laid out before.

    Each of these, by language and number, with how many headings and pages there are up to its end: a long document is
    opened again and again, and all but one or two of its leaves stay as they are.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(_leaves(blocks))
        self.levels = list(_levels(block.level for block in blocks if block.kind is BlockKind.HEADING))
        self.plain: dict[str, dict[int, tuple[str, int, int]]] = {}

    def around(self, start: int, end: int) -> range:
        """The numbers of the leaves about a span, enough to fill a screen and to read on."""
        ends = [blocks[-1].end for blocks in self.blocks]
        (first, last) = (bisect_left(ends, start + 1), bisect_left(ends, end))
        return range(max(first - _AROUND, 0), min(last + _AROUND + 1, len(ends)))


class _Same:
    """The very content that the store hands out again and again: comparing two would read them whole."""

    __slots__ = ("blocks",)

    def __init__(self, document: Document) -> None:
        self.blocks = document.blocks

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.blocks is self.blocks

    def __hash__(self) -> int:
        return id(self.blocks)


def leaves_of(document: Document) -> Leaves:
    """The leaves of a document, those of the last ones from memory."""
    return _kept(_Same(document))


@lru_cache(maxsize=16)
def _kept(content: _Same) -> Leaves:
    return Leaves(content.blocks)


def _levels(told: Iterable[int]) -> Iterator[int]:
    """The level of each heading, below the title of the page: one under what it stands under, without a gap."""
    above: list[int] = []
    for level in told:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield min(len(above) + 1, 6)


def _leaves(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """The blocks in runs of about `_LEAF` characters, parted neither within a list nor within a table."""
    first = 0
    for at, block in enumerate(blocks):
        together = at and block.kind in TOGETHER and blocks[at - 1].kind is block.kind
        if at > first and block.end - blocks[first].start > _LEAF and not together:
            yield blocks[first:at]
            first = at
    if first < len(blocks):
        yield blocks[first:]

"""Puts pieces of text one behind another to canonical text, and keeps where each of them stands."""

import re
from collections.abc import Sequence

from .document import Block, BlockKind, Page
from .reader import Member, Reading, SkippedPart

__all__ = ["Composer", "clean"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CLOSE = frozenset({BlockKind.ITEM, BlockKind.ROW})
"""Kinds of which two stand on lines next to each other."""


def clean(text: str) -> str:
    """Text without what has no place in one: control characters, soft hyphens, halves of characters, odd line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))


class Composer:
    """Collects the blocks of one document in their order."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[tuple[int, str]] = []

    @property
    def blocks(self) -> Sequence[Block]:
        """Those so far."""
        return self._blocks

    @property
    def text(self) -> str:
        """The canonical text so far."""
        return "".join(self._pieces)

    def page(self, label: str) -> None:
        """What follows stands on the page, sheet or slide of this name."""
        self._pages.append((self._length, " ".join(clean(label).split())))

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        level: int = 0,
        *,
        marker: str = "",
        breaks: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Put a block behind those so far; nothing is added when there is nothing but white space.

        `marker` (the bullet of a list item) stands before the block. `breaks` are the places in `text`, which then
        has to be clean, where another page begins, with the label of each.
        """
        content = text if breaks else clean(text).strip()
        if not content.strip():
            return
        last = self._blocks[-1].kind if self._blocks else None
        lead = "" if last is None else "\n" if last is kind and kind in _CLOSE else "\n\n"
        lead += clean(marker)
        start = self._length + len(lead)
        self._pieces += [lead, content]
        self._pages += [(start + offset, label) for offset, label in breaks]
        self._length = start + len(content)
        self._blocks.append(Block(start, self._length, kind, level if kind is BlockKind.HEADING else 0))

    def row(self, cells: Sequence[str]) -> None:
        """A row of a table: its cells between bars."""
        shown = [" ".join(cell.replace("|", "¦").split()) for cell in cells]
        while shown and not shown[-1]:
            shown.pop()
        text = " | ".join(shown).strip(" |")
        # With its first cells empty a row begins at the first that is not.
        self.add(text, BlockKind.ROW)

    def reading(
        self,
        *,
        title: str | None = None,
        date: str | None = None,
        language: str | None = None,
        members: Sequence[Member] = (),
        skipped: Sequence[SkippedPart] = (),
    ) -> Reading:
        """All of it, as a reader gives it."""
        ends = [*(start for start, _ in self._pages[1:]), self._length]
        pages = (Page(start, end, label) for (start, label), end in zip(self._pages, ends, strict=bool(self._pages)))
        return Reading(
            text=self.text,
            blocks=tuple(self._blocks),
            title=" ".join(clean(title).split()) or None if title else None,
            date=date,
            language=language,
            pages=tuple(pages) if self._pages else (),
            members=tuple(members),
            skipped=tuple(skipped),
        )

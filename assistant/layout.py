"""The canonical text of a document laid out as HTML, block by block, with a span marked in it.

Every character of a block stands in the page as it stands in the canonical text, so that the text of the
marks, joined, is the quote. Between blocks only the markup that carries words (front matter, the number of
a list item) is shown, except inside the span, where everything is.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from ..corpus.document import Block, BlockKind, Document
from .leaves import TOGETHER, leaves_of
from .wording import Wording

__all__ = ["Layout"]

_CLASSES = {BlockKind.PARAGRAPH: "paragraph", BlockKind.ITEM: "item", BlockKind.FURNITURE: "furniture"}

_SHORT_LINE = 50
"""Characters: where an editor or a mail program has broken the lines, they are longer than this."""

_CHARACTERS_A_LINE = 75
_LINE_PIXELS = 28
"""For the guess at the height of a leaf that is not laid out yet."""

_BLANK = '<div class="between blank"'
"""Nothing but the white within a quote of several blocks, which takes no room."""


class Layout:
    """Lays the canonical text out block by block and puts the marks in."""

    def __init__(
        self,
        document: Document,
        start: int,
        end: int,
        words: Wording,
        found: Sequence[tuple[int, int]] = (),
    ) -> None:
        """`found` are spans to mark beside the quote, in order and apart."""
        self.document = document
        self.start, self.end = start, end
        self.words = words
        self.marked = False
        self.found = found
        self.next_found = 0
        self.leaves = leaves_of(document)
        self.labelled = 0
        self.headings = 0
        self.pages = [page for page in document.pages if page.label]
        self.next_page = 0

    def parts(self, only: range | None = None) -> Iterator[str]:
        """The pieces of the page, in the order of the text; of the leaves, only those with some numbers."""
        held = self.leaves
        plain = held.plain.setdefault(self.words.language, {})
        position = 0
        for number, blocks in enumerate(held.blocks[: only.stop] if only is not None else held.blocks):
            end = blocks[-1].end
            if only is not None and number < only.start:
                self._pass_over(blocks, end)
                position = end
                continue
            marked = self._marks_anything(position, end)
            if not marked and number in plain:
                (leaf, self.headings, self.next_page) = plain[number]
            else:
                height = (end - position) // _CHARACTERS_A_LINE * _LINE_PIXELS
                inner = "".join(self._laid_out(blocks, position))
                leaf = f'<section class="leaf" style="contain-intrinsic-height: auto {height}px">{inner}</section>'
                if not marked:
                    plain[number] = (leaf, self.headings, self.next_page)
            yield leaf
            position = end
        if only is None or only.stop >= len(held.blocks):
            yield self._gap(position, len(self.document.text))

    def _pass_over(self, blocks: Sequence[Block], end: int) -> None:
        """Count what a leaf holds without laying it out: numbers stay what they are on the whole page."""
        self.headings += sum(block.kind is BlockKind.HEADING for block in blocks)
        while self.next_page < len(self.pages) and self.pages[self.next_page].start < end:
            self.next_page += 1
        while self.next_found < len(self.found) and self.found[self.next_found][1] <= end:
            self.next_found += 1

    def _marks_anything(self, start: int, end: int) -> bool:
        at = bisect_left(self.found, (start,))
        near = self.found[max(at - 1, 0) : at + 1]
        return self._touched(start, end) or any(low < end and high > start for low, high in near)

    def _laid_out(self, blocks: Sequence[Block], position: int) -> Iterator[str]:
        """Some blocks that follow one another, with what stands before each since `position`."""
        group: str | None = None
        for block in blocks:
            marker, between = self._between(position, block)
            wanted = TOGETHER.get(block.kind)
            apart = between and not between.startswith(_BLANK)
            if group and (group != wanted or apart or self._page_starts_by(block.start)):
                yield "</div>"
                group = None
            yield between
            while self._page_starts_by(block.start):
                yield self._page_label()
            if wanted and not group:
                yield f'<div class="{wanted}" role="{"table" if wanted == "rows" else "list"}">'
                group = wanted
            yield self._block(block, marker)
            position = block.end
        if group:
            yield "</div>"

    def _between(self, start: int, block: Block) -> tuple[str, str]:
        """What stands before a block: a list item's marker on its own line, and the rest."""
        if block.kind is not BlockKind.ITEM:
            return "", self._gap(start, block.start)
        line = max(start, self.document.text.rfind("\n", start, block.start) + 1)
        between = self._gap(start, line)
        if self._touched(line, block.start) or any(map(str.isalnum, self.document.text[line : block.start])):
            return f'<span class="marker" data-start="{line}">{self._text(line, block.start)}</span>', between
        return "", between

    def _gap(self, start: int, end: int) -> str:
        text = self.document.text[start:end]
        told = any(map(str.isalnum, text))
        if not told and not self._touched(start, end):
            return ""
        opening = '<div class="between"' if told else _BLANK
        return f'{opening} data-start="{start}">{self._text(start, end)}</div>'

    def _touched(self, start: int, end: int) -> bool:
        return max(start, self.start) < min(end, self.end)

    def _block(self, block: Block, marker: str) -> str:
        if block.kind is BlockKind.ROW:
            return f'<div class="row" role="row">{"".join(self._cells(block))}</div>'
        text = self._text(block.start, block.end)
        # Where its text begins, so that what a reader selects has offsets again.
        at = f'data-start="{block.start}"'
        if block.kind is BlockKind.HEADING:
            level = self.leaves.levels[self.headings]
            self.headings += 1
            return f'<h{level} class="level-{block.level}" id="h{self.headings}" {at}>{text}</h{level}>'
        lines = " lines" if _keeps_lines(self.document.text[block.start : block.end]) else ""
        if block.kind is BlockKind.ITEM:
            numbered = " numbered" if marker else ""
            return f'<div class="item{lines}{numbered}" role="listitem">{marker}<span {at}>{text}</span></div>'
        return f'<p class="{_CLASSES[block.kind]}{lines}" {at}>{text}</p>'

    def _cells(self, block: Block) -> Iterator[str]:
        text = self.document.text
        cuts = [at for at in range(block.start, block.end) if text[at] in "|\t"]
        if not cuts:
            cuts = [block.start]
        edges = sorted({block.start, *cuts, block.end})
        for start, end in pairwise(edges):
            # The bar that closes a row opens no cell of its own.
            if end == block.end and start > block.start and not text[start + 1 : end].strip():
                yield f'<span class="last" data-start="{start}">{self._text(start, end)}</span>'
            else:
                # The bar between two cells is drawn as a column's rule.
                inside = start + (text[start] in "|\t")
                inside += inside > start and text[inside : inside + 1] == " "
                bar = f'<span class="bar">{self._text(start, inside)}</span>' if inside > start else ""
                yield f'<span class="cell" role="cell" data-start="{start}">{bar}{self._text(inside, end)}</span>'

    def _text(self, start: int, end: int) -> str:
        """The span escaped, with the quote's part in a mark and page breaks where they fall."""
        low, high = max(start, self.start), min(end, self.end)
        if low >= high:
            return self._broken(start, end)
        identity = "" if self.marked else ' id="quote"'
        self.marked = True
        before, quoted, after = self._broken(start, low), self._broken(low, high), self._broken(high, end)
        return f"{before}<mark{identity}>{quoted}</mark>{after}"

    def _broken(self, start: int, end: int) -> str:
        parts: list[str] = []
        while self.next_page < len(self.pages) and self.pages[self.next_page].start < end:
            page = self.pages[self.next_page]
            self.next_page += 1
            if page.start > start:
                parts.append(self._plain(start, page.start))
                start = page.start
            # The label is drawn by the style sheet: it is no part of the text.
            label = escape(self.words.page_name(page.label, self.document.uri))
            parts.append(
                f'<span class="page-break" id="p{self.next_page}" role="note" '
                f'aria-label="{label}" data-label="{label}"></span>'
            )
        parts.append(self._plain(start, end))
        return "".join(parts)

    def _plain(self, start: int, end: int) -> str:
        """The span escaped, with what was found in it marked; a place gets its identity where it begins."""
        text = self.document.text
        parts: list[str] = []
        while self.next_found < len(self.found) and self.found[self.next_found][0] < end:
            (low, high) = self.found[self.next_found]
            number = self.next_found + 1
            (low, inside) = (max(low, start), min(high, end))
            parts.append(_literal(text[start:low]))
            if low < inside:
                identity = f' id="f{number}"' if number > self.labelled else ""
                self.labelled = number
                parts.append(f'<mark class="found"{identity}>{_literal(text[low:inside])}</mark>')
            start = max(low, inside)
            if high > end:
                break
            self.next_found = number
        parts.append(_literal(text[start:end]))
        return "".join(parts)

    def _page_starts_by(self, position: int) -> bool:
        return self.next_page < len(self.pages) and self.pages[self.next_page].start <= position

    def _page_label(self) -> str:
        label = escape(self.words.page_name(self.pages[self.next_page].label, self.document.uri))
        self.next_page += 1
        identity = f'id="p{self.next_page}"'
        return f'<p class="page" {identity} data-label="{label}" role="separator" aria-label="{label}"></p>'


def _literal(text: str) -> str:
    """Text escaped so that a parser gives back the same characters."""
    escaped = escape(text)
    if "\r" in escaped:
        escaped = escaped.replace("\r", "&#13;")
    # HTML cannot hold NUL: the replacement is one character too, so offsets stay right.
    return escaped.replace("\0", "\ufffd") if "\0" in escaped else escaped


def _keeps_lines(text: str) -> bool:
    """Whether line breaks mean something (an address, a poem) rather than the width of somebody's editor."""
    lines = text.strip().splitlines()[:-1]
    return bool(lines) and min(map(len, lines)) < _SHORT_LINE

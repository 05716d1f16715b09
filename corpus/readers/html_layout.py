"""Laying out a parsed page as text: one block per block element, white space as a browser shows it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lxml import etree

from ..document import Block, BlockKind
from ..raised import raised
from .html_ink import StyleSheet, hides
from .html_parts import is_hidden, is_page_part, visible_length

__all__ = ["PageBlock", "lay_out"]

_DROPPED = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "iframe",
    "object", "embed", "audio", "video", "canvas", "map", "textarea", "select", "option", "datalist", "input",
    "base", "param", "source", "track",
})  # fmt: skip
_BLOCK = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "button", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "table", "caption", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset({"li", "dd", "dt"})
_RESETTING = frozenset({"td", "th", "table", "blockquote", "article", "section", "main"})
_TOO_MUCH_FOR_A_ROW = (
    "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "article", "section",
    "form",
)  # fmt: skip
_LONGEST_ROW = 2_000

_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_SPACES = re.compile(r"  +")
_BREAK = re.compile(r" *\n *")
_SOFT_HYPHEN = "\xad"
_CELL_EDGE = "\x1f"


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of the page: where it stands in the text, and what its place in the page tells."""

    block: Block
    in_page_part: bool
    """Whether it stands in navigation, a footer, an aside, a cookie banner or the like."""
    link_share: float
    """How much of it is links, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class _State:
    """What is in force inside an open block element."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    in_page_part: bool = False
    preformatted: bool = False
    in_row: bool = False


@dataclass
class _Writer:
    """Collects inline text until its block ends, then puts it behind the text so far."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[PageBlock] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    linked: int = 0
    visible: int = 0
    marker: str = ""
    """What the next block has before it: the bullet or number of a list item."""
    unseen: list[str] = field(default_factory=list)
    """Letters of the block that nobody sees; they follow it as furniture."""

    def add(self, text: str, state: _State, *, linked: bool) -> None:
        """Take in text of the block that is being collected."""
        text = text.replace(_SOFT_HYPHEN, "")
        self.inline.append(text if state.preformatted else _SPACE.sub(" ", text))
        size = len("".join(text.split()))
        self.visible += size
        self.linked += size if linked else 0

    def end_block(self, state: _State) -> None:
        """Write what was collected as one block, unless it is only white space."""
        share = self.linked / self.visible if self.visible else 0.0
        self._write(self._collected(state), state, share)
        unseen = _SPACE.sub(" ", "".join(self.unseen)).strip()
        self.inline, self.linked, self.visible, self.unseen = [], 0, 0, []
        if unseen:
            self.marker = ""
            self._write(unseen, _State(BlockKind.FURNITURE, in_page_part=True), 0.0)

    def _write(self, text: str, state: _State, share: float) -> None:
        if not text:
            return
        before = self.blocks[-1].block.kind if self.blocks else None
        tight = before is state.kind and state.kind in {BlockKind.ITEM, BlockKind.ROW}
        lead = ("" if before is None else "\n" if tight else "\n\n") + self.marker
        self.marker = ""
        start = self.length + len(lead)
        self.pieces += [lead, text]
        self.length = start + len(text)
        self.blocks.append(PageBlock(Block(start, self.length, state.kind, state.level), state.in_page_part, share))

    def _collected(self, state: _State) -> str:
        raw = "".join(self.inline)
        if state.preformatted:
            return raw.strip()
        if state.in_row:
            cells = [" ".join(cell.split(" ")).strip() for cell in _BREAK.sub(" ", raw).split(_CELL_EDGE)]
            return _SPACES.sub(" ", " | ".join(cells)).strip("| \n\t").strip()
        return _BREAK.sub("\n", _SPACES.sub(" ", raw.replace(_CELL_EDGE, " "))).strip()


def lay_out(root: Any, apart: Callable[[Any], bool] = lambda _: False) -> tuple[str, list[PageBlock]]:  # noqa: ANN401
    """The text of the page and its blocks, without scripts, styles and what a browser does not lay out.

    What it lays out and nobody sees is furniture, and is taken out of the tree. What stands in an element for which
    `apart` holds is a part of the page and not of its text.
    """
    return _Walk(root, apart).result()


class _Walk:
    """Goes through the elements of a page, without recursion: no depth of nesting can break it."""

    def __init__(self, root: Any, apart: Callable[[Any], bool]) -> None:  # noqa: ANN401
        self._root = root
        self._apart = apart
        self._page_length = visible_length(root)
        self._writer = _Writer()
        self._states = [_State()]
        self._counters: list[int] = []
        self._links = 0
        self._sheet = StyleSheet(root)
        self._inks = [self._sheet.ground]
        self._raised: list[tuple[Any, list[str], int]] = []
        """The open elements that are raised, each with the list of the block's text and where in it they begin."""

    def result(self) -> tuple[str, list[PageBlock]]:
        """The text and its blocks."""
        dropped: Any = None
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            name = element.tag.lower() if isinstance(element.tag, str) else ""
            if event == "start":
                said = self._sheet.of(element) if name else {}
                if not name or name in _DROPPED or is_hidden(element) or hides(said):
                    dropped = element
                    walk.skip_subtree()
                else:
                    self._open(name, element)
                    if name not in _BLOCK and _is_raised(name, element, said):
                        self._raised.append((element, self._writer.inline, len(self._writer.inline)))
                    self._inks.append(self._inks[-1].within(said))
                    self._write(element, "text")
                continue
            if element is dropped:
                dropped = None
            else:
                self._inks.pop()
                self._lower(element)
                self._close(name)
            if element is not self._root:
                self._write(element, "tail")
        self._writer.end_block(self._states[0])
        return "".join(self._writer.pieces), self._writer.blocks

    def _write(self, element: Any, side: Literal["text", "tail"]) -> None:  # noqa: ANN401
        text = getattr(element, side)
        if text and self._inks[-1].unseen:
            self._writer.unseen.append(text)
            setattr(element, side, None)
        elif text:
            self._writer.add(text, self._states[-1], linked=self._links > 0)

    def _lower(self, element: Any) -> None:  # noqa: ANN401
        """Write what a raised element held as it is raised, unless another block has begun in it."""
        if self._raised and self._raised[-1][0] is element:
            _, inline, start = self._raised.pop()
            if inline is self._writer.inline:
                inline[start:] = [raised("".join(inline[start:]))]

    def _open(self, name: str, element: Any) -> None:  # noqa: ANN401
        state = self._states[-1]
        self._links += name == "a"
        if name == "br":
            self._writer.inline.append("\n")
        elif name in _BLOCK and state.in_row:
            self._writer.inline.append(_CELL_EDGE if name in {"td", "th"} else " ")
            self._states.append(state)
        elif name in _BLOCK:
            self._writer.end_block(state)
            self._count(name, element)
            inside = _inside(name, element, state, self._page_length)
            self._states.append(replace(inside, in_page_part=True) if self._apart(element) else inside)

    def _close(self, name: str) -> None:
        self._links -= name == "a"
        if name not in _BLOCK:
            return
        closed = self._states.pop()
        if closed.in_row and self._states[-1].in_row:
            return
        self._writer.end_block(closed)
        if name in {"ol", "ul", "menu"} and self._counters:
            self._counters.pop()
        if name == "li":
            self._writer.marker = ""

    def _count(self, name: str, element: Any) -> None:  # noqa: ANN401
        """Keep the numbers of ordered lists, and set the mark of an item that begins."""
        if name in {"ul", "menu"}:
            self._counters.append(-1)
        elif name == "ol":
            start = element.get("start", "1")
            self._counters.append(int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1)
        elif name == "li" and self._counters and self._counters[-1] >= 0:
            self._writer.marker = f"{self._counters[-1]}. "
            self._counters[-1] += 1
        elif name == "li":
            self._writer.marker = "• "


def _inside(name: str, element: Any, outside: _State, page_length: int) -> _State:  # noqa: ANN401
    """The state inside a block element."""
    kind, level = outside.kind, outside.level
    if name in _HEADINGS:
        kind, level = BlockKind.HEADING, _HEADINGS[name]
    elif name in _ITEMS:
        kind, level = BlockKind.ITEM, 0
    elif name in _RESETTING:
        kind, level = BlockKind.PARAGRAPH, 0
    in_row = name == "tr" and _is_data_row(element)
    return _State(
        kind=BlockKind.ROW if in_row else kind,
        level=0 if in_row else level,
        in_page_part=outside.in_page_part or is_page_part(element, page_length),
        preformatted=outside.preformatted or name == "pre",
        in_row=in_row,
    )


def _is_raised(name: str, element: Any, said: dict[str, str]) -> bool:  # noqa: ANN401
    return (
        name == "sup"
        or said.get("vertical-align") == "super"
        or (said.get("position") == "relative" and said.get("top", "").startswith("-") and "font-size" in said)
        or "noteref" in (element.get("epub:type") or "").split()
        or element.get("role") == "doc-noteref"
    )


def _is_data_row(row: Any) -> bool:  # noqa: ANN401
    """Whether a row holds data and not a part of the page's layout: two cells or more, short, without structure."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return (
        len(cells) > 1
        and next(row.iter(*_TOO_MUCH_FOR_A_ROW), None) is None
        and all(sum(1 for _ in cell.iter("p", "div")) <= 3 for cell in cells)
        and sum(len(text) for text in row.itertext()) <= _LONGEST_ROW
    )

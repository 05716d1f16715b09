"""Markdown: the decoded content as it is; blocks where CommonMark, with tables, finds them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..document import Block, BlockKind
from ..encoding import decode
from ..furniture import is_furniture
from ..reader import Reading, Source
from .front_matter import read_front_matter

__all__ = ["READER", "MarkdownReader"]

# Only block structure is wanted for a whole file: inline parsing is slow, and on hostile input very slow.
_DEEPEST = 100
_BLOCKS = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_INLINE = MarkdownIt("commonmark")
_MAX_INLINE = 1_000
"""Characters up to which a paragraph is looked at for being nothing but an image or a link."""

_LINE_END = re.compile(r"\r\n?|\n")
_PREFIX = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_NESTED = re.compile(r"(?:[\s>]|(?:[-*+]|\d{1,9}[.)])(?=\s|\Z))*")
"""Marks of lists and quotations in one another."""
_DELIMITER_ROW = re.compile(r"[\s|:>-]*")


class MarkdownReader:
    """Reads `.md`."""

    suffixes = frozenset({".md", ".markdown"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The whole content as text; front matter gives title, date and language and is itself furniture."""
        text = decode(data)
        head = read_front_matter(text)
        body = head.end if head else 0
        blocks: list[Block] = []
        if head:
            start = len(text) - len(text.lstrip())
            blocks.append(Block(start, head.end, BlockKind.FURNITURE))
        blocks += _Layout(text, body).blocks()
        first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
        heading = _plain(text[first.start : first.end]) if first else None
        return Reading(
            text=text,
            blocks=tuple(blocks),
            title=(head.title if head else None) or heading or None,
            date=head.date if head else None,
            language=head.language if head else None,
        )


READER = MarkdownReader()


class _Layout:
    """The blocks of `text` from offset `body` on; tokens count lines, blocks count characters."""

    def __init__(self, text: str, body: int) -> None:
        self._text = text
        self._starts = [body, *(match.end() for match in _LINE_END.finditer(text, body)), len(text)]

    def blocks(self) -> Iterator[Block]:
        """In order, trimmed of white space and of the marks at their edges."""
        tokens = _BLOCKS.parse(self._text[self._starts[0] :])
        last = self._starts[0]
        for block in self._of_tokens(tokens):
            start, end = self._trimmed(max(block.start, last), block.end)
            if start < end:
                yield Block(start, end, block.kind, block.level)
                last = end

    def _of_tokens(self, tokens: Sequence[Token]) -> Iterator[Block]:
        in_row = False
        new_item = False
        for index, token in enumerate(tokens):
            if token.type == "list_item_open":
                new_item = True
            elif token.type == "tr_open":
                in_row = True
                yield from self._row(token)
            elif token.type == "tr_close":
                in_row = False
            elif token.type == "inline" and not in_row:
                opening = tokens[index - 1]
                if opening.type == "heading_open":
                    yield from self._heading(token, int(opening.tag[1]))
                else:
                    kind = BlockKind.ITEM if new_item else BlockKind.PARAGRAPH
                    yield from self._paragraph(token, kind)
                new_item = False
            elif token.type in {"blockquote_close", "list_item_close"}:
                yield from self._too_deep(tokens[index - 1])
            elif token.type in {"fence", "code_block"}:
                yield from self._code(token)
            elif token.type == "html_block":
                yield Block(*self._lines(token), BlockKind.FURNITURE)

    def _lines(self, token: Token) -> tuple[int, int]:
        first, last = token.map or [0, 0]
        end = min(last, len(self._starts) - 1)
        return self._starts[min(first, end)], self._starts[end]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        piece = self._text[start:end]
        return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))

    def _content(self, token: Token) -> tuple[int, int]:
        """The span of an inline token without the marks of lists, quotations and headings before it."""
        start, end = self._trimmed(*self._lines(token))
        first = token.content.split("\n", 1)[0].rstrip()
        line_end = _LINE_END.search(self._text, start, end)
        line = self._text[start : line_end.start() if line_end else end].rstrip()
        position = line.rfind(first) if first else -1
        if position < 0 and (prefix := _PREFIX.match(line)):
            position = prefix.end()
        return start + max(position, 0), end

    def _heading(self, token: Token, level: int) -> Iterator[Block]:
        start, end = self._content(token)
        first = token.content.split("\n", 1)[0].rstrip()
        if token.markup.startswith("#") or "\n" not in token.content:
            end = min(end, start + len(first))
        text = self._text[start:end]
        if _is_decoration(text) or (level > 1 and is_furniture(_plain(text))):
            yield Block(start, end, BlockKind.FURNITURE)
        else:
            yield Block(start, end, BlockKind.HEADING, level)

    def _paragraph(self, token: Token, kind: BlockKind) -> Iterator[Block]:
        start, end = self._content(token)
        text = self._text[start:end]
        furniture = _is_decoration(text) or is_furniture(_plain(text))
        yield Block(start, end, BlockKind.FURNITURE if furniture else kind)

    def _too_deep(self, token: Token) -> Iterator[Block]:
        """What stands in a quotation or an item at the depth where the parser takes in nothing more, and behind it.

        It passes over all lines to the end of what is around them; here they are paragraphs between empty lines.
        """
        if token.type not in {"blockquote_open", "list_item_open"} or token.level < _DEEPEST - 1:
            return
        first, last = token.map or [0, 0]
        block: Block | None = None
        for start, end in pairwise(self._starts[first : last + 1]):
            marks = _NESTED.match(self._text, start, end)
            words = marks.end() if marks else start
            if words == end:
                if block:
                    yield block
                block = None
            else:
                block = Block(block.start if block else words, end, BlockKind.PARAGRAPH)
        if block:
            yield block

    def _row(self, token: Token) -> Iterator[Block]:
        start, end = self._trimmed(*self._lines(token))
        line = self._text[start:end]
        if not _DELIMITER_ROW.fullmatch(line):
            left = len(line) - len(re.sub(r"^[\s>|]+", "", line))
            yield Block(start + left, start + len(line.rstrip("| \t")), BlockKind.ROW)

    def _code(self, token: Token) -> Iterator[Block]:
        start, end = self._lines(token)
        if token.type == "fence":
            content = _LINE_END.search(self._text, start, end)
            start = content.end() if content else end
            closing = re.search(rf"[\s>]*{re.escape(token.markup[:3])}[`~]*\s*\Z", self._text[start:end])
            end = start + closing.start() if closing else end
        yield Block(start, end, BlockKind.PARAGRAPH)


def _plain(text: str) -> str:
    """The words of inline Markdown: without emphasis, without the targets of links."""
    if len(text) > _MAX_INLINE:
        return text
    tokens = _INLINE.parseInline(text)[0].children or []
    words = (token.content or " " * token.type.endswith("break") for token in tokens if token.type != "html_inline")
    return " ".join("".join(words).split())


def _is_decoration(text: str) -> bool:
    """Whether inline Markdown is nothing but images and HTML comments."""
    if len(text) > _MAX_INLINE or not ("![" in text or "<" in text):
        return False
    tokens = _INLINE.parseInline(text)[0].children or []
    return all(
        token.type in {"image", "html_inline", "link_open", "link_close", "softbreak", "hardbreak"}
        or not token.content.strip()
        for token in tokens
    )

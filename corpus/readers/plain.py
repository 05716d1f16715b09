"""Plain text: the decoded content as it is; blocks from blank lines, list marks and the look of lines."""

import itertools
import re
from collections.abc import Iterator, Sequence

from ..document import Block, BlockKind
from ..encoding import decode
from ..furniture import is_furniture
from ..lines import Line, continues, split_lines
from ..reader import Reading, Source

__all__ = ["READER", "PlainTextReader", "text_blocks"]

_BULLET = re.compile(
    r"(?:[-–—•‣◦▪●○■*+·]|\(?\d{1,3}\s?[.):/°]|\d{1,3}\s?-|\(?[a-z]\)|\(?[ivx]{1,5}\)|[a-z]\.)"
    r"[\s\N{NO-BREAK SPACE}]+(?=\S)"
)
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?\s")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_CELL_TEXT = re.compile(r"[^\s|]")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_RULE = re.compile(r"[-=_*~#+|:.\s•·]{3,}")
_SENTENCE_END = re.compile(r"[.!?…:;,][»”\"')\]\s]*$")
_NOT_AT_A_HEADINGS_END = re.compile(r"[.…:;,][»”\"')\]\s]*$")
_BLANK_LINE = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?:[\r\n]|\Z)")
_AFTER_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\Z")
_NOT_A_HEADING = re.compile(r"@|https?://|www\.|\d[\d\s.-]{7,}")

_MAX_TITLE = 200
_MAX_HEADING = 120


class PlainTextReader:
    """Reads `.txt`."""

    suffixes = frozenset({".txt", ".text"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The whole content as text, with its paragraphs, list items, table rows and headings."""
        text = decode(data)
        blocks = text_blocks(text)
        first = next((block for block in blocks if block.kind is not BlockKind.FURNITURE), None)
        title = text[first.start : first.end] if first and first.kind is BlockKind.HEADING else None
        return Reading(text=text, blocks=tuple(blocks), title=" ".join(title.split()) if title else None)


READER = PlainTextReader()


def text_blocks(text: str) -> list[Block]:
    """The blocks of a plain text."""
    return _with_headings(text, list(_blocks(split_lines(text))))


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    stanza: list[Line] = []
    for line in lines:
        if line.is_blank:
            yield from _blocks_of_stanza(stanza)
            stanza = []
        else:
            stanza.append(line)
    yield from _blocks_of_stanza(stanza)


def _blocks_of_stanza(stanza: Sequence[Line]) -> Iterator[Block]:
    """The blocks in lines that no blank line parts."""
    rows = _rows(stanza)
    width = max((len(line.text) for line in stanza), default=0)
    index = 0
    while index < len(stanza):
        line = stanza[index]
        underlined = index + 1 < len(stanza) and _UNDERLINE.fullmatch(stanza[index + 1].text)
        hashes = _HASHES.match(line.text)
        if underlined and len(line.text) <= _MAX_TITLE and not _RULE.fullmatch(line.text) and index not in rows:
            yield Block(line.start, line.end, BlockKind.HEADING, 1 if stanza[index + 1].text[0] == "=" else 2)
            index += 2
        elif _RULE.fullmatch(line.text):
            index += 1
        elif index in rows:
            yield from _row(line)
            index += 1
        elif is_furniture(line.text):
            yield Block(line.start, line.end, BlockKind.FURNITURE)
            index += 1
        elif hashes:
            yield Block(line.start + hashes.end(), line.end, BlockKind.HEADING, len(hashes[1]))
            index += 1
        else:
            last = index
            while last + 1 < len(stanza) and last + 1 not in rows and _joins(stanza, index, last, width):
                last += 1
            yield _paragraph(stanza[index : last + 1])
            index = last + 1


def _joins(stanza: Sequence[Line], first: int, last: int, width: int) -> bool:
    """Whether the line after `last` belongs to the block that begins at `first`."""
    following = stanza[last + 1]
    if _BULLET.match(following.text) or _RULE.fullmatch(following.text) or is_furniture(following.text):
        return False
    if _BULLET.match(stanza[first].text) and following.indent > stanza[first].indent:
        return True
    return continues(stanza[last].text, following.text, width)


def _paragraph(lines: Sequence[Line]) -> Block:
    first, last = lines[0], lines[-1]
    bullet = _BULLET.match(first.text)
    if bullet:
        return Block(first.start + bullet.end(), last.end, BlockKind.ITEM)
    whole = " ".join(line.text for line in lines)
    kind = BlockKind.FURNITURE if len(lines) > 1 and is_furniture(whole) else BlockKind.PARAGRAPH
    return Block(first.start, last.end, kind)


def _rows(stanza: Sequence[Line]) -> frozenset[int]:
    """Which lines are table rows: two or more in succession with as many tabs or pipes between their cells."""
    cells = [_cells(line.text) for line in stanza]
    rows: set[int] = set()
    content = [index for index, line in enumerate(stanza) if not _RULE.fullmatch(line.text)]
    for one, other in itertools.pairwise(content):
        if cells[one] > 1 and cells[one] == cells[other]:
            rows |= {one, other}
    return frozenset(rows)


def _cells(line: str) -> int:
    inner = line.strip("|")
    return 1 + max(len(re.findall(r"\t+", inner)), len(re.findall(r"\s\|\s?|\|\s", inner)))


def _row(line: Line) -> Iterator[Block]:
    """The row without the pipes at its edges; nothing where there is no cell."""
    first = _CELL_TEXT.search(line.text)
    last = _CELL_TEXT.search(line.text[::-1])
    if first and last:
        yield Block(line.start + first.start(), line.end - last.start(), BlockKind.ROW)


def _with_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, those paragraphs made headings that look like one: what stands before and after tells."""
    following: list[Block | None] = []
    after: Block | None = None
    for block in reversed(blocks):
        following.append(after)
        after = after if block.kind is BlockKind.FURNITURE else block
    result: list[Block] = []
    titled = False
    for block, after in zip(blocks, reversed(following), strict=True):
        if block.kind is BlockKind.FURNITURE:
            result.append(block)
            continue
        found = _heading(text, block, result[-1] if result else None, after, first=not titled)
        titled = True
        result.append(found or block)
    return result


def _heading(text: str, block: Block, before: Block | None, after: Block | None, *, first: bool) -> Block | None:
    """The heading that a block is, or None."""
    if after is None or block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
        return None
    start = text.rfind("\n", 0, block.start) + 1
    start = max(start, text.rfind("\r", start, block.start) + 1)
    line = text[start : block.end].strip()
    led = (
        before is None or before.kind is BlockKind.FURNITURE or bool(_AFTER_BLANK_LINE.search(text[before.end : start]))
    )
    alone = led and bool(_BLANK_LINE.match(text, block.end))
    if block.kind is BlockKind.ITEM:
        numbered = alone and _is_numbered_heading(line, before, after)
        return Block(block.end - len(line), block.end, BlockKind.HEADING, 2) if numbered else None
    lines = line.count("\n") + 1
    if lines > 2 or not _could_be_heading(line, _MAX_TITLE if first else _MAX_HEADING):
        return None
    if first or alone or (lines == 1 and _is_capitals(line)):
        return Block(block.start, block.end, BlockKind.HEADING, 1 if first else 2)
    return None


def _could_be_heading(line: str, longest: int) -> bool:
    return (
        len(line) <= longest
        and any(character.isalpha() for character in line)
        and not line[0].islower()
        and not _NOT_AT_A_HEADINGS_END.search(line)
        and not _NOT_A_HEADING.search(line)
    )


def _is_numbered_heading(line: str, before: Block | None, after: Block) -> bool:
    return bool(
        _NUMBERED.match(line)
        and len(line) <= 80
        and not _SENTENCE_END.search(line)
        and any(character.isupper() for character in line)
        and (before is None or before.kind is not BlockKind.ITEM)
        and after.kind is not BlockKind.ITEM
    )


def _is_capitals(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    return len(letters) >= 4 and all(character.isupper() for character in letters)

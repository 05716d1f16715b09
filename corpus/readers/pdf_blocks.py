"""The lines of a PDF's columns as blocks: paragraphs, headings, list items, table rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from statistics import median

from ..document import BlockKind
from ..furniture import is_furniture
from ..raised import SUPERSCRIPTS
from .pdf_counting import is_counted, listed, marker, noted
from .pdf_lines import TextLine, join_lines

__all__ = ["Piece", "Style", "pieces_of"]

_SENTENCE_END = re.compile(rf"[.!?…:;][»”\"')\]\s\d{SUPERSCRIPTS}]*$")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]+\s*$|\s(?:\.\s?){4,}")
_LONGEST_HEADING = 160
_LARGER = 1.12
"""How much larger than the text a heading is."""
_RAGGED = 0.1
"""Share of a column's width by which its full lines may be shorter."""
_APART = 2.5
"""Line heights from a line at the head or the foot of a page to the text, where they are no part of it."""
_OVERLEAF = re.compile(r"[./…\s]+")
"""What is written at the foot of a page to say that the letter goes on."""
_COLUMN = 5
"""Lines in which one at the edge is more than the longest of a few."""
_SPACING = 1.5
"""Line heights between the middles of two lines from which another paragraph begins."""


@dataclass(slots=True)
class Piece:
    """A block to be, on one page."""

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""
    size: float = 0.0
    small: bool = False
    """Whether it is set smaller than the text, as notes are."""
    lines: int = 0
    full: bool = False
    """Whether its last line goes on to the edge of its column."""
    apart: bool = False
    """Whether it is a line at the head or the foot of its column, far from the rest."""

    @property
    def aside(self) -> bool:
        """Whether the text goes on behind it."""
        return self.small or self.apart or self.kind is BlockKind.FURNITURE


class Style:
    """How a document is set: the size of its text, and those of its headings."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted((size for size in sizes if size > _LARGER * self.body), reverse=True)
        self._levels = {size: min(level, 5) for level, size in enumerate(larger, start=1)}

    def is_small(self, line: TextLine) -> bool:
        """Whether it is set smaller than the text, as notes are."""
        return _rounded(line.size) < 0.9 * self.body

    def heading_level(self, lines: Sequence[TextLine]) -> int:
        """1 to 6 where the lines are a heading, else 0."""
        text = " ".join(line.text for line in lines)
        letters = sum(character.isalpha() for character in text)
        if len(text) > _LONGEST_HEADING or letters < 2 or len(lines) > 4 or _LEADERS.search(text):
            return 0
        level = min(self._levels.get(_rounded(line.size), 0) for line in lines)
        if level:
            return level
        bold = all(line.bold for line in lines) and len(lines) <= 2 and not text.rstrip().endswith((".", ";", ","))
        return min(len(self._levels) + 1, 6) if bold else 0


def pieces_of(area: Sequence[TextLine], style: Style, words: Counter[str]) -> Iterator[Piece]:
    """The blocks of one column, from its lines from top to bottom."""
    index = 0
    while index < len(area):
        line = area[index]
        if line.cells:
            small = style.is_small(line)
            at_foot = all(map(style.is_small, area[index:]))
            if items := (noted(area, index) if at_foot else []) or listed(area, index):
                for mark, text in items:
                    yield Piece(BlockKind.ITEM, _joined(text, words), marker=f"{mark} ", size=line.size, small=small)
                index += len(items)
                continue
            cells = [_joined(cell, words) for cell in line.cells]
            kind = BlockKind.FURNITURE if _LEADERS.search(line.text) else BlockKind.ROW
            yield Piece(kind, " | ".join(cell.replace("|", "¦") for cell in cells), size=line.size)
            index += 1
            continue
        last = index
        while last + 1 < len(area) and _goes_on(area, index, last):
            last += 1
        piece = _piece(area[index : last + 1], marker(area, index), style, words)
        piece.lines = last + 1 - index
        piece.full = (last > index or len(area) >= _COLUMN) and _is_full(area, area[last])
        piece.apart = piece.kind is BlockKind.PARAGRAPH and last == index and _is_apart(area, index)
        yield piece
        index = last + 1


def _joined(cell: str, words: Counter[str]) -> str:
    return reduce(partial(join_lines, words=words), cell.split("\n"))


def _piece(lines: Sequence[TextLine], mark: re.Match[str] | None, style: Style, words: Counter[str]) -> Piece:
    text = lines[0].text
    for line in lines[1:]:
        text = join_lines(text, line.text, words)
    small = style.is_small(lines[0])
    level = style.heading_level(lines)
    if is_furniture(text) or _LEADERS.search(text) or _OVERLEAF.fullmatch(text):
        return Piece(BlockKind.FURNITURE, text, size=lines[0].size)
    if level:
        return Piece(BlockKind.HEADING, text, level, size=lines[0].size)
    if mark and text[mark.end() :].strip():
        content = text[mark.end() :].lstrip()
        return Piece(BlockKind.ITEM, content, marker=f"{mark[0].strip()} ", size=lines[0].size, small=small)
    return Piece(BlockKind.PARAGRAPH, text, size=lines[0].size, small=small)


def _goes_on(area: Sequence[TextLine], first: int, last: int) -> bool:
    """Whether the line after `last` belongs to the paragraph that begins with `first`."""
    line, following = area[last], area[last + 1]
    size = max(line.size, 1.0)
    distance = _distance(line, following)
    if following.cells or not 0 <= distance <= max(1.25 * _usual_distance(area, size), 1.02 * size):
        return False
    if abs(line.size - following.size) > 0.1 * size or (line.bold != following.bold and first == last):
        return False
    # A sentence may have a number and its full stop at the beginning of a line.
    amid = following.text[:1].isdigit() and not _SENTENCE_END.search(line.text) and not is_counted(area, last + 1)
    if marker(area, last + 1) and not amid:
        return False
    if marker(area, first) and following.x0 > area[first].x0 + 0.4 * size:
        return True
    return not (_is_indented(area, first, last) or _is_short(area, line))


def _is_indented(area: Sequence[TextLine], first: int, last: int) -> bool:
    """Whether the line after `last` begins a paragraph by standing further to the right."""
    line, following = area[last], area[last + 1]
    if following.x0 <= line.x0 + 0.7 * line.size:
        return False
    return last > first or bool(_SENTENCE_END.search(line.text))


def _is_short(area: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line ends a paragraph by ending a sentence well before the edge of its column."""
    left, right = min(other.x0 for other in area), max(other.x1 for other in area)
    return line.x1 < right - 0.25 * (right - left) and bool(_SENTENCE_END.search(line.text))


def _is_full(area: Sequence[TextLine], line: TextLine) -> bool:
    left, right = min(other.x0 for other in area), max(other.x1 for other in area)
    return line.x1 > right - _RAGGED * (right - left)


def _is_apart(area: Sequence[TextLine], index: int) -> bool:
    line, least = area[index], _APART * area[index].size
    if index == 0:
        return len(area) > 1 and not line.text[:1].islower() and _distance(line, area[1]) > least
    return index == len(area) - 1 and _distance(area[index - 1], line) > least


def _distance(line: TextLine, below: TextLine) -> float:
    return (line.y0 + line.y1 - below.y0 - below.y1) / 2


def _usual_distance(area: Sequence[TextLine], size: float) -> float:
    """Between the middles of two lines of this size in a column."""
    distances = [
        _distance(one, two)
        for one, two in pairwise(area)
        if abs(one.size - size) < 0.1 * size and abs(two.size - size) < 0.1 * size
    ]
    near = [distance for distance in distances if 0 < distance < _SPACING * size]
    return median(near) if near else size


def _rounded(size: float) -> float:
    return round(2 * size) / 2

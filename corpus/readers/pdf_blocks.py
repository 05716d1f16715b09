"""The lines of a PDF's columns as blocks: paragraphs, headings, list items, table rows."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from statistics import median

from ..document import BlockKind
from ..furniture import is_furniture
from .pdf_lines import TextLine, join_lines

__all__ = ["Piece", "Style", "pieces_of"]

_BULLET = re.compile(r"([-–—•‣◦▪●○■*·\uf0b7\uf0a7\uf076➢✓]|\(?\d{1,3}[.)°]|\(?[a-z]\)|\(?[ivx]{1,5}\))(\s+|$)(?=\S|$)")
_SENTENCE_END = re.compile(r"[.!?…:;][»”\"')\]\s\d]*$")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]+\s*$|\s(?:\.\s?){4,}")
_LONGEST_HEADING = 160
_LARGER = 1.12
"""How much larger than the text a heading is."""
_SPACING = 1.5
"""Line heights between the middles of two lines from which another paragraph begins."""

_APART = 3
"""Lines from one row to the next: cells of more lines are not told from what stands between two tables."""


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


class Style:
    """How a document is set: the size of its text, and those of its headings."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted((size for size in sizes if size > _LARGER * self.body), reverse=True)
        self._levels = {size: min(level, 5) for level, size in enumerate(larger, start=1)}

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
    rows = _row_lines(area, _rows(area))
    index = 0
    while index < len(area):
        if area[index].ruled:
            rows[index] = (index, range(index, index + 1))
        if index in rows:
            cells = _cells(area, *rows[index], words)
            yield Piece(BlockKind.ROW, " | ".join(cell.replace("|", "¦") for cell in cells), size=area[index].size)
            index = rows[index][1].stop
            continue
        last = index
        while last + 1 < len(area) and last + 1 not in rows and _goes_on(area, index, last):
            last += 1
        yield _piece(area[index : last + 1], style, words)
        index = last + 1


def _piece(lines: Sequence[TextLine], style: Style, words: Counter[str]) -> Piece:
    text = lines[0].text
    for line in lines[1:]:
        text = join_lines(text, line.text, words)
    small = _rounded(lines[0].size) < 0.9 * style.body
    level = style.heading_level(lines)
    bullet = _BULLET.match(text)
    if is_furniture(text) or _LEADERS.search(text):
        return Piece(BlockKind.FURNITURE, text, size=lines[0].size)
    if level:
        return Piece(BlockKind.HEADING, text, level, size=lines[0].size)
    if bullet and text[bullet.end() :].strip():
        content = text[bullet.end() :]
        return Piece(BlockKind.ITEM, content, marker=f"{bullet[1]} ", size=lines[0].size, small=small)
    return Piece(BlockKind.PARAGRAPH, text, size=lines[0].size, small=small)


def _goes_on(area: Sequence[TextLine], first: int, last: int) -> bool:
    """Whether the line after `last` belongs to the paragraph that begins with `first`."""
    line, following = area[last], area[last + 1]
    size = max(line.size, 1.0)
    distance = (line.y0 + line.y1 - following.y0 - following.y1) / 2
    if following.ruled or not 0 <= distance <= max(1.25 * _usual_distance(area, size), 1.02 * size):
        return False
    if abs(line.size - following.size) > 0.1 * size or (line.bold != following.bold and first == last):
        return False
    numbered = following.text[:1].isdigit() and not _SENTENCE_END.search(line.text)
    if _BULLET.match(following.text) and not numbered:
        return False
    if _BULLET.match(area[first].text) and following.x0 > area[first].x0 + 0.4 * size:
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


def _usual_distance(area: Sequence[TextLine], size: float) -> float:
    """Between the middles of two lines of this size in a column."""
    distances = [
        (one.y0 + one.y1 - two.y0 - two.y1) / 2
        for one, two in pairwise(area)
        if abs(one.size - size) < 0.1 * size and abs(two.size - size) < 0.1 * size
    ]
    near = [distance for distance in distances if 0 < distance < _SPACING * size]
    return median(near) if near else size


def _rows(area: Sequence[TextLine]) -> frozenset[int]:
    """Which lines are rows: two or more in succession with cells that begin alike."""
    for line in area:
        # The number of a list item and its text are no two cells.
        if len(line.cells) > 1 and not line.ruled and _BULLET.fullmatch(line.cells[0]):
            line.cells[:2] = [f"{line.cells[0]} {line.cells[1]}"]
            line.starts[1:2] = []
    found: set[int] = set()
    several = [index for index, line in enumerate(area) if len(line.cells) > 1 and not line.ruled]
    for one, other in pairwise(several):
        if other - one <= _APART and _aligned(area[one], area[other]):
            found |= {one, other}
    return frozenset(found)


def _aligned(line: TextLine, other: TextLine) -> bool:
    """Whether a cell after the first begins where one of the other line does, or their number is the same."""
    close = any(abs(a - b) < line.size for a in line.starts[1:] for b in other.starts[1:])
    return close or len(line.cells) == len(other.cells)


def _row_lines(area: Sequence[TextLine], rows: frozenset[int]) -> dict[int, tuple[int, range]]:
    """For the first line of each row, which line has its cells, and all its lines: a cell may go on below and above."""
    found: dict[int, tuple[int, range]] = {}
    order = sorted(rows)
    edges = [_edge(area, one, other) for one, other in pairwise(order)]
    taken = 0
    for row, above, below in zip(order, [None, *edges], [*edges, None], strict=False):
        first, end = row, row + 1
        while above is not None and first > max(above, taken) and _column(area[row], area[first - 1]) is not None:
            first -= 1
        while end < len(area) and end not in rows:
            column = _column(area[row], area[end])
            follows = column and area[end - 1].y0 - area[end].y1 <= 0.5 * area[row].size
            if column is None or not (follows or (below is not None and end < below)):
                break
            end += 1
        found[first] = (row, range(first, end))
        taken = end
    return found


def _edge(area: Sequence[TextLine], row: int, following: int) -> int | None:
    """The first line below the widest gap between two rows, where one is clearly wider than the others."""
    if following - row > _APART:
        return None
    middles = [line.y0 + line.y1 for line in area[row : following + 1]]
    gaps = sorted(((one - other) / 2, index) for index, (one, other) in enumerate(pairwise(middles), start=row + 1))
    return gaps[-1][1] if len(gaps) > 1 and gaps[-1][0] > gaps[-2][0] + 0.2 * area[row].size else None


def _column(row: TextLine, line: TextLine) -> int | None:
    """Which cell of a row a line is part of, by where it begins and ends."""
    if line.ruled or len(line.cells) > 1 or abs(line.size - row.size) > 0.1 * row.size:
        return None
    at = next((at for at, start in enumerate(row.starts) if abs(start - line.x0) < 0.5 * row.size), None)
    return None if at is None or line.x1 > [*row.starts, math.inf][at + 1] else at


def _cells(area: Sequence[TextLine], row: int, lines: range, words: Counter[str]) -> list[str]:
    """The cells of a row, each from top to bottom."""
    parts: list[list[str]] = [[] for _ in area[row].cells]
    for index in lines:
        if index == row:
            for part, cell in zip(parts, area[row].cells, strict=True):
                part.extend(cell.split("\n"))
        elif (column := _column(area[row], area[index])) is not None:
            parts[column].append(area[index].text)
    return [reduce(partial(join_lines, words=words), part) for part in parts]


def _rounded(size: float) -> float:
    return round(2 * size) / 2

"""Lines of a page, and how two lines of a paragraph are joined where a word was broken."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .pdf_compounds import is_compound
from .pdf_runs import Run

__all__ = ["BULLET", "TextLine", "are_words", "grouped", "join_lines", "row_of", "text_lines", "text_of", "words_of"]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*)-$")
_FIRST = re.compile(r"[^\W\d_]+")
BULLET = re.compile(
    r"([-–—•‣◦▪●○■*·\uf0b7\uf0a7\uf076➢✓]|\(?\d{1,3}[.)°]|\[\d{1,3}\]|\(?[A-Za-z]\)|\(?(?:[ivx]{1,5}|[IVX]{1,5})\))(\s+|$)(?=\S|$)"
)
_WORDS_APART = 0.12
"""Line heights of white between two words."""


@dataclass(slots=True)
class TextLine:
    """What stands on one line of a column, or in one row of a table."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    cells: tuple[str, ...] = ()
    """Of a row, each with its lines."""


def text_lines(runs: Sequence[Run]) -> list[TextLine]:
    """The lines of a column from top to bottom, each from left to right."""
    return [_line(group) for group in grouped(runs)]


def grouped(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of each line from left to right, lines from top to bottom."""
    groups: list[list[Run]] = []
    widest: list[Run] = []
    for run in sorted(runs, key=lambda run: -run.middle):
        # A note's mark stands a little higher than its line.
        recent = range(max(len(groups) - 3, 0), len(groups))
        at = next((index for index in recent if _share_a_line(widest[index], run)), None)
        if at is None:
            groups.append([run])
            widest.append(run)
        else:
            groups[at].append(run)
            widest[at] = max(widest[at], run, key=lambda other: other.x1 - other.x0)
    return [sorted(group, key=lambda run: run.x0) for group in groups]


def _share_a_line(widest: Run, run: Run) -> bool:
    if run.cells or widest.cells:
        return False
    shared = min(widest.y1, run.y1) - max(widest.y0, run.y0)
    return shared > 0.55 * min(widest.y1 - widest.y0, run.y1 - run.y0, widest.size, run.size)


def row_of(held: Mapping[int, Sequence[Run]], box: tuple[float, float, float, float] | None = None) -> Run:
    """The runs in each column of a table's row as one run, with its cells; its box is (x0, y0, x1, y1), or theirs."""
    cells = ["\n".join(line.text for line in text_lines(held[column])) for column in sorted(held)]
    runs = [run for cell in held.values() for run in cell]
    x0, y0, x1, y1 = box or (
        min(run.x0 for run in runs),
        min(run.y0 for run in runs),
        max(run.x1 for run in runs),
        max(run.y1 for run in runs),
    )
    size = max(runs, key=lambda run: len(run.text)).size
    bold = all(run.bold for run in runs)
    text = " ".join(" ".join(cells).split())
    return Run(text, x0, y0, x1, y1, size, bold, hidden=False, upright=True, cells=tuple(cells))


def text_of(runs: Sequence[Run]) -> str:
    """The text of runs on one line, from left to right."""
    text, end = runs[0].text, runs[0].x1
    for run in runs[1:]:
        text += (" " if are_words(end, run) else "") + run.text
        end = max(end, run.x1)
    return text


def are_words(end: float, run: Run) -> bool:
    """Whether another word begins with a run behind what ends at a place."""
    return run.x0 - end > _WORDS_APART * max(run.size, 1.0)


def _line(runs: Sequence[Run]) -> TextLine:
    largest = max(runs, key=lambda run: len(run.text))
    return TextLine(
        text_of(runs),
        runs[0].x0,
        max(run.x1 for run in runs),
        min(run.y0 for run in runs),
        max(run.y1 for run in runs),
        largest.size,
        all(run.bold for run in runs),
        runs[0].cells,
    )


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of a document in small letters, to tell how one is written that a line end breaks."""
    return Counter(word.casefold() for text in texts for word in _WORD.findall(text))


def join_lines(before: str, after: str, words: Counter[str]) -> str:
    """Two lines of a paragraph as one; a hyphen that only the line end called for goes."""
    broken = _BROKEN.search(before)
    first = _FIRST.match(after)
    if not broken or not first:
        # "2017-" and "2018" belong together as they are; a dash is set off by spaces.
        return before + after if before.endswith("-") and before[-2:-1].isalnum() else f"{before} {after}"
    head, tail = broken[1], first[0]
    whole, compound = words[(head + tail).casefold()], words[f"{head}-{tail}".casefold()]
    if compound > whole or (not whole and is_compound(head, tail, after[len(tail) :])):
        return before + after
    return before[:-1] + after

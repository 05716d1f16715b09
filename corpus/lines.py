"""The lines of a plain text with their offsets, and which of them are one wrapped paragraph."""

import re
from dataclasses import dataclass

__all__ = ["Line", "continues", "split_lines"]

_WIDEST_WRAP = 120
"""A longer line was not broken to fit a page or a terminal: it is a paragraph of its own."""
_NARROWEST_WRAP = 45
"""A stanza with no line as long as this is an address, a poem or a list rather than wrapped prose."""
_SLACK = 4
"""Characters by which breaks in one paragraph may differ from a greedy wrap."""
_SENTENCE_END = re.compile(r"[.!?…:;][»”\"')\]\s]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` without white space at its edges stands at `[start, end)` of the whole."""

    start: int
    end: int
    text: str
    indent: int
    """Characters of white space before it."""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on it."""
        return self.start == self.end


def split_lines(text: str) -> list[Line]:
    """All lines in order, whatever ends them."""
    lines: list[Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        start = position + len(raw) - len(raw.lstrip()) if stripped else position
        lines.append(Line(start, start + len(stripped), stripped, start - position))
        position += len(raw)
    return lines


def continues(line: str, following: str, width: int) -> bool:
    """Whether a line of a stanza goes on in the following one with the same paragraph.

    A stanza is lines without a blank one between; `width` is the characters of its longest. Wrapped text shows in
    this: the first word of the next line would not have fitted.
    """
    if _goes_on(line, following):
        return True
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - _SLACK


def _goes_on(line: str, following: str) -> bool:
    """A sentence that is plainly not over: a comma or a hyphenated word at the end, a small letter to go on with."""
    if len(line) < _NARROWEST_WRAP - 10 or _SENTENCE_END.search(line):
        return False
    return line.endswith(",") or following[0].islower()

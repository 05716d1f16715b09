"""What stands beside the text of an RTF document, taken out of it: notes and text boxes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Aside", "without_asides"]

_START = re.compile(
    r"\{\s*(?:(?:\\(?:\*|[a-z]+-?\d*)\s?)*?\\(?P<note>footnote)|(?:\\\*\s?)?\\(?P<shape>shp|shpgrp|do))(?![a-z])"
)
_BOX = {
    shape: re.compile(rf"\{{\s*(?:\\\*\s?)?\\{word}(?![a-z]) ?")
    for shape, word in (("shp", "shptxt"), ("shpgrp", "shptxt"), ("do", "dptxbxtext"))
}
"""How the text of a shape begins; since Word 97, shapes hold a copy of themselves for older readers."""
_HIDDEN = re.compile(r"\{\\sn\s+fHidden\}\s*\{\\sv\s+1\}")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_CODE_PAGE = re.compile(r"\\ansicpg\d+")
_FONTS = re.compile(r"\{[^{}]*\\fonttbl")


@dataclass(frozen=True, slots=True)
class Aside:
    """A note or a text box, as a document of its own."""

    markup: str
    note: int = 0
    """The number of a note, from 1; 0 for a text box."""


def without_asides(markup: str, begin: str, end: str, mark: Callable[[int], str]) -> tuple[str, list[Aside]]:
    """The markup with `mark(number)` in place of each aside, counted from 0, and the asides.

    `begin` and `end` stand around what nobody sees; of an aside, they do so anew.
    """
    head = _head(markup)
    kept: list[str] = []
    asides: list[Aside] = []
    at = notes = 0
    unseen = False
    while start := _START.search(markup, at):
        close = _group_end(markup, start.start())
        if close is None:
            break
        before = markup[at : start.start()]
        unseen = before.rfind(begin) > before.rfind(end) if begin in before or end in before else unseen
        kept.append(before)
        if start["note"]:
            notes += 1
            texts = [(markup[start.end() : close], unseen)]
        else:
            texts = [
                (text, hidden or unseen) for text, hidden in _boxes(_BOX[start["shape"]], markup, start.end(), close)
            ]
        for text, hidden in texts:
            kept.append(mark(len(asides)))
            asides.append(Aside(f"{head}{begin if hidden else ''}{text}}}", notes if start["note"] else 0))
        at = close + 1
    return "".join([*kept, markup[at:]]), asides


def _boxes(box: re.Pattern[str], markup: str, at: int, end: int) -> Iterator[tuple[str, bool]]:
    """The texts in a shape, or in a group of shapes, each with whether it is hidden."""
    while start := box.search(markup, at, end):
        close = _group_end(markup, start.start())
        if close is None:
            return
        yield markup[start.end() : close], _HIDDEN.search(markup, at, start.start()) is not None
        at = close + 1


def _head(markup: str) -> str:
    """The beginning of a document in the encodings of this one."""
    page = _CODE_PAGE.search(markup)
    fonts = _FONTS.search(markup)
    close = _group_end(markup, fonts.start()) if fonts else None
    table = markup[fonts.start() : close + 1] if fonts and close else ""
    return f"{{\\rtf1\\ansi{page[0] if page else ''}{table} "


def _group_end(markup: str, start: int) -> int | None:
    """Where the group ends that begins at `start`."""
    depth = 0
    for brace in _BRACE.finditer(markup, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.start()
    return None

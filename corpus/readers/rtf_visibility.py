"""Which words of an RTF document nobody sees: hidden, deleted, too small, or in the colour of their ground.

And which are raised, for which the same walk through its groups is needed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .ink import SMALLEST, WHITE, Colour, are_alike

__all__ = ["mark_raised", "mark_unseen"]

_TOKEN = re.compile(r"\\([a-z]+)(-?\d{1,9})? ?|\\'..|\\[^a-z]|[{}]")
_SWITCHES = {"v": "hidden", "deleted": "deleted", "super": "raised", "up": "raised", "shptxt": "in_box",
             "dptxbxtext": "in_box"}  # fmt: skip
_LOWERING = frozenset({"nosupersub", "sub", "dn"})
_COLOURS = re.compile(r"\{\\colortbl([^{}]*)\}")
_PART = re.compile(r"\\(red|green|blue)(\d{1,3})")
_AUTO = -1


@dataclass(frozen=True, slots=True)
class _State:
    """What the control words of a group set; colours are numbers of the colour table."""

    hidden: bool = False
    deleted: bool = False
    half_points: int = 24
    letters: int = 0
    behind: int = _AUTO
    paragraph: int = _AUTO
    in_table: bool = False
    raised: bool = False
    in_box: bool = False
    """In a text box, which may be of any colour."""


def mark_unseen(markup: str, begin: str, end: str) -> str:
    """The markup with `begin` and `end`, control words both, around what nobody sees."""
    colours = _colours(markup)
    return _marked(markup, begin, end, lambda state, shaded: _is_unseen(state, colours, shaded=shaded))


def mark_raised(markup: str, begin: str, end: str) -> str:
    """The same around what is raised."""
    return _marked(markup, begin, end, lambda state, _: state.raised)


def _marked(markup: str, begin: str, end: str, holds: Callable[[_State, bool], bool]) -> str:
    stack: list[_State] = []
    state = _State()
    pieces: list[str] = []
    at = 0
    marked = shaded = False
    for token in _TOKEN.finditer(markup):
        if token[0] == "{":
            stack.append(state)
        elif token[0] == "}":
            state = stack.pop() if stack else _State()
        elif token[1] in {"trowd", "clcbpat"}:
            # Which cell has which ground is not looked at: in such a row, it may be any.
            shaded = token[1] == "clcbpat"
        elif token[1]:
            state = _after(state, token[1], token[2])
        else:
            continue
        if holds(state, shaded) is not marked:
            marked = not marked
            pieces += [markup[at : token.end()], begin if marked else end]
            at = token.end()
    return "".join([*pieces, markup[at:]])


def _after(state: _State, word: str, value: str | None) -> _State:
    number = int(value) if value else None
    if word == "plain":
        return _State(paragraph=state.paragraph, in_table=state.in_table, in_box=state.in_box)
    if word == "pard":
        return replace(state, paragraph=_AUTO, in_table=False)
    if word == "intbl":
        return replace(state, in_table=True)
    if word in _LOWERING:
        return replace(state, raised=False)
    if switch := _SWITCHES.get(word):
        return replace(state, **{switch: number != 0})
    name = {"fs": "half_points", "cf": "letters", "cb": "behind", "chcbpat": "behind", "highlight": "behind",
            "cbpat": "paragraph"}.get(word)  # fmt: skip
    return replace(state, **{name: number or 0}) if name else state  # type: ignore[arg-type]


def _is_unseen(state: _State, colours: list[Colour | None], *, shaded: bool) -> bool:
    if state.hidden or state.deleted or state.half_points / 2 <= SMALLEST:
        return True
    letters = colours[state.letters] if 0 <= state.letters < len(colours) else None
    ground: Colour | None = WHITE
    for number in (state.behind, state.paragraph):
        if number != _AUTO:
            ground = colours[number] if 0 <= number < len(colours) else WHITE
            break
    else:
        ground = None if state.in_box or (shaded and state.in_table) else WHITE
    return are_alike(letters, ground)


def _colours(markup: str) -> list[Colour | None]:
    found = _COLOURS.search(markup)
    table: list[Colour | None] = []
    for entry in found[1].split(";")[:-1] if found else ():
        parts = {name: min(int(value), 255) for name, value in _PART.findall(entry)}
        table.append((parts.get("red", 0), parts.get("green", 0), parts.get("blue", 0)) if parts else None)
    return table

"""The rules of a style sheet that hold on a screen, and those that may: by the width of a window, or by the browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Rule", "holds_on_a_screen", "rules_of"]

_BRACE = re.compile(r"[{}]")
_DEEPEST = 10
"""Rules inside one another."""
_MEDIUM = re.compile(r"(?:(?P<wanted>only|not)\s+)?(?P<type>[a-z]+)(?P<more>\s+and\b.*)?", re.DOTALL)
_UNSURE = re.compile(r"\bnot\b|\(\s*-|\bselector\b|\bfont-")
"""What a condition for browsers says that today's may lack: what only some have, or what is asked not to be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a sheet."""

    names: str
    """Its selectors."""
    body: str
    always: bool
    """Whether it holds whatever the screen and the browser."""
    layered: bool
    """Whether it stands in a layer, over which any rule that does not counts."""


def rules_of(sheet: str, *, always: bool = True, layered: bool = False, depth: int = 0) -> Iterator[Rule]:
    """The rules of a sheet without comments, in their order; those for paper or a voice are left out."""
    level, start, names, inside = 0, 0, "", 0
    for brace in _BRACE.finditer(sheet):
        if brace[0] == "{":
            if level == 0:
                names, inside = sheet[start : brace.start()].rpartition(";")[2].strip(), brace.end()
            level += 1
            continue
        level = max(level - 1, 0)
        if level == 0:
            start = brace.end()
            body = sheet[inside : brace.start()]
            if names and not names.startswith("@"):
                yield Rule(names, body, always, layered)
            elif "{" in body and depth < _DEEPEST and (holds := _holds(names.lower())) is not False:
                inner = layered or names.lower().startswith("@layer")
                yield from rules_of(body, always=always and holds is True, layered=inner, depth=depth + 1)
            names = ""


def holds_on_a_screen(media: str) -> bool | None:
    """Whether a list of media queries holds on any screen; None where that depends on the screen.

    >>> holds_on_a_screen("print, only screen"), holds_on_a_screen("print"), holds_on_a_screen("(width > 9em)")
    (True, False, None)
    """
    held = {_holds_one(query.strip()) for query in media.lower().split(",")}
    return True if True in held else None if None in held else False


def _holds_one(query: str) -> bool | None:
    medium = _MEDIUM.fullmatch(query)
    if not medium:
        return None if query else True
    named = medium["type"] in {"screen", "all"}
    if medium["more"] and named:
        return None
    return named is not (medium["wanted"] == "not")


def _holds(rule: str) -> bool | None:
    """Whether the rules inside one that begins so hold: None where that is not known."""
    if rule.startswith("@media"):
        return holds_on_a_screen(rule.removeprefix("@media"))
    if rule.startswith("@supports"):
        return None if _UNSURE.search(rule) else True
    return True if rule.startswith("@layer") else None

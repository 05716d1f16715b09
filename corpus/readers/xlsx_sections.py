"""The number formats of Excel taken apart."""

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Section", "Token", "has", "sections_of"]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<gap>[_*].)'
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<language>[^\]]*))?\]|\[(?P<elapsed>h+|m+|s+)\]"
    r"|\[(?P<condition>(?:[<>]=?|=|<>)-?\d{1,15}(?:\.\d+)?)\]"
    r"|\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+)\]"
    r"|(?P<general>General)|(?P<exponent>E[+-]0+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<half>AM/PM|A/P)|(?P<time>y+|m+|d+|h+|s+)|(?P<text>@)|(?P<end>;)|(?P<literal>[^\[\]\w]|[^\W\d_a-z])",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 255
"""Characters of a format: Excel takes no longer one."""


class Token(NamedTuple):
    """A piece of a format: what it stands for, and its text, which for a `literal` is shown as it is."""

    kind: str
    text: str


Section = tuple[Token, ...]
"""A part of a format: one for all values, or for those above, below and at nought, and for text."""


@lru_cache(maxsize=1_000)
def sections_of(code: str) -> tuple[Section, ...]:
    """The parts of a format, at most four; nothing where it is not understood."""
    if len(code) > _LONGEST:
        return ()
    sections: list[list[Token]] = [[]]
    position = 0
    while position < len(code):
        found = _TOKEN.match(code, position)
        if found is None:
            return ()
        position = found.end()
        for kind, text in found.groupdict().items():
            if text is None:
                continue
            if kind == "end":
                sections.append([])
            else:
                literal = kind in {"quoted", "escaped", "currency", "gap"}
                sections[-1].append(Token("literal" if literal else kind, " " if kind == "gap" else text))
    return tuple(map(tuple, sections)) if len(sections) <= 4 else ()


def has(section: Section, *kinds: str) -> bool:
    """Whether one of these kinds is in a part."""
    return any(token.kind in kinds for token in section)

"""The numbers before paragraphs of Word: they stand nowhere in the text, but are counted as its lists are defined."""

import re
from dataclasses import dataclass, field
from typing import Any

from .numbering import BULLET, numeral, whole
from .xml_parsing import parse_xml

__all__ = ["Numbering"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMS = {"decimalZero": "01", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    figures: bool = False
    """Whether the numbers of the levels above are in figures here."""


@dataclass(slots=True)
class _Kind:
    """A list as it is defined; those that share a definition count on."""

    levels: dict[int, _Level] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)
    """The levels that styles of paragraphs stand for."""
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of one document, and how far each has counted."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        self._kinds: dict[str, _Kind] = {}
        self._lists: dict[str, tuple[_Kind, dict[int, int]]] = {}
        """By their number, each with the levels that it lets begin anew."""
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith("/numbering"):
                self._define(parse_xml(relation.target_part.blob))

    def _define(self, root: Any) -> None:  # noqa: ANN401
        named: dict[str, _Kind] = {}
        linked: dict[str, str] = {}
        for each in root.iter(f"{_W}abstractNum"):
            name = each.get(f"{_W}abstractNumId", "")
            kind = self._kinds[name] = named[_value(each, "styleLink")] = _Kind()
            linked[name] = _value(each, "numStyleLink")
            for level in each.iter(f"{_W}lvl"):
                at = whole(level.get(f"{_W}ilvl", ""), 0)
                kind.levels[at] = _level(level)
                if style := _value(level, "pStyle"):
                    kind.styles[style] = at
        self._kinds |= {name: named[style] for name, style in linked.items() if style and style in named}
        for each in root.iter(f"{_W}num"):
            kind_of = self._kinds.get(_value(each, "abstractNumId"))
            if kind_of is None:
                continue
            anew = {
                whole(override.get(f"{_W}ilvl", ""), 0): whole(_value(override, "startOverride"), 1)
                for override in each.iter(f"{_W}lvlOverride")
                if override.find(f"{_W}startOverride") is not None
            }
            self._lists[each.get(f"{_W}numId", "")] = (kind_of, anew)

    def marker(self, properties: Any, styles: list[Any]) -> str | None:  # noqa: ANN401
        """What stands before the next paragraph, of which these are the properties and styles; counts it.

        Empty for an item without a mark, None for what is no item.
        """
        own = properties.find(f"{_W}numPr") if properties is not None else None
        number, level = _value(own, "numId"), _value(own, "ilvl")
        for style in styles:
            said = style.find(f"{_W}pPr/{_W}numPr")
            number = number or _value(said, "numId")
            level = level or _value(said, "ilvl")
            if number:
                known = self._lists.get(number)
                level = level or str(known[0].styles.get(style.get(f"{_W}styleId", ""), 0) if known else 0)
                break
        if not number or number == "0":
            return None
        return self._counted(number, min(whole(level, 0), _LEVELS - 1))

    def _counted(self, number: str, at: int) -> str:
        if number not in self._lists:
            return BULLET
        kind, anew = self._lists[number]
        level = kind.levels.get(at)
        if level is None:
            return BULLET
        if at in anew:
            kind.counts[at] = anew.pop(at)
        else:
            kind.counts[at] = kind.counts[at] + 1 if at in kind.counts else level.start
        for deeper in range(at + 1, _LEVELS):
            kind.counts.pop(deeper, None)
        if level.form == "bullet":
            return BULLET

        def counted(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            said = kind.levels.get(above, level)
            form = "decimal" if level.figures and above != at else said.form
            return numeral(kind.counts.setdefault(above, said.start), _FORMS.get(form, "1"))

        return _PLACE.sub(counted, level.text) if level.form != "none" else _PLACE.sub("", level.text)


def _level(element: Any) -> _Level:  # noqa: ANN401
    return _Level(
        whole(_value(element, "start"), 1),
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText")[:50],
        element.find(f"{_W}isLgl") is not None,
    )


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    found = element.find(f"{_W}{name}") if element is not None else None
    return str(found.get(f"{_W}val", "")) if found is not None else ""

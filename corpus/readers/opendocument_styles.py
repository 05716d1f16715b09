"""What the styles of an OpenDocument file say of how its text looks, and which of it nobody sees."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of, points_of
from .xml_parsing import local_name

__all__ = ["Look", "Styles", "is_off_page"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DEEPEST = 20
"""Styles that are based one on another."""
_FAMILIES = {
    "p": "paragraph", "h": "paragraph", "span": "text", "a": "text", "table-cell": "table-cell",
    "covered-table-cell": "table-cell", "table-row": "table-row", "table": "table", "table-column": "table-column",
    "section": "section",
}  # fmt: skip
_NAMED = (f"{_TEXT}style-name", f"{_TABLE}style-name", f"{_DRAW}style-name", f"{_PRESENTATION}style-name")
_PAINTED = frozenset({"rect", "image", "ellipse", "circle", "polygon", "path", "custom-shape", "object", "g"})


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look inside an element."""

    colour: Colour | None = None
    ground: Colour | None = WHITE
    """None where it may be anything."""
    size: float = 12.0
    """In points."""
    hidden: bool = False
    raised: bool = False

    @property
    def unseen(self) -> bool:
        """Whether nobody sees the letters."""
        return self.hidden or self.size <= SMALLEST or are_alike(self.colour, self.ground)


class Styles:
    """The styles of a file by family and name, those in the content and those beside it."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._said: dict[tuple[str, str], dict[str, str]] = {}
        self._based: dict[tuple[str, str], str] = {}
        self._defaults: dict[str, dict[str, str]] = {}
        self._masters: dict[str, Any] = {}
        self._drawn_on: dict[Any, bool] = {}
        """Of the page looked at last."""
        self._chains: dict[tuple[str, str], dict[str, str]] = {}
        for root in roots:
            self._masters |= {each.get(f"{_STYLE}name", ""): each for each in root.iter(f"{_STYLE}master-page")}
            for style in root.iter(f"{_STYLE}style", f"{_STYLE}default-style"):
                family = style.get(f"{_STYLE}family", "")
                said = {name: value for properties in style for name, value in properties.attrib.items()}
                if style.tag == f"{_STYLE}default-style":
                    self._defaults[family] = said
                else:
                    self._said[family, style.get(f"{_STYLE}name", "")] = said
                    self._based[family, style.get(f"{_STYLE}name", "")] = style.get(f"{_STYLE}parent-style-name", "")

    def within(self, look: Look, element: Any) -> Look:  # noqa: ANN401 - lxml has no types
        """How letters look inside an element that stands where they look so."""
        name = local_name(element)
        said = self.of(element)
        hidden = (
            look.hidden
            or said.get(f"{_TEXT}display") == "none"
            or said.get(f"{_TABLE}display") == "false"
            or said.get(f"{_PRESENTATION}visibility") == "hidden"
            or element.get(f"{_TABLE}visibility", "visible") != "visible"
            or element.get(f"{_TEXT}display") == "none"
            or element.get(f"{_TEXT}is-hidden") == "true"
        )
        look = look if look.hidden is hidden else replace(look, hidden=hidden)
        if name == "page":
            look = Look(hidden=hidden)
            return replace(look, ground=self._page_ground(element, said))
        if name == "frame" or name in _PAINTED:
            return replace(look, ground=self._frame_ground(element, said, look.ground))
        if not said:
            return look
        size = points_of(said.get(f"{_FO}font-size", ""), look.size)
        colour = colour_of(said[f"{_FO}color"]) if f"{_FO}color" in said else look.colour
        painted = said.get(f"{_FO}background-color", "transparent")
        ground = look.ground if painted == "transparent" else colour_of(painted)
        position = said.get(f"{_STYLE}text-position")
        raised = look.raised if position is None else not position.startswith(("-", "0", "sub"))
        return Look(colour, ground, look.size if size is None else size, hidden, raised)

    def of(self, element: Any) -> dict[str, str]:  # noqa: ANN401
        """All that the style of an element sets, and those that it is based on."""
        family = _FAMILIES.get(local_name(element))
        names = [name for attribute in _NAMED if (name := element.get(attribute))]
        families = (family,) if family else ("graphic", "presentation", "drawing-page")
        found: dict[str, str] = {}
        for kind in families:
            for name in names:
                found = self._chain(kind, name) | found
        return found

    def _chain(self, family: str, name: str) -> dict[str, str]:
        key = (family, name)
        found: dict[str, str] = {}
        if key not in self._chains:
            for _ in range(_DEEPEST):
                if (family, name) not in self._said:
                    break
                found = self._said[family, name] | found
                name = self._based[family, name]
            self._chains[key] = found
        return self._chains[key]

    def _page_ground(self, page: Any, said: dict[str, str]) -> Colour | None:  # noqa: ANN401
        fill = said.get(f"{_DRAW}fill")
        if fill == "solid":
            return colour_of(said.get(f"{_DRAW}fill-color", ""))
        master = self._masters.get(page.get(f"{_DRAW}master-page-name", ""))
        if fill is not None or master is None:
            return WHITE if fill in {None, "none"} else None
        drawn = any(local_name(each) in _PAINTED for each in master.iter())
        return None if drawn else self._page_ground(master, self.of(master))

    def _frame_ground(self, frame: Any, said: dict[str, str], around: Colour | None) -> Colour | None:  # noqa: ANN401
        fill = said.get(f"{_DRAW}fill", self._defaults.get("graphic", {}).get(f"{_DRAW}fill", "none"))
        if fill == "solid":
            return colour_of(said.get(f"{_DRAW}fill-color", ""))
        return around if fill == "none" and not self._is_drawn_on(frame.getparent()) else None

    def _is_drawn_on(self, page: Any) -> bool:  # noqa: ANN401
        """Whether a page, or whatever holds a frame, holds pictures or shapes too, which may be under it."""
        if page not in self._drawn_on:
            found = (local_name(each) in _PAINTED or each.find(f"{_DRAW}image") is not None for each in page)
            self._drawn_on = {page: any(found)}
        return self._drawn_on[page]


def is_off_page(frame: Any) -> bool:  # noqa: ANN401
    """Whether a frame lies wholly to the left of its page or above it."""
    sides = (
        (frame.get(f"{_SVG}x", ""), frame.get(f"{_SVG}width", "")),
        (frame.get(f"{_SVG}y", ""), frame.get(f"{_SVG}height", "")),
    )
    return any((points_of(at) or 0.0) + (points_of(long) or 0.0) < 0 for at, long in sides if at)

"""Which cells of a sheet nobody sees: too small, or in the colour of their ground."""

from typing import Any

from openpyxl.styles.colors import COLOR_INDEX

from ..errors import UnreadableDocument
from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of
from .xml_parsing import local_name, parse_xml

__all__ = ["CellLook"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
"""As cells count the colours of the theme, which names light ones after dark ones."""


class CellLook:
    """How the cells of one workbook look, by their style."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library has no types
        self._theme = _theme(book.loaded_theme)
        self._known: dict[tuple[int, bool], bool] = {}

    def hides(self, cell: Any, *, painted: bool) -> bool:  # noqa: ANN401
        """Whether nobody sees what is in a cell; `painted` where its sheet has tables or rules that colour cells."""
        if not getattr(cell, "has_style", False):
            return False
        key = (cell._style_id, painted)  # noqa: SLF001 - thousands of cells share a style
        if key not in self._known:
            self._known[key] = self._hides(cell, painted=painted)
        return self._known[key]

    def _hides(self, cell: Any, *, painted: bool) -> bool:  # noqa: ANN401
        font, fill = cell.font, cell.fill
        if font.sz is not None and font.sz <= SMALLEST:
            return True
        ground: Colour | None = None if painted else WHITE
        if fill is not None and getattr(fill, "fill_type", None):
            ground = self._colour(fill.fgColor) if fill.fill_type == "solid" else None
        return font.color is not None and are_alike(self._colour(font.color), ground)

    def _colour(self, colour: Any) -> Colour | None:  # noqa: ANN401
        if colour.tint:
            return None
        if colour.type == "rgb":
            return colour_of(str(colour.rgb)[-6:])
        if colour.type == "theme":
            return self._theme[colour.theme] if 0 <= colour.theme < len(self._theme) else None
        if colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
            return colour_of(COLOR_INDEX[colour.indexed][-6:])
        return None


def _theme(xml: bytes | None) -> list[Colour | None]:
    try:
        scheme = next(parse_xml(xml).iter(f"{_A}clrScheme"), ()) if xml else ()
    except UnreadableDocument:
        scheme = ()
    named = {
        local_name(each): colour_of(inner.get("lastClr") or inner.get("val", "")) for each in scheme for inner in each
    }
    return [named.get(name) for name in _ORDER]

"""Which words of a slide nobody sees: off the slide, too small, or in the colour of what is painted under them."""

from collections.abc import Iterator
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE

from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of
from .xml_parsing import local_name, parse_xml

__all__ = ["SlideGround", "is_raised"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FILLS = frozenset({"noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})
_CHANGED = frozenset({"lumMod", "lumOff", "tint", "shade", "alpha"})
_DEEPEST = 20

_Box = tuple[int, int, int, int]


class SlideGround:
    """What is painted on one slide, in the order in which it is painted."""

    def __init__(self, slide: Any, width: int, height: int) -> None:  # noqa: ANN401 - the library has no types
        self._page: _Box = (0, 0, width, height)
        self._theme = _Theme(slide.slide_layout.slide_master)
        self._below = self._background(slide)
        self._order: list[tuple[Any, bool, _Box | None, Colour | None]] = []
        """The shapes from the lowest: whether each paints anything, where, and in which colour if it is one."""
        layers = (slide.slide_layout.slide_master.shapes, slide.slide_layout.shapes)
        for shape in (each for layer in layers for each in _flat(layer) if not each.is_placeholder):
            self._order.append(self._painted(shape))
        self._order += [self._painted(shape) for shape in _flat(slide.shapes)]

    def is_off(self, shape: Any) -> bool:  # noqa: ANN401
        """Whether a shape lies wholly beside the slide."""
        box = _box(shape)
        return box is not None and not _overlap(box, self._page)

    def hides(self, element: Any, shape: Any, cell: Any = None) -> bool:  # noqa: ANN401
        """Whether nobody sees the words of a run, field or break of a shape, or of a table cell in it."""
        properties = list(_properties(element))
        size = next((each.get("sz") for each in properties if each.get("sz")), "")
        if size.isdecimal() and int(size) / 100 <= SMALLEST:
            return True
        fill = next((found for each in properties if (found := _fill(each)) is not None), None)
        if fill is None:
            return False
        if local_name(fill) == "noFill":
            return True
        return are_alike(self._theme.colour(fill), self._under(shape, cell))

    def _under(self, shape: Any, cell: Any) -> Colour | None:  # noqa: ANN401
        """What is painted under the words of a shape; None where it may be anything."""
        if cell is not None:
            own = _fill(cell.find(f"{_A}tcPr"))
            return self._theme.colour(own) if own is not None else None
        box = _box(shape)
        ground = self._below
        for element, paints, area, colour in self._order:
            if not paints:
                pass
            elif area is None or box is None:
                ground = None
            elif _overlap(area, box):
                ground = colour
            if element is shape._element:  # noqa: SLF001 - the library makes a new shape each time
                break
        return ground

    def _painted(self, shape: Any) -> tuple[Any, bool, _Box | None, Colour | None]:  # noqa: ANN401
        element = shape._element  # noqa: SLF001
        fill = _fill(element.find(f"{_P}spPr"))
        if fill is None and shape.is_placeholder:
            inherited = (_fill(each._element.find(f"{_P}spPr")) for each in _above(shape))  # noqa: SLF001
            fill = next((each for each in inherited if each is not None), None)
        plain = local_name(element) in {"sp", "cxnSp"} and element.find(f"{_P}style") is None
        paints = local_name(fill) != "noFill" if fill is not None else not plain
        return element, paints, _box(shape), self._theme.colour(fill) if fill is not None else None

    def _background(self, slide: Any) -> Colour | None:  # noqa: ANN401
        for layer in (slide, slide.slide_layout, slide.slide_layout.slide_master):
            ground = layer._element.find(f"{_P}cSld/{_P}bg")  # noqa: SLF001
            if ground is None:
                continue
            fill = _fill(ground.find(f"{_P}bgPr"))
            reference = ground.find(f"{_P}bgRef")
            # The plain fill of a theme is the first, 1001; the others may be drawings.
            if fill is None and reference is not None and reference.get("idx") in {"0", "1001"}:
                fill = reference
            return self._theme.colour(fill) if fill is not None else None
        return WHITE


class _Theme:
    """The colours of a slide master by their names."""

    def __init__(self, master: Any) -> None:  # noqa: ANN401
        self._colours: dict[str, Colour | None] = {}
        try:
            theme = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
        except KeyError:
            return
        scheme = next(theme.iter(f"{_A}clrScheme"), ())
        named = {local_name(each): self.colour(each) for each in scheme}
        mapped = master._element.find(f"{_P}clrMap")  # noqa: SLF001
        self._colours = named | {
            name: named.get(of) for name, of in (mapped.attrib if mapped is not None else {}).items()
        }

    def colour(self, fill: Any) -> Colour | None:  # noqa: ANN401
        """The one colour of a fill, or None."""
        for each in fill:
            if any(local_name(change) in _CHANGED for change in each):
                return None
            name = local_name(each)
            if name == "srgbClr":
                return colour_of(each.get("val", ""))
            if name == "sysClr":
                return colour_of(each.get("lastClr", ""))
            if name == "prstClr":
                return colour_of(each.get("val", ""))
            if name == "schemeClr":
                return self._colours.get(each.get("val", ""))
        return None


def is_raised(element: Any) -> bool:  # noqa: ANN401
    """Whether the words of a run or field stand higher than those around it."""
    properties = element.find(f"{_A}rPr")
    risen = properties.get("baseline", "") if properties is not None else ""
    return not risen.startswith("-") and bool(risen.strip("0%"))


def _properties(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """Where the look of a run may be said, the nearest first."""
    own = element.find(f"{_A}rPr")
    if own is not None:
        yield own
    paragraph = element.getparent()
    said = paragraph.find(f"{_A}pPr/{_A}defRPr")
    if said is not None:
        yield said
    listed = paragraph.getparent().find(f"{_A}lstStyle/{_A}lvl1pPr/{_A}defRPr")
    if listed is not None:
        yield listed


def _fill(properties: Any) -> Any:  # noqa: ANN401
    if properties is None:
        return None
    return next((each for each in properties if local_name(each) in _FILLS), None)


def _flat(shapes: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401
    """All shapes as they are painted, those in groups in the place of these."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _above(shape: Any) -> Iterator[Any]:  # noqa: ANN401
    """The placeholders of the layout and the master that a placeholder follows."""
    found = getattr(shape, "_base_placeholder", None)
    while found is not None:
        yield found
        found = getattr(found, "_base_placeholder", None)


def _box(shape: Any) -> _Box | None:  # noqa: ANN401
    """Left, top, right and bottom; None where it is not said, or in the measure of a group."""
    if None in (shape.left, shape.top, shape.width, shape.height) or local_name(shape._element.getparent()) == "grpSp":  # noqa: SLF001
        return None
    return (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

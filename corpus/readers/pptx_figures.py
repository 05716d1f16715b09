"""The words of charts and of SmartArt on a slide, which stand in parts of their own."""

from collections.abc import Iterator
from typing import Any

from ..errors import UnreadableDocument
from .xml_parsing import local_name, parse_xml

__all__ = ["figure_texts"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS = frozenset({"pres", "parTrans", "sibTrans"})
"""Points of a diagram that are no shape with words, but say how shapes hang together."""


def figure_texts(shape: Any) -> Iterator[str]:  # noqa: ANN401 - the library has no types
    """Of a chart, its titles, the names of its series, and its categories; of SmartArt, its paragraphs.

    Nothing for any other shape, and for one whose part is missing or damaged, as the program does.
    """
    for element in shape._element.iter(f"{_C}chart", f"{_DIAGRAM}relIds"):  # noqa: SLF001 - the library knows no SmartArt
        is_chart = element.tag.startswith(_C)
        try:
            part = shape.part.related_part(element.get(f"{_RELATION}{'id' if is_chart else 'dm'}"))
            root = parse_xml(part.blob)
        except (KeyError, ValueError, UnreadableDocument):
            continue
        yield from (_of_chart if is_chart else _of_diagram)(root)


def _of_chart(root: Any) -> Iterator[str]:  # noqa: ANN401
    for title in root.iter(f"{_C}title"):
        yield from _paragraphs(title)
        yield ", ".join(_cached(title))
    yield ", ".join(name for series in root.iter(f"{_C}ser") for name in _cached(series.find(f"{_C}tx")))
    # All series of a chart have the same categories.
    yield ", ".join(dict.fromkeys(name for names in root.iter(f"{_C}cat") for name in _cached(names)))


def _cached(element: Any) -> Iterator[str]:  # noqa: ANN401
    """The words that a chart has taken from the cells of its workbook; of figures, those that are shown as they are."""
    formats = [] if element is None else [each.text for each in element.iter(f"{_C}formatCode")]
    if element is not None and all(code == "General" for code in formats):
        yield from (each.text or "" for each in element.iter(f"{_C}v"))


def _of_diagram(root: Any) -> Iterator[str]:  # noqa: ANN401
    for point in root.iter(f"{_DIAGRAM}pt"):
        if point.get("type") not in _LINKS:
            yield from _paragraphs(point)


def _paragraphs(element: Any) -> Iterator[str]:  # noqa: ANN401
    for paragraph in element.iter(f"{_A}p"):
        pieces = paragraph.iter(f"{_A}t", f"{_A}br")
        yield "".join("\n" if local_name(piece) == "br" else piece.text or "" for piece in pieces)

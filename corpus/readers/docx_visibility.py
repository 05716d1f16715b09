"""Which words of a Word document nobody sees: hidden, too small, or in the colour of their ground; which are raised."""

from typing import Any

from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of
from .xml_parsing import local_name

__all__ = ["Visibility", "is_on"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 20
"""Styles that are based one on another."""


class Visibility:
    """What the runs of one document look like."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        self._styles = {style.style_id: style for style in document.styles}
        ground = document.element.find(f"{_W}background")
        self._page = WHITE if ground is None else colour_of(ground.get(f"{_W}color", ""))

    def hides(self, run: Any, paragraph: Any) -> bool:  # noqa: ANN401
        """Whether nobody sees the words of a run."""
        chain = [*self._chain(run, "rPr/rStyle"), *self.styles_of(paragraph)]
        if is_on(run, "rPr/vanish") or any(is_on(style, "rPr/vanish") for style in chain):
            return True
        size = _first([run, *chain], "rPr/sz")
        if size is not None and size.isdecimal() and int(size) / 2 <= SMALLEST:
            return True
        colour = _first([run, *chain], "rPr/color")
        return colour is not None and are_alike(colour_of(colour), self._ground(run, chain))

    def raises(self, run: Any) -> bool:  # noqa: ANN401
        """Whether the words of a run stand higher than those around it."""
        return _first([run, *self._chain(run, "rPr/rStyle")], "rPr/vertAlign") == "superscript"

    def styles_of(self, paragraph: Any) -> list[Any]:  # noqa: ANN401
        """The style of a paragraph and those that it is based on."""
        return self._chain(paragraph, "pPr/pStyle")

    def _ground(self, run: Any, styles: list[Any]) -> Colour | None:  # noqa: ANN401
        """What is painted under a run; None where that is not known."""
        for element in [run, *styles]:
            if _find(element, "rPr/highlight") is not None:
                return None
            for path in ("rPr/shd", "pPr/shd"):
                if fill := _fill(element, path):
                    return colour_of(fill)
        for above in run.iterancestors():
            name = local_name(above)
            if name == "txbxContent":
                return None
            path = {"p": "pPr/shd", "tc": "tcPr/shd", "tbl": "tblPr/shd"}.get(name, "")
            if path and (fill := _fill(above, path)):
                return colour_of(fill)
            if name == "tbl" and any(
                next(style.iter(f"{_W}shd"), None) is not None for style in self._chain(above, "tblPr/tblStyle")
            ):
                return None
        return self._page

    def _chain(self, element: Any, path: str) -> list[Any]:  # noqa: ANN401
        """The style named there and those that it is based on."""
        named = _find(element, path)
        style = self._styles.get(named.get(f"{_W}val")) if named is not None else None
        found: list[Any] = []
        while style is not None and len(found) < _DEEPEST:
            found.append(style.element)
            style = getattr(style, "base_style", None)
        return found


def is_on(element: Any, path: str) -> bool:  # noqa: ANN401
    """Whether a property of an element is set, and not set to be off."""
    found = _find(element, path)
    return found is not None and found.get(f"{_W}val", "true") not in {"0", "false", "off"}


def _find(element: Any, path: str) -> Any:  # noqa: ANN401
    return element.find("/".join(f"{_W}{name}" for name in path.split("/")))


def _first(elements: list[Any], path: str) -> str | None:
    """The value of a property where it is set first."""
    return next((found.get(f"{_W}val", "") for each in elements if (found := _find(each, path)) is not None), None)


def _fill(element: Any, path: str) -> str | None:  # noqa: ANN401
    found = _find(element, path)
    fill = found.get(f"{_W}fill", "auto") if found is not None else "auto"
    return None if fill == "auto" else str(fill)

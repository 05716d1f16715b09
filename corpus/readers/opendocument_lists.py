"""The numbers of list items in an OpenDocument file, which its list styles say how to count and to write."""

from collections.abc import Iterable
from typing import Any

from .numbering import BULLET, numeral, whole
from .xml_parsing import local_name

__all__ = ["Lists"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LIST = f"{_TEXT}list"

_Count = dict[int, int]
"""How far each level of a list has counted."""


class Lists:
    """The lists of one document; its items are to be asked for in their order."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._styles: dict[str, dict[int, Any]] = {}
        self._counts: dict[Any, _Count] = {}
        """By the outermost list of each."""
        self._by_id: dict[str | None, _Count] = {}
        self._by_style: dict[str, _Count] = {}
        for root in roots:
            for style in root.iter(f"{_TEXT}list-style"):
                levels = {whole(each.get(f"{_TEXT}level"), 1): each for each in style}
                self._styles[style.get(f"{_STYLE}name", "")] = levels

    def marker(self, paragraph: Any) -> str:  # noqa: ANN401 - lxml has no types
        """What stands before a paragraph in a list: a number, a bullet, or nothing behind the first of its item."""
        item = paragraph.getparent()
        if local_name(item) != "list-item" or any(
            local_name(each) in {"p", "h"} for each in paragraph.itersiblings(preceding=True)
        ):
            return "" if local_name(item) in {"list-item", "list-header"} else BULLET
        lists = list(item.iterancestors(_LIST))
        if not lists:
            return BULLET
        level, outer = len(lists), lists[-1]
        style = next((name for each in lists if (name := each.get(f"{_TEXT}style-name"))), "")
        count = self._counts[outer] if outer in self._counts else self._begun(outer, style)
        said = self._styles.get(style, {}).get(level)
        begin = whole(said.get(f"{_TEXT}start-value") if said is not None else None, 1)
        following = count[level] + 1 if level in count else begin
        count[level] = whole(item.get(f"{_TEXT}start-value"), following)
        for deeper in [each for each in count if each > level]:
            del count[deeper]
        if said is None or local_name(said) != "list-level-style-number":
            return BULLET
        shown = whole(said.get(f"{_TEXT}display-levels"), 1)
        numbers = [self._number(style, count, at) for at in range(max(level - shown, 0) + 1, level + 1)]
        number = ".".join(filter(None, numbers))
        return f"{said.get(f'{_STYLE}num-prefix', '')}{number}{said.get(f'{_STYLE}num-suffix', '')}".strip()[:50]

    def _begun(self, outer: Any, style: str) -> _Count:  # noqa: ANN401
        """The count of a list that begins, or goes on with another."""
        earlier = self._by_id.get(outer.get(f"{_TEXT}continue-list"))
        if earlier is None and outer.get(f"{_TEXT}continue-numbering") == "true":
            earlier = self._by_style.get(style)
        count = {} if earlier is None else earlier
        self._counts[outer] = self._by_style[style] = count
        if name := outer.get(_XML_ID):
            self._by_id[name] = count
        return count

    def _number(self, style: str, count: _Count, level: int) -> str:
        said = self._styles[style].get(level)
        form = said.get(f"{_STYLE}num-format", "") if said is not None else ""
        return numeral(count.get(level, 1), form) if form else ""

"""What stands on a sheet beside the text of its cells: text boxes, and the notes and comments on cells."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils.cell import column_index_from_string

from ..errors import UnreadableDocument
from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of
from .packed import read_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["Aside", "asides"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_COUNT = re.compile(r"\d{1,7}", re.ASCII)
_ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})


@dataclass(frozen=True, slots=True)
class Aside:
    """A paragraph of a text box, or a note."""

    text: str
    seen: bool
    cell: str = ""
    """The cell that a note is on, as "B4"."""


def asides(archive: zipfile.ZipFile, sheet: str, rows: set[int], columns: set[int]) -> Iterator[Aside]:
    """Those of the sheet in this member of the archive, of which these rows and columns, from 0, are hidden.

    A part that is damaged is passed over, as the programs do.
    """
    parts = _parts(archive, sheet)
    for drawing in parts.get("drawing", ()):
        for anchor in drawing.iter():
            if local_name(anchor) in _ANCHORS:
                yield from _boxes(anchor, folded=_is_folded(anchor, rows, columns))
    noted: set[str] = set()
    # Beside a thread of comments stands a note for older readers, which says so.
    for part in (*parts.get("threadedComment", ()), *parts.get("comments", ())):
        threaded = local_name(part) == "ThreadedComments"
        for note in part.iter():
            cell = note.get("ref", "") if local_name(note) in {"comment", "threadedComment"} else ""
            if not cell or (not threaded and cell in noted):
                continue
            texts = (each.text or "" for each in note.iter() if local_name(each) == ("text" if threaded else "t"))
            if threaded:
                noted.add(cell)
            yield Aside("".join(texts), not _is_hidden(cell, rows, columns), cell)


def _parts(archive: zipfile.ZipFile, sheet: str) -> dict[str, list[Any]]:
    """The parts that belong to a sheet, by the last word of their relationship."""
    folder, name = posixpath.split(sheet)
    found: dict[str, list[Any]] = {}
    for relation in _parsed(archive, f"{folder}/_rels/{name}.rels"):
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind in {"drawing", "comments", "threadedComment"}:
            path = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            found.setdefault(kind, []).append(_parsed(archive, path))
    return found


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml has no types
    """The XML of a member; nothing where there is none."""
    try:
        return parse_xml(read_packed(archive, name) or b"<none/>")
    except UnreadableDocument:
        return parse_xml(b"<none/>")


def _boxes(anchor: Any, *, folded: bool) -> Iterator[Aside]:  # noqa: ANN401
    for shape in anchor.iter():
        above = [shape, *shape.iterancestors()]
        if local_name(shape) != "sp" or any(local_name(each) == "Fallback" for each in above):
            continue
        hidden = folded or any(map(_is_switched_off, above))
        ground = _ground(shape)
        for paragraph in shape.iter(f"{_A}p"):
            parts: dict[bool, list[str]] = {True: [], False: []}
            for run in paragraph:
                words = "\n" if local_name(run) == "br" else "".join(each.text or "" for each in run.iter(f"{_A}t"))
                parts[not hidden and not _is_unseen(run, ground)].append(words)
            for seen, pieces in parts.items():
                yield Aside("".join(pieces), seen)


def _is_switched_off(element: Any) -> bool:  # noqa: ANN401
    """Whether a shape, or a group of them, is switched off in the selection pane."""
    said = (each for properties in element if local_name(properties).startswith("nv") for each in properties)
    return any(local_name(each) == "cNvPr" and each.get("hidden") in {"1", "true"} for each in said)


def _is_folded(anchor: Any, rows: set[int], columns: set[int]) -> bool:  # noqa: ANN401
    """Whether all cells that a shape goes over are hidden, and it with them."""
    if local_name(anchor) != "twoCellAnchor" or anchor.get("editAs", "twoCell") != "twoCell":
        return False
    for name, hidden in (("row", rows), ("col", columns)):
        edges = [each.text or "" for end in anchor for each in end if local_name(each) == name]
        first, last = map(int, edges) if len(edges) == 2 and all(map(_COUNT.fullmatch, edges)) else (0, -1)
        if first <= last and all(at in hidden for at in range(first, last + 1)):
            return True
    return False


def _is_hidden(cell: str, rows: set[int], columns: set[int]) -> bool:
    named = _CELL.match(cell)
    return named is not None and (int(named[2]) - 1 in rows or column_index_from_string(named[1]) - 1 in columns)


def _ground(shape: Any) -> Colour | None:  # noqa: ANN401
    """What is painted under the words of a shape; None where that is not known."""
    for each in (each for properties in shape if local_name(properties) == "spPr" for each in properties):
        if local_name(each) == "noFill":
            return WHITE
        if local_name(each) == "solidFill":
            return _colour(each)
    return None


def _is_unseen(run: Any, ground: Colour | None) -> bool:  # noqa: ANN401
    look = run.find(f"{_A}rPr")
    if look is None:
        return False
    size = look.get("sz", "")
    filled = look.find(f"{_A}solidFill")
    return (size.isdecimal() and int(size) / 100 <= SMALLEST) or (
        filled is not None and are_alike(_colour(filled), ground)
    )


def _colour(fill: Any) -> Colour | None:  # noqa: ANN401
    said = next(iter(fill), None)
    if said is None or len(said):
        return None
    return WHITE if said.get("val") in {"bg1", "lt1"} else colour_of(said.get("val", ""))

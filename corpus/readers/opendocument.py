"""OpenDocument: texts, and spreadsheets row by row with their sheets as pages; what is hidden is furniture."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..composer import Composer
from ..dates import find_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..raised import raised
from ..reader import Reading, Source
from .opendocument_lists import Lists
from .opendocument_styles import Look, Styles, is_off_page
from .packed import open_packed, read_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["READER", "OpenDocumentReader"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_COMMENT = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_UNSEEN = frozenset(
    {"tracked-changes", "annotation", "note", "sequence-decls", "table-of-content", "forms", "title", "desc"}
)
_MOST_REPEATED = 200
"""Times that a cell or a row with content is repeated as the file asks; more is the rest of an empty sheet."""
_MOST_COLUMNS = 16_384


class OpenDocumentReader:
    """Reads `.odt`, `.ods` and `.odp`."""

    suffixes = frozenset({".odt", ".ods", ".odp"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """Text in its order; a note stands behind the paragraph that has it."""
        with open_packed(data) as archive:
            content = read_packed(archive, "content.xml")
            meta = read_packed(archive, "meta.xml")
            named = read_packed(archive, "styles.xml")
            manifest = read_packed(archive, "META-INF/manifest.xml") or b""
        if content is None:
            raise UnreadableDocument("damaged, or no OpenDocument file")
        if b"encryption-data" in manifest:
            raise UnreadableDocument("is encrypted; save a copy without its password first")
        root = parse_xml(content)
        roots = [root, *([parse_xml(named)] if named else [])]
        walk = _Walk(root, Styles(roots), Lists(roots))
        walk.run()
        composer = walk.composer
        said = _said(meta) if meta else {}
        heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
        title = said.get("title") or (composer.text[heading.start : heading.end] if heading else None)
        return composer.reading(
            title=title,
            date=find_date(said.get("date", said.get("creation-date", ""))),
            language=language_code(said.get("language", "")),
        )


READER = OpenDocumentReader()


class _Walk:
    """Goes through the body without recursion: no depth of nesting can break it."""

    def __init__(self, root: Any, styles: Styles, lists: Lists) -> None:  # noqa: ANN401 - lxml has no types
        self.composer = Composer()
        self._body = next((each for each in root.iter() if local_name(each) == "body"), ())
        self._styles = styles
        self._lists = lists
        self._unseen: list[str] = []
        """Hidden words of the paragraph or row under way."""
        self._beside: list[tuple[Any, bool, Look]] = []
        """Shapes and comments of the sheet under way, to be read behind its rows."""

    def run(self) -> None:
        """All blocks in order."""
        pages = 0
        waiting: list[tuple[Any, bool, Look]] = [(each, False, Look()) for each in reversed(self._body)]
        while waiting:
            element, in_list, look = waiting.pop()
            name = local_name(element)
            if name in _UNSEEN:
                continue
            look = self._styles.within(look, element)
            if is_off_page(element):
                look = replace(look, hidden=True)
            if name == "table":
                self._table(element, look)
                waiting += reversed(self._beside)
                self._beside.clear()
                continue
            if name == "page":
                pages += 1
                self.composer.page(str(pages))
            if name in {"h", "p"}:
                self._paragraph(element, look, in_list=in_list)
                waiting += [(box, False, look) for box in reversed(list(element.iter(f"{_DRAW}text-box")))]
            else:
                waiting += [(each, in_list or name == "list", look) for each in reversed(element)]

    def _paragraph(self, element: Any, look: Look, *, in_list: bool) -> None:  # noqa: ANN401
        text = self._text(element, look)
        mark = self._lists.marker(element) if in_list else ""
        if local_name(element) == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            self.composer.add(text, BlockKind.HEADING, min(max(int(level), 1), 6) if level.isdecimal() else 1)
        else:
            kind = BlockKind.ITEM if in_list else BlockKind.PARAGRAPH
            self.composer.add(text, kind, marker=f"{mark} " if mark else "")
        self._add_unseen()
        self._add_notes(element, look)

    def _table(self, table: Any, look: Look) -> None:  # noqa: ANN401
        if local_name(table.getparent()) == "spreadsheet":
            title = table.get(f"{_TABLE}name", "")
            self.composer.page(title)
            self.composer.add(title, BlockKind.FURNITURE if look.hidden else BlockKind.HEADING, 2)
            self._beside += [
                (shape, False, look) for shapes in table.iterchildren(f"{_TABLE}shapes") for shape in shapes
            ]
        columns = self._hidden_columns(table)
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue
            inside = self._styles.within(look, row)
            cells = list(self._cells(row, inside, columns))
            unseen, self._unseen = self._unseen, []
            repeated = _times(row, "number-rows-repeated") if any(text for _, text in cells) or unseen else 0
            for _ in range(repeated if repeated <= _MOST_REPEATED else 1):
                self.composer.row([text for column, text in cells if column not in columns])
                self.composer.add(" | ".join(unseen), BlockKind.FURNITURE)
            self._add_notes(row, inside)

    def _hidden_columns(self, table: Any) -> set[int]:  # noqa: ANN401
        found: set[int] = set()
        at = 0
        for column in table.iter(f"{_TABLE}table-column"):
            times = _times(column, "number-columns-repeated")
            if self._styles.within(Look(), column).hidden:
                found.update(range(at, min(at + times, _MOST_COLUMNS)))
            at += times
        return found

    def _cells(self, row: Any, look: Look, hidden: set[int]) -> Iterator[tuple[int, str]]:  # noqa: ANN401
        """The texts of a row that are seen, each with its column; the others are put with the unseen."""
        at = 0
        for cell in row:
            if local_name(cell) in {"table-cell", "covered-table-cell"}:
                inside = self._styles.within(look, cell)
                times = _times(cell, "number-columns-repeated")
                text = [each for each in cell if not _is_beside(each)]
                around = Look(hidden=inside.hidden or at in hidden)
                for each in cell:
                    if _is_beside(each):
                        parts = each.iter(f"{_TEXT}p") if each.tag == _COMMENT else [each]
                        self._beside += [(part, False, around) for part in parts]
                for number in range(times if times <= _MOST_REPEATED else 1):
                    here = replace(inside, hidden=inside.hidden or at + number in hidden)
                    paragraphs = (each for part in text for each in part.iter(f"{_TEXT}p", f"{_TEXT}h"))
                    yield (
                        at + number,
                        " ".join(self._text(each, self._styles.within(here, each)) for each in paragraphs),
                    )
                at += times

    def _add_unseen(self) -> None:
        for text in self._unseen:
            self.composer.add(text, BlockKind.FURNITURE)
        self._unseen.clear()

    def _add_notes(self, element: Any, look: Look) -> None:  # noqa: ANN401
        for note in element.iter(f"{_TEXT}note"):
            mark = " ".join("".join(each.itertext()) for each in note.iter(f"{_TEXT}note-citation"))
            paragraphs = [each for body in note.iter(f"{_TEXT}note-body") for each in body.iter(f"{_TEXT}p")]
            around = Look(hidden=look.hidden)
            text = " ".join(self._text(each, self._styles.within(around, each)) for each in paragraphs)
            self.composer.add(text, marker=f"[{mark.strip()}] ")
            self._add_unseen()

    def _text(self, element: Any, look: Look) -> str:  # noqa: ANN401
        """What a paragraph shows; white space as OpenDocument folds it. What nobody sees is put with the unseen."""
        seen: list[str] = []
        unseen: list[str] = []
        waiting: list[tuple[Any, Look]] = [(element, look)]
        while waiting:
            item, look = waiting.pop()
            pieces = unseen if look.unseen else seen
            if isinstance(item, str):
                pieces.append(raised(item) if look.raised else item)
                continue
            if item is not element:
                name = local_name(item)
                if item.tail:
                    waiting.append((item.tail, look))
                if name in _UNSEEN or name == "text-box":
                    continue
                look = self._styles.within(look, item)
                if name == "s":
                    pieces.append(" " * min(_times(item, "c", _TEXT), 100))
                else:
                    pieces.append({"tab": " ", "line-break": "\n"}.get(name, ""))
            waiting.extend((each, look) for each in reversed(item))
            if item.text and isinstance(item.tag, str):
                waiting.append((" ".join(item.text.splitlines()) if "\n" in item.text else item.text, look))
        if hidden := "".join(unseen).strip():
            self._unseen.append(hidden)
        return "".join(seen)


def _is_beside(element: Any) -> bool:  # noqa: ANN401
    """Whether what stands in a cell is not of its text: a shape over it, or a comment on it."""
    return element.tag == _COMMENT or str(element.tag).startswith(_DRAW)


def _times(element: Any, name: str, space: str = _TABLE) -> int:  # noqa: ANN401
    value = element.get(f"{space}{name}", "1")
    return int(value) if value.isdecimal() and len(value) < 9 else 1


def _said(meta: bytes) -> dict[str, str]:
    """What the file says of itself."""
    return {local_name(each): each.text.strip() for each in parse_xml(meta).iter() if each.text and each.text.strip()}

"""OpenDocument: texts, and spreadsheets row by row with their sheets as pages; what is hidden is furniture."""

from collections.abc import Iterator
from typing import Any

from ..composer import Composer
from ..dates import find_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..reader import Reading, Source
from .packed import open_packed, read_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["READER", "OpenDocumentReader"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
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
            manifest = read_packed(archive, "META-INF/manifest.xml") or b""
        if content is None:
            raise UnreadableDocument("damaged, or no OpenDocument file")
        if b"encryption-data" in manifest:
            raise UnreadableDocument("is encrypted; save a copy without its password first")
        walk = _Walk(parse_xml(content))
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

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        self.composer = Composer()
        self._body = next((each for each in root.iter() if local_name(each) == "body"), ())
        self._hiding = _hiding_styles(root)
        self._unseen: list[str] = []
        """Hidden words of the paragraph or row under way."""

    def run(self) -> None:
        """All blocks in order."""
        pages = 0
        waiting: list[tuple[Any, bool, bool]] = [(each, False, False) for each in reversed(self._body)]
        while waiting:
            element, in_list, hidden = waiting.pop()
            name = local_name(element)
            if name in _UNSEEN:
                continue
            hidden = hidden or self._hides(element)
            if name == "table":
                self._table(element, hidden=hidden)
                continue
            if name == "page":
                pages += 1
                self.composer.page(str(pages))
            if name in {"h", "p"}:
                self._paragraph(element, in_list=in_list, hidden=hidden)
                waiting += [(box, False, hidden) for box in reversed(list(element.iter(f"{_DRAW}text-box")))]
            else:
                waiting += [(each, in_list or name == "list", hidden) for each in reversed(element)]

    def _paragraph(self, element: Any, *, in_list: bool, hidden: bool) -> None:  # noqa: ANN401
        text = self._text(element)
        if hidden:
            self.composer.add(text, BlockKind.FURNITURE)
        elif local_name(element) == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            self.composer.add(text, BlockKind.HEADING, min(max(int(level), 1), 6) if level.isdigit() else 1)
        else:
            kind = BlockKind.ITEM if in_list else BlockKind.PARAGRAPH
            self.composer.add(text, kind, marker="• " if in_list else "")
        self._add_unseen()
        self._add_notes(element, hidden=hidden)

    def _table(self, table: Any, *, hidden: bool) -> None:  # noqa: ANN401
        if local_name(table.getparent()) == "spreadsheet":
            title = table.get(f"{_TABLE}name", "")
            self.composer.page(title)
            self.composer.add(title, BlockKind.FURNITURE if hidden else BlockKind.HEADING, 2)
        columns = self._hidden_columns(table)
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue
            cells = list(self._cells(row))
            repeated = _times(row, "number-rows-repeated") if any(text for _, text in cells) else 0
            row_hidden = hidden or self._hides(row)
            for _ in range(repeated if repeated <= _MOST_REPEATED else 1):
                if not row_hidden:
                    self.composer.row([text for column, text in cells if column not in columns])
                unseen = (text for column, text in cells if text and (row_hidden or column in columns))
                self.composer.add(" | ".join(unseen), BlockKind.FURNITURE)
            self._add_unseen()
            self._add_notes(row, hidden=row_hidden)

    def _hidden_columns(self, table: Any) -> set[int]:  # noqa: ANN401
        found: set[int] = set()
        at = 0
        for column in table.iter(f"{_TABLE}table-column"):
            times = _times(column, "number-columns-repeated")
            if self._hides(column):
                found.update(range(at, min(at + times, _MOST_COLUMNS)))
            at += times
        return found

    def _cells(self, row: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401
        """The texts of a row, each with its column."""
        at = 0
        for cell in row:
            if local_name(cell) in {"table-cell", "covered-table-cell"}:
                text = " ".join(self._text(paragraph) for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                times = _times(cell, "number-columns-repeated")
                yield from ((at + number, text) for number in range(times if times <= _MOST_REPEATED else 1))
                at += times

    def _hides(self, element: Any) -> bool:  # noqa: ANN401
        """Whether an element is not shown, as it says itself or its style does."""
        return (
            not self._hiding.isdisjoint(element.get(f"{space}style-name") for space in (_TEXT, _TABLE, _DRAW))
            or element.get(f"{_TABLE}visibility", "visible") != "visible"
            or element.get(f"{_TEXT}display") == "none"
            or element.get(f"{_TEXT}is-hidden") == "true"
        )

    def _add_unseen(self) -> None:
        for text in self._unseen:
            self.composer.add(text, BlockKind.FURNITURE)
        self._unseen.clear()

    def _add_notes(self, element: Any, *, hidden: bool) -> None:  # noqa: ANN401
        for note in element.iter(f"{_TEXT}note"):
            mark = " ".join("".join(each.itertext()) for each in note.iter(f"{_TEXT}note-citation"))
            bodies = note.iter(f"{_TEXT}note-body")
            text = " ".join(self._text(each) for body in bodies for each in body.iter(f"{_TEXT}p"))
            kind = BlockKind.FURNITURE if hidden else BlockKind.PARAGRAPH
            self.composer.add(text, kind, marker=f"[{mark.strip()}] ")
            self._add_unseen()

    def _text(self, element: Any) -> str:  # noqa: ANN401
        """What a paragraph shows; white space as OpenDocument folds it. What it hides is unseen."""
        pieces: list[str] = []
        waiting: list[Any] = [element]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                pieces.append(item)
                continue
            if item is not element:
                name = local_name(item)
                if item.tail:
                    waiting.append(item.tail)
                if name in _UNSEEN or name == "text-box":
                    continue
                if self._hides(item):
                    self._unseen.append("".join(item.itertext()))
                    continue
                if name == "s":
                    pieces.append(" " * min(_times(item, "c", _TEXT), 100))
                else:
                    pieces.append({"tab": " ", "line-break": "\n"}.get(name, ""))
            waiting.extend(reversed(item))
            if item.text and isinstance(item.tag, str):
                waiting.append(" ".join(item.text.splitlines()) if "\n" in item.text else item.text)
        return "".join(pieces)


def _hiding_styles(root: Any) -> frozenset[str]:  # noqa: ANN401
    """The names of the styles that hide what has them: text, a sheet, a slide."""
    found = set()
    for style in root.iter(f"{_STYLE}style"):
        for properties in style:
            if (
                properties.get(f"{_TEXT}display") == "none"
                or properties.get(f"{_TABLE}display") == "false"
                or properties.get(f"{_PRESENTATION}visibility") == "hidden"
            ):
                found.add(style.get(f"{_STYLE}name"))
    return frozenset(found)


def _times(element: Any, name: str, space: str = _TABLE) -> int:  # noqa: ANN401
    value = element.get(f"{space}{name}", "1")
    return int(value) if value.isdigit() and len(value) < 9 else 1


def _said(meta: bytes) -> dict[str, str]:
    """What the file says of itself."""
    return {local_name(each): each.text.strip() for each in parse_xml(meta).iter() if each.text and each.text.strip()}

"""OpenDocument: texts, and spreadsheets row by row with their sheets as pages."""

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
_UNSEEN = frozenset(
    {"tracked-changes", "annotation", "note", "sequence-decls", "table-of-content", "forms", "title", "desc"}
)
_MOST_REPEATED = 200
"""Times that a cell or a row with content is repeated as the file asks; more is the rest of an empty sheet."""


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
        body = next((each for each in parse_xml(content).iter() if local_name(each) == "body"), None)
        composer = Composer()
        if body is not None:
            _walk(body, composer)
        said = _said(meta) if meta else {}
        heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
        title = said.get("title") or (composer.text[heading.start : heading.end] if heading else None)
        return composer.reading(
            title=title,
            date=find_date(said.get("date", said.get("creation-date", ""))),
            language=language_code(said.get("language", "")),
        )


READER = OpenDocumentReader()


def _walk(body: Any, composer: Composer) -> None:  # noqa: ANN401 - lxml has no types
    """All blocks in order, without recursion: no depth of nesting can break it."""
    pages = 0
    waiting: list[tuple[Any, bool]] = [(each, False) for each in reversed(body)]
    while waiting:
        element, in_list = waiting.pop()
        name = local_name(element)
        if name in _UNSEEN:
            continue
        if name == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            composer.add(_text(element), BlockKind.HEADING, min(max(int(level), 1), 6) if level.isdigit() else 1)
        elif name == "p":
            composer.add(
                _text(element), BlockKind.ITEM if in_list else BlockKind.PARAGRAPH, marker="• " if in_list else ""
            )
        elif name == "table":
            if local_name(element.getparent()) == "spreadsheet":
                composer.page(element.get(f"{_TABLE}name", ""))
                composer.add(element.get(f"{_TABLE}name", ""), BlockKind.HEADING, 2)
            _rows(element, composer)
            continue
        elif name == "page":
            pages += 1
            composer.page(str(pages))
        if name in {"h", "p"}:
            _notes(element, composer)
            waiting += [(box, False) for box in reversed(list(element.iter(f"{_DRAW}text-box")))]
        else:
            waiting += [(each, in_list or name == "list") for each in reversed(element)]


def _rows(table: Any, composer: Composer) -> None:  # noqa: ANN401
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        cells = list(_cells(row))
        repeated = _times(row, "number-rows-repeated") if any(cells) else 0
        for _ in range(repeated):
            composer.row(cells)
        _notes(row, composer)


def _cells(row: Any) -> Iterator[str]:  # noqa: ANN401
    for cell in row:
        if local_name(cell) in {"table-cell", "covered-table-cell"}:
            text = " ".join(_text(paragraph) for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
            for _ in range(_times(cell, "number-columns-repeated")):
                yield text


def _times(element: Any, name: str) -> int:  # noqa: ANN401
    value = element.get(f"{_TABLE}{name}", "1")
    times = int(value) if value.isdigit() and len(value) < 9 else 1
    return times if times <= _MOST_REPEATED else 1


def _notes(element: Any, composer: Composer) -> None:  # noqa: ANN401
    for note in element.iter(f"{_TEXT}note"):
        mark = " ".join("".join(each.itertext()) for each in note.iter(f"{_TEXT}note-citation"))
        text = " ".join(_text(each) for body in note.iter(f"{_TEXT}note-body") for each in body.iter(f"{_TEXT}p"))
        composer.add(text, marker=f"[{mark.strip()}] ")


def _text(element: Any) -> str:  # noqa: ANN401
    """What a paragraph shows; white space as OpenDocument folds it."""
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
            if name == "s":
                count = item.get(f"{_TEXT}c", "1")
                pieces.append(" " * (min(int(count), 100) if count.isdigit() and len(count) < 9 else 1))
            else:
                pieces.append({"tab": " ", "line-break": "\n"}.get(name, ""))
        waiting.extend(reversed(item))
        if item.text and isinstance(item.tag, str):
            waiting.append(" ".join(item.text.splitlines()) if "\n" in item.text else item.text)
    return "".join(pieces)


def _said(meta: bytes) -> dict[str, str]:
    """What the file says of itself."""
    return {local_name(each): each.text.strip() for each in parse_xml(meta).iter() if each.text and each.text.strip()}

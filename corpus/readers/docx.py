"""Word documents: paragraphs, headings, lists, tables row by row, and notes behind the paragraph that has them.

What is hidden is furniture; what is deleted, but kept as a change to be agreed to, is left out.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError

from ..composer import Composer, clean
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..raised import raised
from ..reader import Reading, Source
from .docx_numbering import Numbering
from .docx_visibility import Visibility, is_on
from .office_properties import day_saved
from .packed import DAMAGED, open_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["READER", "DocxReader"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo)\s?([1-9])", re.IGNORECASE)
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "Fallback", "rPr", "pPr", "txbxContent"})
_NOTES = ("footnote", "endnote")
_DEEPEST = 20
"""Styles that are based one on another."""


class DocxReader:
    """Reads `.docx`."""

    suffixes = frozenset({".docx", ".docm"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The text in its order; pages are those of the last time that Word laid it out, where it noted them."""
        open_packed(data).close()
        try:
            document = docx.Document(BytesIO(data))
            walk = _Walk(document)
            walk.run()
            properties = document.core_properties
            return walk.composer.reading(
                title=_meant(properties.title) or walk.title,
                date=day_saved(properties),
                language=language_code(properties.language or ""),
            )
        except (*DAMAGED, OpcError, PythonDocxError, XmlchemyError):
            raise UnreadableDocument("damaged, or no Word document") from None


READER = DocxReader()


class _Walk:
    """Goes through the body, into content controls and text boxes as well."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        self.composer = Composer()
        self.title: str | None = None
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._visibility = Visibility(document)
        self._numbering = Numbering(document)
        self._unseen: list[str] = []
        """Hidden words since the last block."""
        self._notes = {kind: self._notes_of(f"{kind}s") for kind in _NOTES}
        self._page = 1
        self._paged = next(document.element.body.iter(f"{_W}lastRenderedPageBreak"), None) is not None

    def run(self) -> None:
        """All of it."""
        if self._paged:
            self.composer.page("1")
        for text in self._margins():
            self.composer.add(text, BlockKind.FURNITURE)
        self._flow(self._document.element.body)

    def _flow(self, element: Any) -> None:  # noqa: ANN401
        """The paragraphs and tables in the body, or in a cell."""
        for block in _blocks(element):
            if local_name(block) == "tbl":
                self._table(block)
            else:
                self._paragraph(block)

    def _table(self, table: Any) -> None:  # noqa: ANN401
        """Row by row; a table of one cell in each row is a frame around text. Tables in a row follow it."""
        rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl"), None) is table]
        inside = [[cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row] for row in rows]
        framed = all(len(cells) == 1 for cells in inside) and not any(is_on(row, "trPr/hidden") for row in rows)
        for row, cells in zip(rows, inside, strict=True):
            if framed:
                self._flow(cells[0])
            else:
                self._row(row, cells)

    def _row(self, row: Any, cells: list[Any]) -> None:  # noqa: ANN401
        own = [[each for each in cell.iter(f"{_W}p") if next(each.iterancestors(f"{_W}tc")) is cell] for cell in cells]
        texts = [" ".join(self._text(paragraph)[0] for paragraph in paragraphs) for paragraphs in own]
        if is_on(row, "trPr/hidden"):
            self.composer.add(" | ".join(filter(None, texts)), BlockKind.FURNITURE)
        else:
            self.composer.row(texts)
        self._add_unseen()
        breaks = 0
        for paragraph in (each for paragraphs in own for each in paragraphs):
            self._number(paragraph)
            self._add_notes(paragraph)
            breaks += sum(1 for _ in paragraph.iter(f"{_W}lastRenderedPageBreak"))
        self._page += breaks
        if self._paged and breaks:
            self.composer.page(str(self._page))
        for cell in cells:
            for block in _blocks(cell):
                if local_name(block) == "tbl":
                    self._table(block)

    def _paragraph(self, paragraph: Any) -> None:  # noqa: ANN401
        text, cuts = self._text(paragraph)
        kind, level = self._kind(paragraph)
        number = self._number(paragraph)
        if number and kind is BlockKind.PARAGRAPH:
            kind = BlockKind.ITEM
        if kind is BlockKind.HEADING and self.title is None and text.strip():
            self.title = " ".join(text.split())
        start = len(text) - len(text.lstrip())
        content = clean(text).strip()
        breaks: list[tuple[int, str]] = []
        for cut in cuts if self._paged else ():
            self._page += 1
            if 0 < cut - start < len(content):
                breaks.append((cut - start, str(self._page)))
            else:
                self.composer.page(str(self._page))
        marker = ("• " if number is None else f"{number} ".lstrip()) if kind is BlockKind.ITEM else ""
        self.composer.add(content, kind, level, marker=marker, breaks=breaks)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if next((above for above in box.iterancestors() if local_name(above) == "Fallback"), None) is None:
                for inner in box.iter(f"{_W}p"):
                    self.composer.add(self._text(inner)[0])
        self._add_unseen()
        self._add_notes(paragraph)

    def _add_notes(self, element: Any) -> None:  # noqa: ANN401
        for kind in _NOTES:
            for reference in element.iter(f"{_W}{kind}Reference"):
                number, text = self._notes[kind].get(reference.get(f"{_W}id"), ("", ""))
                self.composer.add(text, marker=f"[{number}] ")

    def _number(self, paragraph: Any) -> str | None:  # noqa: ANN401
        """What is counted before a paragraph, or the mark of its item; None where the paragraph is none by itself."""
        return self._numbering.marker(paragraph.find(f"{_W}pPr"), self._visibility.styles_of(paragraph))

    def _kind(self, paragraph: Any) -> tuple[BlockKind, int]:  # noqa: ANN401
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return BlockKind.PARAGRAPH, 0
        outline = properties.find(f"{_W}outlineLvl")
        named = properties.find(f"{_W}pStyle")
        style = self._styles.get(named.get(f"{_W}val")) if named is not None else None
        for _ in range(_DEEPEST):
            if style is None:
                break
            name = style.name or ""
            if heading := _HEADING.match(name):
                return BlockKind.HEADING, min(int(heading[1]), 6)
            if name.lower() in {"title", "titre", "titel", "título", "titolo"}:
                return BlockKind.HEADING, 1
            if name.lower().startswith(("list", "liste")) and name.lower() != "list paragraph":
                return BlockKind.ITEM, 0
            style = getattr(style, "base_style", None)
        level = outline.get(f"{_W}val", "") if outline is not None else ""
        if level.isdecimal() and int(level) < 9:
            return BlockKind.HEADING, min(int(level) + 1, 6)
        return BlockKind.PARAGRAPH, 0

    def _text(self, paragraph: Any) -> tuple[str, list[int]]:  # noqa: ANN401
        """What a paragraph shows, and where in it another page begins; what is hidden is put with the unseen."""
        pieces: list[str] = []
        unseen: list[str] = []
        cuts: list[int] = []
        length = 0
        waiting = [(each, False, False) for each in reversed(paragraph)]
        while waiting:
            element, hidden, high = waiting.pop()
            name = local_name(element)
            if name in _UNSEEN:
                continue
            if name == "r":
                hidden, high = self._visibility.hides(element, paragraph), self._visibility.raises(element)
            piece = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")
            if name == "t":
                piece = raised(element.text or "") if high else element.text or ""
            elif name == "lastRenderedPageBreak":
                cuts.append(length)
            elif name == "br" and element.get(f"{_W}type") in {"page", "column"}:
                piece = ""
            elif name not in {"tab", "br"}:
                waiting.extend((each, hidden, high) for each in reversed(element))
            if hidden:
                unseen.append(piece)
            else:
                pieces.append(piece)
                length += len(piece)
        if unseen:
            self._unseen.append("".join(unseen))
        return "".join(pieces), cuts

    def _add_unseen(self) -> None:
        for text in self._unseen:
            self.composer.add(text, BlockKind.FURNITURE)
        self._unseen.clear()

    def _notes_of(self, kind: str) -> dict[str, tuple[str, str]]:
        """The notes by their id, each with its number."""
        found: dict[str, tuple[str, str]] = {}
        for relation in self._document.part.rels.values():
            if relation.is_external or not relation.reltype.endswith(f"/{kind}"):
                continue
            for note in parse_xml(relation.target_part.blob):
                text = " ".join(self._text(paragraph)[0] for paragraph in note.iter(f"{_W}p"))
                if not note.get(f"{_W}type") and text.strip():
                    found[note.get(f"{_W}id")] = (str(len(found) + 1), text)
        return found

    def _margins(self) -> list[str]:
        """Heads and feet, each once: those of the first page and of even pages as well, with the tables in them."""
        found: dict[str, None] = {}
        for section in self._document.sections:
            for margin in (
                section.first_page_header, section.header, section.even_page_header,
                section.first_page_footer, section.footer, section.even_page_footer,
            ):  # fmt: skip
                if not margin.is_linked_to_previous:
                    paragraphs = margin._element.iter(f"{_W}p")  # noqa: SLF001
                    found.update(dict.fromkeys(self._text(each)[0] for each in paragraphs))
        return list(found)


def _blocks(body: Any) -> Iterator[Any]:  # noqa: ANN401
    """Paragraphs and tables in order, those inside content controls too; without recursion."""
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in {"p", "tbl"}:
            yield element
        elif name in {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}:
            waiting.extend(reversed(element))


def _meant(title: str | None) -> str | None:
    return title if title and title.strip() and title.strip().lower() not in {"word document", "untitled"} else None

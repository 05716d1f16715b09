"""EPUB: the chapters in the order of the book, laid out as pages of HTML are."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml import etree

from ..composer import Composer
from ..dates import find_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..reader import Reading, SkippedPart, Source
from .epub_pages import PageList, parted
from .html import decode_page
from .html_layout import lay_out
from .packed import open_packed, read_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["READER", "EpubReader"]

_MOST_CHAPTERS = 5_000
_MOST_SHEETS = 20
"""Of a chapter."""
_LARGEST_SHEET = 500_000
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef]|&#(?:x0*fd[de][0-9a-f]|0*(?:6497[6-9]|649[89][0-9]|6500[0-7]));?", re.IGNORECASE
)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class EpubReader:
    """Reads `.epub`."""

    suffixes = frozenset({".epub"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The text of all chapters; the table of contents is furniture. A chapter that is damaged is named."""
        with open_packed(data) as archive:
            container = read_packed(archive, "META-INF/container.xml")
            if container is None:
                raise UnreadableDocument("damaged, or no EPUB book")
            if read_packed(archive, "META-INF/rights.xml") is not None:
                raise UnreadableDocument("is protected against reading by other programs")
            root = next((each.get("full-path") for each in parse_xml(container).iter() if each.get("full-path")), "")
            described = read_packed(archive, root or "")
            if described is None:
                raise UnreadableDocument("damaged: the book's description is missing")
            package = parse_xml(described)
            composer, skipped = Composer(), []
            printed = PageList(archive, package, posixpath.dirname(root or ""))
            # The chapters of a book share their sheets.
            sheet = lru_cache(_MOST_SHEETS)(partial(_sheet, archive))
            for name, is_contents in _chapters(package, posixpath.dirname(root or "")):
                source.alive()
                page = read_packed(archive, name)
                if page is None:
                    skipped.append(SkippedPart(name, "is missing from the book"))
                elif (chapter := _parsed(page)) is None:
                    skipped.append(SkippedPart(name, "is damaged: its page cannot be taken apart"))
                else:
                    labels = printed.mark(chapter, name)
                    _add(chapter, composer, partial(sheet, posixpath.dirname(name)), labels, furniture=is_contents)
        said = _said(package)
        return composer.reading(
            title=said.get("title"),
            date=find_date(said.get("date", "")),
            language=language_code(said.get("language", "")),
            skipped=skipped,
        )


READER = EpubReader()


def _chapters(package: Any, folder: str) -> list[tuple[str, bool]]:  # noqa: ANN401 - lxml has no types
    """The members to read in order, and whether each is the table of contents."""
    items = {each.get("id"): each for each in package.iter() if local_name(each) == "item"}
    found: dict[str, bool] = {}
    for reference in package.iter():
        item = items.get(reference.get("idref")) if local_name(reference) == "itemref" else None
        if item is not None and len(found) < _MOST_CHAPTERS:
            path = unquote(urlsplit(item.get("href", "")).path)
            found[posixpath.normpath(posixpath.join(folder, path))] = "nav" in (item.get("properties") or "").split()
    return list(found.items())


def _sheet(archive: zipfile.ZipFile, folder: str, address: str) -> str | None:
    """The style sheet that a chapter in `folder` names, where the book has it."""
    try:
        path = posixpath.normpath(posixpath.join(folder, unquote(urlsplit(address).path)))
        data = read_packed(archive, path) or b""
    except (UnreadableDocument, ValueError):
        return None
    return data.decode("utf-8-sig", "replace") if 0 < len(data) <= _LARGEST_SHEET else None


def _parsed(page: bytes) -> Any:  # noqa: ANN401
    """The page of a chapter taken apart; None where it cannot be."""
    # Marks of pages are written in noncharacters, so that the book may have none.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(
            _NONCHARACTER.sub("", decode_page(page)).encode("utf-8", "replace"), parser=parser
        )
    except (etree.LxmlError, ValueError, UnreadableDocument):
        return None


def _add(
    root: Any,  # noqa: ANN401
    composer: Composer,
    sheet: Callable[[str], str | None],
    labels: Sequence[str],
    *,
    furniture: bool,
) -> None:
    for link in list(root.iter("link"))[:_MOST_SHEETS]:
        if (link.get("rel") or "").strip().lower() == "stylesheet" and (rules := sheet(link.get("href") or "")):
            link.tag, link.text = "style", _NOT_XML.sub("", rules)
    text, laid = lay_out(root)
    position = 0
    for item in laid:
        block = item.block
        marker = text[position : block.start].lstrip("\n") if block.kind is BlockKind.ITEM else ""
        kind = BlockKind.FURNITURE if furniture else block.kind
        said, breaks = parted(text[block.start : block.end], labels)
        for _, label in (each for each in breaks if each[0] == 0):
            composer.page(label)
        inside = [each for each in breaks if 0 < each[0] < len(said)]
        composer.add(said, kind, block.level, marker="" if furniture else marker, breaks=inside)
        for at, label in breaks:
            if 0 < at == len(said):
                composer.page(label)
        position = block.end


def _said(package: Any) -> dict[str, str]:  # noqa: ANN401
    """Title, date and language of the book; the first of each counts."""
    found: dict[str, str] = {}
    for each in package.iter():
        if "purl.org/dc" in str(each.tag) and each.text and each.text.strip():
            found.setdefault(local_name(each), " ".join(each.text.split()))
    return found

"""Where the pages of the printed book begin in an EPUB, and what is printed on them."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from ..composer import clean
from ..errors import UnreadableDocument
from .packed import read_packed
from .xml_parsing import local_name, parse_xml

__all__ = ["PageList", "parted"]

_MARK = re.compile("\ufdd0([\ufde0-\ufdef]+)")
"""Stands in a chapter where a page begins while it is laid out, with the number of the page: characters of no text."""
_WORD = re.compile(r"^p(?:age|g?\.)?\s+(?=\S)", re.IGNORECASE)
_LONGEST = 40
"""Letters that a label has at most."""


class PageList:
    """The pages that the contents of a book name: from a member and what is marked in it to the label."""

    def __init__(self, archive: zipfile.ZipFile, package: Any, folder: str) -> None:  # noqa: ANN401 - lxml has no types
        self._labels: dict[tuple[str, str], str] = {}
        for item in package.iter():
            if local_name(item) != "item":
                continue
            is_nav = "nav" in (item.get("properties") or "").split()
            if is_nav or item.get("media-type") == "application/x-dtbncx+xml":
                name = _member(folder, item.get("href", ""))[0]
                for address, label in _listed(archive, name):
                    self._labels.setdefault(_member(posixpath.dirname(name), address), label)

    def mark(self, root: Any, name: str) -> list[str]:  # noqa: ANN401
        """Mark in a chapter, the member `name`, where pages begin; gives their labels in order."""
        labels = [self._labels[name, ""]] if (name, "") in self._labels else []
        body = root.find("body")
        if labels and body is not None:
            body.text = _mark(0) + (body.text or "")
        for element in root.iter(etree.Element):
            known = self._labels.get((name, element.get("id") or element.get("name") or "\n"))
            is_break = "pagebreak" in (element.get("epub:type") or "").split() or element.get("role") == "doc-pagebreak"
            written = "".join(element.itertext()) if is_break else ""
            label = known or _label(element.get("title") or element.get("aria-label") or written if is_break else "")
            if not label:
                continue
            mark = _mark(len(labels))
            labels.append(label)
            if is_break and _label(written) in {"", label}:
                # The number that is written there is no word of the text.
                for each in list(element):
                    element.remove(each)
                element.text = None
                element.tail = mark + (element.tail or "")
            else:
                element.text = mark + (element.text or "")
        return labels


def parted(text: str, labels: Sequence[str]) -> tuple[str, list[tuple[int, str]]]:
    """The text of a block without its marks, and where in it which of the chapter's pages begin."""
    first, *others = _MARK.split(text)
    said = clean(first).lstrip()
    breaks: list[tuple[int, str]] = []
    for number, piece in zip(others[::2], others[1::2], strict=True):
        words = clean(piece)
        breaks.append((len(said), labels[_number(number)]))
        # The white space on one side of a mark is enough.
        said += words.lstrip() if not said or said[-1].isspace() else words
    said = said.rstrip()
    return said, [(min(at, len(said)), label) for at, label in breaks]


def _mark(number: int) -> str:
    return "\ufdd0" + "".join(chr(0xFDE0 + int(digit, 16)) for digit in f"{number:x}")


def _number(digits: str) -> int:
    return int("".join(f"{ord(digit) - 0xFDE0:x}" for digit in digits), 16)


def _listed(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """The addresses and labels in a list of pages, of either kind."""
    try:
        root = parse_xml(read_packed(archive, name) or b"<none/>")
    except UnreadableDocument:
        return
    for element in root.iter():
        kind = local_name(element)
        if kind == "nav" and "page-list" in (element.get("{http://www.idpf.org/2007/ops}type") or "").split():
            links: Sequence[tuple[str, str]] = [
                (each.get("href", ""), "".join(each.itertext())) for each in element.iter() if local_name(each) == "a"
            ]
        elif kind == "pageTarget":
            inner = list(element.iter())
            address = next((each.get("src", "") for each in inner if local_name(each) == "content"), "")
            links = [(address, "".join(each.text or "" for each in inner if local_name(each) == "text"))]
        else:
            continue
        yield from ((address, label) for address, said in links if address and (label := _label(said)))


def _member(folder: str, address: str) -> tuple[str, str]:
    """The member of the archive that an address in `folder` means, and what in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return posixpath.normpath(posixpath.join(folder, unquote(parts.path))), unquote(parts.fragment)


def _label(said: str) -> str:
    label = _WORD.sub("", " ".join(clean(said).split()))
    return label if len(label) <= _LONGEST else ""

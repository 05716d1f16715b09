"""The quotes of an exported conversation, read back from its three forms, with what is wrong about each."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ..corpus.errors import ExportError
from .export import FORM
from .links import Place, viewer_link
from .phrases import PHRASES, phrases_for
from .reference import markdown_read, markdown_text
from .text import quoted

__all__ = ["ExportedQuote", "read_export"]

_NO_PROOF = "it has no proof: a hash and offsets"
_OTHER_LINK = "its link leads elsewhere"
_MARKED_UP = "it is marked up, which no export does"
_OTHER_PROOF = "what stands below it names another place"
_OTHER_TEXT = "the text of the answer does not repeat its quotes"

_USED = {mark.strip() for held in PHRASES.values() for mark in (held.opening, held.closing)}
_MARKS = re.compile("|".join(map(re.escape, _USED)))
_BASE = re.compile(r"(?:https?://[^/?#@\s\\]+(?:/[^?#\s\\]*)?)?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ExportedQuote:
    """A quote as an export shows it."""

    exact: str
    start: int = 0
    end: int = 0
    sha256: str = ""
    uri: str = ""
    before: str = ""
    after: str = ""
    spaced: bool = True
    """Whether the form keeps white space as it is; Markdown does not."""
    fault: str = ""
    """What no export would say of it; empty where nothing is wrong."""


def read_export(file: Path) -> list[ExportedQuote]:
    """The quotes of an export, those that came nearest included. Raises ExportError where it is none."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ExportError(f"cannot read {file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ExportError(f"{file} is not an exported conversation: it is not UTF-8") from error
    if FORM not in text:
        raise ExportError(
            f"{file} is not an exported conversation: expected the HTML, Markdown or JSON that the chat exports"
        )
    start = text.lstrip()[:1]
    try:
        if start == "{":
            return list(_from_json(json.loads(text)))
        return list(_from_markdown(text)) if text.lstrip().startswith(f"<!-- {FORM}") else _from_html(text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExportError(f"{file} is a damaged export ({type(error).__name__}: {error}); export it anew") from error


def _place(sha256: object, start: object, end: object) -> Place | None:
    """The place that a proof names; None where it is no proof."""
    (first, last) = (str(start), str(end))
    if not _HASH.fullmatch(str(sha256)) or not all(re.fullmatch(r"[0-9]{1,12}", offset) for offset in (first, last)):
        return None
    return Place(str(sha256), int(first), int(last)) if int(first) < int(last) else None


def _leads_to(link: str, place: Place) -> bool:
    """Whether a link shows this place, on whatever server."""
    wanted = viewer_link(place)
    return link.endswith(wanted) and _BASE.fullmatch(link.removesuffix(wanted)) is not None


# -- JSON


def _from_json(found: dict[str, Any]) -> Iterator[ExportedQuote]:
    for turn in found["turns"]:
        shown = [*turn["quotes"], *turn["nearest"]]
        yield from map(_record, shown)
        yield from (ExportedQuote(line, fault=_OTHER_TEXT) for line in _strange_lines(turn, shown))


def _record(quote: Any) -> ExportedQuote:  # noqa: ANN401 - an altered export holds anything
    held = quote if isinstance(quote, dict) else {}
    source = held.get("document")
    document = source if isinstance(source, dict) else {}
    (exact, before, after) = (str(held.get(name, "")) for name in ("exact", "before", "after"))
    place = _place(document.get("sha256"), held.get("start"), held.get("end"))
    uri = str(document.get("uri", ""))
    if place is None:
        return ExportedQuote(exact, uri=uri, fault=_NO_PROOF)
    fault = "" if _leads_to(str(held.get("link", "")), place) else _OTHER_LINK
    return ExportedQuote(exact, place.start, place.end, place.sha256, uri, before, after, fault=fault)


def _strange_lines(turn: dict[str, Any], shown: Sequence[Any]) -> list[str]:
    """What stands between quotation marks or before a reference in the answer's text and is none of its quotes."""
    phrases = phrases_for(str(turn["language"]))
    known = [quote for quote in shown if isinstance(quote, dict)]
    numbered = [f"{quoted(str(quote.get('exact')), phrases)} [{n}]" for n, quote in enumerate(known, start=1)]
    lines = str(turn["text"]).split("\n")
    titles = [str((quote.get("document") or {}).get("title")) for quote in known]
    labels = [str(quote.get("page")) for quote in known]
    strange = []
    for line in lines:
        if line in numbered:
            continue
        is_source = re.match(r"\[\d+\] ", line)
        rest = line
        # Titles, pages and reasons are repeated there, and may have quotation marks of their own.
        for aside in (*titles, *labels) if is_source else (str(turn["reason"]),):
            rest = rest.replace(aside, "") if len(aside) > 1 else rest
        if _MARKS.search(rest) or (not is_source and re.search(r"\[\d+\]", rest)):
            strange.append(line)
    if turn["quotes"] and numbered[:1] != [line for line in lines if line in numbered[:1]]:
        strange.append(lines[0])
    return list(dict.fromkeys(strange))


# -- HTML

_USUAL = (
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "p", "time", "i", "ol",
    "li", "blockquote", "a", "br", "code",
)  # fmt: skip
"""The elements of an export."""


class _Quotes(HTMLParser):
    """The quotes that a reader of the page sees."""

    _GIVEN = frozenset({"lang", "dir", "data-sha256", "data-start", "data-end", "data-uri"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[ExportedQuote] = []
        self._open: dict[str, str] | None = None
        self._text = ""
        self._fault = ""
        self._unusual: list[str] = []
        """Elements around, which no export writes."""
        self._last: Place | None = None
        """The place of the quote that was closed last, until its reference has come."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _USUAL:
            self._unusual.append(tag)
        if self._open is not None:
            self._fault = _MARKED_UP
        elif tag == "blockquote":
            self._settle()
            (self._open, self._text) = (given, "")
            self._fault = _MARKED_UP if self._unusual or not given.keys() <= self._GIVEN else ""
        elif tag == "a" and (self._last is None or not _leads_to(given.get("href", ""), self._last)):
            self._accuse(_OTHER_LINK)
        elif tag == "code":
            self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unusual:
            self._unusual.remove(tag)
        if tag == "blockquote" and self._open is not None:
            self._close(self._open)
        elif tag == "code" and self._last is not None:
            (sha256, start, end) = self._last
            if self._text != f"sha256:{sha256} [{start}–{end}]":
                self._accuse(_OTHER_PROOF)
            self._last = None

    def close(self) -> None:
        """The page has ended, perhaps within a quote."""
        super().close()
        if self._open is not None:
            self._fault = _MARKED_UP
            self._close(self._open)
        self._settle()

    def _close(self, given: dict[str, str]) -> None:
        self._open = None
        place = _place(given.get("data-sha256"), given.get("data-start"), given.get("data-end"))
        uri = given.get("data-uri", "")
        if place is None:
            self.found.append(ExportedQuote(self._text, uri=uri, fault=_NO_PROOF))
        else:
            self.found.append(ExportedQuote(self._text, place.start, place.end, place.sha256, uri, fault=self._fault))
        self._last = place

    def _settle(self) -> None:
        if self._last is not None:
            self._accuse(_OTHER_PROOF)

    def _accuse(self, fault: str) -> None:
        if self.found and not self.found[-1].fault:
            self.found[-1] = replace(self.found[-1], fault=fault)


def _from_html(text: str) -> list[ExportedQuote]:
    parser = _Quotes()
    parser.feed(text)
    parser.close()
    return parser.found


# -- Markdown

_PROOF = re.compile(r"> `sha256:([0-9a-f]{64})` `\[(\d{1,12})-(\d{1,12})\]` <([^>]*)>\s*")
_PLAIN = r"(?:\\.|[^\\\[\]<>])*"
_REFERENCE = re.compile(rf"— \\\[\d+\\\] \[{_PLAIN}\]\(<([^>]*)>\), {_PLAIN}")


def _from_markdown(text: str) -> Iterator[ExportedQuote]:
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        # A line without the sign goes on with the quote above it, and up to three spaces may stand before the sign.
        if line.strip() and (block or re.match(r" {0,3}>", line)):
            block.append(line)
        elif block:
            yield _block(block)
            block = []


def _block(lines: Sequence[str]) -> ExportedQuote:
    """The quote of one block: its words, an empty line, the reference and the proof."""
    proof = _PROOF.fullmatch(lines[-1])
    shown = [line.removeprefix(">").removeprefix(" ") for line in lines]
    words = "\n".join(shown[:-3] if proof else shown)
    exact = markdown_read(words)
    place = _place(*proof.groups()[:3]) if proof else None
    if proof is None or place is None:
        return ExportedQuote(exact, spaced=False, fault=_NO_PROOF)
    reference = _REFERENCE.fullmatch(shown[-2].rstrip()) if len(shown) > 3 and not shown[-3].strip() else None
    fault = ""
    if markdown_text(exact) != words or not all(line.startswith(">") for line in lines):
        fault = _MARKED_UP
    elif reference is None:
        fault = _OTHER_PROOF
    elif not _leads_to(reference[1], place):
        fault = _OTHER_LINK
    return ExportedQuote(exact, place.start, place.end, place.sha256, proof[4], spaced=False, fault=fault)

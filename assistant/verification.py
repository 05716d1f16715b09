"""Whether the quotes of an exported conversation still hold: each document is read again, apart from any index."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ..corpus.document import Document
from ..corpus.errors import ExportError, UnreadableDocument
from ..corpus.folder import find_files
from ..corpus.isolation import read_documents
from ..corpus.place import file_of
from .export import FORM
from .reference import markdown_read

__all__ = ["ExportedQuote", "Finding", "Verdict", "read_export", "verify"]


class Verdict(StrEnum):
    """What has become of a quote."""

    HOLDS = "holds"
    """The document has its hash, and the words stand at their offsets."""
    CHANGED = "changed"
    """The document has changed since; the words still stand in it."""
    LOST = "lost"
    """The document has changed since, and the words no longer stand in it."""
    FALSE = "false"
    """The document is the same, and other words stand there, or none is named: the export has been altered."""
    MISSING = "missing"
    """The document is not where it was."""


@dataclass(frozen=True, slots=True)
class ExportedQuote:
    """A quote as an export shows it."""

    exact: str
    start: int
    end: int
    sha256: str
    uri: str
    spaced: bool = True
    """Whether the form keeps white space as it is; Markdown does not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A quote and what has become of it."""

    quote: ExportedQuote
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        """As the command line's JSON gives it."""
        names = ("exact", "start", "end", "sha256", "uri")
        return {"verdict": self.verdict.value, **{name: getattr(self.quote, name) for name in names}}


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


def verify(quotes: Sequence[ExportedQuote], corpus: Sequence[Path] = ()) -> list[Finding]:
    """What has become of each quote; a document that has moved is looked for by its hash under `corpus`."""
    wanted = {quote.sha256 for quote in quotes}
    moved = {}
    for path in find_files([path.expanduser().resolve() for path in corpus]).files if corpus else ():
        if (digest := _digest(path)) in wanted:
            moved[digest] = path
    # Read once, and only now: they may have changed since the last time.
    paths = {quote: moved.get(quote.sha256) or file_of(quote.uri) for quote in quotes}
    read: dict[Path | None, Sequence[Document]] = {path: _read(path) for path in set(paths.values()) if path}
    return [Finding(quote, _verdict(quote, _quoted(quote, read.get(paths[quote])))) for quote in quotes]


def _quoted(quote: ExportedQuote, documents: Sequence[Document] | None) -> Document | None:
    """Of the documents in a file, the one that was quoted, or what stands at its address now."""
    same = [document for document in documents or () if document.sha256 == quote.sha256]
    there = [document for document in documents or () if document.uri == quote.uri]
    return next(iter(same or there), None)


def _verdict(quote: ExportedQuote, document: Document | None) -> Verdict:
    if not quote.sha256:
        return Verdict.FALSE
    if document is None:
        return Verdict.MISSING
    if document.sha256 == quote.sha256:
        there = document.text[quote.start : quote.end]
        return Verdict.HOLDS if _same(there, quote) else Verdict.FALSE
    return Verdict.CHANGED if _flat(quote.exact) in _flat(document.text) else Verdict.LOST


def _same(there: str, quote: ExportedQuote) -> bool:
    return there == quote.exact if quote.spaced else _flat(there) == _flat(quote.exact)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _read(path: Path) -> Sequence[Document]:
    try:
        return read_documents(path).documents
    except (OSError, UnreadableDocument):
        return ()


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


# -- the three forms


def _from_json(found: dict[str, Any]) -> Iterator[ExportedQuote]:
    for turn in found["turns"]:
        for quote in (*turn["quotes"], *turn["nearest"]):
            document = quote["document"]
            yield ExportedQuote(
                str(quote["exact"]),
                int(quote["start"]),
                int(quote["end"]),
                str(document["sha256"]),
                str(document["uri"]),
            )


class _Quotes(HTMLParser):
    """The quotes that a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[ExportedQuote] = []
        self._open: dict[str, str | None] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            (self._open, self._text) = (dict(attrs), "")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._open is not None:
            given = self._open
            self._open = None
            (start, end) = (int(given["data-start"] or ""), int(given["data-end"] or ""))
            self.found.append(
                ExportedQuote(self._text, start, end, given["data-sha256"] or "", given["data-uri"] or "")
            )


def _from_html(text: str) -> list[ExportedQuote]:
    parser = _Quotes()
    parser.feed(text)
    parser.close()
    return parser.found


_PROOF = re.compile(r"^> `sha256:([0-9a-f]{64})` `\[(\d{1,12})-(\d{1,12})\]` <([^>]*)>\s*$")


def _from_markdown(text: str) -> Iterator[ExportedQuote]:
    quoted: list[str] = []
    for line in [*text.split("\n"), ""]:
        if not line.startswith(">"):
            if quoted:
                yield ExportedQuote(markdown_read("\n".join(quoted)), 0, 0, "", "", spaced=False)
            quoted = []
        elif proof := _PROOF.match(line):
            # Above the proof stand the reference and an empty line.
            exact = markdown_read("\n".join(quoted[:-2]))
            yield ExportedQuote(exact, int(proof[2]), int(proof[3]), proof[1], proof[4], spaced=False)
            quoted = []
        else:
            quoted.append(line.removeprefix(">").removeprefix(" "))

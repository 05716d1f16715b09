"""Whether the quotes of an exported conversation still hold: each document is read again, apart from any index."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..corpus.document import Document
from ..corpus.errors import UnreadableDocument
from ..corpus.folder import find_files
from ..corpus.isolation import read_documents
from ..corpus.place import file_of
from .exported import ExportedQuote

__all__ = ["Finding", "Verdict", "verify"]


class Verdict(StrEnum):
    """What has become of a quote."""

    HOLDS = "holds"
    """The document has its hash, and the words stand at their offsets."""
    CHANGED = "changed"
    """The document has changed since; the words still stand in it."""
    LOST = "lost"
    """The document has changed since, and the words no longer stand in it."""
    FALSE = "false"
    """The document is the same, and other words stand there, or the quote is not as exports write it: altered."""
    MISSING = "missing"
    """The document is not where it was."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A quote and what has become of it."""

    quote: ExportedQuote
    verdict: Verdict
    reason: str = ""
    """Why it is false; empty for every other verdict."""

    def as_dict(self) -> dict[str, Any]:
        """As the command line's JSON gives it."""
        names = ("exact", "start", "end", "sha256", "uri")
        shown = {"verdict": self.verdict.value, **{name: getattr(self.quote, name) for name in names}}
        return shown | ({"reason": self.reason} if self.reason else {})


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
    return [_finding(quote, _quoted(quote, read.get(paths[quote]))) for quote in quotes]


def _quoted(quote: ExportedQuote, documents: Sequence[Document] | None) -> Document | None:
    """Of the documents in a file, the one that was quoted, or what stands at its address now."""
    same = [document for document in documents or () if document.sha256 == quote.sha256]
    there = [document for document in documents or () if document.uri == quote.uri]
    return next(iter(same or there), None)


def _finding(quote: ExportedQuote, document: Document | None) -> Finding:
    if quote.fault:
        return Finding(quote, Verdict.FALSE, quote.fault)
    if document is None:
        return Finding(quote, Verdict.MISSING)
    if document.sha256 != quote.sha256:
        there = _flat(quote.exact) in _flat(document.text)
        return Finding(quote, Verdict.CHANGED if there else Verdict.LOST)
    if not _same(document.text[quote.start : quote.end], quote):
        return Finding(quote, Verdict.FALSE, "other words stand there")
    if not _surrounded(quote, document.text):
        return Finding(quote, Verdict.FALSE, "other words stand before or after it")
    return Finding(quote, Verdict.HOLDS)


def _surrounded(quote: ExportedQuote, text: str) -> bool:
    """Whether the context of a quote is the document's; dots may stand for words that were left out."""
    (before, after) = (text[: quote.start], text[quote.end :])
    return before.endswith((quote.before, quote.before.removeprefix("…"))) and after.startswith(
        (quote.after, quote.after.removesuffix("…"))
    )


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

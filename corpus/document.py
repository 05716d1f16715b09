"""A document: its canonical text, what is known of it, and how it is built up."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Block", "BlockKind", "Document", "Page"]


class BlockKind(StrEnum):
    """What a stretch of canonical text is; quotes never run across two blocks."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """A list item, quoted whole when it is short."""
    ROW = "row"
    """A table row, quoted whole."""
    FURNITURE = "furniture"
    """Part of the page and not of the text (navigation, captions, dates of change).

    It is shown and searched for metadata, and never quoted.
    """


@dataclass(frozen=True, slots=True)
class Block:
    """A half-open span `[start, end)` of canonical text, in Unicode code points, and what it is."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    """1 to 6 for a heading, 0 for anything else."""


@dataclass(frozen=True, slots=True)
class Page:
    """A half-open span of canonical text that stands on one page, and the page number as printed."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source as a whole.

    `text` is the canonical text that all offsets count in, in Unicode code points. Blocks are in
    order of `start` and do not overlap; what lies between two blocks is white space or markup.
    """

    id: str
    """Names the source across changes of its content: the first 16 hexadecimal digits of SHA-256 over the URI."""
    uri: str
    sha256: str
    """Of the original bytes, in hexadecimal."""
    text: str
    title: str
    date: str | None
    """ISO 8601, `YYYY-MM-DD`."""
    language: str | None
    """ISO 639-1, or None where there is too little text to tell."""
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    """Empty for formats without pages."""
    locations: tuple[str, ...] = ()
    """All URIs at which this very content was found, its own first; empty for a document that is not from an index."""

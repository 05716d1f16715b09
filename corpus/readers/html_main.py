"""Which blocks of a page are its main content: trafilatura's extraction decides, the page's own parts confirm."""

import logging
import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

import trafilatura
from lxml import etree

from ..document import BlockKind
from ..furniture import is_furniture
from ..raised import SUPERSCRIPTS
from .html_layout import PageBlock

__all__ = ["mark_furniture"]

# Its warnings about odd pages are of no use to a reader of the command line.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())

_NOT_A_LETTER = re.compile(r"[\W_]+")
_SHORT = 40
"""Letters up to which a block must equal lines of the extraction; a longer one may be a part of them."""
_MOST_PIECES = 15
"""Lines into which the extraction of a short page may break such a block, one at each end of its inline markup."""
_SENTENCE_END = re.compile(rf"[.!?…;:][»”\"')\]\s{SUPERSCRIPTS}]*$")


def mark_furniture(page: str, text: str, blocks: Sequence[PageBlock]) -> list[bool]:
    """For each block, whether it is furniture."""
    by_place = [
        item.in_page_part or _is_worded_as_furniture(text[item.block.start : item.block.end], item) for item in blocks
    ]
    extracted = _extracted(page)
    if not extracted:
        return by_place
    lines = [letters for letters in map(_letters, extracted.splitlines()) if letters]
    known, whole = _runs(lines), "".join(lines)
    matched = [
        not furniture and _is_in(text[item.block.start : item.block.end], known, whole)
        for furniture, item in zip(by_place, blocks, strict=True)
    ]
    if not any(matched):
        return by_place
    return [not (match or _belongs(index, text, blocks, by_place, matched)) for index, match in enumerate(matched)]


def _extracted(page: str) -> str | None:
    try:
        found = trafilatura.extract(page, favor_recall=True, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return None  # the patterns alone must do
    return found if isinstance(found, str) else None


def _is_worded_as_furniture(content: str, item: PageBlock) -> bool:
    return item.block.level != 1 and is_furniture(content)


def _letters(text: str) -> str:
    # The extraction composes accents, and has raised figures as if they were not.
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _runs(lines: Sequence[str]) -> set[str]:
    """What a short block may equal: any line, and lines that follow each other."""
    starts = range(len(lines))
    return set(lines) | {
        run for start in starts for run in accumulate(lines[start : start + _MOST_PIECES]) if len(run) <= _SHORT
    }


def _is_in(content: str, known: set[str], whole: str) -> bool:
    letters = _letters(content)
    if not letters:
        return False
    if letters in known or (len(letters) > _SHORT and letters in whole):
        return True
    lines = [line for line in map(_letters, content.splitlines()) if line]
    return len(lines) > 1 and all(line in known or (len(line) > _SHORT and line in whole) for line in lines)


def _belongs(
    index: int, text: str, blocks: Sequence[PageBlock], by_place: Sequence[bool], matched: Sequence[bool]
) -> bool:
    """Whether a block that the extraction lacks is main content all the same, as its neighbours are."""
    item = blocks[index]
    if by_place[index] or item.link_share > 0.5:
        return False
    following = next((other for other in range(index + 1, len(blocks)) if not by_place[other]), None)
    before_main = following is not None and matched[following]
    if item.block.kind is BlockKind.HEADING:
        # Extraction often loses a title, and headings between two parts.
        return before_main or (item.block.level == 1 and not any(matched[:index]))
    if not (any(matched[:index]) and any(matched[index + 1 :])):
        return False
    if item.block.kind in {BlockKind.ITEM, BlockKind.ROW} and any(
        matched[other] and blocks[other].block.kind is item.block.kind
        for other in (index - 1, index + 1)
        if 0 <= other < len(blocks)
    ):
        return True
    content = text[item.block.start : item.block.end]
    return len(content) > 60 and bool(_SENTENCE_END.search(content))

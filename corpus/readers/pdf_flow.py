"""Paragraphs that go on in the next column or on the next page, over the notes at the foot."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..document import BlockKind
from ..raised import SUPERSCRIPTS
from .pdf_blocks import Piece
from .pdf_lines import join_lines

__all__ = ["first_of_text", "joined_columns", "open_end"]

_OPEN_END = re.compile(rf"[^.!?…:;»”\"')\]\s{SUPERSCRIPTS}](?:\s?[{SUPERSCRIPTS}]+)?$")
_UNENDED = re.compile(rf"[^.!?…:;»”\"')\]\s{SUPERSCRIPTS}][»”\"')\]]*(?:\s?[{SUPERSCRIPTS}]+)?$")
"""The same behind a bracket or a quotation."""
_CAPTION = re.compile(r"(?:fig(?:ure|ura|\.)|abb(?:ildung|\.)|tab(?:le(?:au)?|elle|la|ella|\.))\s?\d", re.IGNORECASE)
_EXPECTS_MORE = re.compile(r"(?:,|\b[a-zàâéèêîôû’']{1,3})$")
"""A comma, or a small word that something has to follow."""
_SHORT = 60
"""Letters that a label has at most."""
_FEWEST_WORDS = 4
"""Of a line that fills a column of text."""
_NOTE = re.compile(rf"[\[(]?\d{{1,3}}[\]).]*\s|[{SUPERSCRIPTS}*†‡]")
"""What a note begins with."""


def joined_columns(columns: Iterable[Sequence[Piece]], words: Counter[str]) -> list[Piece]:
    """The pieces of a page's columns in their order; a paragraph that goes on in the next column is one again."""
    found: list[Piece] = []
    for column in columns:
        for index, piece in enumerate(column):
            before = _before(found, piece, breaks=index == 0)
            if before:
                before.text = join_lines(before.text, piece.text, words)
                before.lines, before.full = before.lines + piece.lines, piece.full
            else:
                found.append(piece)
    return found


def first_of_text(pieces: Sequence[Piece]) -> int:
    """Where the text of a page begins, below what stands at its head only there."""
    return next((index for index, piece in enumerate(pieces) if not piece.aside), 0)


def open_end(body: list[Piece], first: Piece) -> Piece | None:
    """The last paragraph of a page, taken out where the next page goes on with it; notes may stand behind it."""
    index = _last_of_text(body)
    return body.pop(index) if index is not None and _continues_overleaf(body[index], first) else None


def _before(pieces: Sequence[Piece], piece: Piece, *, breaks: bool) -> Piece | None:
    """What a piece goes on with, where another column may begin with it."""
    if pieces and _continues(pieces[-1], piece):
        return pieces[-1]
    last = _last_of_text(pieces) if breaks else None
    if last is None or not _are_notes(pieces[last + 1 :]):
        return None
    return pieces[last] if _continues_anew(pieces[last], piece) else None


def _are_notes(pieces: Sequence[Piece]) -> bool:
    """Whether what stands behind a paragraph, if anything, is small and begins as a note; other may be a caption."""
    first = f"{pieces[0].marker}{pieces[0].text}" if pieces else ""
    return not pieces or (all(piece.small for piece in pieces) and bool(_NOTE.match(first)))


def _last_of_text(pieces: Sequence[Piece]) -> int | None:
    return next((index for index in range(len(pieces) - 1, -1, -1) if not pieces[index].aside), None)


def _continues(piece: Piece, following: Piece) -> bool:
    return (
        len(piece.text) > _SHORT
        and _may_continue(piece, following, _OPEN_END)
        and (following.text[:1].islower() or bool(_EXPECTS_MORE.search(piece.text[-20:])))
    )


def _continues_anew(piece: Piece, following: Piece) -> bool:
    """The same at the end of a column, which may hold but a short line of the paragraph."""
    return _continues(piece, following) or (
        piece.full
        and following.text[:1].islower()
        and len(piece.text.split()) >= _FEWEST_WORDS
        and _may_continue(piece, following, _OPEN_END)
    )


def _continues_overleaf(piece: Piece, following: Piece) -> bool:
    """The same at the end of a page, where a paragraph seldom ends with a full line: a name or a number may follow."""
    return _continues_anew(piece, following) or (
        len(piece.text) > _SHORT
        and _may_continue(piece, following, _UNENDED)
        and (following.text[:1].islower() or (piece.full and piece.lines > 1 and not piece.text.endswith("-")))
    )


def _may_continue(piece: Piece, following: Piece, end: re.Pattern[str]) -> bool:
    return (
        piece.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
        and following.kind is BlockKind.PARAGRAPH
        and abs(piece.size - following.size) < 0.1 * max(piece.size, 1.0)
        and not following.apart
        and not _CAPTION.match(following.text)
        and bool(end.search(piece.text[-20:]))
    )

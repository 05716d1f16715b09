"""RTF: striprtf gives the text; marks put in before it runs keep headings, tables, notes and text boxes apart."""

import re
from collections.abc import Iterator, Sequence

from striprtf.striprtf import rtf_to_text

from ..composer import Composer
from ..dates import find_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..raised import raised
from ..reader import Reading, Source
from .rtf_asides import Aside, without_asides
from .rtf_visibility import mark_raised, mark_unseen

__all__ = ["READER", "RtfReader"]

# Private characters that stand for structure while striprtf is at work; those of the document itself go.
_CELL, _ROW, _IN_TABLE, _LIST, _ASIDE, _UNSEEN, _SEEN, _LABELLED, _RAISED, _LOWERED, _LEVEL = (
    chr(0xE800 + n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16)
)
_HIGH = re.compile(f"{_RAISED}([^{_RAISED}{_LOWERED}]*){_LOWERED}")
_FIRST, _MOST = 0xF000, 0x800
_MARKS = re.compile("[\ue800-\ue8ff]")
_PRIVATE = re.compile("[\ue800-\uf8fe]")
_MARKED = (
    (re.compile(r"\\cell(?![a-z])"), _CELL),
    (re.compile(r"\\row(?![a-z])"), _ROW),
    (re.compile(r"\\intbl(?![a-z])"), _IN_TABLE),
    (re.compile(r"\\(?:ls|pnlvlblt|pnlvlbody)\d*(?![a-z])"), _LIST),
)
_NUMBERED = re.compile(f"{_ASIDE}([\uf000-\uf8fe])")
_LABEL = re.compile(r"\{(?:\\\*)?\\(?:listtext|pntext)(?![a-z])([^{}]*)\}")
"""The number or bullet of an item, as the program that wrote it has counted."""
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_HEADING_STYLE = re.compile(
    r"\{\\s(\d{1,4})(?=\\)(?![^{}]*\\outlinelevel)[^{}]*[ ;]"
    r"(?:heading|titre|\\'dcberschrift|\\u220\S*berschrift|t\\'edtulo|titolo) ?([1-9]);\}",
    re.IGNORECASE,
)
_STYLED = re.compile(r"\\s(\d{1,4})(?!\d)")
_INFO = re.compile(r"\{\\title ([^{}]*)\}")
_MADE = re.compile(r"\{\\(?:revtim|creatim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_BULLETS = "•·-–*\uf0b7 \t"


class RtfReader:
    """Reads `.rtf`."""

    suffixes = frozenset({".rtf"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """Paragraphs, headings by their outline level, tables row by row; notes behind the paragraph that has them."""
        if not data.lstrip().startswith(b"{\\rtf"):
            raise UnreadableDocument("damaged, or no RTF document")
        markup = _MARKS.sub("", data.decode("latin-1"))
        markup = mark_unseen(markup, _word(_UNSEEN), _word(_SEEN))
        markup, asides = without_asides(_with_marks(markup), _word(_UNSEEN), _word(_SEEN), _aside)
        composer = Composer()
        _flow(markup, asides, composer)
        said = _INFO.search(markup)
        made = _MADE.search(markup)
        heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
        title = _text("{\\rtf1 " + said[1] + "}").strip() if said else ""
        return composer.reading(
            title=title or (composer.text[heading.start : heading.end] if heading else None),
            date=find_date("-".join(part.zfill(2) for part in made.groups())) if made else None,
        )


READER = RtfReader()


def _flow(markup: str, asides: Sequence[Aside], composer: Composer) -> None:
    """The lines of a document, or of a text box, with the notes and boxes of each behind it."""
    rows: list[str] = []
    hidden: list[str] = []
    for line, unseen in _parted(_text(markup)):
        hidden.append(unseen)
        if rows or _IN_TABLE in line or _CELL in line:
            rows.append(line)
            if _ROW in line:
                _add_rows(" ".join(rows), composer)
                rows = []
        else:
            _add(line, composer)
        if not rows:
            composer.add(_shown(" ".join(hidden)), BlockKind.FURNITURE)
            hidden = []
        for number in (ord(mark) - _FIRST for mark in _NUMBERED.findall(line)):
            if number < len(asides):
                _add_aside(asides[number], composer)
    _add_rows(" ".join(rows), composer)
    composer.add(_shown(" ".join(hidden)), BlockKind.FURNITURE)


def _add_aside(aside: Aside, composer: Composer) -> None:
    if not aside.note:
        _flow(aside.markup, (), composer)
        return
    parts = list(_parted(_text(aside.markup)))
    composer.add("\n".join(_PRIVATE.sub("", seen) for seen, _ in parts), marker=f"[{aside.note}] ")
    composer.add(_shown(" ".join(unseen for _, unseen in parts)), BlockKind.FURNITURE)


def _text(markup: str) -> str:
    try:
        text = str(rtf_to_text(mark_raised(markup, _word(_RAISED), _word(_LOWERED)), errors="replace"))
    except (ValueError, LookupError, IndexError, OverflowError, UnicodeError, TypeError):
        raise UnreadableDocument("damaged: its RTF cannot be taken apart") from None
    return _HIGH.sub(lambda found: raised(found[1]), text)


def _word(mark: str) -> str:
    """The control word that gives a private character."""
    return f"\\u{ord(mark) - 0x10000}?"


def _aside(number: int) -> str:
    """What stands in place of an aside, or nothing when there are too many to count."""
    return _word(_ASIDE) + _word(chr(_FIRST + number)) if number < _MOST else ""


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text, of each what is seen and what is not."""
    unseen = False
    for line in text.split("\n"):
        seen, hidden = [], []
        for piece in re.split(f"([{_UNSEEN}{_SEEN}])", line):
            if piece in {_UNSEEN, _SEEN}:
                unseen = piece == _UNSEEN
            elif unseen:
                seen.append("".join(_PRIVATE.findall(piece)))
                hidden.append(piece)
            else:
                seen.append(piece)
        yield "".join(seen), " ".join(hidden)


def _with_marks(markup: str) -> str:
    """Put a character that survives behind each control word that tells structure."""
    for word, mark in _MARKED:
        end = r"\par " if mark == _ROW else ""
        markup = word.sub(lambda _found, mark=mark, end=end: _word(mark) + end, markup)  # type: ignore[misc]
    markup = _LABEL.sub(lambda found: f"{{{found[1]}{_word(_LABELLED)}}}", markup)
    levels = {number: int(level) - 1 for number, level in _HEADING_STYLE.findall(markup)}
    if levels:
        markup = _STYLED.sub(
            lambda found: _word(chr(ord(_LEVEL) + levels[found[1]])) if found[1] in levels else found[0], markup
        )
    return _OUTLINE.sub(lambda found: _word(chr(ord(_LEVEL) + int(found[1]))), markup)


def _add(line: str, composer: Composer) -> None:
    level = next((ord(mark) - ord(_LEVEL) + 1 for mark in line if _LEVEL <= mark < chr(ord(_LEVEL) + 9)), 0)
    listed = _LIST in line or _LABELLED in line
    text = _shown(line)
    if level:
        composer.add(text, BlockKind.HEADING, min(level, 6))
    elif listed:
        (label, labelled, item) = line.rpartition(_LABELLED)
        number = _shown(label) if labelled and any(map(str.isalnum, _shown(label))) else ""
        composer.add(_shown(item) if number else text.lstrip(_BULLETS), BlockKind.ITEM, marker=f"{number or '•'} ")
    else:
        composer.add(text)


def _add_rows(text: str, composer: Composer) -> None:
    for row in text.split(_ROW):
        composer.row([_shown(cell) for cell in _cells(row)])


def _cells(row: str) -> Iterator[str]:
    yield from row.split(_CELL)


def _shown(text: str) -> str:
    return " ".join(_PRIVATE.sub("", text).split(" ")).strip()

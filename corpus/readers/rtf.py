"""RTF: striprtf gives the text; marks put in before it runs keep headings, tables and notes apart."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from ..composer import Composer
from ..dates import find_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..raised import raised
from ..reader import Reading, Source
from .rtf_visibility import mark_raised, mark_unseen

__all__ = ["READER", "RtfReader"]

# Private characters that stand for structure while striprtf is at work; those of the document itself go.
_CELL, _ROW, _IN_TABLE, _LIST, _NOTE, _UNSEEN, _SEEN, _RAISED, _LOWERED, _LEVEL = (
    chr(0xE800 + n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 16)
)
_HIGH = re.compile(f"{_RAISED}([^{_RAISED}{_LOWERED}]*){_LOWERED}")
_MARKS = re.compile("[\ue800-\ue8ff]")
_PRIVATE = re.compile("[\ue800-\uf8fe]")
_MARKED = (
    (re.compile(r"\\cell(?![a-z])"), _CELL),
    (re.compile(r"\\row(?![a-z])"), _ROW),
    (re.compile(r"\\intbl(?![a-z])"), _IN_TABLE),
    (re.compile(r"\\(?:ls|pnlvlblt|pnlvlbody)\d*(?![a-z])"), _LIST),
)
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_NOTE_START = re.compile(r"\{\s*(?:\\(?:\*|[a-z]+-?\d*)\s?)*?\\footnote(?![a-z])")
_HEADING_STYLE = re.compile(
    r"\{\\s(\d{1,4})(?=\\)(?![^{}]*\\outlinelevel)[^{}]*[ ;]"
    r"(?:heading|titre|\\'dcberschrift|\\u220\S*berschrift|t\\'edtulo|titolo) ?([1-9]);\}",
    re.IGNORECASE,
)
_STYLED = re.compile(r"\\s(\d{1,4})(?!\d)")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
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
        markup, notes = _without_notes(markup)
        composer = Composer()
        rows: list[str] = []
        hidden: list[str] = []
        for line, unseen in _parted(_text(_with_marks(markup))):
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
            for number in (ord(mark) - 0xF000 for mark in re.findall("[\uf000-\uf8fe]", line) if _NOTE in line):
                if number < len(notes):
                    parts = list(_parted(_text(notes[number])))
                    composer.add(_MARKS.sub("", "\n".join(seen for seen, _ in parts)), marker=f"[{number + 1}] ")
                    composer.add(_shown(" ".join(unseen for _, unseen in parts)), BlockKind.FURNITURE)
        _add_rows(" ".join(rows), composer)
        composer.add(_shown(" ".join(hidden)), BlockKind.FURNITURE)
        said = _INFO.search(markup)
        made = _MADE.search(markup)
        heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
        title = _text("{\\rtf1 " + said[1] + "}").strip() if said else ""
        return composer.reading(
            title=title or (composer.text[heading.start : heading.end] if heading else None),
            date=find_date("-".join(part.zfill(2) for part in made.groups())) if made else None,
        )


READER = RtfReader()


def _text(markup: str) -> str:
    try:
        text = str(rtf_to_text(mark_raised(markup, _word(_RAISED), _word(_LOWERED)), errors="replace"))
    except (ValueError, LookupError, IndexError, OverflowError, UnicodeError, TypeError):
        raise UnreadableDocument("damaged: its RTF cannot be taken apart") from None
    return _HIGH.sub(lambda found: raised(found[1]), text)


def _word(mark: str) -> str:
    """The control word that gives a private character."""
    return f"\\u{ord(mark) - 0x10000}?"


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
    levels = {number: int(level) - 1 for number, level in _HEADING_STYLE.findall(markup)}
    if levels:
        markup = _STYLED.sub(
            lambda found: _word(chr(ord(_LEVEL) + levels[found[1]])) if found[1] in levels else found[0], markup
        )
    return _OUTLINE.sub(lambda found: _word(chr(ord(_LEVEL) + int(found[1]))), markup)


def _without_notes(markup: str) -> tuple[str, list[str]]:
    """The markup with a mark in place of each note, and the notes as documents of their own."""
    kept: list[str] = []
    notes: list[str] = []
    at = 0
    while (start := _NOTE_START.search(markup, at)) and len(notes) < 0x800:
        end = _group_end(markup, start.start())
        if end is None:
            break
        kept += [markup[at : start.start()], _word(_NOTE), _word(chr(0xF000 + len(notes)))]
        notes.append("{\\rtf1\\ansi " + markup[start.end() : end] + "}")
        at = end + 1
    return "".join([*kept, markup[at:]]), notes


def _group_end(markup: str, start: int) -> int | None:
    """Where the group ends that begins at `start`."""
    depth = 0
    for brace in _BRACE.finditer(markup, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.start()
    return None


def _add(line: str, composer: Composer) -> None:
    level = next((ord(mark) - ord(_LEVEL) + 1 for mark in line if _LEVEL <= mark < chr(ord(_LEVEL) + 9)), 0)
    listed = _LIST in line
    text = _shown(line)
    if level:
        composer.add(text, BlockKind.HEADING, min(level, 6))
    elif listed:
        composer.add(text.lstrip(_BULLETS), BlockKind.ITEM, marker="• ")
    else:
        composer.add(text)


def _add_rows(text: str, composer: Composer) -> None:
    for row in text.split(_ROW):
        composer.row([_shown(cell) for cell in _cells(row)])


def _cells(row: str) -> Iterator[str]:
    yield from row.split(_CELL)


def _shown(text: str) -> str:
    return " ".join(_PRIVATE.sub("", text).split(" ")).strip()

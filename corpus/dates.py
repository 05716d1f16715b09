"""The date of a document, from what its metadata, its page or its first lines say."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from .document import Block, BlockKind

__all__ = ["document_date", "find_date", "stated_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar jänner enero ene gennaio gen",
            "february feb février fevrier févr fév fevr februar febrero febbraio",
            "march mar mars märz maerz marzo",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag",
            "june jun juin juni junio giugno giu",
            "july jul juillet juil juli julio luglio lug",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre set settembre",
            "october oct octobre oktober okt octubre ottobre ott",
            "november nov novembre noviembre",
            "december dec décembre decembre déc dezember dez diciembre dic dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:\s?(?:er|º|°|st|nd|rd|th|\.)(?!\w))?"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_TO = r"\s?(?:-|–|—|/|au|et|to|and|bis|und|al?|y|e)\s?"
_OF = r"\s?(?:de|del|of)?\s?"

_FORMS = (
    # 2017-11-15, 2017/11/15, with or without a time behind it
    rf"(?<![\w-])(?P<y1>{_YEAR})(?P<s1>[-/.])(?P<m1>0?[1-9]|1[0-2])(?P=s1)(?P<d1>{_DAY})(?!\d)",
    # 15/11/2017, 15.11.2017, 15-11-2017
    rf"(?<![\d/.-])(?P<d2>{_DAY})(?P<s2>[-/.])(?P<m2>{_DAY})(?P=s2)(?P<y2>{_YEAR})(?!\d)",
    # 13 novembre 2017, 13-15 November 2017, 30 octobre - 2 novembre 2017, 1. März 2020, 3 de mayo de 2020
    (
        rf"(?<!\w)(?P<d3>{_DAY}){_ORDINAL}{_OF}(?:(?P<m3a>{_MONTH})?{_TO}{_DAY}{_ORDINAL}{_OF})?"
        rf"(?P<m3>{_MONTH}),?{_OF}(?P<y3>{_YEAR})(?!\d)"
    ),
    # November 13, 2017; November 13-15, 2017
    rf"(?<!\w)(?P<m4>{_MONTH})\s?(?P<d4>{_DAY}){_ORDINAL}(?:{_TO}{_DAY}{_ORDINAL})?,?\s?(?P<y4>{_YEAR})(?!\d)",
    # 2017年11月15日
    rf"(?<!\d)(?P<y5>{_YEAR})年(?P<m5>\d\d?)月(?P<d5>\d\d?)日",
)
_SPACED = "|".join(_FORMS).replace(r"\s?", r"\s{0,2}")
_DATE = re.compile(_SPACED, re.IGNORECASE)
_UNNAMED = re.sub(r"\(\?P=s[12]\)", "[-/.]", re.sub(r"\(\?P<\w+>", "(?:", _SPACED))
"""The same forms without named groups, to stand inside another pattern."""

_STATED = re.compile(
    r"\W{0,3}(?:page\s|article\s|document\s|this\spage\swas\s|cette\spage\sa\sété\s|site\s|le\s)?(?:"
    r"derni[eè]re\s(?:modification|mise\s[àa]\sjour|actualisation)|date\sde\s(?:derni[eè]re\s)?"
    r"(?:modification|mise\s[àa]\sjour|publication|parution)|mise?\s[àa]\sjour|mise?\sen\sligne|modifiée?|actualisée?|publiée?|"
    r"paru(?:e|tion)?|"
    r"last\s(?:updated?|modified|modification|changed?|edited|reviewed|revised)|updated|modified|published|posted|"
    r"(?:date\s)?(?:of\s)?publication\sdate|"
    r"(?:zuletzt\s)?(?:aktualisiert|ge[äa]ndert|bearbeitet)|letzte\s(?:[äa]nderung|aktualisierung|bearbeitung)|"
    r"ver[öo]ffentlicht|stand|"
    r"(?:fecha\sde\s(?:la\s)?)?[úu]ltima\s(?:actualizaci[óo]n|modificaci[óo]n)|actualizad[oa]|publicad[oa]|modificad[oa]|"
    r"(?:data\s(?:di|dell['’])\s?)?ultim[oa]\s(?:aggiornamento|modifica)|aggiornat[oa]|pubblicat[oa]|modificat[oa]|"
    r"laatst\s(?:bijgewerkt|gewijzigd)|[úu]ltima\satualiza[çc][ãa]o|atualizad[oa]"
    r")(?:\s?:|\s(?:le|on|at|am|vom|el|il|de|del|op|em|du|the))*\s?"
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch),?\s)?"
    rf"(?P<when>{_UNNAMED})"
    r"(?:,?\s?(?:à|at|um|a\slas?|alle|ore|-|–|T)?\s?\d{1,2}\s?[:h.]\s?\d{0,2}(?::\d\d)?\s?(?:uhr|am|pm|h|z|utc|gmt|cet)?)?"
    r"\W{0,3}",
    re.IGNORECASE,
)

_FIRST_LINES = 3
"""How many blocks of running text may date a document that says nothing of its date elsewhere."""
_FIRST_CHARACTERS = 600


def find_date(text: str) -> str | None:
    """The first full date in `text`, as `YYYY-MM-DD`.

    Day stands before month except where that is no date; of a range, the first day counts. Month names are
    understood in English, French, German, Spanish and Italian.

    >>> find_date("du 13 au 15 novembre 2017")
    '2017-11-13'
    """
    return next(_dates(text), None)


def stated_date(line: str) -> str | None:
    """The date in a line that says nothing but when the page was changed or published ("Last updated: 3 May 2020")."""
    if len(line) > 160:
        return None
    found = _STATED.fullmatch(" ".join(line.split()))
    return find_date(found["when"]) if found else None


def document_date(text: str, blocks: Sequence[Block], title: str, *, latest: str | None = None) -> str | None:
    """The date that the page states of itself, or else the one in its title or first lines.

    What it says of days after `latest`, when the file was last changed, or of days to come is no date of its own: a
    contract names the day on which it ends.
    """
    today = datetime.now(UTC).date().isoformat()
    latest = min(latest or today, today)
    for block in reversed(blocks):
        if block.kind is BlockKind.FURNITURE:
            stated = stated_date(text[block.start : block.end])
            if stated and stated <= latest:
                return stated
    running = [block for block in blocks if block.kind is not BlockKind.FURNITURE][:_FIRST_LINES]
    heads = [title, *(text[block.start : block.end] for block in running if block.start < _FIRST_CHARACTERS)]
    found = (day for head in heads for day in _dates(head[:_FIRST_CHARACTERS]))
    return next((day for day in found if day <= latest), None)


def _dates(text: str) -> Iterator[str]:
    for match in _DATE.finditer(text):
        part = match.groupdict()
        for form in "12345":
            if part[f"y{form}"]:
                year, month, day = part[f"y{form}"], part.get("m3a") or part[f"m{form}"], part[f"d{form}"]
                found = _iso(int(year), _month(month), int(day)) or _iso(int(year), int(day), _month(month))
                if found:
                    yield found
                break


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS[text.rstrip(".").lower()]


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

"""Which documents a question is for, by their language and date."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from ..corpus.errors import QuestionError

if TYPE_CHECKING:
    from ..index.index import Index
    from ..index.listing import Listed

__all__ = ["Narrowing", "narrowed"]

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Narrowing(TypedDict, total=False):
    """Documents that have no date, or no language, are left out where one is asked for."""

    languages: Sequence[str]
    """ISO 639-1 codes, such as `fr`; none means any."""
    since: str | None
    """A year, a month or a day, such as `2017`, `2017-11` or `2017-11-15`: from its first day on."""
    until: str | None
    """The same: up to its last day."""


def narrowed(index: "Index", among: frozenset[str] | None, wanted: Narrowing) -> frozenset[str] | None:
    """The ids of the documents that are wanted, of those `among`; None where they are all.

    Raises QuestionError for what is no language or date.
    """
    languages = frozenset(_checked(language, _LANGUAGE, "fr or en") for language in wanted.get("languages") or ())
    bounds = (wanted.get("since"), wanted.get("until"))
    (since, until) = (_checked(bound or "", _DATE, "2017, 2017-11 or 2017-11-15") for bound in bounds)
    if since and until and since[: len(until)] > until[: len(since)]:
        raise QuestionError(f"nothing is from {since} on and up to {until}; give since the earlier date")
    if not (languages or since or until):
        return among
    found = _ids(index, index.version, languages, since, until)
    return found if among is None else found & among


def _checked(given: str, form: re.Pattern[str], expected: str) -> str:
    if given and not form.fullmatch(given):
        raise QuestionError(f"{given!r} cannot narrow a question; expected something like {expected}")
    return given


@lru_cache(maxsize=16)
def _ids(
    index: "Index", _version: tuple[str, int, int], languages: frozenset[str], since: str, until: str
) -> frozenset[str]:
    """Kept until the index changes: the same readers often narrow to the same documents."""
    return frozenset(_taken(index.listing(), languages, since, until))


def _taken(every: Iterable["Listed"], languages: frozenset[str], since: str, until: str) -> Iterable[str]:
    for listed in every:
        date = listed.date or ""
        # Of dates that are known to the year alone, as much is compared as both say.
        early = since and (not date or date[: len(since)] < since[: len(date)])
        late = until and (not date or date[: len(until)] > until[: len(date)])
        if not (early or late) and (not languages or listed.language in languages):
            yield listed.id

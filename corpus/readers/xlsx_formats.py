"""What a cell of Excel shows: its value as its number format writes it, with the figures of English."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from .xlsx_moments import moment
from .xlsx_sections import Section, Token, has, sections_of

__all__ = ["formatted"]

_Value = str | int | float | date | time | timedelta

_LARGEST = Decimal(10) ** 15
_OF_THE_MACHINE = frozenset({"mm-dd-yy", "m/d/yy h:mm"})
"""Formats that stand in a file for what the settings of each machine say a date is."""
_COMPARED = {"<": lt, "<=": le, "=": eq, "<>": ne, ">=": ge, ">": gt}
_GROUPS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def formatted(value: _Value, code: str) -> str | None:
    """What the number format `code` shows of a value, which may be nothing.

    None where it leaves the value as it is, is not understood, or says what differs from machine to machine: the
    order of a date, the language of a month.
    """
    sections = sections_of(code) if code != "General" else ()
    if not sections or isinstance(value, bool):
        return None
    of_text = len(sections) > 3 or has(sections[-1], "text")
    numeric, textual = (sections[:-1], sections[-1]) if of_text else (sections, None)
    shown: str | None = None
    if isinstance(value, str):
        if textual is not None:
            shown = "".join(value if kind == "text" else text for kind, text in textual)
    elif not numeric:
        return None
    elif isinstance(value, int | float):
        section, signed = _chosen(numeric, value)
        shown = _figures(section).of(value)
        if shown is not None and signed:
            shown = f"-{shown.lstrip()}"
    elif code not in _OF_THE_MACHINE:
        shown = moment(numeric[0], value)
    return None if shown is None else " ".join(shown.split())


def _chosen(sections: Sequence[Section], value: float) -> tuple[Section, bool]:
    """The part of a format for a number, and whether a minus stands before what it shows."""
    if not any(has(section, "condition") for section in sections):
        at = 0 if len(sections) == 1 or value > 0 or (value == 0 and len(sections) == 2) else 1 if value < 0 else 2
        return sections[at], value < 0 and at == 0
    holding = (section for section in sections if all(_holds(token, value) for token in section))
    section = next(holding, sections[-1])
    # A part for nothing but numbers below nought says itself that they are.
    told = any(token.kind == "condition" and token.text in {"<0", "<=0"} for token in section)
    return section, value < 0 and not told


def _holds(token: Token, value: float) -> bool:
    """Whether what a token asks of a number is so; most ask nothing."""
    if token.kind != "condition":
        return True
    asked, bound = re.findall(r"[<>=]+|[^<>=]+", token.text)
    return bool(_COMPARED[asked](value, float(bound)))


@lru_cache(maxsize=1_000)
def _figures(section: Section) -> "_Figures":
    return _Figures(section)


class _Figures:
    """Writes numbers, without their sign, as one part of a format says."""

    def __init__(self, section: Section) -> None:
        self._texts = ["" if token.kind in {"comma", "condition", "language"} else token.text for token in section]

        def at(kind: str) -> list[int]:
            return [at for at, token in enumerate(section) if token.kind == kind]

        places, commas = at("digit"), at("comma")
        self._general = at("general")
        self._power = at("exponent")
        self._point = next(iter(at("point")), len(section))
        self._whole = [place for place in places if place < self._point]
        self._behind = places[len(self._whole) :]
        inside = [comma for comma in commas if self._whole and self._whole[0] < comma < self._whole[-1]]
        self._grouped = bool(inside)
        self._scale = Decimal(100) ** len(at("percent")) / Decimal(1000) ** (len(commas) - len(inside))
        fraction = bool(places) and any(token == ("literal", "/") for token in section[places[0] :])
        power = bool(self._power) and (len(self._power) > 1 or len(self._whole) != 1)
        self._understood = not (fraction or power or has(section, "time", "elapsed", "half", "text"))

    def of(self, value: float) -> str | None:
        """The figures; None where the format is not understood, or the number has more of them than Excel keeps."""
        # What a float has behind its first 15 figures is no part of the value.
        exact = abs(Decimal(f"{value:.15g}"))
        if not self._understood or not exact.is_finite() or exact >= _LARGEST:
            return None
        out = self._texts.copy()
        for at in self._general:
            out[at] = f"{abs(value):.12g}"
        exact *= self._scale
        for at in self._power:
            mantissa, _, power = f"{exact:.{len(self._behind)}E}".partition("E") if exact else ("0", "", "0")
            exact = Decimal(mantissa)
            sign = "-" if int(power) < 0 else "+" * ("+" in out[at])
            out[at] = f"E{sign}{abs(int(power)):0{len(out[at]) - 2}}"
        if self._whole or self._behind:
            rounded = exact.quantize(Decimal(1).scaleb(-len(self._behind)), ROUND_HALF_UP)
            whole, _, behind = f"{rounded:f}".partition(".")
            self._put_whole(out, whole.lstrip("0"))
            _put_behind(out, self._behind, behind)
        return "".join(out)

    def _put_whole(self, out: list[str], figures: str) -> None:
        """Write the figures before the point at their places, of which the first takes all that are left over."""
        places = self._whole
        if not places:
            out[self._point] = f"{figures}."
            return
        wanted = next((len(places) - number for number, at in enumerate(places) if out[at] == "0"), 0)
        figures = figures.zfill(wanted)
        if self._grouped:
            figures = _GROUPS.sub(",", figures)
        for at in reversed(places[1:]):
            figures, out[at] = figures[:-1], figures[-1:]
        out[places[0]] = figures


def _put_behind(out: list[str], places: Sequence[int], figures: str) -> None:
    """Write the figures behind the point, without the noughts at their end that the format does not ask for."""
    ending = True
    for at, figure in zip(reversed(places), reversed(figures), strict=True):
        ending = ending and figure == "0" and out[at] != "0"
        out[at] = "" if ending else figure

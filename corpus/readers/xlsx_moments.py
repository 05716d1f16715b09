"""Dates and times as a number format of Excel writes them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from locale import windows_locale

from babel import Locale, UnknownLocaleError

from .xlsx_sections import Section, has

__all__ = ["moment"]

_NUMBER = re.compile("[0-9a-f]{1,8}", re.IGNORECASE)
_WIDTHS = {3: "abbreviated", 4: "wide", 5: "narrow"}


def moment(section: Section, value: date | time | timedelta) -> str | None:
    """A date, a time of day or a time elapsed.

    None where the format is for something else, or names a month or a day in the language of each machine.
    """
    spans = isinstance(value, timedelta)
    if spans != has(section, "elapsed") or has(section, "general", "exponent", "percent", "condition", "text"):
        return None
    if isinstance(value, timedelta) and value < timedelta():
        return None
    units = "".join(token.text[0].lower() for token in section if token.kind in {"time", "elapsed"})
    # What stands behind hours or before seconds are minutes, and months otherwise.
    units = units.replace("m", "n") if spans else re.sub("(?<=h)m|m(?=s)", "n", units)
    if set(units) & set("ymd") and not isinstance(value, date):
        return None
    try:
        if "s" in units and not has(section, "digit"):
            value = _to_the_second(value)
        return "".join(_pieces(section, iter(units), value))
    except (UnknownLocaleError, ValueError, TypeError, KeyError, OverflowError):
        return None


def _pieces(section: Section, units: Iterator[str], value: date | time | timedelta) -> Iterator[str]:
    parts = _parts(value)
    names = next((text for kind, text in section if kind == "language"), "")
    for kind, text in section:
        if kind == "elapsed":
            yield f"{parts['elapsed'] // {'h': 3600, 'n': 60, 's': 1}[next(units)]:0{len(text)}}"
        elif kind == "time":
            unit = next(units)
            if unit in "md" and len(text) > 2:
                yield _name(unit, len(text), value, names)
            elif unit == "y":
                yield f"{parts['y']:04}"[-2 if len(text) < 3 else 0 :]
            else:
                figure = (parts["h"] - 1) % 12 + 1 if unit == "h" and has(section, "half") else parts[unit]
                yield f"{figure:0{min(len(text), 2)}}"
        elif kind == "half":
            yield text.split("/")[parts["h"] >= 12]
        elif kind == "digit":
            figure, parts["fraction"] = divmod(parts["fraction"] * 10, 1_000_000)
            yield str(figure)
        elif kind != "language":
            yield text


def _to_the_second(value: date | time | timedelta) -> date | time | timedelta:
    half = timedelta(milliseconds=500)
    if isinstance(value, time):
        return (datetime.combine(date.min, value) + half).time()
    return value + half


def _parts(value: date | time | timedelta) -> dict[str, int]:
    """What each letter stands for, `n` for minutes; the seconds of a time elapsed; millionths of a second."""
    if isinstance(value, timedelta):
        seconds = value.days * 86_400 + value.seconds
        clock = {"elapsed": seconds, "h": seconds // 3600, "n": seconds // 60 % 60, "s": seconds % 60}
        return clock | {"fraction": value.microseconds}
    of_day = value if isinstance(value, datetime | time) else time()
    clock = {"h": of_day.hour, "n": of_day.minute, "s": of_day.second, "fraction": of_day.microsecond}
    return clock | ({"y": value.year, "m": value.month, "d": value.day} if isinstance(value, date) else {})


def _name(unit: str, length: int, value: date | time | timedelta, language: str) -> str:
    """The name of a month or a day. Raises ValueError, among others, where the format says no language for it."""
    named = windows_locale.get(int(language, 16), "") if _NUMBER.fullmatch(language) else language.replace("-", "_")
    names = getattr(Locale.parse(named), "months" if unit == "m" else "days")["format"]
    day = value if isinstance(value, date) else date.min
    return str(names[_WIDTHS[length]][day.month if unit == "m" else day.weekday()])

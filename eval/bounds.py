"""Bounds that a run must reach: `--fail-under evidence@3=.9`."""

import re
from dataclasses import dataclass

from .measures import MEASURES
from .summary import Summary

__all__ = ["Bound", "parse_bound", "shortfalls"]

NUMBER = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure and the value, from 0 to 1, that it must not fall below over all questions."""

    measure: str
    least: float


def parse_bound(expression: str) -> Bound:
    """Read `MEASURE=NUMBER`. Raises ValueError, with a message for the reader."""
    name, equals, number = (part.strip() for part in expression.partition("="))
    if not equals or not name or not number:
        raise ValueError(f'"{expression}" is not a bound, expected MEASURE=NUMBER as in evidence@3=.9')
    if name not in MEASURES:
        raise ValueError(f'there is no measure "{name}", expected one of {", ".join(MEASURES)}')
    if not NUMBER.fullmatch(number) or not 0 <= float(number) <= 1:
        raise ValueError(f'"{number}" in "{expression}" is no rate, expected a number from 0 to 1')
    return Bound(name, float(number))


def shortfalls(summary: Summary, bounds: list[Bound]) -> list[str]:
    """One line for each bound that is not reached; what was not measured does not reach any."""
    lines = []
    for bound in bounds:
        figure = summary.overall.figures[bound.measure]
        if figure.value is None:
            lines.append(f"{bound.measure} was not measured: no question it applies to; the bound is {bound.least:g}")
        elif figure.value < bound.least:
            found = f"{figure.value:.4f} over {figure.cases} questions"
            lines.append(f"{bound.measure} is {found}, below the bound of {bound.least:g}")
    return lines

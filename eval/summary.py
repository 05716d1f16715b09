"""A run summed up: every rate with its interval and the times, overall, by language and by kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from .measures import MEASURES, percentile
from .run import Row, Run

__all__ = ["Figure", "Group", "Summary", "summarise", "wilson"]

Z95 = 1.959963984540054
"""The normal deviate that leaves 2.5 % on each side."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate over the cases it applies to."""

    value: float | None
    """Between 0 and 1; None without a case."""
    cases: int
    low: float | None
    """Lower end of the 95 % interval."""
    high: float | None

    def as_dict(self) -> dict[str, Any]:
        """The figure for JSON."""
        return {"value": self.value, "cases": self.cases, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one language or kind, or all of them."""

    name: str
    questions: int
    figures: dict[str, Figure]
    """By the names of `MEASURES`."""
    latency: dict[str, float | None]
    """`p50` and `p95` of an answer and `embedding` (p50 of one query embedding), in ms."""

    def as_dict(self) -> dict[str, Any]:
        """The group for JSON."""
        return {
            "questions": self.questions,
            "measures": {name: figure.as_dict() for name, figure in self.figures.items()},
            "latency_ms": self.latency,
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """The groups of a run."""

    overall: Group
    by_language: tuple[Group, ...]
    by_kind: tuple[Group, ...]

    def as_dict(self) -> dict[str, Any]:
        """The summary for JSON."""
        return {
            "overall": self.overall.as_dict(),
            "by_language": {group.name: group.as_dict() for group in self.by_language},
            "by_kind": {group.name: group.as_dict() for group in self.by_kind},
        }


def summarise(run: Run) -> Summary:
    """Every figure of a run; languages and kinds stand in order of their first question."""
    return Summary(
        overall=_group("all", run.rows),
        by_language=_split(run.rows, lambda row: row.gold.language),
        by_kind=_split(run.rows, lambda row: row.gold.kind.value),
    )


def wilson(hits: float, cases: int) -> tuple[float, float]:
    """The 95 % interval of a rate after Wilson, which holds for few cases and for rates near 0 and 1.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    if cases == 0:
        return 0.0, 1.0
    rate, square = hits / cases, Z95 * Z95 / cases
    middle = (rate + square / 2) / (1 + square)
    half = sqrt(rate * (1 - rate) * square + square * square / 4) / (1 + square)
    # At 0 and 1 the end is the rate itself; rounding must not put it outside.
    return min(rate, max(0.0, middle - half)), max(rate, min(1.0, middle + half))


def _split(rows: Iterable[Row], name: Callable[[Row], str]) -> tuple[Group, ...]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return tuple(_group(key, members) for key, members in groups.items())


def _group(name: str, rows: Sequence[Row]) -> Group:
    answers = [row.milliseconds for row in rows]
    return Group(
        name=name,
        questions=len(rows),
        figures={measure: _figure([row.scores.get(measure) for row in rows]) for measure in MEASURES},
        latency={
            "p50": percentile(answers, 50),
            "p95": percentile(answers, 95),
            "embedding": percentile([row.embedding_milliseconds for row in rows], 50),
        },
    )


def _figure(scores: Iterable[float | None]) -> Figure:
    applied = [score for score in scores if score is not None]
    if not applied:
        return Figure(None, 0, None, None)
    low, high = wilson(sum(applied), len(applied))
    return Figure(sum(applied) / len(applied), len(applied), low, high)

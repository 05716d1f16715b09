"""Benchmark runs as JSON and as Markdown."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from .comparison import Difference, differences
from .evidence import is_right
from .run import BenchmarkRun
from .summary import EVERYTHING, Figures, summarise

__all__ = ["COLUMNS", "Record"]

COLUMNS = {
    "nDCG@10": ("retrieval", "nDCG@10"),
    "nDCG@5": ("retrieval", "nDCG@5"),
    "hit@1": ("retrieval", "hit@1"),
    "hit@5": ("retrieval", "hit@5"),
    "hit@10": ("retrieval", "hit@10"),
    "MRR": ("retrieval", "MRR"),
    "R@5": ("retrieval", "R@5"),
    "sentence@1": ("quotes", "sentence@1"),
    "sentence@3": ("quotes", "sentence@3"),
    "evidence@1": ("quotes", "evidence@1"),
    "AURC": ("refusals", "risk_coverage_area"),
    "AUROC": ("refusals", "auroc"),
    "answered": ("refusals", "answered"),
    "refusals P": ("refusals", "refusal_precision"),
    "refusals R": ("refusals", "refusal_recall"),
    "p50 ms": ("latency", "p50"),
    "p95 ms": ("latency", "p95"),
}
"""The columns of a table and where their figures are."""


class _Summed(NamedTuple):
    run: BenchmarkRun
    figures: list[Figures]
    differences: list[Difference]


class Record:
    """Finished runs, and how their questions were chosen."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = {name: value for name, value in options.items() if value is not None}
        self._runs: list[_Summed] = []

    def add(self, run: BenchmarkRun) -> None:
        """Sum a run up and keep it."""
        self._runs.append(_Summed(run, summarise(run), differences(run)))

    def json(self) -> str:
        """Every figure, with what it was measured on."""
        benchmarks = [
            {
                "name": held.run.name,
                "environment": asdict(held.run.environment),
                "notices": list(held.run.notices),
                "figures": [figures.as_dict() for figures in held.figures],
                "differences": [difference.as_dict() for difference in held.differences],
            }
            for held in self._runs
        ]
        whole = {"options": self._options, "benchmarks": benchmarks}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def markdown(self) -> str:
        """A section with a table for each run."""
        return "\n".join(_section(held, self._options) for held in self._runs)

    def rows(self) -> str:
        """Each response as one JSON object a line, for whoever looks into what fails."""
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for held in self._runs for row in _rows(held.run))


def _rows(run: BenchmarkRun) -> Iterator[dict[str, Any]]:
    for outcome in run.outcomes:
        (question, response) = (outcome.question, outcome.response)
        yield {
            "benchmark": run.name,
            "pipeline": outcome.pipeline,
            "variant": outcome.variant,
            "question": question.id,
            "text": question.text,
            "answerable": question.answerable,
            "answered": response.answered,
            "confidence": response.confidence,
            "right": is_right(question, response),
            "relevant": question.relevant,
            "evidence": [asdict(span) for span in question.evidence],
            "passages": list(response.passages[:10]),
            "quotes": [[quoted.passage, *quoted.span] for quoted in response.quotes],
            "milliseconds": round(response.milliseconds, 1),
        }


def _section(held: _Summed, options: dict[str, Any]) -> str:
    (run, of_run, apart) = held
    shown = [name for name, place in COLUMNS.items() if any(_value(figures, place) is not None for figures in of_run)]
    where = run.environment
    facts = [
        f"{where.documents:,} documents",
        f"commit {where.commit[:10]}{'+' * where.commit.endswith('+')}" if where.commit else "",
        where.date[:10],
        f"{where.cpu}, {where.cores} cores",
        f"model {where.model}",
        ", ".join(f"{name} {value}" for name, value in options.items()),
    ]
    lines = [
        f"### {run.name}",
        "",
        _line(["pipeline", "asked", "questions", "n", *shown]),
        _line(["---"] * 3 + ["--:"] * (len(shown) + 1)),
        *(_line(_cells(figures, shown)) for figures in of_run),
        "",
        *_differences(apart),
        " · ".join(fact for fact in facts if fact),
        *(f"\n{notice}" for notice in run.notices),
        "",
    ]
    return "\n".join(lines)


def _differences(apart: Sequence[Difference]) -> Iterator[str]:
    if not apart:
        return
    measures = list(dict.fromkeys(difference.measure for difference in apart))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for held in apart:
        shown = f"{held.value:+.3f} ({held.low:+.3f} to {held.high:+.3f})"
        rows.setdefault((f"{held.of} − {held.to}", held.group), {})[held.measure] = shown
    yield _line(["difference, 95 % interval", "questions", *measures])
    yield _line(["---"] * 2 + ["--:"] * len(measures))
    for names, row in rows.items():
        yield _line([*names, *(row.get(measure, "–") for measure in measures)])
    yield ""


def _cells(figures: Figures, shown: Sequence[str]) -> list[str]:
    name = figures.pipeline if figures.group == EVERYTHING else f"– {figures.pipeline}"
    values = [_shown(_value(figures, COLUMNS[column]), column) for column in shown]
    return [name, figures.variant, figures.group, str(figures.questions), *values]


def _value(figures: Figures, place: tuple[str, str]) -> float | None:
    value: float | None = getattr(figures, place[0])[place[1]]
    return value


def _shown(value: float | None, column: str) -> str:
    """A rate to three places without its nought, milliseconds to one.

    >>> _shown(0.8341, "MRR"), _shown(1.0, "MRR"), _shown(132.44, "p50 ms"), _shown(None, "MRR")
    ('.834', '1.000', '132.4', '–')
    """
    if value is None:
        return "–"
    return f"{value:.1f}" if column.endswith("ms") else f"{value:.3f}".removeprefix("0")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"

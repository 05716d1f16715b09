"""A run's summary as tables for the terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .calibration import Calibrated
from .measures import MEASURES
from .run import Run
from .summary import Figure, Group, Summary

__all__ = ["LATENCIES", "print_calibration", "print_tables", "rate"]

LATENCIES = {"p50": "latency p50, ms", "p95": "latency p95, ms", "embedding": "one embedding, ms"}
"""The keys of a group's latency and the words for them."""


def rate(figure: Figure) -> str:
    """A rate to three places, a dash where there is none; only a true 1 reads as 1.

    >>> rate(Figure(1999 / 2000, 2000, None, None)), rate(Figure(1.0, 3, None, None)), rate(Figure(None, 0, None, None))
    ('.999', '1.000', '–')
    """
    if figure.value is None:
        return "–"
    return "1.000" if figure.value == 1 else f".{min(round(figure.value * 1000), 999):03d}"


def print_tables(run: Run, summary: Summary, console: Console) -> None:
    """Print the figures by language, then by kind, then what they were measured on."""
    for title, groups in (("by language", summary.by_language), ("by kind", summary.by_kind)):
        console.print(_table(title, [summary.overall, *groups]))
    where = run.environment
    facts = [
        f"{len(run.rows)} questions, {where.documents} documents",
        f"model {where.model}" if where.model else "",
        f"commit {where.commit[:10]}{'+' * where.commit.endswith('+')}" if where.commit else "",
        f"{where.cpu}, {where.cores} cores",
        where.date,
    ]
    console.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))


def print_calibration(calibrated: Calibrated, console: Console) -> None:
    """Print what a calibration says, then what it is worth on questions that had no part in it."""
    (calibration, held_out) = (calibrated.calibration, calibrated.held_out)
    table = Table(title="calibration", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("measure", no_wrap=True)
    table.add_column(Text(f"held out\n{calibration.questions}"), justify="right")
    for name, value in (
        ("Brier score", held_out.brier),
        ("the same, knowing only the share of right answers", held_out.brier_of_share),
        ("expected calibration error", held_out.ece),
        ("area under the risk-coverage curve", held_out.area),
        ("right told from wrong, AUROC", held_out.auroc),
        (f"answered, aiming at a risk of {calibration.max_risk:g}", held_out.coverage),
        ("of these wrong", held_out.risk),
    ):
        table.add_row(name, "–" if value is None else f"{value:.3f}")
    console.print(table)
    answered = f"answers from a probability of {calibration.threshold():.3f} on"
    console.print(Text(f"{answered} · {held_out.folds} folds, parted by document", style="dim"))


def _table(title: str, groups: Sequence[Group]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("measure", no_wrap=True)
    for group in groups:
        table.add_column(Text(f"{group.name}\n{group.questions}"), justify="right")
    for name in MEASURES:
        table.add_row(name, *(rate(group.figures[name]) for group in groups))
    table.add_section()
    for key, label in LATENCIES.items():
        table.add_row(label, *(_milliseconds(group.latency[key]) for group in groups))
    return table


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"

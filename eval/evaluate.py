"""The `eval` command at work: from gold files to tables, JSON, a page and an exit status."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from ..assistant.assistant import Assistant, nothing_to_read
from ..assistant.calibration import USUAL
from ..assistant.progress import progress_bar
from ..corpus.errors import GuillemetError
from .bounds import Bound, parse_bound, shortfalls
from .calibration import calibrate_run
from .questions import GoldQuestion, read_gold, shipped_gold
from .record import run_as_dict
from .report import render
from .run import Run, run_gold
from .summary import summarise
from .table import print_calibration, print_tables

__all__ = ["evaluate"]


def evaluate(
    corpus: Sequence[str],
    gold: Sequence[Path],
    *,
    as_json: bool,
    report: Path | None,
    fail_under: Sequence[str],
    limit: int,
    max_risk: float | None = None,
) -> None:
    """Ask the gold questions of the corpus and put the figures where they are wanted.

    With `max_risk`, also fit the probability of an answer to them and keep it in the state folder.

    Raises typer.BadParameter for wrong usage, GuillemetError for anything else that goes wrong, and
    typer.Exit with status 1 when a bound is not reached.
    """
    bounds = _checked(corpus, gold, report, fail_under)
    # Before anything is indexed: a mistake in a gold file should not cost that time.
    questions = read_gold(gold or shipped_gold())
    # What is fitted anew must not be judged by what was fitted before, which may even be of another model.
    assistant = Assistant(list(corpus) or None, calibration=None if max_risk is None else USUAL)
    run = _run(assistant, questions, limit)
    summary = summarise(run)
    calibrated = None if max_risk is None else calibrate_run(run, max_risk)

    for warning in run.warnings:
        print(f"guillemet: {warning}", file=sys.stderr)
    if as_json:
        print(json.dumps(run_as_dict(run, summary, calibrated), ensure_ascii=False))
    else:
        print_tables(run, summary, Console())
        if calibrated is not None:
            print_calibration(calibrated, Console())
    if calibrated is not None:
        file = calibrated.calibration.save(assistant.index.settings.state_folder)
        print(f"guillemet: calibration written to {file}", file=sys.stderr)
    if report is not None:
        _write(report, render(run, summary))
    if short := shortfalls(summary, bounds):
        for line in short:
            print(f"guillemet: {line}", file=sys.stderr)
        raise typer.Exit(1)


def _checked(
    corpus: Sequence[str], gold: Sequence[Path], report: Path | None, fail_under: Sequence[str]
) -> list[Bound]:
    """The bounds, once the options are known to make sense together."""
    if corpus and not gold:
        raise typer.BadParameter(
            "the shipped gold questions are about the shipped corpus; add --gold FILE with questions about yours",
            param_hint="--corpus",
        )
    if report is not None and (report.is_dir() or not report.parent.is_dir()):
        raise typer.BadParameter(f"{report} is not a file in an existing folder", param_hint="--report")
    try:
        return [parse_bound(expression) for expression in fail_under]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-under") from error


def _run(assistant: Assistant, questions: Sequence[GoldQuestion], limit: int) -> Run:
    with progress_bar() as step:
        synced = assistant.update(lambda at: step(at.name or "indexing", at.done, at.total))
        if not synced.present:
            raise nothing_to_read(assistant, synced)
        skipped = (f"skipped {file.path}: {file.reason}" for file in synced.skipped)
        return run_gold(
            assistant,
            questions,
            limit=limit,
            model=assistant.index.embedder.name,
            notices=[*synced.notices, *skipped],
            progress=lambda done, total: step("asking", done, total),
        )


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GuillemetError(f"cannot write the report {file}: {error.strerror or error}") from error

"""The console script: the assistant's commands, and `eval` beside them."""

from pathlib import Path
from typing import Annotated

import typer

from ..assistant import kept_command  # noqa: F401 - adds its own commands
from ..assistant.command import CorpusOption, JsonOption, app, run

__all__ = ["main"]

_USUAL_RISK = 0.1
"""The share of wrong answers that a calibration aims at, unless another is asked for."""


def main() -> None:
    """Run the command line: what the installed `guillemet` calls."""
    run()


@app.command("eval")
def _eval(
    *,
    corpus: CorpusOption = None,
    gold: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Gold questions in JSON Lines; repeatable. Default: the shipped ones."),
    ] = None,
    as_json: JsonOption = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a self-contained HTML page here.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(metavar="MEASURE=NUMBER", help="Exit with 1 if a measure is below: evidence@3=.9; repeatable."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Quotes to ask for.")] = 3,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit the probability of an answer to these questions and keep it.")
    ] = False,
    max_risk: Annotated[
        float | None,
        typer.Option(metavar="RATE", min=0, max=1, help="With --calibrate: the share of wrong answers to accept; .1."),
    ] = None,
) -> None:
    """Measure how good the answers are, on gold questions."""
    # Here, because the command line must explain itself at once, without what an evaluation needs.
    from .evaluate import evaluate  # noqa: PLC0415

    evaluate(
        corpus or [],
        gold or [],
        as_json=as_json,
        report=report,
        fail_under=fail_under or [],
        limit=limit,
        max_risk=_checked_risk(max_risk, calibrate=calibrate),
    )


def _checked_risk(max_risk: float | None, *, calibrate: bool) -> float | None:
    """The risk to calibrate for, None for no calibration."""
    if max_risk is not None and not calibrate:
        raise typer.BadParameter("only a calibration has a risk; add --calibrate", param_hint="--max-risk")
    return (_USUAL_RISK if max_risk is None else max_risk) if calibrate else None

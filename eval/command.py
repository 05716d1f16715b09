"""The console script: the assistant's commands, and `eval` beside them."""

from pathlib import Path
from typing import Annotated

import typer

from ..assistant import kept_command  # noqa: F401 - adds its own commands
from ..assistant.command import CorpusOption, JsonOption, app, run

__all__ = ["main"]


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
) -> None:
    """Measure how good the answers are, on gold questions."""
    # Here, because the command line must explain itself at once, without what an evaluation needs.
    from .evaluate import evaluate  # noqa: PLC0415

    evaluate(corpus or [], gold or [], as_json=as_json, report=report, fail_under=fail_under or [], limit=limit)

"""The command line for what the chat keeps: `guillemet verify` and `guillemet feedback`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..corpus.errors import GuillemetError
from .command import CorpusOption, JsonOption, app

__all__: list[str] = []

_SHOWN = 100
"""Characters of a quote on the terminal."""


@app.command()
def verify(export: Path, corpus: CorpusOption = None, *, as_json: JsonOption = False) -> None:
    """Check every quote of EXPORT, an exported conversation, against its document; exit with 1 if one fails."""
    from .exported import read_export
    from .verification import Verdict
    from .verification import verify as verified

    findings = verified(read_export(export), list(map(Path, corpus or ())))
    holding = sum(finding.verdict is Verdict.HOLDS for finding in findings)
    if as_json:
        shown = {"holding": holding, "quotes": [finding.as_dict() for finding in findings]}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            line = " ".join(finding.quote.exact.split())
            line = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
            typer.echo(f"{finding.verdict.value:8}{line}")
            for beside in filter(None, (finding.reason, finding.quote.uri)):
                typer.echo(f"        {beside}")
        checked = "checked were their words and places, not the questions, titles, pages and dates beside them"
        typer.echo(f"{holding} of {len(findings)} quotes hold; {checked}", err=True)
    if holding < len(findings):
        raise typer.Exit(1)


@app.command()
def feedback(
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the gold questions here instead of on stdout.")
    ] = None,
) -> None:
    """Turn what readers said of answers into gold questions, which `guillemet eval --gold` asks."""
    from ..index.settings import Settings
    from .feedback import Feedback
    from .notebook import NOTEBOOK_FILE, Notebook

    file = Settings.from_environment().state_folder / NOTEBOOK_FILE
    (questions, mute) = Feedback(Notebook(file)).gold() if file.exists() else ([], 0)
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    if output is None:
        typer.echo(lines, nl=False)
    else:
        try:
            output.write_text(lines, encoding="utf-8", newline="\n")
        except OSError as error:
            raise GuillemetError(f"cannot write {output}: {error.strerror or error}") from error
    left = f"; {mute} judged without saying which passage answers, and left out" if mute else ""
    typer.echo(f"{len(questions)} gold question{'' if len(questions) == 1 else 's'}{left}", err=True)

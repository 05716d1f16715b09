"""The command line: `guillemet chat`, `ask` and `index`.

Libraries that are slow to load are imported inside the commands, so that `--help` answers at once.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..corpus.errors import GuillemetError
from ..corpus.naming import display_path

if TYPE_CHECKING:
    from ..index.report import SyncReport
    from .assistant import Assistant

__all__ = ["app", "run"]

app = typer.Typer(
    name="guillemet",
    help="Ask your documents. They answer in their own words, between « guillemets ».",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_INTERRUPTED = 130
"""The exit status that shells give a program stopped by Ctrl-C."""

Paths = Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", show_default=False)]
CorpusOption = Annotated[
    list[Path] | None,
    typer.Option("--corpus", metavar="PATH", help="A folder or file to ask; repeatable. Default: the shipped corpus."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def run() -> None:
    """Run the command line. Exit status: 0 done, 2 wrong usage, 1 any other error, told in one line on stderr."""
    try:
        app()
    except GuillemetError as error:
        print(f"guillemet: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes at exit.
        sys.stdout = None
        sys.exit(1)


@app.command()
def chat(
    paths: Paths = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for a free one.")] = 7860,
) -> None:
    """Chat with the documents under PATH in the browser; without PATH, with the shipped corpus."""
    from .server import serve

    serve(_assistant(paths), host=host, port=port)


@app.command()
def ask(
    question: str,
    corpus: CorpusOption = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="An earlier question; repeatable, oldest first.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many quotes at the most.")] = 3,
    *,
    as_json: JsonOption = False,
) -> None:
    """Answer QUESTION in quotes from the documents."""
    from .query import checked_question

    checked_question(question)
    assistant = _assistant(corpus)
    _tell(_update(assistant), always=False)
    answer = assistant.ask(question, history=history or [], limit=limit)
    typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2) if as_json else answer.text)


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", show_default=False)],
    *,
    as_json: JsonOption = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Delete the whole index of the state folder first, then build it anew.")
    ] = False,
) -> None:
    """Build the index of the documents under PATH, or bring it up to date."""
    if rebuild:
        from ..index.index import delete_index
        from ..index.settings import Settings

        delete_index(Settings.from_environment())
    report = _update(_assistant(paths))
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        _tell(report, always=True)


def _assistant(paths: Sequence[Path] | None) -> "Assistant":
    from .assistant import Assistant

    return Assistant(paths or None)


def _update(assistant: "Assistant") -> "SyncReport":
    from .assistant import nothing_to_read
    from .progress import progress_bar

    with progress_bar() as step:
        report = assistant.update(lambda at: step(at.name or "indexing", at.done, at.total))
    if not report.present:
        raise nothing_to_read(assistant, report)
    return report


def _tell(report: "SyncReport", *, always: bool) -> None:
    """Say on stderr what was done; without `always`, only what the reader must know."""
    for notice in report.notices:
        typer.echo(f"guillemet: {notice}", err=True)
    counts = {name: len(getattr(report, name)) for name in ("added", "changed", "removed", "unchanged", "skipped")}
    if always:
        typer.echo(", ".join(f"{count} {name}" for (name, count) in counts.items()), err=True)
    for skipped in report.skipped:
        typer.echo(f"skipped {display_path(skipped.path)}: {skipped.reason}", err=True)

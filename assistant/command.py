"""The command line: `guillemet chat`, `ask`, `index`, `documents` and `doctor`.

Libraries that are slow to load are imported inside the commands, so that `--help` answers at once.
"""

import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..corpus.errors import GuillemetError
from ..corpus.folder import existing
from ..corpus.naming import display_path

if TYPE_CHECKING:
    from ..index.report import Progress, SyncReport
    from .answer import Answer
    from .assistant import Assistant
    from .narrowing import Narrowing

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

Paths = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", show_default=False)]
CorpusOption = Annotated[
    list[str] | None,
    typer.Option("--corpus", metavar="PATH", help="A folder or file to ask; repeatable. Default: the shipped corpus."),
]
RiskOption = Annotated[
    float | None,
    typer.Option(metavar="RATE", min=0, max=1, help="The share of wrong answers to accept; a lower one answers less."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def run(command: typer.Typer = app) -> None:
    """Run a command line. Exit status: 0 done, 2 wrong usage, 1 any other error, told in one line on stderr."""
    try:
        command()
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
    max_risk: RiskOption = None,
) -> None:
    """Chat with the documents under PATH in the browser; without PATH, with the shipped corpus."""
    from .server import serve

    assistant = _assistant(paths, max_risk)
    for root in assistant.roots:
        if isinstance(root, Path):
            existing(root)
    serve(assistant, host=host, port=port)


@app.command()
def ask(
    question: str,
    corpus: CorpusOption = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="An earlier question; repeatable, oldest first.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many quotes at the most.")] = 3,
    max_risk: RiskOption = None,
    wait: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="Answer after so long from what is read by then, or later where all of it is soon done; otherwise all "
            "is read first.",
        ),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only documents in this language, fr say; repeatable.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents from then on, 2017-11 say.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents up to then.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Answer QUESTION in quotes from the documents."""
    from .query import checked_question
    from .text import printed

    checked_question(question)
    assistant = _assistant(corpus)
    report = _update(assistant, wait)
    _tell(report)
    narrowing: Narrowing = {"languages": language or [], "since": since, "until": until}
    answer = assistant.ask(question, history=history or [], limit=limit, max_risk=max_risk, **narrowing)
    answer = replace(answer, unread=report.unread)
    if answer.unread or answer.pending:
        typer.echo(f"guillemet: {_left(answer)}; read all with: guillemet index {_named(assistant)}", err=True)
    if as_json:
        _print_json(answer.as_dict())
    else:
        typer.echo(printed(answer))


@app.command()
def index(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", show_default=False)],
    *,
    as_json: JsonOption = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the whole index anew beside the old one, then switch to it.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on following the folders until Ctrl-C.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch pages from private networks as well.")
    ] = False,
) -> None:
    """Build the index of the documents under PATH, or bring it up to date; PATH may be an address of the web."""
    from .indexing_command import run_index

    run_index(paths, as_json=as_json, rebuild=rebuild, watch=watch, allow_private=allow_private)


@app.command()
def documents(paths: Paths = None, *, as_json: JsonOption = False) -> None:
    """List the documents that are indexed under PATH; without PATH, all."""
    from ..index.catalogue import list_documents
    from ..index.settings import Settings
    from .assistant import roots_of
    from .tables import document_lines

    entries = list_documents(Settings.from_environment(), roots_of(paths) if paths else ())
    if as_json:
        _print_json({"documents": [entry.as_dict() for entry in entries]})
    else:
        typer.echo("\n".join(document_lines(entries)))


@app.command()
def doctor(*, as_json: JsonOption = False) -> None:
    """Check the whole index, mend what can be mended, and say so; exit with 1 when something stays wrong."""
    from ..index.doctor import examine
    from ..index.settings import Settings
    from .progress import progress_bar
    from .tables import diagnosis_lines

    with progress_bar() as step:
        told = examine(Settings.from_environment(), progress=step)
    if as_json:
        _print_json(told.as_dict())
    else:
        typer.echo("\n".join(diagnosis_lines(told)))
    if not told.healthy:
        raise typer.Exit(1)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _assistant(paths: Sequence[str] | None, max_risk: float | None = None) -> "Assistant":
    from .assistant import Assistant

    return Assistant(paths or None, max_risk=max_risk)


def _left(answer: "Answer") -> str:
    """What an answer was given without."""
    parts = []
    if answer.unread:
        parts.append(f"{answer.unread} {'file is' if answer.unread == 1 else 'files are'} still to be read")
    if answer.pending:
        known = "passage is known by its" if answer.pending == 1 else "passages are known by their"
        parts.append(f"{answer.pending} {known} words alone")
    return f"answered from what is ready: {' and '.join(parts)}"


def _named(assistant: "Assistant") -> str:
    return " ".join(shlex.quote(display_path(root)) for root in assistant.roots)


def _update(assistant: "Assistant", wait: float | None) -> "SyncReport":
    from .assistant import nothing_to_read
    from .progress import progress_bar

    def told(at: "Progress") -> None:
        step(at.name or ("embedding" if at.embedding else "indexing"), at.done, at.total)

    with progress_bar() as step:
        report = assistant.update(told, wait=wait)
    if not report.present and not report.unread:
        raise nothing_to_read(assistant, report)
    return report


def _tell(report: "SyncReport") -> None:
    """Say on stderr what the reader must know."""
    for notice in report.notices:
        typer.echo(f"guillemet: {notice}", err=True)
    for skipped in report.skipped:
        typer.echo(f"skipped {display_path(skipped.path)}: {skipped.reason}", err=True)

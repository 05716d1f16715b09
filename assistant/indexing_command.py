"""The `index` command at work: fetch, build or bring up to date, tell, follow."""

import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ..corpus.folder import Skipped
from ..corpus.naming import display_path
from ..corpus.place import WebAddress
from ..index.pages import PageStore
from ..index.rebuild import rebuild_index
from ..index.report import Progress, SyncReport
from ..index.settings import Settings
from .assistant import Assistant, nothing_to_read, roots_of
from .progress import progress_bar
from .tables import detail_lines, report_lines, summary_line

if TYPE_CHECKING:
    from .progress import Step

__all__ = ["run_index"]


def run_index(paths: Sequence[str], *, as_json: bool, rebuild: bool, watch: bool, allow_private: bool) -> None:
    """Index what `paths` name and print what was done on stdout.

    Raises typer.BadParameter for wrong usage, and GuillemetError for anything else that goes wrong.
    """
    roots = roots_of(paths)
    addresses = [root for root in roots if isinstance(root, WebAddress)]
    if watch and addresses:
        raise typer.BadParameter(f"only folders can be followed, not {addresses[0]}", param_hint="--watch")
    report = None
    with progress_bar() as step:
        if rebuild:
            report = rebuild_index(roots, Settings.from_environment(), progress=lambda at: _step(step, at))
        assistant = Assistant(paths)
        if addresses:
            skipped = _fetch(addresses, assistant, step, allow_private=allow_private)
            report = assistant.update(lambda at: _step(step, at))
            report.skipped += skipped
        elif report is None and not watch:
            report = assistant.update(lambda at: _step(step, at))
    if report is not None:
        _tell(report, as_json=as_json)
        if not report.present and not watch:
            raise nothing_to_read(assistant, report)
    if watch:
        _watch(assistant, as_json=as_json)


def _step(step: "Step", at: Progress) -> None:
    step(at.name or ("embedding" if at.embedding else "indexing"), at.done, at.total)


def _fetch(
    addresses: Sequence[WebAddress], assistant: Assistant, step: "Step", *, allow_private: bool
) -> list[Skipped]:
    from ..corpus.web import PoliteClient
    from ..index.crawl import fetch_pages

    store = PageStore(assistant.index.database)
    with PoliteClient(allow_private=allow_private) as client:
        return [
            skipped
            for address in addresses
            for skipped in fetch_pages(address, store, client, lambda done, total: step("fetching", done, total))
        ]


def _tell(report: SyncReport, *, as_json: bool) -> None:
    for notice in report.notices:
        typer.echo(f"guillemet: {notice}", err=True)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(report_lines(report)))
    sys.stdout.flush()


def _watch(assistant: Assistant, *, as_json: bool) -> None:
    """Follow the folders: the first report whole, of the later ones those with changes; as JSON, one a line."""
    from .watch import Watch

    told_skipped: set[Skipped] = set()
    first = True

    def told(report: SyncReport) -> None:
        nonlocal first
        new_skipped = [skipped for skipped in report.skipped if skipped not in told_skipped]
        told_skipped.clear()
        told_skipped.update(report.skipped)
        changes = summary_line(report)
        if as_json:
            if first or changes or new_skipped:
                typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        elif first:
            typer.echo("\n".join(report_lines(report)))
        elif changes or new_skipped:
            names = [f"skipped {display_path(skipped.path)}: {skipped.reason}" for skipped in new_skipped]
            typer.echo(
                "\n".join([f"{time.strftime('%H:%M:%S')} {changes or 'skipped'}", *detail_lines(report), *names])
            )
        if first:
            typer.echo(f"following {', '.join(map(str, assistant.roots))} (Ctrl-C stops it)", err=True)
        first = False
        sys.stdout.flush()

    def trouble(line: str) -> None:
        typer.echo(f"guillemet: {line}; waiting for it", err=True)

    with progress_bar() as step:
        Watch(assistant, told, trouble).run(lambda at: _step(step, at))
    typer.echo("stopped", err=True)

"""The command line of the measurement of speed.

Every row is measured in a process of its own, so that what one loaded or left in memory is no other's.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from ...assistant.command import run
from ...index.embedded_model import EMBEDDED_MODEL, unpack_embedded_model
from ...index.onnx_embedder import OnnxEmbedder
from ..environment import describe
from .asking import measure_asking
from .cold import measure_cold
from .dropping import measure_drop
from .embedding import measure as measure_embedding
from .pipelines import PIPELINES, check_installed, measure_pipeline
from .plots import check_plotting, write_plots
from .states import build_state
from .tables import tables

__all__ = ["app", "main"]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command line; see `run` for the exit status. That of a measured process that failed is passed on."""
    try:
        run(app)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


@app.command()
def speed(
    *,
    state: Annotated[Path, typer.Option(metavar="DIR", help="Where texts and indexes are kept for another run.")],
    sizes: Annotated[str, typer.Option(metavar="N,…", help="Chunks of the indexes to ask.")] = "1000,10000,100000",
    questions: Annotated[int, typer.Option(min=1, help="How many each index is asked.")] = 100,
    pages: Annotated[int, typer.Option(min=0, help="Pages that each pipeline reads; 0 leaves them out.")] = 20,
    paragraphs: Annotated[int, typer.Option(min=1, help="Paragraphs in such a page.")] = 5,
    times: Annotated[int, typer.Option(min=1, help="Of how many runs the medians are.")] = 3,
    cold: Annotated[bool, typer.Option(help="Measure the start from nothing.")] = True,
    dropped: Annotated[int, typer.Option(min=0, help="Pages of a folder that is dropped; 0 leaves it out.")] = 10_000,
    texts: Annotated[int, typer.Option(min=0, help="Texts that the engines embed; 0 leaves them out.")] = 200,
    others: Annotated[bool, typer.Option(help="Measure other pipelines beside; needs the extra `speed`.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write every figure here.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the tables here.")] = None,
    plots: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the plots here, in SVG.")] = None,
    row: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure how fast Guillemet is, beside others; tables go to stdout."""
    wanted = _numbers(sizes)
    state = state.expanduser().resolve()
    if row is not None:
        print(json.dumps(_measured(row, state, questions, pages, paragraphs, texts, times)))
        return
    if pages and others:
        check_installed()
    if plots:
        check_plotting()
    model = _model(state)
    # The graph is made once on a machine, and not what is measured.
    _ = OnnxEmbedder(EMBEDDED_MODEL, state).figures
    names = [name for name in PIPELINES if others or name == "guillemet"] if pages else []
    found: dict[str, Any] = {
        "environment": asdict(describe(model=EMBEDDED_MODEL, documents=pages, characters=0)),
        "asking": [],
        "pipelines": {},
    }
    given = ["--state", str(state), "--questions", str(questions), "--pages", str(pages)]
    given += ["--paragraphs", str(paragraphs), "--texts", str(texts), "--times", str(times)]
    for size in wanted:
        (home, folder) = _place(state, size)
        build_state(home, folder, size, lambda done, total: _say(f"writing {total} pages: {done}"))
        found["asking"].append(_row(f"asking {size}", given))
    if texts:
        found["embedding"] = _row("embedding", given)
    for name in names:
        found["pipelines"][name] = _medians([_row(f"pipeline {name}", given) for _ in range(times)])
    if cold:
        with _fresh(model, "starting from nothing") as (home, folder):
            build_state(home.with_name("unused"), folder, 200)
            found["cold"] = measure_cold(home, folder, model, times)
    if dropped:
        with _fresh(model, f"dropping {dropped} pages") as (home, folder):
            found["dropped"] = measure_drop(home, folder, dropped)
    _say("")
    _write(found, json_file, markdown, plots)


def _write(found: dict[str, Any], json_file: Path | None, markdown: Path | None, plots: Path | None) -> None:
    if plots:
        write_plots(found, plots)
    if json_file:
        json_file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = tables(found)
    if markdown:
        markdown.write_text(shown, encoding="utf-8")
    print(shown, end="")


@contextmanager
def _fresh(model: Path, line: str) -> Iterator[tuple[Path, Path]]:
    """A state folder with nothing but the model, and a place for documents, for as long as they are needed."""
    _say(line)
    with TemporaryDirectory(prefix="guillemet-speed-") as work:
        home = Path(work) / "state"
        home.mkdir()
        (home / "models").symlink_to(model.parent)
        yield home, Path(work) / "folder"


def _numbers(sizes: str) -> list[int]:
    try:
        return [int(size) for size in sizes.split(",")]
    except ValueError:
        raise typer.BadParameter(f"{sizes} is no list of numbers such as 1000,10000", param_hint="--sizes") from None


def _measured(
    row: str, state: Path, questions: int, pages: int, paragraphs: int, texts: int, times: int
) -> dict[str, Any]:
    (kind, _, name) = row.partition(" ")
    if kind == "embedding":
        return measure_embedding(state, texts=texts, rounds=times)
    if kind == "asking":
        (home, folder) = _place(state, int(name))
        return measure_asking(home, folder, int(name), questions)
    return measure_pipeline(name, _model(state), pages, paragraphs)


def _row(name: str, given: Sequence[str]) -> dict[str, Any]:
    """A row measured in a process of its own."""
    _say(name)
    command = [sys.executable, "-m", __package__ or "", *given, "--row", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _medians(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    middle: Callable[[Sequence[float]], float] = median
    return {name: middle([run[name] for run in runs]) for name in runs[0]}


def _place(state: Path, size: int) -> tuple[Path, Path]:
    return (state / f"index-{size}").resolve(), (state / f"folder-{size}").resolve()


def _model(state: Path) -> Path:
    return unpack_embedded_model(state)


def _say(line: str) -> None:
    print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

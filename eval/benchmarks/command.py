"""The command line of the benchmarks."""

import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...assistant import command
from ...assistant.progress import Step, progress_bar
from ...corpus.errors import BenchmarkError
from .dataset import Benchmark, language_folders, load_benchmark
from .sampling import Split, sampled

if TYPE_CHECKING:
    from .dataset import Question
    from .run import BenchmarkRun

__all__ = ["app", "main"]

_NEEDED = ("bm25s", "ir_measures")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command line; see `command.run` for the exit status."""
    command.run(app)


@app.command()
def benchmark(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", show_default=False)],
    *,
    state: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where indexes are kept. Default: in the state folder.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask at most so many questions of each set.")] = None,
    seed: Annotated[int, typer.Option(help="Which questions --limit picks.")] = 0,
    split: Annotated[Split, typer.Option(help="Which half of the questions.")] = Split.ALL,
    distractors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Passages that answer nothing, added to each set.")
    ] = None,
    questions: Annotated[
        str | None, typer.Option(metavar="LANG,…", help="Of a set in several languages: those to ask in.")
    ] = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(metavar="LANG,…", help="Of such a set: the documents to search together; repeatable."),
    ] = None,
    converse: Annotated[
        bool, typer.Option("--converse", help="Ask earlier questions too, and hand them on with their answers.")
    ] = False,
    references: Annotated[bool, typer.Option(help="Ask the dense and the BM25 reference too.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write every figure here.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the tables here.")] = None,
    rows: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write each response here, one JSON object a line.")
    ] = None,
) -> None:
    """Ask the questions of benchmark folders; tables go to stdout."""
    _check_usable([file for file in (json_file, markdown, rows) if file is not None])
    # Before anything is indexed: a mistake in a set should not cost that time.
    loaded = [
        (held, _chosen(held, split, limit, seed))
        for held in _benchmarks(folders, questions, documents or [], distractors)
    ]

    from .record import Record

    options = {"split": split.value, "limit": limit, "seed": seed if limit else None, "converse": converse or None}
    record = Record(options)
    with progress_bar() as step:
        for run in _runs(loaded, state, step, references=references, converse=converse):
            for notice in run.notices:
                print(f"guillemet: {run.name}: {notice}", file=sys.stderr)
            record.add(run)
            # After each set, so that a long run that is stopped has not run for nothing.
            for file, content in ((json_file, record.json()), (markdown, record.markdown()), (rows, record.rows())):
                if file is not None:
                    _write(file, content)
    print(record.markdown())


def _check_usable(outputs: Sequence[Path]) -> None:
    for file in outputs:
        if file.is_dir() or not file.parent.is_dir():
            raise typer.BadParameter(f"{file} is not a file in an existing folder")
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise BenchmarkError(f"{' and '.join(missing)} not installed; benchmarks need: pip install 'guillemet[bench]'")


def _chosen(held: Benchmark, split: Split, limit: int | None, seed: int) -> "list[Question]":
    chosen = sampled(held.questions, split, limit, seed)
    if not chosen:
        raise BenchmarkError(f"{held.name}: no question is in the {split.value} half; use --split all")
    return chosen


def _benchmarks(
    folders: Sequence[Path], questions: str | None, documents: Sequence[str], distractors: Path | None
) -> Iterator[Benchmark]:
    """The set of each folder or, where it has languages, one for each language of questions and pool of documents."""
    for folder in folders:
        if not folder.is_dir():
            raise BenchmarkError(f"{folder} is no folder; expected one with corpus.jsonl and queries.jsonl")
    languages = {folder: language_folders(folder) for folder in folders}
    if (questions or documents) and not any(languages.values()):
        raise BenchmarkError("no set has folders by language; leave out --questions and --documents")
    for folder, there in languages.items():
        if there:
            yield from _pairs(folder, there, questions, documents, distractors)
        else:
            yield load_benchmark(folder, distractors=distractors)


def _pairs(
    folder: Path, there: list[str], questions: str | None, documents: Sequence[str], distractors: Path | None
) -> Iterator[Benchmark]:
    pools = [pool.split(",") for pool in documents] or [there]
    asked = questions.split(",") if questions else there
    for language in [*asked, *(language for pool in pools for language in pool)]:
        if language not in there:
            raise BenchmarkError(f'{folder} has no language "{language}"; expected some of {", ".join(there)}')
    for pool in pools:
        for language in asked:
            yield load_benchmark(folder, questions=language, documents=pool, distractors=distractors)


def _runs(
    loaded: "Sequence[tuple[Benchmark, Sequence[Question]]]",
    state: Path | None,
    step: Step,
    *,
    references: bool,
    converse: bool,
) -> "Iterator[BenchmarkRun]":
    from ...index.engine import embedder_of
    from ...index.settings import Settings
    from .run import run_benchmark

    settings = Settings.from_environment()
    embedder = embedder_of(settings)
    home = (state or settings.state_folder / "benchmarks").expanduser().absolute()
    for held, chosen in loaded:
        print(f"{held.name}: {len(chosen)} questions, {len(held.passages)} passages", file=sys.stderr)
        yield run_benchmark(
            held, chosen, state=home, embedder=embedder, references=references, converse=converse, progress=step
        )


def _write(file: Path, content: str) -> None:
    try:
        file.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BenchmarkError(f"cannot write {file}: {error.strerror or error}") from error

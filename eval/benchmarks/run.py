"""A benchmark run: its passages indexed, its questions asked of the assistant and of the references."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ...assistant.assistant import Assistant
from ...corpus.document import Document
from ...corpus.errors import BenchmarkError, QuestionError
from ...index.embedder import Embedder
from ...index.report import SyncReport
from ...index.settings import Settings
from ..environment import Environment, describe
from .dataset import Benchmark, Question
from .dense import DensePipeline
from .lexical import LexicalPipeline
from .pipelines import Pipeline, Response
from .quoting import GuillemetPipeline
from .sentences import Sentences
from .shelf import Shelf
from .vector_cache import VectorCache

__all__ = ["BenchmarkRun", "Outcome", "Variant", "run_benchmark", "state_of"]

Progress = Callable[[str, int, int], None]


class Variant(StrEnum):
    """How a question is asked."""

    ASKED = "asked"
    """The set has no conversations."""
    HISTORY = "with history"
    ALONE = "alone"
    """The question without what came before."""
    REWRITE = "rewritten"
    """As a person made it stand alone: an upper bound."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and what a pipeline made of it."""

    pipeline: str
    variant: Variant
    question: Question
    response: Response


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """Every outcome, and what it was made with."""

    name: str
    outcomes: tuple[Outcome, ...]
    environment: Environment
    documents_language: str
    notices: tuple[str, ...]


def run_benchmark(
    benchmark: Benchmark,
    questions: Sequence[Question],
    *,
    state: Path,
    embedder: Embedder,
    references: bool = True,
    converse: bool = False,
    progress: Progress = lambda _stage, _done, _total: None,
) -> BenchmarkRun:
    """Ask `questions`, those of the benchmark that were chosen.

    With `converse`, the earlier questions of a conversation are asked too, and handed on with their answers.
    Files, index and vectors are kept under `state`, so that another run embeds only what is new. Raises
    BenchmarkError and whatever the assistant raises.
    """
    home = state_of(benchmark, state)
    shelf = Shelf(benchmark.passages, home / "documents")
    shelf.write()
    assistant = Assistant(shelf.folder, settings=Settings(home=home, model=embedder.name), embedder=embedder)
    synced = assistant.update(lambda at: progress("indexing", at.done, at.total))
    documents = assistant.documents()
    languages = _languages(shelf, documents)
    pipelines: list[Pipeline] = [GuillemetPipeline(assistant, shelf, converse=converse)]
    cache = VectorCache(home / "reference.npz", embedder)
    if references:
        sentences = Sentences(shelf, documents)
        progress("embedding for the reference", 0, 1)
        pipelines.append(DensePipeline(benchmark.passages, sentences, embedder, cache))
        spoken = [languages.get(passage.id) for passage in benchmark.passages]
        pipelines.append(LexicalPipeline(benchmark.passages, sentences, spoken))
        cache.save()
    outcomes = [outcome for pipeline in pipelines for outcome in _asked(pipeline, questions, progress)]
    cache.save()
    return BenchmarkRun(
        name=benchmark.name,
        outcomes=tuple(outcomes),
        environment=describe(
            model=embedder.name, documents=len(documents), characters=sum(len(document.text) for document in documents)
        ),
        documents_language=_main_languages(languages.values()),
        notices=(*benchmark.notices, *synced.notices, *_skipped(synced, shelf)),
    )


def _asked(pipeline: Pipeline, questions: Sequence[Question], progress: Progress) -> Iterable[Outcome]:
    talks = any(question.history for question in questions)
    # The first answer loads what the others find loaded.
    _respond(pipeline, questions[0], questions[0].text, ())
    for done, question in enumerate(questions):
        progress(f"asking {pipeline.name}", done, len(questions))
        alone = _respond(pipeline, question, question.text, ())
        yield Outcome(pipeline.name, Variant.ALONE if talks else Variant.ASKED, question, alone)
        if talks:
            told = _respond(pipeline, question, question.text, question.history) if question.history else alone
            yield Outcome(pipeline.name, Variant.HISTORY, question, told)
        if question.rewrite:
            rewritten = _respond(pipeline, question, question.rewrite, ())
            yield Outcome(pipeline.name, Variant.REWRITE, question, rewritten)


def _respond(pipeline: Pipeline, question: Question, text: str, history: Sequence[str]) -> Response:
    try:
        return pipeline.respond(text, history)
    except QuestionError as error:
        raise BenchmarkError(f'question "{question.id}" cannot be asked: {error}') from error


def state_of(benchmark: Benchmark, state: Path) -> Path:
    """The state folder for its passages, so that sets and pools of languages do not undo each other's index."""
    digest = hashlib.sha256()
    for passage in benchmark.passages:
        digest.update(repr(passage).encode(errors="surrogatepass"))
    name = re.sub(r"[^0-9A-Za-z]+", "-", benchmark.corpus)
    return state / f"{name}-{digest.hexdigest()[:8]}"


def _languages(shelf: Shelf, documents: Sequence[Document]) -> dict[str, str | None]:
    return {shelf.of(document).passage.id: document.language for document in documents}


def _main_languages(languages: Iterable[str | None]) -> str:
    """Those of at least a tenth of the documents, the commonest first."""
    counts = Counter(language or "und" for language in languages)
    return "+".join(language for language, count in counts.most_common() if count >= counts.total() / 10)


def _skipped(synced: SyncReport, shelf: Shelf) -> list[str]:
    if not synced.skipped:
        return []
    (first, *_) = synced.skipped
    ids = [item.passage.id for item in shelf.items if item.path in {skipped.path for skipped in synced.skipped}]
    shown = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
    return [f"{len(ids)} passages cannot be found, since they could not be read: {shown} (the first: {first.reason})"]

"""A run: gold questions asked the way a reader asks them, each answer timed and measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from ..assistant.answer import Answer
from ..corpus.document import Document
from ..corpus.errors import GoldError, QuestionError
from .environment import Environment, describe
from .matching import unsupported
from .measures import MEASURES
from .questions import GoldQuestion

__all__ = ["Answerer", "Row", "Run", "run_gold"]


class Answerer(Protocol):
    """What can be measured: the assistant, or anything else that answers in quotes."""

    def ask(self, question: str, *, history: Sequence[str] = (), limit: int = 3) -> Answer:
        """The answer to a question after these earlier ones, of at most `limit` quotes."""

    def documents(self) -> Sequence[Document]:
        """The documents that are searched."""

    def embed(self, question: str) -> object:
        """One query embedding: the unit that an answer's time is compared with."""


@dataclass(frozen=True, slots=True)
class Row:
    """A gold question with the answer it got."""

    gold: GoldQuestion
    answer: Answer
    milliseconds: float
    """Of the answer."""
    embedding_milliseconds: float
    """Of one query embedding, taken right after."""
    scores: dict[str, float | None]
    """By the names of `MEASURES`; None where a measure does not apply."""
    supported: bool = True
    """False when the corpus holds neither the evidence nor its document: then only exactness is scored."""


@dataclass(frozen=True, slots=True)
class Run:
    """All rows, in order of asking, what they were made with, and what the reader must be told."""

    rows: tuple[Row, ...]
    environment: Environment
    limit: int
    """Quotes asked for."""
    warnings: tuple[str, ...] = ()


def run_gold(
    assistant: Answerer,
    questions: Sequence[GoldQuestion],
    *,
    limit: int = 3,
    model: str | None = None,
    notices: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask every question and measure its answer; `progress` is told how many of how many are done.

    `model` and `notices` (of the indexing) are recorded with the run.

    The first question is asked once more beforehand, so that loading the model is not timed. Raises
    GoldError when a question cannot be asked, and whatever the assistant raises.
    """
    if not questions:
        raise GoldError("there is no gold question to ask, expected one at least")
    documents = assistant.documents()
    lost = {question.id for question in unsupported(questions, documents)}
    characters = sum(len(document.text) for document in documents)
    environment = describe(model=model, documents=len(documents), characters=characters)

    _ask(assistant, questions[0], limit)
    assistant.embed(questions[0].question)
    rows = []
    for question in questions:
        rows.append(_row(assistant, question, limit=limit, supported=question.id not in lost))
        if progress is not None:
            progress(len(rows), len(questions))
    return Run(tuple(rows), environment, limit, (*notices, *_warnings(questions, lost)))


def _row(assistant: Answerer, gold: GoldQuestion, *, limit: int, supported: bool) -> Row:
    start = perf_counter()
    answer = _ask(assistant, gold, limit)
    asked = perf_counter()
    # Not the question itself: a cache must not make the unit look cheap.
    assistant.embed(f"{gold.question} …")
    embedded = perf_counter()
    scores = {
        name: measure.score(gold, answer) if measure.depth <= limit and (supported or name == "exactness") else None
        for name, measure in MEASURES.items()
    }
    return Row(gold, answer, (asked - start) * 1000, (embedded - asked) * 1000, scores, supported)


def _ask(assistant: Answerer, gold: GoldQuestion, limit: int) -> Answer:
    try:
        return assistant.ask(gold.question, history=gold.history, limit=limit)
    except QuestionError as error:
        raise GoldError(f'{gold.source or "gold question"}: "{gold.id}" cannot be asked: {error}') from error


def _warnings(questions: Sequence[GoldQuestion], lost: set[str]) -> tuple[str, ...]:
    if not lost:
        return ()
    names = [question.id for question in questions if question.id in lost]
    warning = (
        f"the evidence of {len(names)} of {len(questions)} gold questions stands in no document, so they are asked "
        f"but not scored: {', '.join(names)}; copy evidence from the documents word for word"
    )
    return (warning,)

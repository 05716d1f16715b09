"""The lines of a benchmark's files, checked: passages, questions and relevance judgements."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from ...corpus.errors import BenchmarkError

__all__ = ["PassageRow", "QuestionRow", "SpokenRow", "read_judgements", "read_rows"]

Words = Annotated[str, StringConstraints(pattern=r"\S")]


class _Row(BaseModel):
    """A line of JSON; fields that are not known are left alone."""

    model_config = ConfigDict(strict=True, frozen=True)


class PassageRow(_Row):
    """A line of `corpus.jsonl`: a document, or a passage of one."""

    id: Words
    text: Words
    title: str = ""
    headings: list[str] = []
    """Those it stands under, outermost first."""


class SpokenRow(_Row):
    """What was said before the question."""

    speaker: Literal["user", "agent"]
    text: str


class QuestionRow(_Row):
    """A line of `queries.jsonl`."""

    id: Words
    text: Words
    lang: str = "und"
    doc: str | None = None
    passage: str | None = None
    answers: list[Words] = []
    answer_start: int | None = None
    """Where the first answer stands in the text of `doc`, in code points."""
    span_ok: bool = True
    gold_sentences: list[Words] = []
    """Sentences of `passage` that answer together."""
    answerable: bool = True
    history: list[SpokenRow] = []
    """Oldest first."""
    user_turns: list[str] = []
    """What the user said so far, the question last."""
    rewrite: str | None = None
    """The question made to stand alone by a person."""
    context_dep: bool | None = None
    """Whether it needs what came before."""
    conv: str | None = None


RowT = TypeVar("RowT", bound=_Row)


def read_rows(file: Path, kind: type[RowT]) -> Iterator[tuple[str, RowT]]:
    """The rows of a JSON Lines file, each with its place. Raises BenchmarkError for the first that does not fit."""
    for where, line in _lines(file):
        try:
            yield where, kind.model_validate_json(line)
        except ValidationError as error:
            wrong = error.errors()[0]
            field = ".".join(map(str, wrong["loc"])) or "the line"
            raise BenchmarkError(f"{where}: {field} does not fit: {wrong['msg']}") from error


def read_judgements(file: Path) -> dict[str, dict[str, int]]:
    """The relevant passages of each question, with their grades, from a table with a header line."""
    judged: dict[str, dict[str, int]] = {}
    for where, line in list(_lines(file))[1:]:
        cells = line.split("\t")
        if len(cells) != 3 or not cells[2].strip().isdecimal():
            raise BenchmarkError(f"{where}: expected question, passage and a whole number between tabs")
        (question, passage, grade) = cells
        judged.setdefault(question, {})[passage] = int(grade)
    return judged


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """The lines that are not blank, each with its place."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BenchmarkError(f"{file}: byte {error.start} is not UTF-8, expected UTF-8") from error
    except OSError as error:
        raise BenchmarkError(f"{file}: cannot be read: {error.strerror or error}") from error
    # Not splitlines(): U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{file}:{number}", line.rstrip("\r")

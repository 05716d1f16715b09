"""Gold questions: what is asked, and which words of which document answer it.

A gold file is JSON Lines, one question a line:

    {"id": "fr-01", "question": "Quand ?", "language": "fr", "history": [], "answerable": true,
     "document": "report.md", "evidence": ["verbatim span", "or this one"]}

`kind` may be added (see `Kind`). Fields that are not known are left alone, so that a file can carry notes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..corpus.errors import GoldError

__all__ = ["GoldQuestion", "Kind", "read_gold", "shipped_gold"]

FIELDS = ("id", "question", "language", "history", "answerable", "document", "evidence", "kind")
UNDETERMINED = "und"
"""ISO 639's code for a language that is not stated."""


class Kind(StrEnum):
    """What a gold question tries."""

    SINGLE = "single"
    """Stands alone."""
    FOLLOW_UP = "follow-up"
    """Needs its history to be understood."""
    NEAR_MISS = "near-miss"
    """The right topic, a fact that the documents do not hold."""
    OFF_TOPIC = "off-topic"
    """Nothing that the documents deal with."""
    UNANSWERABLE = "unanswerable"
    """One of the two above, the file does not say which."""


REFUSALS = (Kind.NEAR_MISS, Kind.OFF_TOPIC, Kind.UNANSWERABLE)


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with the evidence that answers it, or marked as one that the documents do not answer."""

    id: str
    question: str
    language: str
    """ISO 639-1, or `und` where the file does not say."""
    history: tuple[str, ...] = ()
    """The earlier questions, oldest first."""
    answerable: bool = True
    document: str | None = None
    """What names the document: see `is_document`."""
    evidence: tuple[str, ...] = ()
    """Spans of the document, any of which answers."""
    kind: Kind = Kind.SINGLE
    source: str = ""
    """File and line, for messages."""


def shipped_gold() -> list[Path]:
    """The gold files over the shipped corpus, in order of name."""
    return sorted((Path(__file__).parent / "gold").glob("*.jsonl"))


def read_gold(paths: Iterable[str | Path]) -> list[GoldQuestion]:
    """Read gold files, in order. Raises `GoldError` for the first line that is not a gold question."""
    questions: list[GoldQuestion] = []
    seen: dict[str, str] = {}
    files = [Path(path) for path in paths]
    for file in files:
        for where, line in _lines(file):
            question = _parse(line, where)
            if question.id in seen:
                raise GoldError(
                    f'{where}: the id "{question.id}" stands already at {seen[question.id]}; ids are unique'
                )
            seen[question.id] = where
            questions.append(question)
    if not questions:
        names = ", ".join(str(file) for file in files) or "no gold file"
        raise GoldError(f"{names}: found no gold question, expected one JSON object a line")
    return questions


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """The lines that are not blank, each with its place."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: byte {error.start} is not UTF-8, expected JSON Lines in UTF-8") from error
    except OSError as error:
        raise GoldError(f"{file}: cannot read the gold file: {error.strerror or error}") from error
    # Not splitlines(): U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{file}:{number}", line


def _parse(line: str, where: str) -> GoldQuestion:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON ({error.msg}, column {error.colno}), expected one object a line") from error
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{where}: JSON that cannot be read, expected one flat object a line") from error
    if not isinstance(row, dict):
        raise GoldError(f"{where}: found {_named(row)}, expected a JSON object with id and question")
    _refuse_misspelt(row, where)

    answerable = row.get("answerable", True)
    if not isinstance(answerable, bool):
        raise GoldError(f'{where}: "answerable" is {_named(answerable)}, expected true or false')
    history = _strings(row, "history", where)
    question = GoldQuestion(
        id=_string(row, "id", where),
        question=_string(row, "question", where),
        language=_string(row, "language", where, default=UNDETERMINED),
        history=history,
        answerable=answerable,
        document=_string(row, "document", where, default="") or None,
        evidence=_strings(row, "evidence", where),
        kind=_kind(row, where, answerable=answerable, history=history),
        source=where,
    )
    if answerable and not question.evidence and not question.document:
        raise GoldError(
            f'{where}: nothing says what answers "{question.id}"; expected evidence, or "answerable": false'
        )
    if not answerable and question.evidence:
        raise GoldError(f'{where}: "{question.id}" is marked unanswerable but has evidence; expected one of the two')
    return question


def _kind(row: Mapping[str, Any], where: str, *, answerable: bool, history: Sequence[str]) -> Kind:
    stated = row.get("kind")
    if stated is None:
        if not answerable:
            return Kind.UNANSWERABLE
        return Kind.FOLLOW_UP if history else Kind.SINGLE
    if not isinstance(stated, str) or stated not in {kind.value for kind in Kind}:
        found = f'"{stated}"' if isinstance(stated, str) else _named(stated)
        raise GoldError(f'{where}: "kind" is {found}, expected one of {", ".join(Kind)}')
    kind = Kind(stated)
    if answerable and kind in REFUSALS:
        raise GoldError(f'{where}: a question of the kind "{kind}" needs "answerable": false')
    if kind is Kind.FOLLOW_UP and not history:
        raise GoldError(f'{where}: a follow-up needs a "history", the questions that came before')
    return kind


def _refuse_misspelt(row: Mapping[str, Any], where: str) -> None:
    """An unknown field is a note, unless it is nearly a field: then it would be dropped without a word."""
    for name in row:
        if name not in FIELDS and (close := get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.75)):
            raise GoldError(f'{where}: unknown field "{name}", did you mean "{close[0]}"?')


def _string(row: Mapping[str, Any], name: str, where: str, *, default: str | None = None) -> str:
    value = row.get(name)
    if default is not None and (value is None or value == ""):
        return default
    if value is None:
        raise GoldError(f'{where}: "{name}" is missing, expected a string')
    return _checked(value, f'{where}: "{name}"')


def _strings(row: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise GoldError(f'{where}: "{name}" is {_named(value)}, expected a list of strings')
    return tuple(_checked(item, f'{where}: item {at} of "{name}"') for at, item in enumerate(value, start=1))


def _checked(value: object, subject: str) -> str:
    if not isinstance(value, str):
        raise GoldError(f"{subject} is {_named(value)}, expected a string")
    if not value.strip():
        raise GoldError(f"{subject} is empty, expected a string with words in it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise GoldError(f"{subject} holds half a surrogate pair, expected whole characters") from error
    return value


def _named(value: object) -> str:
    """What a JSON value is, in the words of JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"

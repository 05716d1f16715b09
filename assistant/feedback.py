"""What readers say of answers, which becomes gold questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ..corpus.errors import ConversationError
from .conversations import KeptConversation
from .notebook import Notebook

__all__ = ["REASONS", "Feedback", "Judgement", "Passage"]

REASONS = ("wrong-passage", "not-in-documents", "misunderstood")
"""Why an answer is not right: another passage answers, the documents do not say it, the question was misunderstood."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a reader has selected as the right one."""

    exact: str
    uri: str

    def as_dict(self) -> dict[str, str]:
        """As it is kept."""
        return {"exact": self.exact, "uri": self.uri}


class Judgement(NamedTuple):
    """What a reader said of an answer; the reason is one of `REASONS`, where one was given."""

    good: bool
    reason: str | None
    passage: bool = False
    """Whether the right passage is kept with it."""


class Feedback:
    """The feedback of all readers in one notebook; it stays when its conversation is deleted."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def give(
        self,
        reader: str,
        kept: KeptConversation,
        turn: int,
        *,
        good: bool,
        reason: str | None = None,
        passage: Passage | None = None,
    ) -> bool:
        """Keep what a reader says of a turn, in place of what was said before.

        Returns whether a gold question comes of it. Raises ConversationError for another reason than `REASONS`, and
        for a turn that is not in the conversation.
        """
        if reason is not None and reason not in REASONS:
            raise ConversationError(f"{reason!r} is no reason; expected one of {', '.join(REASONS)}")
        judged = next((held for held in kept.turns if held.id == turn), None)
        if judged is None:
            raise ConversationError(f"there is no question {turn} in this conversation")
        answer = judged.answer
        history = [held.answer.question for held in kept.turns if held.id < turn]
        # The text of an answer holds only the quotes that are about as good as the best.
        told = [quote for quote in answer.quotes if " ".join(quote.exact.split()) in answer.text]
        passages = [Passage(quote.exact, quote.document.uri) for quote in told] if good else []
        if passage is not None and not good:
            passages = [passage]
        with self._notebook.transaction() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    turn,
                    reader,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    good,
                    None if good else reason,
                    answer.question,
                    answer.language,
                    json.dumps(history, ensure_ascii=False),
                    json.dumps([held.as_dict() for held in passages], ensure_ascii=False),
                    answer.answered,
                ),
            )
        return _gold(*self._of(turn)[0]) is not None

    def judgements(self, turns: Sequence[int]) -> dict[int, Judgement]:
        """How each of some turns was judged; a turn that was not is left out."""
        marks = ",".join("?" * len(turns))
        return {
            turn: Judgement(bool(good), reason, not good and bool(json.loads(passages)))
            for turn, good, reason, passages in self._notebook.rows(
                f"SELECT turn, good, reason, passages FROM feedback WHERE turn IN ({marks})",  # noqa: S608 - only question marks
                turns,
            )
        }

    def gold(self) -> tuple[list[dict[str, Any]], int]:
        """The gold questions, oldest first, and how many judgements say too little to become one.

        Of the same question asked after the same history, the last judgement counts.
        """
        latest: dict[tuple[str, str], dict[str, Any] | None] = {}
        for row in self._of():
            latest.pop((row[1], row[3]), None)
            latest[row[1], row[3]] = _gold(*row)
        questions = [question for question in latest.values() if question is not None]
        return questions, len(latest) - len(questions)

    def _of(self, turn: int | None = None) -> list[tuple[Any, ...]]:
        return self._notebook.rows(
            "SELECT turn, question, language, history, good, reason, passages, answered FROM feedback "
            "WHERE ?1 IS NULL OR turn = ?1 ORDER BY given, turn",
            (turn,),
        )


def _gold(
    turn: int,
    question: str,
    language: str,
    history: str,
    good: int,
    reason: str | None,
    passages: str,
    answered: int,
) -> dict[str, Any] | None:
    """The gold question that a judgement makes, or None where it says too little."""
    held = [Passage(**passage) for passage in json.loads(passages)]
    gold: dict[str, Any] = {
        "id": f"feedback-{turn}",
        "question": question,
        "language": language,
        "history": json.loads(history),
    }
    if held:
        first = _file_name(held[0].uri)
        return {**gold, "answerable": True, "document": first, "evidence": [passage.exact for passage in held]}
    if (good and not answered) or reason == "not-in-documents":
        return {**gold, "answerable": False}
    return None


def _file_name(uri: str) -> str:
    """What names the document in a gold file: the name of the file, or the whole address."""
    parts = urlsplit(uri)
    return (PurePosixPath(unquote(parts.path)).name if parts.scheme == "file" else "") or uri

"""Conversations kept for each reader: found again, renamed, deleted, branched off."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..corpus.errors import ConversationError
from .citations import keep_citations
from .evidence import KeptAnswer
from .notebook import Notebook, folded

__all__ = ["Conversations", "KeptConversation", "KeptTurn", "Shelved"]

LONGEST_TITLE = 120
_TITLE = 70
"""Characters of the first question that name a conversation."""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with its answer, as kept."""

    id: int
    asked: str
    """When: ISO 8601, UTC."""
    answer: KeptAnswer


@dataclass(frozen=True, slots=True)
class Shelved:
    """A conversation in the list."""

    id: str
    title: str
    created: str
    changed: str

    def as_dict(self) -> dict[str, Any]:
        """As the API gives it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation with its turns, oldest first."""

    about: Shelved
    turns: tuple[KeptTurn, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked, oldest first: the history of the next question."""
        return tuple(turn.answer.question for turn in self.turns)


class Conversations:
    """The conversations of all readers in one notebook. A reader meets none but their own.

    Every method but `begin` and `shelf` raises ConversationError where the reader has no such conversation or turn.
    """

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def begin(self, reader: str, question: str) -> str:
        """A new conversation, named for its first question; returns its id."""
        identity = secrets.token_urlsafe(12)
        now = _now()
        with self._notebook.transaction() as cursor:
            named = (identity, reader, _title(question), now, now)
            cursor.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", named)
        return identity

    def shelf(self, reader: str, words: str = "") -> list[Shelved]:
        """The reader's conversations in which all words stand, last used first."""
        rows = self._notebook.rows(
            "SELECT id, title, created, changed FROM conversations WHERE reader = ? ORDER BY changed DESC, rowid DESC",
            (reader,),
        )
        for word in folded(words).split():
            held = self._notebook.rows("SELECT DISTINCT conversation FROM turns WHERE instr(searchable, ?)", (word,))
            rows = [row for row in rows if word in folded(row[1]) or (row[0],) in held]
        return [Shelved(*row) for row in rows]

    def open(self, reader: str, identity: str) -> KeptConversation:
        """A conversation with all its turns."""
        about = self._about(reader, identity)
        rows = self._notebook.rows(
            "SELECT id, asked, answer FROM turns WHERE conversation = ? ORDER BY id", (about.id,)
        )
        turns = [KeptTurn(number, asked, KeptAnswer.from_dict(json.loads(answer))) for number, asked, answer in rows]
        return KeptConversation(about, tuple(turns))

    def of_turn(self, reader: str, turn: int) -> KeptConversation:
        """The conversation that a turn belongs to."""
        # SQLite takes no larger number.
        possible = 0 < turn < 2**63
        rows = self._notebook.rows("SELECT conversation FROM turns WHERE id = ?", (turn,)) if possible else []
        if not rows:
            raise ConversationError(f"there is no question {turn} in your conversations; it may have been deleted")
        return self.open(reader, rows[0][0])

    def add(self, reader: str, identity: str, answer: KeptAnswer) -> KeptTurn:
        """Keep an answer as the last turn, and what it cites."""
        self._about(reader, identity)
        now = _now()
        with self._notebook.transaction() as cursor:
            turn = _insert(cursor, identity, now, answer)
            cursor.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, identity))
        return KeptTurn(turn, now, answer)

    def before(self, reader: str, turn: int, question: str) -> str:
        """A conversation that ends before `turn`, in which `question` is asked in its place; its id.

        The last turn is taken out of its own conversation. An earlier one is left, with all that came after it: the
        turns before it are copied into a new conversation, named for the question that makes it another.
        """
        kept = self.of_turn(reader, turn)
        earlier = [held for held in kept.turns if held.id < turn]
        if kept.turns[-1].id == turn:
            with self._notebook.transaction() as cursor:
                cursor.execute("DELETE FROM turns WHERE id = ?", (turn,))
                if not earlier and kept.about.title == _title(kept.questions[0]):
                    cursor.execute("UPDATE conversations SET title = ? WHERE id = ?", (_title(question), kept.about.id))
            return kept.about.id
        branch = self.begin(reader, question)
        with self._notebook.transaction() as cursor:
            for held in earlier:
                _insert(cursor, branch, held.asked, held.answer)
        return branch

    def rename(self, reader: str, identity: str, title: str) -> Shelved:
        """Give a conversation another title."""
        self._about(reader, identity)
        title = " ".join(title.split())[:LONGEST_TITLE]
        if not title:
            raise ConversationError("the title is empty; give the conversation a name")
        with self._notebook.transaction() as cursor:
            cursor.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, identity))
        return self._about(reader, identity)

    def delete(self, reader: str, identity: str) -> None:
        """Delete a conversation with its turns and what they cite."""
        self._about(reader, identity)
        with self._notebook.transaction() as cursor:
            cursor.execute("DELETE FROM conversations WHERE id = ?", (identity,))

    def _about(self, reader: str, identity: str) -> Shelved:
        rows = self._notebook.rows(
            "SELECT id, title, created, changed FROM conversations WHERE id = ? AND reader = ?", (identity, reader)
        )
        if not rows:
            raise ConversationError("you have no such conversation; it may have been deleted, or be somebody else's")
        return Shelved(*rows[0])


def _title(question: str) -> str:
    title = " ".join(question.split())
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"


def _insert(cursor: Any, identity: str, asked: str, answer: KeptAnswer) -> int:  # noqa: ANN401 - sqlite3's cursor
    words = [answer.question, answer.query, *(f"{quote.exact} {quote.document.title}" for quote in answer.shown)]
    cursor.execute(
        "INSERT INTO turns (conversation, asked, answer, searchable) VALUES (?, ?, ?, ?)",
        (identity, asked, json.dumps(answer.as_dict(), ensure_ascii=False), folded(" ".join(words))),
    )
    turn = int(cursor.lastrowid)
    keep_citations(cursor, answer, turn)
    return turn


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

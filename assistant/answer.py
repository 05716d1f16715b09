"""What the assistant gives back: quotes, the answer made of them, and turns of a conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from ..corpus.document import Document

__all__ = ["Answer", "Conversation", "Quote", "Turn"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A span put before the reader as evidence: `document.text[start:end] == exact`, always."""

    document: Document
    start: int
    end: int
    page: str | None
    """The page as printed, for documents that have pages."""
    score: float
    """Between 0 and 1, higher is better; comparable within one answer."""
    link: str
    """Opens the document at the quote."""

    @property
    def exact(self) -> str:
        """The quoted words, as they stand in the document."""
        return self.document.text[self.start : self.end]

    def as_dict(self) -> dict[str, Any]:
        """The quote as the command line's JSON gives it."""
        return {
            "exact": self.exact,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "score": round(self.score, 4),
            "link": self.link,
            "document": {
                name: getattr(self.document, name) for name in ("id", "title", "uri", "sha256", "date", "language")
            }
            # Only of a document that stands in more than one place.
            | ({"locations": list(self.document.locations)} if len(self.document.locations) > 1 else {}),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes and the text made of them, or an abstention with its reason."""

    question: str
    query: str
    """What was searched for: the question, completed from the conversation where it needs that."""
    answered: bool
    reason: str | None
    """Why the question was not answered; None when it was."""
    language: str
    """The language, ISO 639-1, of the words around the quotes: that of the question."""
    text: str
    quotes: tuple[Quote, ...]
    """Best first; empty when the question was not answered."""
    nearest: tuple[Quote, ...] = ()
    """What came nearest when the question was not answered: shown as such, never as an answer."""
    unread: int = 0
    """How many files, new or changed, were still to be read."""
    pending: int = 0
    """How many passages were known by their words alone, their vectors being still to come."""

    def as_dict(self) -> dict[str, Any]:
        """The answer as `guillemet ask --json` prints it."""
        return {
            "question": self.question,
            "query": self.query,
            "answered": self.answered,
            "reason": self.reason,
            "language": self.language,
            "text": self.text,
            "quotes": [quote.as_dict() for quote in self.quotes],
            # Only of an answer that was not given from all there is.
            **{name: waiting for name in ("unread", "pending") if (waiting := getattr(self, name))},
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer."""

    question: str
    answer: Answer


@dataclass(slots=True)
class Conversation(Sequence[Turn]):
    """An ordered list of turns, oldest first; it can be given to `ask` as history."""

    turns: list[Turn] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Append the turn of this answer."""
        self.turns.append(Turn(answer.question, answer))

    def __len__(self) -> int:
        return len(self.turns)

    @overload
    def __getitem__(self, at: int) -> Turn: ...

    @overload
    def __getitem__(self, at: slice) -> list[Turn]: ...

    def __getitem__(self, at: int | slice) -> Turn | list[Turn]:
        return self.turns[at]

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

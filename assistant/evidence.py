"""An answer that can be kept: its quotes with their context, standing without the index they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answer import Answer, Quote
from .links import Place, viewer_link
from .suggestions import Suggestion, suggestions

__all__ = ["Evidence", "KeptAnswer", "Source"]

_ASIDE = ("within", "unread", "pending", "suggestions")
"""What is said beside an answer; one that was kept earlier may lack it."""

_CONTEXT = 240
"""Characters kept on either side of a quote."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the document of a quote."""

    id: str
    title: str
    uri: str
    sha256: str
    date: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote with the words before and after it."""

    exact: str
    start: int
    end: int
    page: str | None
    score: float
    link: str
    before: str
    after: str
    document: Source

    @classmethod
    def of(cls, quote: Quote) -> "Evidence":
        """The evidence of a quote."""
        (text, document) = (quote.document.text, quote.document)
        return cls(
            quote.exact,
            quote.start,
            quote.end,
            quote.page,
            round(quote.score, 4),
            quote.link,
            _from_a_word(text[max(0, quote.start - _CONTEXT) : quote.start], cut=quote.start > _CONTEXT),
            _to_a_word(text[quote.end : quote.end + _CONTEXT], cut=quote.end + _CONTEXT < len(text)),
            Source(document.id, document.title, document.uri, document.sha256, document.date, document.language),
        )

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Evidence":
        """What `as_dict` made. Raises KeyError or TypeError where it is something else."""
        source = {name: kept["document"].get(name) for name in Source.__slots__}
        values = {"before": "", "after": "", **{name: kept[name] for name in cls.__slots__ if name in kept}}
        return cls(**{**values, "document": Source(**source)})

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.document.sha256, self.start, self.end)

    def as_dict(self, base: str = "") -> dict[str, Any]:
        """The quote as JSON, its link into the viewer of the server at `base` where one is given."""
        values = {name: getattr(self, name) for name in self.__slots__}
        if base:
            values["link"] = base + viewer_link(self.place)
        return {**values, "document": {name: getattr(self.document, name) for name in Source.__slots__}}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An `Answer` whose quotes carry what is shown of them."""

    question: str
    query: str
    answered: bool
    reason: str | None
    language: str
    text: str
    quotes: tuple[Evidence, ...]
    nearest: tuple[Evidence, ...]
    within: tuple[str, ...] = ()
    """The names of the collections that were asked; empty where that was all."""
    unread: int = 0
    """How many documents were still to be read when it was given."""
    pending: int = 0
    """How many passages were known by their words alone."""
    suggestions: tuple[Suggestion, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> "KeptAnswer":
        """What is kept of an answer."""
        return cls(
            answer.question,
            answer.query,
            answer.answered,
            answer.reason,
            answer.language,
            answer.text,
            tuple(map(Evidence.of, answer.quotes)),
            tuple(map(Evidence.of, answer.nearest)),
            unread=answer.unread,
            pending=answer.pending,
            suggestions=suggestions(answer),
        )

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "KeptAnswer":
        """What `as_dict` made. Raises KeyError or TypeError where it is something else."""
        values = {name: kept[name] for name in cls.__slots__ if name not in _ASIDE}
        for name in ("quotes", "nearest"):
            values[name] = tuple(map(Evidence.from_dict, values[name]))
        more = tuple(Suggestion(**held) for held in kept.get("suggestions", ()))
        values |= {name: int(kept.get(name, 0)) for name in ("unread", "pending")}
        return cls(**values, within=tuple(kept.get("within", ())), suggestions=more)

    @property
    def shown(self) -> tuple[Evidence, ...]:
        """The passages before the reader: the quotes, or what came nearest."""
        return self.quotes or self.nearest

    def as_dict(self, base: str = "") -> dict[str, Any]:
        """The answer as JSON; see `Evidence.as_dict`."""
        values = {name: getattr(self, name) for name in self.__slots__}
        for name in ("quotes", "nearest"):
            values[name] = [quote.as_dict(base) for quote in values[name]]
        values["suggestions"] = [{"words": more.words, "title": more.title} for more in self.suggestions]
        return values


def _from_a_word(text: str, *, cut: bool) -> str:
    (first, space, rest) = text.partition(" ")
    return f"…{space}{rest}" if cut and first and space else text


def _to_a_word(text: str, *, cut: bool) -> str:
    (rest, space, _last) = text.rpartition(" ")
    return f"{rest}{space}…" if cut and space else text

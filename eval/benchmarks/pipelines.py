"""What every pipeline is asked and what it gives back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ...index.sentences import Span

__all__ = ["QUOTES", "RANKED", "Pipeline", "Quoted", "Response"]

QUOTES = 3
"""How many quotes are judged."""
RANKED = 50
"""How many passages a reference ranks."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote: a span of a passage, whose offsets may be negative where a title is quoted."""

    passage: str
    span: Span


@dataclass(frozen=True, slots=True)
class Response:
    """What a pipeline makes of one question."""

    passages: tuple[str, ...]
    """Ids, best first, each once."""
    quotes: tuple[Quoted, ...]
    """At most `QUOTES`, best first, also where it refuses: then what came nearest."""
    confidence: float
    """The higher, the surer that the first quote answers; comparable within one pipeline."""
    answered: bool | None
    """None for a pipeline that never refuses."""
    milliseconds: float


class Pipeline(Protocol):
    """The assistant, or a reference."""

    name: str

    def respond(self, question: str, history: Sequence[str]) -> Response:
        """The response to a question after these earlier ones, oldest first."""

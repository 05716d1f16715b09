"""Guillemet as a pipeline: the assistant asked as any program asks it."""

from collections.abc import Sequence
from time import perf_counter

from ...assistant.answer import Answer, Quote, Turn
from ...assistant.assistant import Assistant
from ...index.sentences import Span
from ..confidence import confidence_of
from .pipelines import QUOTES, Quoted, Response
from .shelf import Shelf

__all__ = ["GuillemetPipeline"]

_HITS = 60
"""Passages asked for: enough that ten documents of several chunks each are among them."""


class GuillemetPipeline:
    """An assistant that has read the files of a shelf."""

    name = "guillemet"

    def __init__(self, assistant: Assistant, shelf: Shelf, *, converse: bool = False) -> None:
        """With `converse`, earlier questions are asked first and handed on with their answers, as the chat does."""
        self._assistant = assistant
        self._shelf = shelf
        self._converse = converse
        self._answers: dict[tuple[str, ...], Answer] = {}

    def respond(self, question: str, history: Sequence[str]) -> Response:
        """The documents of the nearest passages, and the quotes; only the answer itself is timed."""
        earlier = self._turns(tuple(history)) if self._converse else history
        start = perf_counter()
        answer = self._assistant.ask(question, history=earlier, limit=QUOTES)
        milliseconds = (perf_counter() - start) * 1000
        hits = self._assistant.search(question, history=earlier, limit=_HITS)
        shown = answer.quotes if answer.answered else answer.nearest
        return Response(
            passages=tuple(dict.fromkeys(self._shelf.of(hit.document).passage.id for hit in hits)),
            quotes=tuple(map(self._quoted, shown)),
            confidence=confidence_of(answer),
            answered=answer.answered,
            milliseconds=milliseconds,
        )

    def _turns(self, history: tuple[str, ...]) -> list[Turn]:
        turns: list[Turn] = []
        for at, question in enumerate(history, start=1):
            said = history[:at]
            if said not in self._answers:
                self._answers[said] = self._assistant.ask(question, history=turns, limit=QUOTES)
            turns.append(Turn(question, self._answers[said]))
        return turns

    def _quoted(self, quote: Quote) -> Quoted:
        item = self._shelf.of(quote.document)
        return Quoted(item.passage.id, Span(quote.start - item.offset, quote.end - item.offset))

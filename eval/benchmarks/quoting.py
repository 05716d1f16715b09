"""Guillemet as a pipeline: the assistant asked as any program asks it."""

from collections.abc import Sequence
from time import perf_counter

from ...assistant.answer import Quote
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

    def __init__(self, assistant: Assistant, shelf: Shelf) -> None:
        self._assistant = assistant
        self._shelf = shelf

    def respond(self, question: str, history: Sequence[str]) -> Response:
        """The documents of the nearest passages, and the quotes; only the answer itself is timed."""
        start = perf_counter()
        answer = self._assistant.ask(question, history=history, limit=QUOTES)
        milliseconds = (perf_counter() - start) * 1000
        hits = self._assistant.search(question, history=history, limit=_HITS)
        shown = answer.quotes if answer.answered else answer.nearest
        return Response(
            passages=tuple(dict.fromkeys(self._shelf.of(hit.document).passage.id for hit in hits)),
            quotes=tuple(map(self._quoted, shown)),
            confidence=confidence_of(answer),
            answered=answer.answered,
            milliseconds=milliseconds,
        )

    def _quoted(self, quote: Quote) -> Quoted:
        item = self._shelf.of(quote.document)
        return Quoted(item.passage.id, Span(quote.start - item.offset, quote.end - item.offset))

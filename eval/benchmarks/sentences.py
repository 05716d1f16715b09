"""The sentences of passages, for the references: the same units that Guillemet quotes."""

from collections.abc import Callable, Iterator, Sequence

from ...corpus.document import Document
from ...index.sentences import Span, quotable_spans
from .pipelines import QUOTES, Quoted
from .shelf import Shelf

__all__ = ["Sentences"]


class Sentences:
    """The sentences of all passages that were read, numbered from 0 over all of them."""

    def __init__(self, shelf: Shelf, documents: Sequence[Document]) -> None:
        self.texts: list[str] = []
        self._quoted: list[Quoted] = []
        self._of: dict[str, range] = {}
        for document in documents:
            item = shelf.of(document)
            first = len(self.texts)
            for start, end in quotable_spans(document):
                self.texts.append(document.text[start:end])
                self._quoted.append(Quoted(item.passage.id, Span(start - item.offset, end - item.offset)))
            self._of[item.passage.id] = range(first, len(self.texts))

    def each(self) -> Iterator[tuple[str, str]]:
        """Every sentence, in order of number: the passage's id and the words."""
        return zip((quoted.passage for quoted in self._quoted), self.texts, strict=True)

    def best(self, ranked: Sequence[str], scores: Callable[[Sequence[int]], Sequence[float]]) -> tuple[Quoted, ...]:
        """The best sentence of the first passage, then the best of what the first few passages hold besides.

        `scores` are those of sentences by number; of equal ones, the one that comes first is better.
        """
        parts = [held for passage in ranked[:QUOTES] if (held := self._of.get(passage))]
        if not parts:
            return ()
        numbers = [number for held in parts for number in held]
        by_score = sorted(zip(scores(numbers), numbers, strict=True), key=lambda pair: -pair[0])
        first = next(number for _, number in by_score if number in parts[0])
        others = [number for _, number in by_score if number != first]
        return tuple(self._quoted[number] for number in [first, *others][:QUOTES])

"""The sentences of passages, for the references: the same units that Guillemet quotes."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

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

    def of(self, passages: Sequence[str]) -> list[range]:
        """The numbers of the sentences of each of the first passages, as many as are quoted."""
        return [held for passage in passages[:QUOTES] if (held := self._of.get(passage, range(0)))]

    def best(self, sentences: range, scores: Iterable[float]) -> Quoted:
        """The sentence with the highest of these scores, one for each; the first of equals."""
        return self._quoted[max(zip(sentences, scores, strict=True), key=itemgetter(1))[0]]

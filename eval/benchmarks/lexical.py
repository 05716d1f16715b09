"""The lexical reference: BM25, by bm25s, over folded and stemmed words."""

from collections import Counter
from collections.abc import Sequence
from time import perf_counter

import numpy as np
import numpy.typing as npt

from ...index.words import terms
from .dataset import Passage
from .pipelines import RANKED, Response
from .sentences import Sentences

__all__ = ["LexicalPipeline"]

_COMMON = 0.1
"""The share of passages from which on a language is one of the set's; rarer ones are mistaken for it."""

Scores = npt.NDArray[np.float32]


class LexicalPipeline:
    """BM25 with k1 = 1.5 and b = 0.75, of passages and then of the sentences in the best ones.

    Earlier questions are put before the one that is asked.
    """

    name = "bm25"

    def __init__(self, passages: Sequence[Passage], sentences: Sentences, languages: Sequence[str | None]) -> None:
        """`languages` are those of the passages: each is stemmed in its own, a question in each of them."""
        self._ids = [passage.id for passage in passages]
        self._sentences = sentences
        counts = Counter(languages).most_common()
        self._languages = [language for language, count in counts if count >= _COMMON * len(languages)]
        of_passage = {
            id_: language if language in self._languages else self._languages[0]
            for id_, language in zip(self._ids, languages, strict=True)
        }
        texts = (" ".join((passage.title, *passage.headings, passage.text)) for passage in passages)
        self._passages = _Ranking([terms(text, of_passage[id_]) for id_, text in zip(self._ids, texts, strict=True)])
        self._quotable = _Ranking([terms(text, of_passage[id_]) for id_, text in sentences.each()])

    def respond(self, question: str, history: Sequence[str]) -> Response:
        """Ranked by BM25; passages without a word of the question are not found."""
        start = perf_counter()
        asked = " ".join([*history, question])
        wanted = list(dict.fromkeys(term for language in self._languages for term in terms(asked, language)))
        scores = self._passages.scores(wanted)
        ranked = [int(at) for at in np.argsort(-scores, kind="stable")[:RANKED] if scores[at] > 0]
        milliseconds = (perf_counter() - start) * 1000
        found = [self._ids[at] for at in ranked]
        of_sentences = self._quotable.scores(wanted)
        return Response(
            passages=tuple(found),
            quotes=self._sentences.best(found, lambda numbers: of_sentences[list(numbers)].tolist()),
            confidence=float(scores[ranked[0]]) if ranked else 0.0,
            answered=None,
            milliseconds=milliseconds,
        )


class _Ranking:
    def __init__(self, texts: list[list[str]]) -> None:
        from bm25s import BM25  # noqa: PLC0415 - an extra

        self._size = len(texts)
        self._known = {term for text in texts for term in text}
        self._model = BM25()
        if self._known:
            self._model.index(texts, show_progress=False)

    def scores(self, wanted: Sequence[str]) -> Scores:
        """The score of every text, shape (n,)."""
        known = [term for term in wanted if term in self._known]
        if not known:
            return np.zeros(self._size, np.float32)
        found: Scores = self._model.get_scores(known)
        return found

"""The dense reference: one vector a passage, of the assistant's own model."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from ...index.embedder import Embedder, Vectors
from .dataset import Passage
from .pipelines import RANKED, Response
from .sentences import Sentences
from .vector_cache import VectorCache

__all__ = ["DensePipeline"]


class DensePipeline:
    """Cosines and nothing else, of passages and then of the sentences in the best ones.

    Earlier questions are put before the one that is asked.
    """

    name = "dense"

    def __init__(
        self, passages: Sequence[Passage], sentences: Sentences, embedder: Embedder, cache: VectorCache
    ) -> None:
        self._ids = [passage.id for passage in passages]
        self._sentences = sentences
        self._embedder = embedder
        self._cache = cache
        self._vectors = cache.vectors(
            ["\n".join(filter(None, (passage.title, *passage.headings, passage.text))) for passage in passages]
        )

    def respond(self, question: str, history: Sequence[str]) -> Response:
        """Ranked by cosine; choosing sentences is not timed, since an index would hold their vectors."""
        start = perf_counter()
        vector = self._embedder.embed_queries([" ".join([*history, question])])[0]
        cosines = self._vectors @ vector
        ranked = np.argsort(-cosines, kind="stable")[:RANKED]
        milliseconds = (perf_counter() - start) * 1000
        found = [self._ids[at] for at in ranked]
        return Response(
            passages=tuple(found),
            quotes=self._sentences.best(found, lambda numbers: self._closeness(numbers, vector)),
            confidence=float(cosines[ranked[0]]),
            answered=None,
            milliseconds=milliseconds,
        )

    def _closeness(self, numbers: Sequence[int], vector: Vectors) -> list[float]:
        vectors = self._cache.vectors([self._sentences.texts[number] for number in numbers])
        cosines: list[float] = (vectors @ vector).tolist()
        return cosines

"""From a question and what was asked before to what is found: passages, and the sentences in them that may answer."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..index.embedder import Vectors
from ..index.index import Index
from ..index.search import Hit
from ..index.sentences import Span
from .query import Query, standalone_query
from .selection import Candidate, best_sentences

__all__ = ["Retrieval"]

_HITS = 20
"""Chunks among whose sentences the quotes are chosen."""
_CONTEXT_WEIGHT = 0.4
"""Of the completed query's vector beside the follow-up question's own."""

_REMEMBERED = 256
"""Queries whose vectors are kept."""


class Retrieval:
    """Searches one index. Only the documents with the ids `among` are searched; None means all."""

    def __init__(self, index: Index) -> None:
        self._index = index
        # In a conversation each question is looked for alone, after the one before, and before the next one.
        self.embed = lru_cache(maxsize=_REMEMBERED)(self._embed)

    def _embed(self, query: str) -> Vectors:
        """The vector of one query, shape (dimension,)."""
        vector: Vectors = self._index.embedder.embed_queries([query])[0]
        vector.flags.writeable = False
        return vector

    def found(
        self, question: str, history: Sequence[str], limit: int, among: frozenset[str] | None
    ) -> tuple[Query, list[Hit], list[Candidate]]:
        """What is searched for, what is found, and the sentences of it that may answer; both best first.

        Where it changes none of the `limit` best that a question before is in focus, it is not.
        """
        query = standalone_query(question, history)
        hits = self.hits(query, _HITS, among)
        candidates = best_sentences(hits)
        alone = Query.parse(question)
        if query.focus and query != alone:
            hits_alone = self.hits(alone, _HITS, among)
            candidates_alone = best_sentences(hits_alone)
            if _places(candidates_alone[:limit]) == _places(candidates[:limit]):
                return alone, hits_alone, candidates_alone
        return query, hits, candidates

    def hits(self, query: Query, k: int, among: frozenset[str] | None) -> list[Hit]:
        """The `k` passages nearest to a query, best first."""
        earlier = query.context or query.focus
        before = self.hits(Query(earlier), _HITS, among) if earlier else []
        vector = self._vector(query)
        return self._index.search(query.question, vector, k, context=query.context, before=before, among=among)

    def _vector(self, query: Query) -> Vectors:
        """Of a question that stands alone, its own vector; of a completed one, mostly the question's.

        In the vector of both together the earlier question, which is longer, drowns the new one.
        """
        if not query.context:
            return self.embed(query.question)
        (new, whole) = self._index.embedder.embed_queries([query.question, f"{query.context} {query.question}"])
        mixed: Vectors = new + _CONTEXT_WEIGHT * whole
        return mixed / np.linalg.norm(mixed)


def _places(candidates: Sequence[Candidate]) -> list[tuple[str, Span]]:
    return [(candidate.document.id, candidate.span) for candidate in candidates]

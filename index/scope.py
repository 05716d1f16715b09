"""Which passages are searched, by language, and which of them are near a query.

Up to a size every vector is compared. Beyond it, codes say which may be near, and their own vectors from the database
say which are; passages in a language that has few are all compared at any size.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from .embedder import Vectors
from .members import Members
from .passages import PassageStore
from .vector_lists import VectorLists
from .vectors import FaissVectorStore, Ids, VectorStore

__all__ = ["ExactScope", "LargeScope", "Scope"]

_SAMPLE = 2_000
"""About how many vectors of a language stand for all."""
_FEW = 20_000
"""Passages of a language that are all compared, however many others there are: 30 MB."""
_CANDIDATES = 4
"""How many candidates by their codes for each vector wanted."""
_ROWS_RANKED = 4_000
"""Among how many matches the lexical leg ranks in a large index: some milliseconds."""


class Scope(Protocol):
    """What is searched."""

    rows_ranked: int | None
    """Among how many matches the lexical leg ranks; None for all."""
    size: int
    """How many different passages, chunks and sentences."""
    samples: dict[str | None, Vectors]
    """By language, vectors that stand for its passages, each of shape (n, dimension)."""

    def near(self, vector: Vectors, k: int) -> set[int]:
        """The `k` embeddings of each language that are nearest to a query vector, shape (dimension,)."""

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks each term occurs."""


class ExactScope:
    """Compares every vector."""

    rows_ranked: int | None = None

    def __init__(self, passages: PassageStore, vectors: VectorStore, documents: Iterable[int] | None) -> None:
        """`documents` are the rows of those searched; None means all. The store must be in step with the passages."""
        self._vectors = vectors
        self._passages = passages
        by_language = passages.embeddings_by_language(documents)
        whole = documents is None and len(by_language) == 1
        self.size = sum(map(len, by_language.values()))
        self._embeddings = {language: None if whole else ids for (language, ids) in by_language.items()}
        self.samples = {language: _sample(passages, ids, vectors.dimension) for (language, ids) in by_language.items()}

    def near(self, vector: Vectors, k: int) -> set[int]:
        """The `k` nearest of each language."""
        return {
            embedding
            for among in self._embeddings.values()
            for embedding in self._vectors.search(vector, k, among=among)[0].tolist()
        }

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks each term occurs."""
        return self._passages.frequencies(terms)


class LargeScope:
    """Compares codes, then the vectors of what they find. `follow` brings it in step: it reads what is new."""

    rows_ranked: int | None = _ROWS_RANKED

    def __init__(self, passages: PassageStore, lists: VectorLists, dimension: int) -> None:
        self._passages = passages
        self._lists = lists
        self._dimension = dimension
        self._last = lists.last
        self._tail = FaissVectorStore(dimension)
        """What came after the lists were written."""
        self._tail_ids = np.zeros(0, np.int64)
        self._few: dict[str | None, FaissVectorStore] = {}
        self.documents: frozenset[int] = frozenset()
        self.saved: tuple[frozenset[int], int] = (frozenset(), 0)
        """`documents` and `latest` as they were saved last."""
        self.members: dict[str | None, Members] = {}
        """By language, the embeddings of the documents; those of documents that went are found out on the way."""
        self.latest = 0
        """The last embedding that was written when the members were found out."""
        self.common: dict[str, int] = {}
        """Terms that are in many chunks, with in how many; counting these takes long."""
        self.size = 0
        self.samples: dict[str | None, Vectors] = {}

    @property
    def tail(self) -> int:
        """How many vectors came after the lists were written."""
        return len(self._tail)

    def take(self, path: Path) -> None:
        """Go on with the codes in this file, where it is another one."""
        if path != self._lists.path:
            self._lists = VectorLists(path, self._dimension)
            self._last = self._lists.last
            self._tail = FaissVectorStore(self._dimension)
            self._tail_ids = np.zeros(0, np.int64)

    def narrowed(self, documents: Sequence[int]) -> "LargeScope":
        """The same codes, among some of the documents."""
        scope = LargeScope(self._passages, self._lists, self._dimension)
        scope.common = self.common
        scope.follow(documents)
        return scope

    def follow(self, documents: Sequence[int]) -> None:
        """Search from now on in these documents, by their rows, as they stand in the database."""
        for ids, vectors in self._passages.every_vector(self._last):
            self._tail.add(ids, vectors)
            self._tail_ids = np.concatenate([self._tail_ids, ids])
            self._last = int(ids[-1])
        new = frozenset(documents) - self.documents
        if self.documents:
            # Those that were read before and got vectors since.
            new |= self._passages.documents_with_later(self.latest) & frozenset(documents)
        self.latest = self._last
        self.documents = frozenset(documents)
        for language, ids in self._passages.embeddings_by_language(sorted(new)).items() if new else ():
            self.members.setdefault(language, Members()).add(ids)
            if language in self._few:
                self._hold(self._few[language], ids)
            self.samples.pop(language, None)
        for language in self.members.keys() - self.samples.keys():
            members = self.members[language]
            sample = _sample(self._passages, members.ids(), self._dimension)
            # Of a language without members, all passages are pending; of one without samples, all are gone.
            if len(sample) or not len(members):
                self.samples[language] = sample
        self.size = sum(len(members) for members in self.members.values())

    def near(self, vector: Vectors, k: int) -> set[int]:
        """The `k` nearest of each language."""
        return {embedding for language in self.samples for embedding in self._nearest(vector, k, language)}

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks each term occurs: of common ones, as it was when the lists were written."""
        asked = set(terms)
        return self._passages.frequencies(asked - self.common.keys()) | {
            term: self.common[term] for term in asked & self.common.keys()
        }

    def _nearest(self, vector: Vectors, k: int, language: str | None) -> list[int]:
        while True:
            candidates = self._near_by_code(vector, k, language)
            (ids, vectors) = self._passages.vectors(candidates.tolist())
            gone = np.setdiff1d(candidates, ids)
            # What was deleted took the place of something else, unless that is too far away to matter.
            if not len(gone) or len(ids) >= 2 * k:
                break
            self._forget(gone)
        if not len(ids):
            return []
        nearest: list[int] = ids[np.argsort(-(vectors @ vector), kind="stable")[:k]].tolist()
        return nearest

    def _near_by_code(self, vector: Vectors, k: int, language: str | None) -> Ids:
        members = self.members[language]
        if len(members) <= _FEW:
            return self._few_of(language).search(vector, k)[0]
        self._few.pop(language, None)
        later = self._tail.search(vector, k, among=members.among(self._tail_ids))[0]
        share = len(members) / max(len(self._lists), 1)
        return np.union1d(self._lists.near(vector, _CANDIDATES * k, members, share), later)

    def _few_of(self, language: str | None) -> FaissVectorStore:
        if language not in self._few:
            self._few[language] = FaissVectorStore(self._dimension)
            self._hold(self._few[language], self.members[language].ids())
        return self._few[language]

    def _hold(self, store: FaissVectorStore, ids: Ids) -> None:
        store.add(*self._passages.vectors(ids.tolist()))

    def _forget(self, gone: Ids) -> None:
        self._tail.remove(gone.tolist())
        for members in self.members.values():
            members.discard(gone)
        for few in self._few.values():
            few.remove(gone.tolist())


def _sample(passages: PassageStore, embeddings: Ids, dimension: int) -> Vectors:
    """Vectors that stand for these embeddings, shape (n, dimension)."""
    (_, vectors) = passages.vectors(embeddings[:: max(1, len(embeddings) // _SAMPLE)].tolist())
    return vectors if len(vectors) else np.zeros((0, dimension), np.float32)

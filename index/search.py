"""Finds the chunks that a query may be answered from, by meaning and by words.

Small-to-big: a chunk is found through its own vector or that of any sentence in it, and is scored by both.

Vectors of a multilingual model say what language a text is in as well as what it means, so that passages in the
language of the question crowd out the one that answers it. The mean vector of a language holds just that part:
every cosine is counted from the query's cosine with the mean of the passage's language (after Yang et al., "A Simple
and Effective Method to Eliminate the Self Language Bias in Multilingual Representations", EMNLP 2021).

The lexical leg is not fused by rank, which harms retrieval across languages: it adds candidates, and each chunk and
sentence gets the share of the query's words that stand in it, weighted by how rare they are. Where the languages
differ, that share is small by itself, while names and numbers still count.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..corpus.document import Document
from ..corpus.language import detect_language
from .cognates import with_cognates
from .embedder import Vectors
from .mentions import Mentions, mentions
from .passages import PassageStore, StoredSentence
from .sentences import Span
from .vectors import Ids, VectorStore
from .words import content_words, stemmed, terms

__all__ = ["LEXICAL_WEIGHT", "Hit", "PassageSearch", "ScoredSentence"]

_EMBEDDINGS = 100
"""How many nearest vectors, of chunks and sentences, lead to candidates."""
_MATCHES = 30
"""How many chunks the lexical leg may add."""
_SAMPLE = 2_000
"""About how many vectors of a language its mean is taken over."""
_CHUNK_SHARE = 0.3
"""Of a chunk's own cosine in its dense score; the rest is its best sentence's."""
_CONTEXT_SHARE = 0.5
"""How much a word of the context counts beside one of the query."""
LEXICAL_WEIGHT = 0.07
"""How much the share of matched words counts beside a cosine, whose useful range in this model is about 0.1."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A quotable span of a hit, with what speaks for it."""

    span: Span
    closeness: float
    """Its cosine with the query, counted from the mean of its language."""
    margin: float
    """By how much its cosine with the query exceeds those of the nearest unrelated sentences in its language."""
    overlap: float
    """The share, 0 to 1, of the query's words that stand in it, weighted by rarity."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query."""

    rank: int
    """From 1."""
    score: float
    closeness: float
    """Its own cosine with the query, counted from the mean of its language."""
    overlap: float
    """The share, 0 to 1, of the query's words that stand in the chunk, weighted by rarity."""
    document: Document
    span: Span
    sentences: tuple[ScoredSentence, ...]
    """In the order of the text."""


class PassageSearch:
    """Search over the passages of some documents. The vector store must be in step with the passages."""

    def __init__(
        self,
        passages: PassageStore,
        vectors: VectorStore,
        document: Callable[[int], Document | None],
        among: Sequence[int] | None,
        background: Mapping[str, Vectors],
    ) -> None:
        """`among` are the rows of the documents to search in; None means all.

        `background` holds vectors of unrelated passages by language, each of shape (n, dimension).
        """
        self._passages = passages
        self._vectors = vectors
        self._document = document
        self._among = among
        self._allowed = None if among is None else frozenset(among)
        self._size = passages.count()
        by_language = passages.embeddings_by_language(among)
        whole = among is None and len(by_language) == 1
        self.size = sum(map(len, by_language.values()))
        """How many different passages, chunks and sentences, are searched."""
        self._embeddings = {language: None if whole else ids for (language, ids) in by_language.items()}
        every = np.concatenate(list(background.values()))
        self._unrelated = {language: background.get(language or "", every) for language in by_language}
        self._samples = {
            language: np.concatenate([_sample(passages, ids), self._unrelated[language]])
            for (language, ids) in by_language.items()
        }

    def search(self, query: str, vector: Vectors, k: int, context: str = "") -> list[Hit]:
        """The `k` best chunks, best first, for a query and its vector, shape (dimension,).

        The words of `context`, earlier questions say, count for less than those of the query.
        """
        if not self._samples:
            return []
        weights = self._weights(query, context)
        total = sum(max(forms.values()) for forms in weights)
        chunks = self._passages.chunks(self._candidates(vector, weights))
        sentences: dict[int, list[StoredSentence]] = {chunk.id: [] for chunk in chunks}
        for sentence in self._passages.sentences(sentences):
            sentences[sentence.chunk].append(sentence)
        used = {chunk.embedding for chunk in chunks}.union(s.embedding for held in sentences.values() for s in held)
        cosines = self._cosines(vector, used)
        means = {language: float((sample @ vector).mean()) for (language, sample) in self._samples.items()}
        unrelated = {language: _typical_best(texts @ vector) for (language, texts) in self._unrelated.items()}
        words_of = {chunk: set(held) for (chunk, held) in self._passages.terms(sentences).items()}
        weights = with_cognates(weights, set().union(*words_of.values()))
        hits = []
        for chunk in chunks:
            document = self._document(chunk.document)
            if document is None:
                continue
            mean = means[document.language]
            scored = tuple(
                ScoredSentence(
                    sentence.span,
                    cosines[sentence.embedding] - mean,
                    cosines[sentence.embedding] - unrelated[document.language],
                    _overlap(weights, total, terms(_text(document, sentence.span), document.language)),
                )
                for sentence in sentences[chunk.id]
            )
            closeness = cosines[chunk.embedding] - mean
            overlap = _overlap(weights, total, words_of[chunk.id])
            best = max(sentence.closeness for sentence in scored)
            score = _CHUNK_SHARE * closeness + (1 - _CHUNK_SHARE) * best + LEXICAL_WEIGHT * overlap
            hits.append(Hit(0, score, closeness, overlap, document, chunk.span, scored))
        hits.sort(key=lambda hit: (-hit.score, hit.document.uri, hit.span))
        return [replace(hit, rank=rank) for (rank, hit) in enumerate(hits[:k], start=1)]

    def mentions(self, question: str) -> Mentions:
        """Which words of a question stand in the documents."""
        return mentions(self._passages, list(self._samples), question)

    def _candidates(self, vector: Vectors, weights: Sequence[Mapping[str, float]]) -> set[int]:
        near = {
            embedding
            for among in self._embeddings.values()
            for embedding in self._vectors.search(vector, _EMBEDDINGS, among=among)[0].tolist()
        }
        matched = self._passages.matching([form for forms in weights for form in forms], _MATCHES, self._among)
        found = self._passages.chunks_of_embeddings(near)
        return {chunk for (chunk, document) in found if self._allowed is None or document in self._allowed}.union(
            chunk for (chunk, _) in matched
        )

    def _cosines(self, vector: Vectors, embeddings: Iterable[int]) -> dict[int, float]:
        held = self._passages.vectors(embeddings)
        return dict(zip(held, (np.stack(list(held.values())) @ vector).tolist(), strict=True)) if held else {}

    def _weights(self, query: str, context: str) -> list[dict[str, float]]:
        """For each word of query and context, its forms in the languages of the documents, each with its rarity.

        Rarity is the inverse document frequency of BM25 (Robertson and Zaragoza, 2009), over chunks. A word that
        occurs in no chunk counts with the highest rarity: that nothing answers to it is information.
        """
        shares = dict.fromkeys(content_words(context, detect_language(context)), _CONTEXT_SHARE)
        shares |= dict.fromkeys(content_words(query, detect_language(query) or detect_language(context)), 1.0)
        by_language = [stemmed(list(shares), language) for language in self._samples]
        frequencies = self._passages.frequencies({term for held in by_language for term in held})
        return [
            {form: share * self._rarity(frequencies.get(form, 0)) for form in forms}
            for (share, *forms) in zip(shares.values(), *by_language, strict=True)
        ]

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))


def _sample(passages: PassageStore, embeddings: Ids) -> Vectors:
    """Vectors that stand for these embeddings, shape (n, dimension)."""
    return np.stack(list(passages.vectors(embeddings[:: max(1, len(embeddings) // _SAMPLE)].tolist()).values()))


def _typical_best(cosines: Vectors) -> float:
    """The mean of the three highest: any one of them may be related by accident."""
    return float(np.sort(cosines)[-3:].mean())


def _overlap(weights: Sequence[Mapping[str, float]], total: float, held: Iterable[str]) -> float:
    present = set(held)
    matched = (max((weight for (form, weight) in forms.items() if form in present), default=0.0) for forms in weights)
    return sum(matched) / total if total else 0.0


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]

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
from .passages import PassageStore, StoredChunk, StoredSentence
from .scope import Scope
from .sentences import Span
from .words import content_words, stemmed, terms

__all__ = ["LEXICAL_WEIGHT", "Hit", "PassageSearch", "ScoredSentence"]

_EMBEDDINGS = 100
"""How many nearest vectors, of chunks and sentences, lead to candidates."""
_MATCHES = 30
"""How many chunks the lexical leg may add."""
_CHUNK_SHARE = 0.3
"""Of a chunk's own cosine in its dense score; the rest is its best sentence's."""
_CONTEXT_SHARE = 0.5
"""How much a word of the context counts beside one of the query."""
_FOCUS = 0.04
"""What a passage gains in the document nearest to what was asked before; and again, where the query leans on that, when
it is the nearest passage itself."""
_FOCUS_WIDTH = 0.03
"""By how much a passage must lie below the nearest one to gain a third of that."""
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
    focus: float
    """How much of the score is for standing near to what was asked before."""
    chunk: int
    """Its row in the database."""
    document: Document
    span: Span
    sentences: tuple[ScoredSentence, ...]
    """In the order of the text."""


class PassageSearch:
    """Search over the passages of some documents. The scope must be in step with the passages."""

    def __init__(
        self,
        passages: PassageStore,
        scope: Scope,
        document: Callable[[int], Document | None],
        among: Sequence[int] | None,
        background: Mapping[str, Vectors],
    ) -> None:
        """`among` are the rows of the documents to search in, those of `scope`; None means all.

        `background` holds vectors of unrelated passages by language, each of shape (n, dimension).
        """
        self._passages = passages
        self._scope = scope
        self._document = document
        self._among = among
        self._allowed = None if among is None else frozenset(among)
        self._size = passages.count()
        self.size = scope.size
        """How many different passages, chunks and sentences, are searched."""
        every = np.concatenate(list(background.values()))
        self._unrelated = {language: background.get(language or "", every) for language in scope.samples}
        self._means = {
            language: np.concatenate([sample, self._unrelated[language]]).mean(axis=0)
            for (language, sample) in scope.samples.items()
        }

    def search(
        self, query: str, vector: Vectors, k: int, *, context: str = "", before: Sequence[Hit] = ()
    ) -> list[Hit]:
        """The `k` best chunks, best first, for a query and its vector, shape (dimension,).

        The words of `context`, earlier questions say, count for less than those of the query. `before` are the hits of
        what was asked before, best first: they are candidates too, and passages of their documents gain a little.
        Documents with the same title are taken for parts of one.
        """
        if not self._means:
            return []
        (weights, frequencies) = self._weights(query, context)
        total = sum(max(forms.values()) for forms in weights)
        candidates = self._candidates(vector, frequencies) | dict.fromkeys(hit.chunk for hit in before)
        chunks = self._passages.chunks(candidates)
        sentences: dict[int, list[StoredSentence]] = {chunk.id: [] for chunk in chunks}
        for sentence in self._passages.sentences(sentences):
            sentences[sentence.chunk].append(sentence)
        used = {chunk.embedding for chunk in chunks}.union(s.embedding for held in sentences.values() for s in held)
        cosines = self._cosines(vector, used)
        means = {language: float(mean @ vector) for (language, mean) in self._means.items()}
        words_of = {chunk: set(held) for (chunk, held) in self._passages.terms(sentences).items()}
        by_form = _by_form(with_cognates(weights, set().union(*words_of.values())))
        languages = self._passages.languages({chunk.document for chunk in chunks})
        gains = self._gains(chunks, before, leaning=bool(context))
        found = []
        for chunk in chunks:
            mean = means[languages[chunk.document]]
            # A passage that has no vector yet counts as far away: what is said of it are its words.
            closeness = cosines.get(chunk.embedding, mean) - mean
            overlap = _overlap(by_form, total, words_of[chunk.id])
            best = max(cosines.get(sentence.embedding, mean) - mean for sentence in sentences[chunk.id])
            gain = gains.get(chunk.id, 0.0)
            score = _CHUNK_SHARE * closeness + (1 - _CHUNK_SHARE) * best + LEXICAL_WEIGHT * overlap + gain
            found.append((score, closeness, overlap, gain, chunk))
        found.sort(key=lambda each: -each[0])
        # Only of the best are the documents and the sentences looked at; where scores are equal, the address decides.
        least = found[min(k, len(found)) - 1][0] if found and k > 0 else math.inf
        unrelated = {language: _typical_best(texts @ vector) for (language, texts) in self._unrelated.items()}
        hits = []
        for score, closeness, overlap, gain, chunk in found:
            if score < least or not (document := self._document(chunk.document)):
                continue
            scored = tuple(
                ScoredSentence(
                    sentence.span,
                    cosines.get(sentence.embedding, means[document.language]) - means[document.language],
                    cosines.get(sentence.embedding, means[document.language]) - unrelated[document.language],
                    _overlap(by_form, total, terms(_text(document, sentence.span), document.language)),
                )
                for sentence in sentences[chunk.id]
            )
            hits.append(Hit(0, score, closeness, overlap, gain, chunk.id, document, chunk.span, scored))
        hits.sort(key=lambda hit: (-hit.score, hit.document.uri, hit.span))
        return [replace(hit, rank=rank) for (rank, hit) in enumerate(hits[:k], start=1)]

    def mentions(self, question: str) -> Mentions:
        """Which words of a question stand in the documents."""
        return mentions(self._passages, list(self._means), question)

    def pending(self, query: str, vector: Vectors, context: str = "") -> list[int]:
        """The embeddings of candidates that are pending, of those first that have the query's words."""
        if not self._means:
            return []
        (_, frequencies) = self._weights(query, context)
        candidates = list(self._candidates(vector, frequencies))
        chunks = {chunk.id: chunk.embedding for chunk in self._passages.chunks(candidates)}
        inside: dict[int, list[int]] = {}
        for sentence in self._passages.sentences(candidates):
            inside.setdefault(sentence.chunk, []).append(sentence.embedding)
        found = [each for chunk in candidates if chunk in chunks for each in (chunks[chunk], *inside.get(chunk, ()))]
        return [embedding for embedding in dict.fromkeys(found) if embedding < 0]

    def _gains(self, chunks: Sequence[StoredChunk], before: Sequence[Hit], *, leaning: bool) -> dict[int, float]:
        """What each chunk gains by what was asked before, by its row."""
        if not before:
            return {}
        own = {hit.chunk: _FOCUS * math.exp((hit.score - before[0].score) / _FOCUS_WIDTH) for hit in before}
        held = self._passages.titles({chunk.document for chunk in chunks})
        # A document that has just lost its last place has no title; it is passed over later.
        titles = {chunk.id: held[chunk.document] for chunk in chunks if chunk.document in held}
        of_title: dict[str, float] = {}
        for chunk, title in titles.items():
            of_title[title] = max(of_title.get(title, 0.0), own.get(chunk, 0.0))
        return {chunk: of_title[title] + leaning * own.get(chunk, 0.0) for (chunk, title) in titles.items()}

    def _candidates(self, vector: Vectors, frequencies: Mapping[str, int]) -> dict[int, None]:
        """Those that the words lead to, best first, then those that are near."""
        found = self._passages.chunks_of_embeddings(self._scope.near(vector, _EMBEDDINGS))
        near = [chunk for (chunk, document) in found if self._allowed is None or document in self._allowed]
        if (most := self._scope.rows_ranked) is None:
            matched = [chunk for (chunk, _) in self._passages.matching(list(frequencies), _MATCHES, self._among)]
            return dict.fromkeys([*matched, *near])
        # To name the documents among very many to the database takes longer than to look where each match stands.
        matched = [chunk for (chunk, _) in self._passages.matching(_rarest(frequencies, most), most)]
        if self._allowed is not None:
            stands = {chunk.id: chunk.document for chunk in self._passages.chunks(matched)}
            matched = [chunk for chunk in matched if stands.get(chunk) in self._allowed]
        return dict.fromkeys([*matched[:_MATCHES], *near])

    def _cosines(self, vector: Vectors, embeddings: Iterable[int]) -> dict[int, float]:
        (ids, vectors) = self._passages.vectors(embeddings)
        return dict(zip(ids.tolist(), (vectors @ vector).tolist(), strict=True)) if len(ids) else {}

    def _weights(self, query: str, context: str) -> tuple[list[dict[str, float]], dict[str, int]]:
        """For each word of query and context, its forms in the languages of the documents, each with its rarity.

        Also in how many chunks each form occurs.

        Rarity is the inverse document frequency of BM25 (Robertson and Zaragoza, 2009), over chunks. A word that
        occurs in no chunk counts with the highest rarity: that nothing answers to it is information.
        """
        shares = dict.fromkeys(content_words(context, detect_language(context)), _CONTEXT_SHARE)
        shares |= dict.fromkeys(content_words(query, detect_language(query) or detect_language(context)), 1.0)
        by_language = [stemmed(list(shares), language) for language in self._means]
        known = self._scope.frequencies({term for held in by_language for term in held})
        weights = [
            {form: share * self._rarity(known.get(form, 0)) for form in forms}
            for (share, *forms) in zip(shares.values(), *by_language, strict=True)
        ]
        return weights, {form: known.get(form, 0) for forms in weights for form in forms}

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))


def _rarest(frequencies: Mapping[str, int], most: int) -> list[str]:
    """The rarest terms that occur in at most so many chunks together."""
    asked = []
    for term in sorted(frequencies, key=lambda term: frequencies[term]):
        most -= frequencies[term]
        if most < 0:
            break
        asked.append(term)
    return asked


def _typical_best(cosines: Vectors) -> float:
    """The mean of the three highest: any one of them may be related by accident."""
    return float(np.sort(cosines)[-3:].mean())


def _by_form(weights: Sequence[Mapping[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """For each form, the words it is one of, by their places, with its weights."""
    found: dict[str, list[tuple[int, float]]] = {}
    for at, forms in enumerate(weights):
        for form, weight in forms.items():
            found.setdefault(form, []).append((at, weight))
    return found


def _overlap(by_form: Mapping[str, Sequence[tuple[int, float]]], total: float, held: Iterable[str]) -> float:
    matched: dict[int, float] = {}
    for form in by_form.keys() & set(held):
        for at, weight in by_form[form]:
            matched[at] = max(matched.get(at, 0.0), weight)
    return sum(matched[at] for at in sorted(matched)) / total if total else 0.0


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]

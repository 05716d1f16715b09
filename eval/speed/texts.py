"""Texts made up from the shipped corpus's own words: as many as wanted, the same ones every time.

A page is about a topic, which has words of its own; the other words come as often as in the shipped notes, or are made
up, so that the vocabulary grows with the texts as that of real ones does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ...corpus import shipped_documents
from ...corpus.language import detect_language

__all__ = ["LANGUAGES", "SENTENCES", "Lexis", "Page", "Words", "lexis", "pages", "questions"]

LANGUAGES = ("fr", "en")
SENTENCES = 5
"""In a paragraph, which makes one chunk: about as many as one of the shipped notes has."""
_WORDS = (8, 30)
"""In a sentence, from and to."""
_TOPICS = 2_000
_TOPIC_WORDS = 40
_MADE_UP = 60_000
_SHARES = (0.55, 0.35, 0.10)
"""Of common, topic's and made-up words in a sentence."""
_ASKED = 6
"""Words in a question."""

Words = npt.NDArray[np.int64]
"""Numbers of words in a lexis."""


@dataclass(frozen=True, slots=True)
class Lexis:
    """The words of a language: `words[:common]` are the corpus's own, the others are made up."""

    words: tuple[str, ...]
    common: int
    chances: npt.NDArray[np.float64]
    """Of the corpus's own words."""
    topics: npt.NDArray[np.int64]
    """Which words are a topic's, shape (topics, words)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, by the numbers of its words: paragraphs of sentences."""

    number: int
    language: str
    topic: int
    paragraphs: tuple[tuple[Words, ...], ...]

    def sentences(self) -> list[list[str]]:
        """As text, by paragraph."""
        held = lexis(self.language).words
        return [[_sentence(held, sentence) for sentence in paragraph] for paragraph in self.paragraphs]

    def markdown(self) -> str:
        """As a file."""
        return f"# Page {self.number}\n\n" + "\n\n".join(map(" ".join, self.sentences())) + "\n"


@cache
def lexis(language: str) -> Lexis:
    """The words of the shipped notes in this language, and made-up ones."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(shipped_documents().glob("*.md"))]
    counts: dict[str, int] = {}
    for text in texts:
        for paragraph in text.split("\n\n"):
            if detect_language(paragraph) == language:
                for word in paragraph.split():
                    if word.isalpha():
                        counts[word.lower()] = counts.get(word.lower(), 0) + 1
    own = sorted(counts, key=lambda word: (-counts[word], word))
    chance = np.random.default_rng(len(own))
    stems = [word for word in own if len(word) > 5]
    halves = chance.integers(0, len(stems), (2, 2 * _MADE_UP))
    made = dict.fromkeys(stems[a][:5] + stems[b][3:] for (a, b) in halves.T.tolist())
    words = tuple(own) + tuple(word for word in made if word not in counts)[:_MADE_UP]
    weights = np.array([counts[word] for word in own], np.float64)
    rare = np.arange(len(own) // 10, len(words))
    return Lexis(words, len(own), weights / weights.sum(), chance.choice(rare, (_TOPICS, _TOPIC_WORDS)))


def pages(count: int, paragraphs: int, seed: int = 0, first: int = 0) -> Iterator[Page]:
    """So many pages of so many paragraphs; each depends on its number and the seed alone."""
    for number in range(first, first + count):
        chance = np.random.default_rng((seed, number))
        language = LANGUAGES[number % 10 >= 7]
        topic = int(chance.integers(_TOPICS))
        lengths = chance.integers(*_WORDS, paragraphs * SENTENCES)
        words = np.split(_words(lexis(language), topic, int(lengths.sum()), chance), np.cumsum(lengths)[:-1])
        yield Page(number, language, topic, tuple(_batched(words, SENTENCES)))


def questions(count: int, of: int, paragraphs: int, seed: int = 0) -> list[str]:
    """Questions in the words of some sentence each, of the first `of` pages with so many paragraphs."""
    chance = np.random.default_rng((seed, 1))
    asked = []
    for number in chance.integers(0, of, count).tolist():
        page = next(pages(1, paragraphs, seed, number))
        sentence = page.paragraphs[int(chance.integers(paragraphs))][int(chance.integers(SENTENCES))]
        words = [lexis(page.language).words[word] for word in chance.choice(sentence, _ASKED).tolist()]
        asked.append(" ".join(dict.fromkeys(words)) + " ?")
    return asked


def _words(held: Lexis, topic: int, length: int, chance: np.random.Generator) -> Words:
    kinds = np.searchsorted(np.cumsum(_SHARES[:-1]), chance.random(length))
    common = np.searchsorted(np.cumsum(held.chances), chance.random(length)).clip(max=held.common - 1)
    own = held.topics[topic][chance.integers(0, _TOPIC_WORDS, length)]
    # A rare word is the rarer the later it stands: as often as one over its place.
    made = held.common - 1 + (len(held.words) - held.common) ** chance.random(length)
    return np.asarray(np.choose(kinds, [common, own, made.astype(np.int64)]))


def _batched(words: list[Words], size: int) -> list[tuple[Words, ...]]:
    return [tuple(words[at : at + size]) for at in range(0, len(words), size)]


def _sentence(words: tuple[str, ...], numbers: Words) -> str:
    text = " ".join(words[number] for number in numbers.tolist())
    return f"{text[0].upper()}{text[1:]}."

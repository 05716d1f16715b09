"""Questions with a few paragraphs to find the answering sentence in, or to find that none of them answers."""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..assistant.reading import Passage
from ..index.embedder import Embedder
from ..index.sentences import Span
from .training_sets import Paragraph, Question, TrainingSets

__all__ = ["Group", "Groups"]

_LANGUAGES = {"en": 0.3, "de": 0.2, "es": 0.25, "ru": 0.07, "zh": 0.06, "ar": 0.06, "el": 0.06, "fr": 1.0}
"""How often a language is drawn where there are several."""
_SAME_LANGUAGE = 0.4
_TITLED = 0.7
_LENGTHS = (500, 900)
"""Characters that are kept of a longer paragraph."""
_NEAREST = 5
"""Paragraphs of the same set, nearest to the question, among which those are drawn that do not answer."""
_OTHERS = 2
_CHANGED = 0.12
"""The share of questions in which a name or a number is another one, so that nothing answers them."""
_WITHOUT = 0.18
"""The share of questions whose own paragraph is left out."""
_NAME = re.compile(r"(?<=[\s'’])[^\W\d_a-zß-ÿ][\w’'-]{2,}")
_NUMBER = re.compile(r"\b\d{3,4}\b")


@dataclass(frozen=True, slots=True)
class Group:
    """A question with passages."""

    question: str
    passages: tuple[Passage, ...]
    answering: tuple[int, ...]
    """Which sentences answer, counted over all passages; none where no passage answers."""


class Groups:
    """Groups drawn from the sets, near half of them French. Raises CorpusError when a set is not there."""

    def __init__(self, folder: Path, seed: int, embedder: Embedder) -> None:
        """`embedder` says which paragraphs are near to a question."""
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret
        sets = TrainingSets(folder)
        self._sources = (sets.french, sets.parallel, sets.english)
        self._questions = defaultdict(list)
        self._near: dict[tuple[str, str, int], list[Paragraph]] = {}
        for number, source in enumerate(self._sources):
            languages = {language for question in source for language in question.places}
            for language in languages:
                self._find_near(source, number, language, embedder)
            for question in source:
                for language, text in question.texts.items():
                    self._questions[language].append(text)

    def draw(self) -> Group:
        """One group."""
        source = self._random.choices(range(3), (0.45, 0.4, 0.15))[0]
        question = self._random.choice(self._sources[source])
        language = self._language(list(question.places))
        asked = language if self._random.random() < _SAME_LANGUAGE else self._language(list(question.texts))
        (paragraph, answering) = question.places[language]
        text = question.texts[asked]
        others = list(self._near[language, question.texts.get(language, text), source])
        self._random.shuffle(others)
        titled = self._random.random() < _TITLED
        chance = self._random.random()
        changed = self._changed(text, paragraph, asked) if answering and chance < _CHANGED else None
        if changed:
            passage, _ = self._passage(paragraph, answering, titled=titled)
            rest = [self._passage(other, (), titled=titled)[0] for other in others[:1]]
            return Group(changed, (passage, *rest), ())
        rest = [self._passage(other, (), titled=titled)[0] for other in others[:_OTHERS]]
        if rest and answering and _CHANGED <= chance < _CHANGED + _WITHOUT:
            return Group(text, tuple(rest), ())
        passage, answering = self._passage(paragraph, answering, titled=titled)
        return Group(text, (passage, *rest), answering)

    def _find_near(self, source: list[Question], number: int, language: str, embedder: Embedder) -> None:
        there = [question for question in source if language in question.places]
        paragraphs = list({id(paragraph): paragraph for (paragraph, _) in (q.places[language] for q in there)}.values())
        texts = [question.texts.get(language) or next(iter(question.texts.values())) for question in there]
        passages = embedder.embed_passages([f"{held.title}\n{held.text}" for held in paragraphs])
        near = embedder.embed_queries(texts) @ passages.T
        for question, text, row in zip(there, texts, near, strict=True):
            (own, _) = question.places[language]
            best = [paragraphs[at] for at in np.argsort(-row)[: _NEAREST + 1]]
            self._near[language, text, number] = [held for held in best if held is not own][:_NEAREST]

    def _language(self, languages: list[str]) -> str:
        return self._random.choices(languages, [_LANGUAGES[language] for language in languages])[0]

    def _changed(self, text: str, paragraph: Paragraph, language: str) -> str | None:
        """The question with a name or number of another question; None where it has none, or it stands in the text."""
        for pattern in self._random.sample((_NAME, _NUMBER), 2):
            found = list(pattern.finditer(text))
            if not found:
                continue
            place = self._random.choice(found)
            for _ in range(8):
                other = pattern.findall(self._random.choice(self._questions[language]))
                if other and (name := self._random.choice(other)) not in paragraph.text and name not in text:
                    return text[: place.start()] + name + text[place.end() :]
        return None

    def _passage(
        self, paragraph: Paragraph, answering: Sequence[int], *, titled: bool
    ) -> tuple[Passage, tuple[int, ...]]:
        """Some consecutive sentences, one that answers among them, and which of them answer."""
        spans = paragraph.sentences
        longest = self._random.choice(_LENGTHS)
        first = self._random.choice(list(answering) or range(len(spans)))
        last = first
        while True:
            before = first > 0 and spans[last].end - spans[first - 1].start <= longest
            after = last + 1 < len(spans) and spans[last + 1].end - spans[first].start <= longest
            if not before and not after:
                break
            if before and (not after or self._random.random() < 0.5):
                first -= 1
            else:
                last += 1
        (start, end) = (spans[first].start, spans[last].end)
        kept = tuple(Span(a - start, b - start) for (a, b) in spans[first : last + 1])
        inside = tuple(at - first for at in answering if first <= at <= last)
        return Passage(paragraph.title if titled else "", paragraph.text[start:end], kept), inside

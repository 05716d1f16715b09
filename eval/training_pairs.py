"""Questions with the sentence that answers and sentences that do not, sampled from public question-answering sets."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .training_sets import Question, TrainingSets

__all__ = ["Pair", "Pairs"]

_TITLED = 0.7
"""The share of pairs whose passages have their title before them, as in a folder where some documents have none."""
_SAME_LANGUAGE = 0.35
_NEGATIVES = 3
_LANGUAGES = {"en": 0.3, "de": 0.2, "es": 0.2, "ru": 0.075, "zh": 0.075, "ar": 0.075, "el": 0.075}
"""How often a language of the parallel set is drawn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with passages; a passage is a sentence, with or without the title of its document before it."""

    question: str
    answering: str
    others: tuple[str, ...]
    """Sentences of the same paragraph that do not answer."""
    paragraph: str
    """The whole paragraph that the answering sentence stands in."""


class Pairs:
    """Batches of pairs, half of them in French; neighbours in a batch come from one article and are hard to tell apart.

    Raises CorpusError when a set is not there.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret
        sets = TrainingSets(folder)
        self._parallel = _by_article(sets.parallel)
        self._french = _by_article(sets.french)
        self._english = [question for question in sets.english if all(at for (_, at) in question.places.values())]

    def batch(self, size: int) -> list[Pair]:
        """One batch; `size` is at least 16."""
        pairs = [self._pair(self._random.choice(self._english)) for _ in range(2)]
        for _ in range(3):
            pairs += self._of_one_article(self._parallel, 4)
        while len(pairs) < size:
            pairs += self._of_one_article(self._french, 2)
        return pairs[:size]

    def _of_one_article(self, articles: list[list[Question]], count: int) -> list[Pair]:
        article = self._random.choice(articles)
        return [self._pair(question) for question in self._random.sample(article, min(count, len(article)))]

    def _pair(self, question: Question) -> Pair:
        language = self._language(question.places)
        asked = language if self._random.random() < _SAME_LANGUAGE else self._language(question.texts)
        (paragraph, answering) = question.places[language]
        titled = self._random.random() < _TITLED

        def passage(text: str) -> str:
            return f"{paragraph.title}\n{text}" if titled and paragraph.title else text

        others = [at for at in range(len(paragraph.sentences)) if at not in answering]
        others = self._random.sample(others, min(_NEGATIVES, len(others)))
        return Pair(
            question.texts[asked],
            passage(paragraph.sentence(self._random.choice(answering))),
            tuple(passage(paragraph.sentence(at)) for at in others),
            passage(paragraph.text),
        )

    def _language(self, available: dict[str, Any]) -> str:
        languages = list(available)
        return self._random.choices(languages, [_LANGUAGES.get(language, 1.0) for language in languages])[0]


def _by_article(questions: Iterable[Question]) -> list[list[Question]]:
    articles = defaultdict(list)
    for question in questions:
        articles[question.article].append(question)
    return list(articles.values())

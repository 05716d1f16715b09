"""Questions with the sentence that answers and sentences that do not, sampled from public question-answering sets.

The folders are `xquad_r` (one set in several languages), `piaf_fr` and `clapnq_dev`, each with `corpus.jsonl` and
`queries.jsonl`. Only half of each is ever sampled, by a hash of the article, so that the other half can be reported.
"""

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..corpus.errors import CorpusError
from ..index.sentences import sentence_spans

__all__ = ["Pair", "Pairs", "is_held_out"]

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


@dataclass(frozen=True, slots=True)
class _Paragraph:
    title: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    texts: dict[str, str]
    """By language."""
    places: dict[str, tuple[_Paragraph, int]]
    """The paragraph and which of its sentences answers, by language."""


def is_held_out(key: str) -> bool:
    """Whether what belongs to this article is kept for reporting."""
    return bool(int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2)


class Pairs:
    """Batches of pairs, half of them in French; neighbours in a batch come from one article and are hard to tell apart.

    Raises CorpusError when a set is not there.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret
        self._parallel = _by_article(_parallel(folder / "xquad_r"))
        self._french = _by_article(_spans(folder / "piaf_fr", "fr"))
        self._english = list(_marked(folder / "clapnq_dev", "en"))

    def batch(self, size: int) -> list[Pair]:
        """One batch; `size` is at least 16."""
        pairs = [self._pair(self._random.choice(self._english)) for _ in range(2)]
        for _ in range(3):
            pairs += self._of_one_article(self._parallel, 4)
        while len(pairs) < size:
            pairs += self._of_one_article(self._french, 2)
        return pairs[:size]

    def _of_one_article(self, articles: list[list[_Question]], count: int) -> list[Pair]:
        article = self._random.choice(articles)
        return [self._pair(question) for question in self._random.sample(article, min(count, len(article)))]

    def _pair(self, question: _Question) -> Pair:
        language = self._language(question.places)
        asked = language if self._random.random() < _SAME_LANGUAGE else self._language(question.texts)
        (paragraph, answering) = question.places[language]
        titled = self._random.random() < _TITLED

        def passage(text: str) -> str:
            return f"{paragraph.title}\n{text}" if titled and paragraph.title else text

        others = [sentence for (at, sentence) in enumerate(paragraph.sentences) if at != answering]
        others = self._random.sample(others, min(_NEGATIVES, len(others)))
        return Pair(
            question.texts[asked],
            passage(paragraph.sentences[answering]),
            tuple(map(passage, others)),
            passage(paragraph.text),
        )

    def _language(self, available: dict[str, Any]) -> str:
        languages = list(available)
        return self._random.choices(languages, [_LANGUAGES.get(language, 1.0) for language in languages])[0]


def _by_article(questions: Iterator[tuple[str, _Question]]) -> list[list[_Question]]:
    articles = defaultdict(list)
    for article, question in questions:
        if not is_held_out(article):
            articles[article].append(question)
    return list(articles.values())


def _parallel(folder: Path) -> Iterator[tuple[str, _Question]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    places: dict[str, dict[str, tuple[_Paragraph, int]]] = defaultdict(dict)
    articles: dict[str, str] = {}
    for language in _LANGUAGES:
        sentences = defaultdict(list)
        for row in _rows(folder / language / "sentences.jsonl"):
            sentences[row["doc"]].append(row["text"])
        paragraphs = {
            row["id"]: _Paragraph(row["title"].replace("_", " "), row["text"], tuple(sentences[row["id"]]))
            for row in _rows(folder / language / "corpus.jsonl")
        }
        for row in _rows(folder / language / "queries.jsonl"):
            texts[row["id"]][language] = row["text"]
            articles[row["id"]] = paragraphs[row["doc"]].title if language == "en" else articles[row["id"]]
            if row.get("sentence"):
                at = int(row["sentence"].rpartition("_")[2])
                if at < len(paragraphs[row["doc"]].sentences):
                    places[row["id"]][language] = (paragraphs[row["doc"]], at)
    for key, held in places.items():
        yield articles[key], _Question(texts[key], held)


def _spans(folder: Path, language: str) -> Iterator[tuple[str, _Question]]:
    documents = {row["id"]: row for row in _rows(folder / "corpus.jsonl")}
    for row in _rows(folder / "queries.jsonl"):
        if not row.get("span_ok", True):
            continue
        document = documents[row["doc"]]
        spans = list(sentence_spans(document["text"], 0, len(document["text"]), language))
        holding = [at for (at, (start, end)) in enumerate(spans) if start <= row["answer_start"] < end]
        if holding:
            sentences = tuple(document["text"][start:end] for (start, end) in spans)
            paragraph = _Paragraph(document["title"], document["text"], sentences)
            yield document["title"], _Question({language: row["text"]}, {language: (paragraph, holding[0])})


def _marked(folder: Path, language: str) -> Iterator[_Question]:
    documents = {row["id"]: row for row in _rows(folder / "corpus.jsonl")}
    for row in _rows(folder / "queries.jsonl"):
        document = documents[row["passage"]]
        if not row["answerable"] or is_held_out(document["title"]):
            continue
        text = document["text"]
        sentences = tuple(text[start:end] for (start, end) in sentence_spans(text, 0, len(text), language))
        gold = set(map(_letters, row["gold_sentences"]))
        paragraph = _Paragraph(document["title"], text, sentences)
        for at, sentence in enumerate(sentences):
            if _letters(sentence) in gold:
                yield _Question({language: row["text"]}, {language: (paragraph, at)})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except OSError as error:
        raise CorpusError(
            f"cannot read {path} ({error.strerror}); expected a folder with xquad_r, piaf_fr and clapnq_dev"
        ) from error


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)

"""Public question-answering sets as questions with the paragraphs that hold, or do not hold, their answer.

The folders are `xquad_r` (one set in several languages), `piaf_fr` and `clapnq_dev`, each with `corpus.jsonl` and
`queries.jsonl`. Only half of each is ever learnt from, by a hash of the article: the other half can be reported.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..corpus.errors import CorpusError
from ..index.sentences import Span, sentence_spans

__all__ = ["Paragraph", "Question", "TrainingSets", "is_held_out"]

_PARALLEL = ("en", "de", "es", "ru", "zh", "ar", "el")
"""The languages of the parallel set that are used."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article, cut into sentences."""

    title: str
    text: str
    sentences: tuple[Span, ...]

    def sentence(self, at: int) -> str:
        """The text of one of its sentences."""
        (start, end) = self.sentences[at]
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with a paragraph to look into."""

    article: str
    texts: dict[str, str]
    """By language."""
    places: dict[str, tuple[Paragraph, tuple[int, ...]]]
    """By language, the paragraph and which of its sentences answer; none do where the answer is missing."""


def is_held_out(key: str) -> bool:
    """Whether what belongs to this article is kept for reporting."""
    return bool(int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2)


class TrainingSets:
    """The questions whose articles are not held out. Raises CorpusError when a set is not there."""

    def __init__(self, folder: Path) -> None:
        self.parallel = _kept(_parallel(folder / "xquad_r"))
        self.french = _kept(_spans(folder / "piaf_fr", "fr"))
        self.english = _kept(_marked(folder / "clapnq_dev", "en"))


def _kept(questions: Iterator[Question]) -> list[Question]:
    return [question for question in questions if not is_held_out(question.article)]


def _parallel(folder: Path) -> Iterator[Question]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    places: dict[str, dict[str, tuple[Paragraph, tuple[int, ...]]]] = defaultdict(dict)
    articles: dict[str, str] = {}
    for language in _PARALLEL:
        sentences = defaultdict(list)
        for row in _rows(folder / language / "sentences.jsonl"):
            sentences[row["doc"]].append(Span(row["start"], row["end"]))
        paragraphs = {
            row["id"]: Paragraph(row["title"].replace("_", " "), row["text"], tuple(sentences[row["id"]]))
            for row in _rows(folder / language / "corpus.jsonl")
        }
        for row in _rows(folder / language / "queries.jsonl"):
            paragraph = paragraphs[row["doc"]]
            texts[row["id"]][language] = row["text"]
            # The same article has another title in each language.
            articles.setdefault(row["id"], paragraph.title)
            if row.get("sentence"):
                at = int(row["sentence"].rpartition("_")[2])
                if at < len(paragraph.sentences):
                    places[row["id"]][language] = (paragraph, (at,))
    for key, held in places.items():
        yield Question(articles[key], texts[key], held)


def _spans(folder: Path, language: str) -> Iterator[Question]:
    paragraphs = _paragraphs(folder, language)
    for row in _rows(folder / "queries.jsonl"):
        if not row.get("span_ok", True):
            continue
        paragraph = paragraphs[row["doc"]]
        for at, (start, end) in enumerate(paragraph.sentences):
            if start <= row["answer_start"] < end:
                yield Question(paragraph.title, {language: row["text"]}, {language: (paragraph, (at,))})


def _marked(folder: Path, language: str) -> Iterator[Question]:
    paragraphs = _paragraphs(folder, language)
    for row in _rows(folder / "queries.jsonl"):
        paragraph = paragraphs[row["passage"]]
        gold = set(map(_letters, row.get("gold_sentences") or ()))
        found = (at for at in range(len(paragraph.sentences)) if _letters(paragraph.sentence(at)) in gold)
        answering = tuple(found) if row["answerable"] else ()
        if answering or not row["answerable"]:
            yield Question(paragraph.title, {language: row["text"]}, {language: (paragraph, answering)})


def _paragraphs(folder: Path, language: str) -> dict[str, Paragraph]:
    return {
        row["id"]: Paragraph(
            row["title"], row["text"], tuple(sentence_spans(row["text"], 0, len(row["text"]), language))
        )
        for row in _rows(folder / "corpus.jsonl")
    }


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

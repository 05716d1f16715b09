"""The measures, one function each, on one gold question and its answer.

A rate gives 1.0 or 0.0 for one question, and None where it does not apply; over many questions it is the
mean of what is not None. Times are measured by the run: here is only what is made of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ..assistant.answer import Answer, Quote
from .matching import holds, is_document
from .proof import is_exact
from .questions import GoldQuestion

__all__ = [
    "MEASURES",
    "Measure",
    "abstention_precision",
    "abstention_recall",
    "answered",
    "document_hit",
    "evidence_hit",
    "exactness",
    "percentile",
    "sentence_hit",
]


def document_hit(gold: GoldQuestion, answer: Answer, k: int) -> float | None:
    """Whether one of the first k quotes is from the gold document, or from one that holds the evidence too."""
    if not gold.answerable:
        return None
    return float(any(_from_gold_document(gold, quote) for quote in answer.quotes[:k]))


def evidence_hit(gold: GoldQuestion, answer: Answer, k: int) -> float | None:
    """Whether one of the first k quotes contains a gold span, white space aside; an abstention misses."""
    return _contains_evidence(gold, answer.quotes[:k])


def sentence_hit(gold: GoldQuestion, answer: Answer, k: int) -> float | None:
    """As `evidence_hit`, whether it answered or not: of an abstention, the nearest passages are judged."""
    return _contains_evidence(gold, (answer.quotes if answer.answered else answer.nearest)[:k])


def exactness(gold: GoldQuestion, answer: Answer) -> float | None:
    """Whether every quote, and every nearest passage, is the span of its source that it says it is."""
    del gold
    shown = answer.quotes + answer.nearest
    return float(all(is_exact(quote) for quote in shown)) if shown else None


def answered(gold: GoldQuestion, answer: Answer) -> float | None:
    """Of the answerable questions: those that were answered, rightly or not."""
    return float(answer.answered) if gold.answerable else None


def abstention_precision(gold: GoldQuestion, answer: Answer) -> float | None:
    """Of the abstentions: those on questions that cannot be answered."""
    return None if answer.answered else float(not gold.answerable)


def abstention_recall(gold: GoldQuestion, answer: Answer) -> float | None:
    """Of the questions that cannot be answered: those it abstained on."""
    return None if gold.answerable else float(not answer.answered)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The percentile of the values, between two of them by proportion; None of no values.

    >>> percentile([10.0, 20.0, 30.0, 40.0], 50)
    25.0
    """
    if not values:
        return None
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _from_gold_document(gold: GoldQuestion, quote: Quote) -> bool:
    if gold.document is not None and is_document(gold.document, quote.document):
        return True
    return holds(quote.document.text, gold.evidence)


def _contains_evidence(gold: GoldQuestion, passages: Sequence[Quote]) -> float | None:
    if not gold.answerable or not gold.evidence:
        return None
    return float(any(holds(passage.exact, gold.evidence) for passage in passages))


@dataclass(frozen=True, slots=True)
class Measure:
    """A rate with the name that tables and bounds call it by."""

    name: str
    meaning: str
    score: Callable[[GoldQuestion, Answer], float | None]
    depth: int = 1
    """How many quotes it looks at; with fewer asked for, it does not apply."""


class _RateAt(Protocol):
    def __call__(self, gold: GoldQuestion, answer: Answer, k: int) -> float | None: ...


def _at(k: int, stem: str, meaning: str, rate: _RateAt) -> Measure:
    first = "the first quote" if k == 1 else f"one of the first {k} quotes"
    return Measure(f"{stem}@{k}", meaning.format(first=first), partial(rate, k=k), k)


MEASURES = {
    measure.name: measure
    for measure in (
        *(_at(k, "document", "{first} is from the right document", document_hit) for k in (1, 3)),
        *(_at(k, "evidence", "{first} contains the evidence", evidence_hit) for k in (1, 3)),
        *(
            _at(k, "sentence", "the same, or a passage that an abstention shows as nearest", sentence_hit)
            for k in (1, 3)
        ),
        Measure("exactness", "every quote equals its span of the source", exactness),
        Measure("answered", "of the answerable: answered", answered),
        Measure("abstention-precision", "of the abstentions: unanswerable", abstention_precision),
        Measure("abstention-recall", "of the unanswerable: abstained on", abstention_recall),
    )
}
"""Every rate by name, in the order of the tables; for all of them higher is better."""

"""Differences on the same questions, with intervals: to the references, and what history buys a conversation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .evidence import sentence_hit
from .quoting import GuillemetPipeline
from .retrieval import retrieval_scores
from .run import BenchmarkRun, Outcome, Variant
from .summary import EVERYTHING, groups, parted

__all__ = ["Difference", "differences"]

_MEASURES = ("nDCG@10", "hit@1", "hit@10", "sentence@1")
_RESAMPLES = 2_000

Scores = Mapping[str, Mapping[str, float]]
"""By measure and question."""


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a mean is higher than another over the same questions."""

    of: str
    to: str
    group: str
    measure: str
    questions: int
    value: float
    low: float
    """Lower end of the 95 % interval, by a paired bootstrap over questions."""
    high: float

    def as_dict(self) -> dict[str, Any]:
        """The difference for JSON."""
        return asdict(self)


def differences(run: BenchmarkRun) -> list[Difference]:
    """Guillemet and each reference asked in the same way, then Guillemet with history and without, in each group."""
    own = GuillemetPipeline.name
    parts = {(part[0].pipeline, part[0].variant): part for part in parted(run.outcomes)}
    scores = {key: _scores(part) for key, part in parts.items()}
    found: list[Difference] = []
    for (pipeline, variant), part in parts.items():
        if pipeline != own:
            ids = [outcome.question.id for outcome in part]
            names = (f"{own} {variant}", f"{pipeline} {variant}", EVERYTHING)
            found += _compared(names, scores[own, variant], scores[pipeline, variant], ids)
    if (own, Variant.HISTORY) in parts:
        for group, part in groups(parts[own, Variant.HISTORY], run.documents_language):
            ids = [outcome.question.id for outcome in part]
            names = (f"{own} {Variant.HISTORY}", f"{own} {Variant.ALONE}", group)
            found += _compared(names, scores[own, Variant.HISTORY], scores[own, Variant.ALONE], ids)
    return found


def _scores(outcomes: Sequence[Outcome]) -> Scores:
    ranked = retrieval_scores(
        {outcome.question.id: outcome.question.relevant for outcome in outcomes},
        {outcome.question.id: outcome.response.passages for outcome in outcomes},
    )
    quoted = {outcome.question.id: sentence_hit(outcome.question, outcome.response, 1) for outcome in outcomes}
    scores = {name: {id_: of[name] for id_, of in ranked.items()} for name in _MEASURES[:-1]}
    return scores | {_MEASURES[-1]: {id_: hit for id_, hit in quoted.items() if hit is not None}}


def _compared(names: tuple[str, str, str], one: Scores, other: Scores, ids: Sequence[str]) -> Iterator[Difference]:
    for measure in _MEASURES:
        apart = np.array([one[measure][id_] - other[measure][id_] for id_ in ids if id_ in one[measure]])
        if not apart.size:
            continue
        chance = np.random.default_rng(0)
        means = [apart[chance.integers(0, apart.size, apart.size)].mean() for _ in range(_RESAMPLES)]
        (low, high) = np.percentile(means, [2.5, 97.5]).tolist()
        yield Difference(*names, measure, apart.size, float(apart.mean()), low, high)

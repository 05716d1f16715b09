"""The outcomes of a run as figures: for each pipeline, way of asking and group of questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..measures import percentile
from ..risk import RiskCoverage, risk_coverage, separation
from .dataset import Question
from .evidence import is_right, sentence_hit
from .retrieval import RETRIEVAL, retrieval_scores
from .run import BenchmarkRun, Outcome, Variant

__all__ = ["EVERYTHING", "Figures", "groups", "parted", "summarise"]

EVERYTHING = "all"
_POINTS = 100
"""Points of a risk-coverage curve that a record keeps."""
_TOLERATED = 0.1
"""The risk at which coverage is reported."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one pipeline reached on one group of questions. None for what the set cannot tell."""

    pipeline: str
    variant: str
    group: str
    questions: int
    retrieval: dict[str, float | None]
    """By the names of `RETRIEVAL`, over the questions that something is relevant to."""
    quotes: dict[str, float | None]
    """`sentence@k`: one of the first k quotes holds the evidence, refused or not; `evidence@k`: and it was answered."""
    refusals: dict[str, Any]
    latency: dict[str, float | None]
    """`p50` and `p95` of a response, in ms."""

    def as_dict(self) -> dict[str, Any]:
        """The figures for JSON."""
        return asdict(self)


def summarise(run: BenchmarkRun) -> list[Figures]:
    """Every figure of a run: pipelines and variants in order of asking, all questions before each group."""
    return [
        _figures(name, of_group)
        for outcomes in parted(run.outcomes)
        for name, of_group in groups(outcomes, run.documents_language)
    ]


def parted(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """The outcomes of each pipeline and way of asking."""
    parts: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        parts.setdefault((outcome.pipeline, outcome.variant), []).append(outcome)
    return iter(parts.values())


def groups(outcomes: Sequence[Outcome], documents: str) -> Iterator[tuple[str, list[Outcome]]]:
    """All of them, then the groups that some but not all are in."""
    talks = outcomes[0].variant is not Variant.ASKED
    members: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in _group_names(outcome.question, documents, talks=talks):
            members.setdefault(name, []).append(outcome)
    yield EVERYTHING, list(outcomes)
    for name in sorted(members):
        if len(members[name]) < len(outcomes):
            yield name, members[name]


def _group_names(question: Question, documents: str, *, talks: bool) -> Iterator[str]:
    yield f"{question.language}→{documents}"
    if question.context_dependent is not None:
        yield "depends on context" if question.context_dependent else "stands alone"
    if talks:
        yield "later turn" if question.history else "first turn"


def _figures(group: str, outcomes: Sequence[Outcome]) -> Figures:
    times = [outcome.response.milliseconds for outcome in outcomes]
    return Figures(
        pipeline=outcomes[0].pipeline,
        variant=outcomes[0].variant,
        group=group,
        questions=len(outcomes),
        retrieval=_retrieval(outcomes),
        quotes=_quotes(outcomes),
        refusals=_refusals(outcomes),
        latency={"p50": percentile(times, 50), "p95": percentile(times, 95)},
    )


def _retrieval(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    scores = retrieval_scores(
        {outcome.question.id: outcome.question.relevant for outcome in outcomes},
        {outcome.question.id: outcome.response.passages for outcome in outcomes},
    )
    return {name: _mean(of_question[name] for of_question in scores.values()) for name in RETRIEVAL}


def _quotes(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    figures: dict[str, float | None] = {}
    refuses = any(outcome.response.answered is not None for outcome in outcomes)
    for k in (1, 3):
        hits = [(outcome, sentence_hit(outcome.question, outcome.response, k)) for outcome in outcomes]
        known = [(outcome, hit) for outcome, hit in hits if hit is not None]
        figures[f"sentence@{k}"] = _mean(hit for _, hit in known)
        shown = _mean(hit * bool(outcome.response.answered) for outcome, hit in known)
        figures[f"evidence@{k}"] = shown if refuses else None
    return figures


def _refusals(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    known = [
        (outcome, right) for outcome in outcomes if (right := is_right(outcome.question, outcome.response)) is not None
    ]
    answerable = [outcome.question.answerable for outcome in outcomes]
    confidence = [outcome.response.confidence for outcome in outcomes]
    curve = risk_coverage([outcome.response.confidence for outcome, _ in known], [right for _, right in known])
    figures: dict[str, Any] = {
        "auroc": separation(confidence, answerable),
        "right_auroc": separation([outcome.response.confidence for outcome, _ in known], [right for _, right in known]),
        "risk_coverage_area": curve.area,
        f"coverage_at_risk_{_TOLERATED}": curve.coverage_at(_TOLERATED),
        "curve": _points(curve),
    }
    decided = [(outcome, outcome.response.answered) for outcome in outcomes if outcome.response.answered is not None]
    impossible = [(outcome, answered) for outcome, answered in decided if not outcome.question.answerable]
    refused = [outcome for outcome, answered in decided if not answered]
    rightly = [outcome for outcome in refused if not outcome.question.answerable]
    return figures | {
        "answered": _mean(answered for outcome, answered in decided if outcome.question.answerable),
        "refusal_precision": len(rightly) / len(refused) if refused and impossible else None,
        "refusal_recall": len(rightly) / len(impossible) if impossible else None,
        "risk": _mean(not right for outcome, right in known if outcome.response.answered),
    }


def _points(curve: RiskCoverage) -> list[list[float]]:
    """Coverage, risk and confidence at some points of the curve, its end among them."""
    size = len(curve.coverage)
    at = np.unique(np.linspace(0, size - 1, min(size, _POINTS)).round().astype(int))
    points: list[list[float]] = np.stack([curve.coverage[at], curve.risk[at], curve.confidence[at]], axis=1).tolist()
    return [[round(number, 4) for number in point] for point in points]


def _mean(values: Iterable[float]) -> float | None:
    held = list(values)
    return sum(held) / len(held) if held else None

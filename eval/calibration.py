"""Fits the probability that quotes hold the answer to gold questions, and says how well it holds on others."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..assistant.calibration import Calibration, log_odds
from ..corpus.errors import GoldError
from .confidence import confidence_of
from .measures import document_hit, sentence_hit
from .risk import risk_coverage, separation
from .run import Row, Run

__all__ = ["Calibrated", "HeldOut", "calibrate", "calibrate_run"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FOLDS = 5
_FEWEST = 10
"""Right answers, and wrong ones, without which two numbers cannot be fitted and tried."""
_BINS = 10
_POINTS = 1_000
"""Operating points that are kept."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Figures of questions that had no part in the fit, all folds together."""

    folds: int
    brier: float
    """Mean squared error of the probability; always saying the share of right answers gives `brier_of_share`."""
    brier_of_share: float
    ece: float
    """Expected calibration error: by how much probability and rightness differ, over ten bins of equal size."""
    area: float
    """Under the risk-coverage curve."""
    auroc: float | None
    """How well the probability tells right from wrong."""
    coverage: float
    """The share of questions answered at the threshold that the other folds gave for the risk asked for."""
    risk: float | None
    """The share of wrong answers among those; None when none was given."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration and what it is worth."""

    calibration: Calibration
    held_out: HeldOut

    def as_dict(self) -> dict[str, Any]:
        """Both for JSON, with the threshold."""
        return {
            **asdict(self.calibration),
            "threshold": self.calibration.threshold(),
            "held_out": asdict(self.held_out),
        }


def calibrate_run(run: Run, max_risk: float) -> Calibrated:
    """Calibrate on the rows of a run that the corpus can support; see `calibrate`."""
    rows = [row for row in run.rows if row.supported]
    return calibrate(
        [confidence_of(row.answer) for row in rows],
        [_is_right(row, run.limit) for row in rows],
        [row.gold.document or row.gold.id for row in rows],
        max_risk=max_risk,
        model=run.environment.model or "",
        date=run.environment.date,
    )


def calibrate(
    confidence: Sequence[float],
    right: Sequence[bool],
    groups: Sequence[str],
    *,
    max_risk: float,
    model: str,
    date: str,
) -> Calibrated:
    """Fit confidences between 0 and 1 to whether the quotes held the answer, one of each a question.

    Questions of a group are in one fold. Raises GoldError when there are too few questions, when confidence says
    nothing about rightness, and when even the surest answers are wrong more often than `max_risk`.
    """
    scores = np.array([log_odds(value) for value in confidence])
    labels = np.array(right, bool)
    _refuse_too_few(labels)
    (slope, offset) = _fit(scores, labels)
    curve = risk_coverage(_probability(slope, offset, scores).tolist(), labels.tolist())
    if curve.confidence_at(max_risk) is None:
        raise GoldError(
            f"even the surest answers to these questions are wrong more often than {max_risk:g}; "
            f"expected a --max-risk of {float(curve.risk.min()):.2f} or more"
        )
    ends = curve.ends()
    kept = ends[np.unique(np.linspace(0, len(ends) - 1, min(len(ends), _POINTS)).round().astype(int))]
    points = [(float(curve.confidence[at]), float(curve.risk[at]), float(curve.coverage[at])) for at in kept]
    calibration = Calibration(slope, offset, tuple(points), max_risk, model, len(labels), date)
    return Calibrated(calibration, _held_out(scores, labels, groups, max_risk))


def _is_right(row: Row, limit: int) -> bool:
    hit = sentence_hit(row.gold, row.answer, limit)
    if hit is None:
        hit = document_hit(row.gold, row.answer, limit)
    return bool(hit)


def _refuse_too_few(labels: Flags) -> None:
    (right, wrong) = (int(labels.sum()), int((~labels).sum()))
    if min(right, wrong) < _FEWEST:
        raise GoldError(
            f"{right} answers to the gold questions are right and {wrong} wrong; a calibration needs {_FEWEST} of "
            "each: add questions, among them such as the documents do not answer"
        )


def _fit(scores: Floats, labels: Flags) -> tuple[float, float]:
    """Slope and offset of the logistic curve."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import

    spread = float(scores.std()) or 1.0
    middle = float(scores.mean())
    fitted = LogisticRegression().fit(((scores - middle) / spread)[:, None], labels)
    slope = float(fitted.coef_[0, 0]) / spread
    if slope <= 0:
        raise GoldError(
            "the assistant's confidence says nothing about which of these questions it answers rightly, so that "
            "there is nothing to calibrate; check the evidence in the gold file"
        )
    return slope, float(fitted.intercept_[0]) - slope * middle


def _probability(slope: float, offset: float, scores: Floats) -> Floats:
    return 1 / (1 + np.exp(-(slope * scores + offset)))


def _held_out(scores: Floats, labels: Flags, groups: Sequence[str], max_risk: float) -> HeldOut:
    from sklearn.metrics import brier_score_loss  # noqa: PLC0415
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415

    folds = min(_FOLDS, len(set(groups)))
    if folds < 2:
        raise GoldError("all gold questions are about one document; a calibration needs several, to try it on others")
    probability = np.zeros(len(labels))
    answered = np.zeros(len(labels), bool)
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    for train, test in splitter.split(scores[:, None], labels, groups):
        if len(set(labels[train].tolist())) < 2:
            raise GoldError(
                "almost all right or all wrong answers are about one document; add gold questions about others"
            )
        (slope, offset) = _fit(scores[train], labels[train])
        probability[test] = _probability(slope, offset, scores[test])
        within = _probability(slope, offset, scores[train])
        threshold = risk_coverage(within.tolist(), labels[train].tolist()).confidence_at(max_risk)
        answered[test] = threshold is not None and probability[test] >= threshold
    return HeldOut(
        folds=folds,
        brier=float(brier_score_loss(labels, probability)),
        brier_of_share=float(labels.mean() * (1 - labels.mean())),
        ece=expected_calibration_error(probability, labels),
        area=risk_coverage(probability.tolist(), labels.tolist()).area,
        auroc=separation(probability.tolist(), labels.tolist()),
        coverage=float(answered.mean()),
        risk=float((~labels[answered]).mean()) if answered.any() else None,
    )


def expected_calibration_error(probability: Floats, labels: Flags) -> float:
    """The mean difference between probability and rightness over bins that hold equally many questions.

    >>> expected_calibration_error(np.array([0.2, 0.2, 0.8, 0.8]), np.array([False, False, True, True]))
    0.2
    """
    bins = np.array_split(np.argsort(probability, kind="stable"), min(_BINS, len(labels)))
    apart = [len(held) * abs(float(probability[held].mean() - labels[held].mean())) for held in bins]
    return round(sum(apart) / len(labels), 6)

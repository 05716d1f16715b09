"""Answering selectively: what share of the answers is wrong when only the surest are given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["RiskCoverage", "risk_coverage", "separation"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk at each coverage, as confidence is asked for less and less (El-Yaniv and Wiener, 2010)."""

    coverage: Floats
    """Share of the questions that are answered, shape (n,), ascending to 1."""
    risk: Floats
    """Share of those answers that are wrong, shape (n,)."""
    confidence: Floats
    """The least confidence that is answered there, shape (n,), descending."""

    @property
    def area(self) -> float:
        """Under the curve: the mean risk over all coverages; lower is better."""
        return float(self.risk.mean())

    def coverage_at(self, risk: float) -> float:
        """The largest coverage whose risk is at most this; 0 where there is none."""
        within = self.ends()[self.risk[self.ends()] <= risk]
        return float(self.coverage[within[-1]]) if len(within) else 0.0

    def confidence_at(self, risk: float) -> float | None:
        """The least confidence to answer with so that the risk stays at most this; None where none does."""
        within = self.ends()[self.risk[self.ends()] <= risk]
        return float(self.confidence[within[-1]]) if len(within) else None

    def ends(self) -> npt.NDArray[np.intp]:
        """Where a threshold can cut: the last of each run of equal confidences."""
        return np.flatnonzero(np.append(self.confidence[:-1] != self.confidence[1:], [True]))


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> RiskCoverage:
    """The curve of at least one question, each with its confidence and whether its answer would be right.

    Questions of equal confidence count as right in their mean proportion, whatever their order.

    >>> curve = risk_coverage([0.9, 0.8, 0.3, 0.3], [True, False, True, False])
    >>> curve.risk.tolist()
    [0.0, 0.5, 0.5, 0.5]
    >>> curve.coverage_at(0.1), curve.confidence_at(0.5)
    (0.25, 0.3)
    """
    scores = np.asarray(confidence, np.float64)
    order = np.argsort(-scores, kind="stable")
    (_, group) = np.unique(scores, return_inverse=True)
    of_group = np.bincount(group, ~np.asarray(right, bool)) / np.bincount(group)
    answered = np.arange(1, len(scores) + 1)
    return RiskCoverage(answered / len(scores), np.cumsum(of_group[group][order]) / answered, scores[order])


def separation(confidence: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Area under the ROC curve: how often a positive has more confidence than a negative; None without both.

    >>> separation([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    if all(positive) or not any(positive):
        return None
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to import

    return float(roc_auc_score(list(positive), list(confidence)))

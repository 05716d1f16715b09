"""A run as JSON: the summary and every row, whole."""

from dataclasses import asdict
from typing import Any

from .calibration import Calibrated
from .questions import GoldQuestion
from .run import Row, Run
from .summary import Summary

__all__ = ["run_as_dict"]


def run_as_dict(run: Run, summary: Summary, calibrated: Calibrated | None = None) -> dict[str, Any]:
    """The run as `guillemet eval --json` prints it; times are in ms."""
    return {
        "environment": asdict(run.environment),
        "limit": run.limit,
        "warnings": list(run.warnings),
        "summary": summary.as_dict(),
        "calibration": None if calibrated is None else calibrated.as_dict(),
        "rows": [_row(row) for row in run.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        **_gold(row.gold),
        "supported": row.supported,
        "scores": row.scores,
        "milliseconds": round(row.milliseconds, 3),
        "embedding_milliseconds": round(row.embedding_milliseconds, 3),
        "answer": {**row.answer.as_dict(), "nearest": [quote.as_dict() for quote in row.answer.nearest]},
    }


def _gold(gold: GoldQuestion) -> dict[str, Any]:
    return {
        "id": gold.id,
        "question": gold.question,
        "language": gold.language,
        "history": list(gold.history),
        "answerable": gold.answerable,
        "kind": gold.kind.value,
        "document": gold.document,
        "evidence": list(gold.evidence),
        "source": gold.source,
    }

"""In what way an answer failed its gold question."""

from enum import StrEnum

from .run import Row

__all__ = ["Failure", "failure_of"]


class Failure(StrEnum):
    """The ways to fail, gravest first; the text is what a report calls them."""

    INEXACT = "a quote is not in its source"
    ANSWERED = "answered a question that the documents do not answer"
    MISSED = "the evidence is in none of the quotes"
    ABSTAINED = "abstained on a question that the documents answer"
    LATE = "the evidence is quoted, but not first"
    UNSUPPORTED = "the evidence is in no document"


def failure_of(row: Row) -> Failure | None:
    """How the row failed, None when it did not."""
    if row.scores.get("exactness") == 0:
        return Failure.INEXACT
    if not row.supported:
        return Failure.UNSUPPORTED
    if not row.gold.answerable:
        return Failure.ANSWERED if row.answer.answered else None
    if not row.answer.answered:
        return Failure.ABSTAINED
    # Without evidence in the gold file, the document is all there is to judge by.
    stem = "evidence" if row.gold.evidence else "document"
    first, later = row.scores.get(f"{stem}@1"), row.scores.get(f"{stem}@3")
    if first == 1:
        return None
    return Failure.LATE if later == 1 else Failure.MISSED

"""Whether quotes hold what answers, by offsets."""

from .dataset import Evidence, Question
from .pipelines import Quoted, Response

__all__ = ["is_right", "sentence_hit"]


def sentence_hit(question: Question, response: Response, k: int) -> float | None:
    """Whether one of the first k quotes holds evidence, refused or not; None where the set names none."""
    if not question.evidence:
        return None
    return float(any(holds(quote, span) for quote in response.quotes[:k] for span in question.evidence))


def is_right(question: Question, response: Response) -> bool | None:
    """Whether the first quote answers: it holds evidence or, where the set has none, is from a relevant passage.

    None where the set says of an answerable question neither.
    """
    if not question.answerable:
        return False
    if question.evidence:
        return bool(sentence_hit(question, response, 1))
    if not question.relevant:
        return None
    return bool(response.quotes) and question.relevant.get(response.quotes[0].passage, 0) > 0


def holds(quote: Quoted, evidence: Evidence) -> bool:
    """Whether the quote covers as much of the evidence as is asked for."""
    covered = min(quote.span.end, evidence.end) - max(quote.span.start, evidence.start)
    return quote.passage == evidence.passage and covered >= evidence.share * (evidence.end - evidence.start)

"""How sure an answer is, and whether it is right: what calibration and risk are about."""

from ..assistant.answer import Answer

__all__ = ["confidence_of"]


def confidence_of(answer: Answer) -> float:
    """Between 0 and 1: the score of the first quote or, of a refusal, of what came nearest; 0 without any."""
    shown = answer.quotes or answer.nearest
    return shown[0].score if shown else 0.0

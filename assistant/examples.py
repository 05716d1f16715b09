"""Questions to begin with, for a corpus whose content is known."""

from typing import TYPE_CHECKING

from ..corpus import shipped_documents

if TYPE_CHECKING:
    from .assistant import Assistant

__all__ = ["SHIPPED_EXAMPLES", "examples_for"]

SHIPPED_EXAMPLES = (
    "What does the abolitionist model change?",
    "Qui a ouvert la réunion de Skopje ?",
    "¿Cuándo se unió Francia a la campaña Corazón Azul?",
    "Welchen Rang hat Frankreich unter den Beitragszahlern des Freiwilligen Fonds?",
)
"""For the corpus that ships: four languages, two of which no document is written in."""


def examples_for(assistant: "Assistant") -> tuple[str, ...]:
    """Example questions for the corpus that ships; none for documents nobody has read yet."""
    return SHIPPED_EXAMPLES if assistant.roots == (shipped_documents(),) else ()

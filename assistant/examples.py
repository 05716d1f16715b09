"""Questions to begin with, for a corpus whose content is known."""

from typing import TYPE_CHECKING

from ..corpus import shipped_documents

if TYPE_CHECKING:
    from .assistant import Assistant

__all__ = ["SHIPPED_EXAMPLES", "examples_for"]

SHIPPED_EXAMPLES = (
    "What does the abolitionist model change?",
    "Qui a ouvert la réunion de Skopje ?",
    "Wofür ist der Blue-Heart-Fonds gut?",
    "What is the annual profit of forced labour?",
)
"""For the corpus that ships: three languages, and the documents' own is not always among them."""


def examples_for(assistant: "Assistant") -> tuple[str, ...]:
    """Example questions for the corpus that ships; none for documents nobody has read yet."""
    return SHIPPED_EXAMPLES if assistant.roots == (shipped_documents(),) else ()

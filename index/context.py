"""What the model reads of a span: its words, after the title of its document.

A sentence seldom repeats what its document is about; read alone, its vector does not say either. Only the model's
input has this context: the span itself stays what stands in the document. Headings and neighbouring sentences were
tried beside the title and did harm.
"""

from ..corpus.document import Document
from .sentences import Span

__all__ = ["model_input"]

_LONGEST_TITLE = 120
"""Code points: enough to say what the document is about, too few to drown a short sentence."""


def model_input(document: Document, span: Span) -> str:
    """The span's text on lines of its own after the title, which is left out where it is in the span."""
    text = document.text[span.start : span.end]
    return text if document.title in text else f"{document.title[:_LONGEST_TITLE]}\n{text}"

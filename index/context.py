"""What the model reads of a span: its words, after the title and the heading it stands under.

A sentence seldom repeats what its document is about; read alone, its vector does not say either. Only the model's
input has this context: the span itself stays what stands in the document. Measured in `docs/retrieval.md`.
"""

from bisect import bisect_right

from ..corpus.document import BlockKind, Document
from .sentences import Span

__all__ = ["PassageContext"]

_LONGEST = 120
"""Code points of a title or heading: enough to say what it is about, too few to drown a short sentence."""


class PassageContext:
    """Gives the model's input for the spans of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        self._starts = [block.start for block in self._headings]

    def model_input(self, span: Span) -> str:
        """The span's text on lines of their own after title and heading, each left out where it is in the span."""
        text = self._document.text[span.start : span.end]
        lines = [line for line in dict.fromkeys([self._document.title, self._heading(span)]) if line not in text]
        return "\n".join([*(line[:_LONGEST] for line in lines if line), text])

    def _heading(self, span: Span) -> str:
        at = bisect_right(self._starts, span.start) - 1
        if at < 0:
            return ""
        block = self._headings[at]
        return self._document.text[block.start : block.end].strip()

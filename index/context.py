"""What the model reads of a span: its words, after the title of its document and the heading it stands under.

A sentence seldom repeats what its document and its section are about; read alone, its vector does not say either.
Only the model's input has this context: the span itself stays what stands in the document.
"""

from bisect import bisect_right

from ..corpus.document import BlockKind, Document
from .sentences import Span
from .words import without_marks

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
        """The span's text after the title and the nearest heading above it, each on a line of its own.

        Without the marks of notes, which the model would read with the word or the number before them.
        """
        at = bisect_right(self._starts, span.start) - 1
        heading = self._document.text[self._headings[at].start : self._headings[at].end] if at >= 0 else ""
        context = [line[:_LONGEST] for line in (self._document.title, heading) if line]
        return without_marks("\n".join([*context, self._document.text[span.start : span.end]]))

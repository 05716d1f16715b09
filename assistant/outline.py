"""The outline of a document: its headings, or its pages where it has none."""

from bisect import bisect_right
from html import escape

from ..corpus.document import BlockKind, Document
from .wording import Wording

__all__ = ["outline_html"]

_FEWEST = 2
"""A single heading is the title once more."""


def outline_html(document: Document, words: Wording) -> str:
    """A folded list of links to the headings, numbered as `Layout` numbers them; empty where there are none."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    if len(headings) >= _FEWEST:
        starts = [page.start for page in document.pages]
        rows = []
        for number, block in enumerate(headings, start=1):
            at = bisect_right(starts, block.start) - 1
            label = document.pages[at].label if at >= 0 and block.start < document.pages[at].end else ""
            page = f' <span class="outline-page">{escape(words.page_name(label, document.uri))}</span>' if label else ""
            text = escape(" ".join(document.text[block.start : block.end].split()))
            rows.append(f'<li class="level-{block.level}"><a href="#h{number}" dir="auto">{text}</a>{page}</li>')
    elif len(labelled := [page for page in document.pages if page.label]) >= _FEWEST:
        rows = [
            f'<li class="leaf-number"><a href="#p{number}">{escape(words.page_name(page.label, document.uri))}</a></li>'
            for number, page in enumerate(labelled, start=1)
        ]
    else:
        return ""
    return f'<details class="outline"><summary>{escape(words.outline)}</summary><ol>{"".join(rows)}</ol></details>'

"""Links to a place in a document."""

from urllib.parse import quote

from ..corpus.document import Document

__all__ = ["file_link"]

_WORDS_AT_EACH_END = 4


def file_link(document: Document, start: int, end: int) -> str:
    """The document's URI with a text fragment, which browsers scroll to and highlight.

    Text fragments: WICG, https://wicg.github.io/scroll-to-text-fragment/. A long quote is named by its first and
    last words.
    """
    words = document.text[start:end].split()
    ends = (
        [words] if len(words) <= 2 * _WORDS_AT_EACH_END else [words[:_WORDS_AT_EACH_END], words[-_WORDS_AT_EACH_END:]]
    )
    fragment = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    # A document inside a file has a fragment already, which names it there.
    return f"{document.uri}{'' if '#' in document.uri else '#'}:~:text={fragment}"

"""Makes documents ready to be written: cut into chunks and sentences, each with what names its vector."""

import hashlib
from collections.abc import Callable, Sequence

from ..corpus.document import Document
from ..corpus.isolation import start_reading
from .chunks import chunk_document
from .context import PassageContext
from .documents import DocumentStore
from .resemblance import signature
from .rows import PreparedChunk, PreparedDocument, content_digest
from .sentences import Span
from .words import terms

__all__ = ["get_ready", "lexicon_entry", "prepare", "text_digest"]


def get_ready() -> None:
    """Start the process that reads files, and import what it takes to cut and compare documents.

    The first file need not wait for that, which takes more than a second.
    """
    start_reading()
    import datasketch  # noqa: F401, PLC0415
    import langchain_text_splitters  # noqa: F401, PLC0415


def prepare(
    documents: Sequence[Document],
    store: DocumentStore,
    count_tokens: Callable[[str], int],
    chunk_tokens: int,
    alive: Callable[[], None],
) -> list[PreparedDocument]:
    """The documents of a file; a content that is held already is not cut.

    `alive` is called again and again meanwhile: what it raises ends the work.
    """

    def counted(text: str) -> int:
        alive()
        return count_tokens(text)

    prepared = []
    for document in documents:
        content = content_digest(document)
        if store.holds(content):
            prepared.append(PreparedDocument(document, content))
        else:
            chunks = _chunks(document, counted, chunk_tokens, alive)
            prepared.append(PreparedDocument(document, content, chunks, signature(document.text)))
    return prepared


def text_digest(text: str) -> bytes:
    """What names the vector of a text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()


def lexicon_entry(document: Document, span: Span) -> str:
    """The terms of a chunk, as the lexical leg holds them."""
    return " ".join(terms(document.text[span.start : span.end], document.language))


def _chunks(
    document: Document, count_tokens: Callable[[str], int], size: int, alive: Callable[[], None]
) -> tuple[PreparedChunk, ...]:
    context = PassageContext(document)

    def digest(span: Span) -> bytes:
        alive()
        return text_digest(context.model_input(span))

    return tuple(
        PreparedChunk(
            chunk.span,
            digest(chunk.span),
            lexicon_entry(document, chunk.span),
            tuple((span, digest(span)) for span in chunk.sentences),
        )
        for chunk in chunk_document(document, count_tokens, size)
    )

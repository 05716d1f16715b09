"""Makes documents ready to be written: cut into chunks and sentences, with the vectors that are new."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from ..corpus.document import Document
from .chunks import chunk_document
from .context import PassageContext
from .documents import DocumentStore
from .embedder import Embedder, Vectors
from .resemblance import signature
from .rows import PreparedChunk, PreparedDocument, content_digest
from .sentences import Span
from .words import terms

__all__ = ["embed", "lexicon_entry", "prepare", "text_digest"]


def prepare(
    documents: Sequence[Document], store: DocumentStore, embedder: Embedder, chunk_tokens: int
) -> tuple[list[PreparedDocument], dict[bytes, str]]:
    """The documents of a file, and by digest the texts whose vectors they need.

    A content that is held already is not cut.
    """
    texts: dict[bytes, str] = {}
    prepared = []
    for document in documents:
        content = content_digest(document)
        if store.holds(content):
            prepared.append(PreparedDocument(document, content))
        else:
            chunks = _chunks(document, embedder.count_tokens, chunk_tokens, texts)
            prepared.append(PreparedDocument(document, content, chunks, signature(document.text)))
    return prepared, texts


def embed(texts: Mapping[bytes, str], store: DocumentStore, embedder: Embedder) -> dict[bytes, Vectors]:
    """The vectors, by digest, that the database lacks of these texts."""
    held = store.held_digests(texts)
    new = [key for key in texts if key not in held]
    return dict(zip(new, embedder.embed_passages([texts[key] for key in new]), strict=True))


def text_digest(text: str) -> bytes:
    """What names the vector of a text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()


def lexicon_entry(document: Document, span: Span) -> str:
    """The terms of a chunk, as the lexical leg holds them."""
    return " ".join(terms(document.text[span.start : span.end], document.language))


def _chunks(
    document: Document, count_tokens: Callable[[str], int], size: int, texts: dict[bytes, str]
) -> tuple[PreparedChunk, ...]:
    context = PassageContext(document)

    def digest(span: Span) -> bytes:
        text = context.model_input(span)
        key = text_digest(text)
        texts[key] = text
        return key

    return tuple(
        PreparedChunk(
            chunk.span,
            digest(chunk.span),
            lexicon_entry(document, chunk.span),
            tuple((span, digest(span)) for span in chunk.sentences),
        )
        for chunk in chunk_document(document, count_tokens, size)
    )

"""Whether a gold question's evidence and document are those of a passage."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..corpus.document import Document
from .questions import GoldQuestion

__all__ = ["holds", "is_document", "unsupported"]


def flat(text: str) -> str:
    r"""The text with every run of white space made one space, accents composed.

    >>> flat(" 57\u202f%  des\nÉtats ")
    '57 % des États'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def holds(text: str, spans: Iterable[str]) -> bool:
    """Whether the text contains any of the spans, white space aside."""
    flattened = flat(text)
    return any(flat(span) in flattened for span in spans)


def is_document(wanted: str, document: Document) -> bool:
    """Whether `wanted` names this document: by id, SHA-256, URI, title, file name, stem, or the end of its path."""
    wanted = unicodedata.normalize("NFC", wanted.strip())
    if wanted.lower() in {document.id.lower(), document.sha256.lower()} or wanted == document.uri:
        return True
    if flat(wanted).casefold() == flat(document.title).casefold():
        return True
    path = PurePosixPath(unicodedata.normalize("NFC", unquote(urlsplit(document.uri).path)))
    tail = PurePosixPath(wanted.replace("\\", "/").lstrip("/")).parts
    if not tail or not path.name:
        return False
    return tail in {path.parts[-len(tail) :], path.with_suffix("").parts[-len(tail) :]}


def unsupported(questions: Sequence[GoldQuestion], documents: Iterable[Document]) -> list[GoldQuestion]:
    """The answerable questions whose evidence (or, without evidence, whose document) is nowhere in these documents."""
    waiting = [question for question in questions if question.answerable]
    for document in documents:
        if not waiting:
            break
        text = flat(document.text)
        waiting = [question for question in waiting if not _supported_by(question, document, text)]
    return waiting


def _supported_by(question: GoldQuestion, document: Document, flattened: str) -> bool:
    if question.evidence:
        return any(flat(span) in flattened for span in question.evidence)
    return question.document is not None and is_document(question.document, document)

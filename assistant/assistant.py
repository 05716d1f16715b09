"""From a question to an answer made of quotes: the whole path, one step after the other."""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path

import numpy as np

from ..corpus import shipped_documents
from ..corpus.document import Document
from ..corpus.errors import CorpusError
from ..corpus.language import detect_language
from ..corpus.naming import display_path
from ..corpus.place import Place, WebAddress, is_web_address
from ..index.embedder import Embedder, Vectors
from ..index.index import Index
from ..index.report import Progress, SyncReport
from ..index.search import Hit
from ..index.settings import Settings
from .abstention import confidence, likely_answered
from .answer import Answer, Quote, Turn
from .links import file_link
from .phrases import phrases_for
from .query import checked_question, standalone_query
from .selection import Candidate, best_sentences
from .text import abstaining_text, answer_text

__all__ = ["Assistant", "Corpus", "ask", "nothing_to_read", "roots_of"]

Corpus = str | PathLike[str] | Iterable[str | PathLike[str]] | None
"""A folder, a file, an address of the web that was indexed, a list of them, or None for the corpus that ships."""

_HITS = 20
"""Chunks among whose sentences the quotes are chosen."""
_CONTEXT_WEIGHT = 0.4
"""Of the completed query's vector beside the follow-up question's own."""


class Assistant:
    """Answers questions from the documents of a corpus; may be shared between threads.

    Raises IndexStateError and below when the state folder cannot be used.
    """

    def __init__(
        self,
        corpus: Corpus = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        link: Callable[[Document, int, int], str] = file_link,
    ) -> None:
        """`link` makes a quote's link from its document, start and end. No document is read yet: see `update`."""
        self.roots = roots_of(corpus)
        self.index = Index(self.roots, settings, embedder)
        self._link = link

    def update(self, progress: Callable[[Progress], None] | None = None) -> SyncReport:
        """Read what is new or changed in the corpus, and forget what is gone. Raises CorpusError."""
        return self.index.sync(progress)

    def ask(self, question: str, *, history: Sequence[str | Turn] = (), limit: int = 3) -> Answer:
        """Answer from what is indexed, with at most `limit` quotes; `history` is oldest first.

        Raises QuestionError for a question that is empty or too long.
        """
        question = checked_question(question)
        query = standalone_query(question, _questions(history))
        language = detect_language(question) or detect_language(query) or "en"
        candidates = best_sentences(self._hits(question, query, _HITS))
        quotes = tuple(self._quote(candidate) for candidate in candidates[: max(limit, 1)])
        phrases = phrases_for(language)
        if likely_answered(candidates, self.index.size):
            text = answer_text(quotes, phrases)
            return Answer(question, query, answered=True, reason=None, language=language, text=text, quotes=quotes)
        reason = phrases.no_documents if not self.index.files() else phrases.uncertain if quotes else phrases.no_match
        return Answer(
            question,
            query,
            answered=False,
            reason=reason,
            language=language,
            text=abstaining_text(reason, quotes, phrases),
            quotes=(),
            nearest=quotes,
        )

    def search(self, question: str, *, history: Sequence[str | Turn] = (), limit: int = 10) -> list[Hit]:
        """The `limit` passages nearest to the question after this history, best first: `ask` quotes from such.

        Raises QuestionError for a question that is empty or too long.
        """
        question = checked_question(question)
        return self._hits(question, standalone_query(question, _questions(history)), limit)

    def embed(self, query: str) -> Vectors:
        """The vector of one query, shape (dimension,)."""
        vector: Vectors = self.index.embedder.embed_queries([query])[0]
        return vector

    def _hits(self, question: str, query: str, k: int) -> list[Hit]:
        return self.index.search(question, self._vector(question, query), k, context=query.removesuffix(question))

    def _vector(self, question: str, query: str) -> Vectors:
        """Of a question that stands alone, its own vector; of a completed one, mostly the question's.

        In the vector of the completed query the earlier question, which is longer, drowns the new one.
        """
        if query == question:
            return self.embed(question)
        (new, whole) = self.index.embedder.embed_queries([question, query])
        mixed: Vectors = new + _CONTEXT_WEIGHT * whole
        return mixed / np.linalg.norm(mixed)

    def document(self, sha256: str) -> Document | None:
        """A document by the hash of its original bytes, or None."""
        return self.index.document(sha256)

    def document_at(self, uri: str) -> Document | None:
        """The document that stands at an address now, in its current version, or None."""
        return self.index.document_at(uri)

    def documents(self) -> list[Document]:
        """The documents that are searched, in order of their paths."""
        return self.index.documents()

    def _quote(self, candidate: Candidate) -> Quote:
        (document, span) = (candidate.document, candidate.span)
        page = next((page.label for page in document.pages if page.start <= span.start < page.end), None)
        return Quote(
            document, span.start, span.end, page, confidence(candidate), self._link(document, span.start, span.end)
        )


def ask(question: str, corpus: Corpus = None, *, history: Sequence[str | Turn] = (), limit: int = 3) -> Answer:
    """Ask the documents of `corpus` (the shipped ones by default); what is new in them is indexed first.

    Raises CorpusError when there is nothing to read, QuestionError for a question that cannot be asked, and
    IndexStateError when the state folder cannot be used.
    """
    checked_question(question)
    with _lock:
        assistant = _assistant(roots_of(corpus), Settings.from_environment())
        report = assistant.update()
    if not report.present:
        raise nothing_to_read(assistant, report)
    return assistant.ask(question, history=history, limit=limit)


_lock = threading.Lock()


@lru_cache(maxsize=8)
def _assistant(roots: tuple[Place, ...], settings: Settings) -> Assistant:
    return Assistant(roots, settings=settings)


def nothing_to_read(assistant: Assistant, report: SyncReport) -> CorpusError:
    """The error for a corpus without a single readable document."""
    where = ", ".join(map(str, assistant.roots))
    addresses = [root for root in assistant.roots if isinstance(root, WebAddress)]
    if addresses and not report.skipped:
        return CorpusError(f"nothing of {where} was fetched yet; fetch it with: guillemet index {' '.join(addresses)}")
    skipped = f" ({len(report.skipped)} skipped, the first: {report.skipped[0].reason})" if report.skipped else ""
    return CorpusError(
        f"no document to read in {where}{skipped}; "
        "give a folder with documents, such as .pdf, .docx, .html, .md or .txt"
    )


def _questions(history: Sequence[str | Turn]) -> list[str]:
    return [turn if isinstance(turn, str) else turn.question for turn in history]


def roots_of(corpus: Corpus) -> tuple[Place, ...]:
    """The absolute paths and addresses that a corpus stands for."""
    if corpus is None:
        return (shipped_documents(),)
    given = [corpus] if isinstance(corpus, str | PathLike) else list(corpus)
    if not given:
        raise CorpusError("no folder or file given: name at least one, or none at all for the corpus that ships")
    return tuple(map(_root, given))


def _root(given: str | PathLike[str]) -> Place:
    if isinstance(given, str) and is_web_address(given):
        return WebAddress(given.partition("#")[0])
    try:
        return Path(given).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of symbolic links, no home folder, a NUL
        raise CorpusError(f"not a usable path: {display_path(Path(given))}") from None

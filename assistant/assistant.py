"""From a question to an answer made of quotes: the whole path, one step after the other."""

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Unpack

from ..corpus import shipped_documents
from ..corpus.document import Document
from ..corpus.errors import CorpusError
from ..corpus.language import detect_language
from ..corpus.naming import display_path
from ..corpus.place import Place, WebAddress, is_web_address
from ..index.embedder import Embedder, Vectors
from ..index.index import Index
from ..index.pages import PageStore
from ..index.report import Progress, SyncReport
from ..index.search import Hit
from ..index.settings import Settings
from .abstention import confidences
from .answer import Answer, Quote, Turn
from .calibration import USUAL, Calibration
from .links import file_link
from .narrowing import Narrowing, narrowed
from .patience import Patience
from .phrases import Phrases, phrases_for
from .query import Query, checked_question, checked_risk, standalone_query
from .retrieval import Retrieval
from .selection import Candidate, with_lists
from .text import abstaining_text, answer_text, quoted

__all__ = ["Assistant", "Corpus", "ask", "nothing_to_read", "roots_of"]

Corpus = str | PathLike[str] | Iterable[str | PathLike[str]] | None
"""A folder, a file, an address of the web that was indexed, a list of them, or None for the corpus that ships."""


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
        calibration: Calibration | None = None,
        max_risk: float | None = None,
    ) -> None:
        """`link` makes a quote's link from its document, start and end. No document is read yet: see `update`.

        `calibration` says what confidence is worth; None means what `guillemet eval --calibrate` left in the state
        folder, or what is usual. `max_risk` is the share of wrong answers to accept, 0 to 1; None leaves it to that.
        """
        self.roots = roots_of(corpus)
        self.index = Index(self.roots, settings, embedder)
        self._retrieval = Retrieval(self.index)
        self._link = link
        self._given_calibration = calibration
        self._max_risk = None if max_risk is None else checked_risk(max_risk)

    def update(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        only: Sequence[Path] | None = None,
        wait: float | None = None,
    ) -> SyncReport:
        """Read what is new or changed in the corpus, or `only` in some roots of it, and forget what is gone.

        With `wait`, what is not done after so many seconds is left for the next time, unless all is done soon after:
        the report says how many files are `unread`, and what is read answers. Raises CorpusError.
        """
        if wait is None:
            return self.index.sync(progress, only=only)
        (patience, reading) = (Patience(wait), [Progress(0, 1, "")])

        def told(at: Progress) -> None:
            reading[0] = at
            if progress:
                progress(at)

        def step(done: int, total: int) -> bool:
            told(Progress(done, total, "", embedding=True, skipped=report.skipped))
            return patience.bears(done, sys.maxsize if report.unread else total)

        report = self.index.read(told, only=only, enough=lambda: not patience.bears(reading[0].done, reading[0].total))
        self.index.embed(step, report)
        return report

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str | Turn] = (),
        limit: int = 3,
        max_risk: float | None = None,
        among: frozenset[str] | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Answer:
        """Answer from what is indexed, with at most `limit` quotes; `history` is oldest first.

        `max_risk` is the share of wrong answers to accept, 0 to 1: with a lower one, fewer questions are answered.
        Only the documents with the ids `among` are asked, None means all, and of them those in some `languages`, dated
        `since` and `until`: see `Narrowing`.

        Raises QuestionError for a question that is empty or too long, a risk that is no share, or a date that is none.
        """
        question = checked_question(question)
        among = narrowed(self.index, among, narrowing)
        most = self._max_risk if max_risk is None else checked_risk(max_risk)
        (query, hits, candidates) = self._retrieval.found(question, _questions(history), max(limit, 1), among)
        language = detect_language(query.question) or detect_language(query.context) or "en"
        sure = confidences(candidates, hits, self.index.size, completed=bool(query.context))
        pending = self.index.pending_among(among)
        quotes = tuple(map(self._quote, islice(with_lists(candidates), max(limit, 1)), sure))
        phrases = phrases_for(language)
        least = self._calibration.threshold(most)
        if quotes and least is not None and self._calibration.probability(sure[0]) >= least:
            text = answer_text(quotes, phrases)
            return Answer(
                question,
                str(query),
                answered=True,
                reason=None,
                language=language,
                text=text,
                quotes=quotes,
                pending=pending,
            )
        reason = self._reason(query, phrases, among, found=bool(quotes))
        return Answer(
            question,
            str(query),
            answered=False,
            reason=reason,
            language=language,
            text=abstaining_text(reason, quotes, phrases),
            quotes=(),
            nearest=quotes,
            pending=pending,
        )

    def search(
        self,
        question: str,
        *,
        history: Sequence[str | Turn] = (),
        limit: int = 10,
        among: frozenset[str] | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> list[Hit]:
        """The `limit` passages nearest to the question after this history, best first: `ask` quotes from such.

        `among` and what narrows it are as in `ask`. Raises QuestionError for a question that is empty or too long.
        """
        question = checked_question(question)
        among = narrowed(self.index, among, narrowing)
        return self._retrieval.hits(standalone_query(question, _questions(history)), limit, among)

    def embed(self, query: str) -> Vectors:
        """The vector of one query, shape (dimension,)."""
        return self._retrieval.embed(query)

    def document(self, sha256: str) -> Document | None:
        """A document by the hash of its original bytes, or None."""
        return self.index.document(sha256)

    def document_at(self, uri: str) -> Document | None:
        """The document that stands at an address now, in its current version, or None."""
        return self.index.document_at(uri)

    def documents(self) -> list[Document]:
        """The documents that are searched, in order of their paths."""
        return self.index.documents()

    @cached_property
    def _calibration(self) -> Calibration:
        settings = self.index.settings
        return self._given_calibration or Calibration.load(settings.state_folder, self.index.embedder.name) or USUAL

    def _reason(self, query: Query, phrases: Phrases, among: frozenset[str] | None, *, found: bool) -> str:
        """Why the question is not answered."""
        if not self.index.files():
            return phrases.no_documents
        if not found:
            return phrases.no_match
        (present, absent) = self.index.mentions(query.question, among=among)
        if not present or not absent:
            return phrases.uncertain
        (held, missing) = (", ".join(quoted(word, phrases) for word in some) for some in (present, absent))
        return phrases.mentioned.format(held, missing)

    def _quote(self, candidate: Candidate, sure: float) -> Quote:
        (document, span) = (candidate.document, candidate.span)
        page = next((page.label for page in document.pages if page.start <= span.start < page.end), None)
        return Quote(document, span.start, span.end, page, sure, self._link(document, span.start, span.end))


def ask(
    question: str,
    corpus: Corpus = None,
    *,
    history: Sequence[str | Turn] = (),
    limit: int = 3,
    max_risk: float | None = None,
    wait: float | None = None,
    **narrowing: Unpack[Narrowing],
) -> Answer:
    """Ask the documents of `corpus` (the shipped ones by default); what is new in them is indexed first.

    See `Assistant.ask` for `history`, `limit`, `max_risk` and what narrows the documents. With `wait`, a question waits
    so many seconds for what is new, and several times as long where that is enough for all of it; then the answer is
    from what is ready, and says in `unread` and `pending` what is not.

    Raises CorpusError when there is nothing to read, QuestionError for a question that cannot be asked, and
    IndexStateError when the state folder cannot be used.
    """
    checked_question(question)
    with _lock:
        assistant = _assistant(roots_of(corpus), Settings.from_environment())
        report = assistant.update(wait=wait)
    if not report.present and not report.unread:
        raise nothing_to_read(assistant, report)
    answer = assistant.ask(question, history=history, limit=limit, max_risk=max_risk, **narrowing)
    return replace(answer, unread=report.unread) if report.unread else answer


_lock = threading.Lock()


@lru_cache(maxsize=8)
def _assistant(roots: tuple[Place, ...], settings: Settings) -> Assistant:
    return Assistant(roots, settings=settings)


def nothing_to_read(assistant: Assistant, report: SyncReport) -> CorpusError:
    """The error for a corpus without a single readable document."""
    where = ", ".join(map(str, assistant.roots))
    addresses = [root for root in assistant.roots if isinstance(root, WebAddress)]
    pages = PageStore(assistant.index.database)
    if by_another := pages.found_by_another(addresses):
        return CorpusError(by_another)
    if addresses and not report.skipped:
        fetch = f"guillemet index {' '.join(addresses)}"
        for url in addresses:
            if reason := pages.nothing_left(url):
                return CorpusError(f"{url} {reason}, as was found when it was fetched last; look again with: {fetch}")
        return CorpusError(f"nothing of {where} was fetched yet; fetch it with: {fetch}")
    skipped = f" ({len(report.skipped)} skipped, the first: {report.skipped[0].reason})" if report.skipped else ""
    instead = "" if addresses else "; give a folder with documents, such as .pdf, .docx, .html, .md or .txt"
    return CorpusError(f"no document to read in {where}{skipped}{instead}")


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

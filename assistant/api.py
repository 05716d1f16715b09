"""The assistant for programs: questions and documents as JSON, answers also as a stream of events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from ..corpus.errors import GuillemetError
from .citations import Citations
from .evidence import KeptAnswer
from .library import owner_of
from .narrowing import Narrowing
from .query import LONGEST_QUESTION
from .reasons import told
from .standing import standing, unread
from .visitor import Visitor

if TYPE_CHECKING:
    from ..corpus.document import Document
    from ..index.listing import Listed
    from .assistant import Assistant
    from .indexing import Indexing
    from .library import Library

__all__ = ["AnswerModel", "Question", "api_routes", "contract", "fault"]

_WAIT = 0.5
"""Seconds between two words to somebody who waits for the index."""


class Question(BaseModel):
    """What is asked."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[
        str, Field(max_length=4 * LONGEST_QUESTION, examples=["What does the abolitionist model change?"])
    ]
    history: Annotated[list[str], Field(description="Earlier questions, oldest first.", max_length=200)] = []
    limit: Annotated[int, Field(ge=1, le=50, description="How many quotes at the most.")] = 3
    max_risk: Annotated[float | None, Field(ge=0, le=1, description="The share of wrong answers to accept.")] = None
    query: Annotated[
        str | None, Field(max_length=4 * LONGEST_QUESTION, description="What to search for, word for word.")
    ] = None
    collections: Annotated[
        list[str], Field(description="Ids of the collections to ask, as `/api/library` names them; all where empty.")
    ] = []
    languages: Annotated[list[str], Field(description="Only documents in these, by ISO 639-1 codes.")] = []
    since: Annotated[str | None, Field(description="Only documents from this year, month or day on.")] = None
    until: Annotated[str | None, Field(description="Only documents up to this year, month or day.")] = None

    @property
    def narrowing(self) -> Narrowing:
        """Which documents it is for."""
        return {"languages": self.languages, "since": self.since, "until": self.until}


class SourceModel(BaseModel):
    """A document as a quote names it."""

    id: str
    title: str
    uri: str
    sha256: str
    date: str | None
    language: str | None


class QuoteModel(BaseModel):
    """A verbatim span of a document: `[start, end)` in Unicode code points of its canonical text."""

    exact: str
    start: int
    end: int
    page: str | None
    score: float
    link: str
    document: SourceModel


class AnswerModel(BaseModel):
    """An answer in quotes, or an abstention with its reason."""

    question: str
    query: str
    answered: bool
    reason: str | None
    language: str
    text: str
    quotes: list[QuoteModel]


class DocumentModel(SourceModel):
    """A document with its canonical text, which offsets count in."""

    text: str


def contract(answer: KeptAnswer, base: str) -> dict[str, Any]:
    """An answer as `guillemet ask --json` prints it, with links that lead to the server at `base`."""
    found = answer.as_dict(base)
    for aside in ("nearest", "within", "unread", "pending", "suggestions"):
        del found[aside]
    for quote in found["quotes"]:
        del quote["before"], quote["after"]
    return found


def fault(wrong: Mapping[str, Any], place: Sequence[int | str]) -> str:
    """One line for a fault that pydantic found in what was sent: its `place` there, and what is expected."""
    where = ".".join(map(str, place)) or "the body"
    return f"the body is no JSON (at {where})" if wrong["type"] == "json_invalid" else f"{where}: {wrong['msg']}"


def api_routes(assistant: "Assistant", indexing: "Indexing", citations: Citations, library: "Library") -> APIRouter:
    """The routes under `/api` that ask."""
    router = APIRouter(prefix="/api")

    def answered(question: Question, request: Request) -> KeptAnswer:
        among = library.scope(owner_of(Visitor.of(request).reader), question.collections).documents
        (asked, history) = (question.question, question.history) if question.query is None else (question.query, [])
        answer = assistant.ask(
            asked,
            history=history,
            limit=question.limit,
            max_risk=question.max_risk,
            among=among,
            **question.narrowing,
        )
        kept = KeptAnswer.of(answer)
        citations.keep(kept)
        return kept if question.query is None else replace(kept, question=question.question)

    @router.post("/ask", response_model=AnswerModel, tags=["questions"])
    def ask(question: Question, request: Request, response: Response) -> dict[str, Any]:
        """Answer a question in quotes. 503 while the index is prepared and holds nothing yet.

        While documents are still being read, the answer is from those that are ready, and the header `Guillemet-Unread`
        says how many are not; `Guillemet-Pending`, how many passages are known by their words alone.
        """
        if not indexing.answers:
            state = standing(indexing, library, owner_of(Visitor.of(request).reader))
            raise HTTPException(
                503, f"the index is being prepared ({state.done} of {state.total} documents); try again"
            )
        if waiting := unread(indexing, library, owner_of(Visitor.of(request).reader)):
            response.headers["Guillemet-Unread"] = str(waiting)
        kept = answered(question, request)
        if kept.pending:
            response.headers["Guillemet-Pending"] = str(kept.pending)
        return contract(kept, Visitor.of(request).base)

    @router.post("/ask/stream", response_class=EventSourceResponse, tags=["questions"])
    def ask_stream(question: Question, request: Request) -> Iterator[ServerSentEvent]:
        """Answer as server-sent events.

        `waiting` while the index holds nothing yet, `searching` with the query, a `quote` each, then `answer` with the
        whole of it; or `error` with one line.
        """
        while not indexing.answers and not indexing.wait(_WAIT):
            state = standing(indexing, library, owner_of(Visitor.of(request).reader))
            yield ServerSentEvent(event="waiting", data={"done": state.done, "total": state.total})
        try:
            whole = contract(answered(question, request), Visitor.of(request).base)
        except GuillemetError as error:
            yield ServerSentEvent(event="error", data={"error": told(str(error), Visitor.of(request).language)})
            return
        yield ServerSentEvent(event="searching", data={"query": whole["query"], "language": whole["language"]})
        for quote in whole["quotes"]:
            yield ServerSentEvent(event="quote", data=quote)
        yield ServerSentEvent(event="answer", data=whole)

    _document_routes(router, assistant, library)
    return router


def _document_routes(router: APIRouter, assistant: "Assistant", library: "Library") -> None:
    @router.get("/documents", response_model=list[SourceModel], tags=["documents"])
    def documents(request: Request) -> list["Listed"]:
        """The documents that are searched, at each of their places."""
        held = library.holdings(owner_of(Visitor.of(request).reader))
        return [holding.listed for holding in held if not holding.removed]

    @router.get("/documents/{sha256}", response_model=DocumentModel, tags=["documents"])
    def document(sha256: str, request: Request) -> "Document":
        """A document by the SHA-256 of its original bytes, with its canonical text."""
        found = library.seen(assistant.document(sha256), owner_of(Visitor.of(request).reader))
        if found is None:
            raise HTTPException(404, f"none of the indexed documents has the hash {sha256[:64]}")
        return found

"""The kept conversations over HTTP: listed, renamed, deleted, judged, taken away."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from .conversations import LONGEST_TITLE
from .export import EXPORTS, export
from .feedback import Passage
from .library import owner_of
from .visitor import Visitor

if TYPE_CHECKING:
    from .assistant import Assistant
    from .conversations import Conversations
    from .feedback import Feedback
    from .library import Library

__all__ = ["keeping_routes"]


class Renaming(BaseModel):
    """A new title."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]


class SelectedPassage(BaseModel):
    """A span of a document that a reader has selected."""

    sha256: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]


class Judgement(BaseModel):
    """What a reader says of an answer."""

    model_config = ConfigDict(extra="forbid")

    turn: int
    good: bool
    reason: Literal["wrong-passage", "not-in-documents", "misunderstood"] | None = None
    passage: SelectedPassage | None = None


def keeping_routes(
    assistant: "Assistant", conversations: "Conversations", feedback: "Feedback", library: "Library"
) -> APIRouter:
    """The routes under `/api` for a reader's own conversations."""
    router = APIRouter(prefix="/api")

    @router.get("/conversations", tags=["conversations"])
    def listed(request: Request, words: Annotated[str, Query(max_length=200)] = "") -> list[dict[str, Any]]:
        """Your conversations in which all of these words stand, last used first."""
        return [shelved.as_dict() for shelved in conversations.shelf(Visitor.of(request).reader, words)]

    @router.get("/conversations/{identity}", tags=["conversations"])
    def one(identity: str, request: Request) -> dict[str, Any]:
        """A conversation with its turns."""
        visitor = Visitor.of(request)
        kept = conversations.open(visitor.reader, identity)
        turns = [
            {"id": turn.id, "asked": turn.asked, "answer": turn.answer.as_dict(visitor.base)} for turn in kept.turns
        ]
        return {**kept.about.as_dict(), "turns": turns}

    @router.patch("/conversations/{identity}", tags=["conversations"])
    def rename(identity: str, renaming: Renaming, request: Request) -> dict[str, Any]:
        """Give a conversation another title."""
        return conversations.rename(Visitor.of(request).reader, identity, renaming.title).as_dict()

    @router.delete("/conversations/{identity}", status_code=204, tags=["conversations"])
    def delete(identity: str, request: Request) -> None:
        """Delete a conversation for good."""
        conversations.delete(Visitor.of(request).reader, identity)

    @router.get("/conversations/{identity}/export", tags=["conversations"])
    def exported(identity: str, request: Request, form: Literal["html", "md", "json"] = "html") -> Response:
        """A conversation as one file that needs no other: `guillemet verify` checks its quotes."""
        visitor = Visitor.of(request)
        kept = conversations.open(visitor.reader, identity)
        return Response(
            export(kept, form, base=visitor.base, language=visitor.language).encode("utf-8", "replace"),
            media_type=EXPORTS[form],
            headers={"Content-Disposition": f'attachment; filename="guillemet-{kept.about.created[:10]}.{form}"'},
        )

    @router.post("/feedback", tags=["conversations"])
    def judge(judgement: Judgement, request: Request) -> dict[str, Any]:
        """Say whether an answer was right, why not, and which passage answers; it becomes a gold question."""
        reader = Visitor.of(request).reader
        kept = conversations.of_turn(reader, judgement.turn)
        passage = _passage(judgement.passage, reader) if judgement.passage else None
        gold = feedback.give(
            reader, kept, judgement.turn, good=judgement.good, reason=judgement.reason, passage=passage
        )
        return {"gold": gold, "passage": passage.exact if passage else None}

    def _passage(selected: SelectedPassage, reader: str) -> Passage:
        document = library.seen(assistant.document(selected.sha256), owner_of(reader))
        if document is None:
            raise HTTPException(404, f"none of the indexed documents has the hash {selected.sha256[:64]}")
        exact = document.text[selected.start : selected.end]
        if not exact.strip() or selected.end > len(document.text):
            raise HTTPException(
                422, f"characters {selected.start} to {selected.end} are no words of this document; select some"
            )
        stripped = exact.strip()
        return Passage(stripped, document.uri)

    return router

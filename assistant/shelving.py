"""The documents and collections over HTTP: listed, dropped, sorted, removed."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from ..corpus.naming import display_path
from ..corpus.parts import part_names
from ..corpus.place import Place
from ..corpus.readers import supported_suffixes
from .dropped_rules import ignored
from .grouping import LONGEST_NAME
from .library import owner_of
from .reasons import told
from .standing import standing
from .visitor import Visitor

if TYPE_CHECKING:
    from .indexing import Indexing
    from .library import Collection, Holding, Library

__all__ = ["shelving_routes"]

_MOST_AT_ONCE = 100_000


class Naming(BaseModel):
    """The name of a collection."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=4 * LONGEST_NAME)]


class Making(Naming):
    """A collection that is wanted."""

    reuse: bool = False
    """Whether one that has this name already will do."""


class Some(BaseModel):
    """Some documents, by their ids."""

    model_config = ConfigDict(extra="forbid")

    documents: Annotated[set[str], Field(min_length=1, max_length=_MOST_AT_ONCE)]


class Drop(BaseModel):
    """The files of a drop that are to be sent, and the ignore files among them."""

    model_config = ConfigDict(extra="forbid")

    rules: Annotated[dict[str, Annotated[str, Field(max_length=1_000_000)]], Field(max_length=1_000)]
    """Texts by paths."""
    paths: Annotated[list[Annotated[str, Field(max_length=4096)]], Field(max_length=_MOST_AT_ONCE)]


class Assignment(Some):
    """Where they belong."""

    collection: str


def shelving_routes(library: "Library", indexing: "Indexing") -> APIRouter:
    """The routes under `/api/library` for what a reader may ask."""
    router = APIRouter(prefix="/api/library", tags=["library"])
    _listing_routes(router, library, indexing)
    _dropping_route(router, library, indexing)
    _collection_routes(router, library, indexing)
    _document_routes(router, library, indexing)
    return router


def _owner(request: Request) -> str:
    return owner_of(Visitor.of(request).reader)


def _listing_routes(router: APIRouter, library: "Library", indexing: "Indexing") -> None:
    @router.get("")
    def whole(request: Request) -> dict[str, Any]:
        """The documents with their collections, and what could not be read."""
        visitor = Visitor.of(request)
        mine = owner_of(visitor.reader)
        held = library.holdings(mine)
        counts: dict[str, int] = {}
        for holding in held:
            counts[holding.collection] = counts.get(holding.collection, 0) + (not holding.removed)
        return {
            "collections": [_collection(one, counts) for one in library.collections(mine, held)],
            "documents": [_document(holding) for holding in held],
            "skipped": [
                {"name": display_path(path), "reason": told(reason, visitor.language)}
                for (path, reason) in indexing.skipped.items()
                if library.may_see(path, mine)
            ],
            "suffixes": sorted(supported_suffixes()),
            "max_bytes": library.uploads.max_bytes,
        }

    @router.get("/progress")
    def progress(request: Request) -> dict[str, Any]:
        """How far the index is, and what became of each file of the last drop."""
        visitor = Visitor.of(request)
        mine = owner_of(visitor.reader)
        drop = indexing.arrivals.as_dict(mine)
        for file in drop["files"]:
            file["reason"] = told(file["reason"] or "", visitor.language) or None
        return {**standing(indexing, library, mine).as_dict(), "drop": drop}


def _dropping_route(router: APIRouter, library: "Library", indexing: "Indexing") -> None:
    @router.put("/files/{collection}", status_code=201)
    async def drop(
        collection: str,
        request: Request,
        path: Annotated[str, Query(min_length=1, max_length=4096)],
        *,
        replace: bool = False,
    ) -> dict[str, Any]:
        """Take in one file, the body of the request, under its path; only `replace` overwrites another there."""
        mine = _owner(request)
        library.may_receive(mine, collection)
        said = request.headers.get("content-length", "")
        size = int(said) if said.isdecimal() and len(said) < 16 else 0
        kept = await library.uploads.keep(mine, collection, path, request.stream(), size, replace=replace)
        if kept.new:
            indexing.arrivals.add(mine, kept.path, collection, path, changed=kept.changed)
            indexing.refresh(library.uploads.folder)
        # What stood there already may be what could not be read.
        reason = "" if kept.new else told(indexing.skipped.get(kept.path, ""), Visitor.of(request).language)
        return {"name": kept.path.name, "new": kept.new, "changed": kept.changed, "reason": reason or None}

    @router.post("/ignored")
    def asked(drop: Drop, request: Request) -> dict[str, dict[str, str]]:
        """Which files of a drop its ignore files name: of each the path that is ignored, and of each such path why."""
        language = Visitor.of(request).language
        found = ignored(drop.rules, drop.paths)
        return {"within": found.within, "reasons": {path: told(why, language) for path, why in found.reasons.items()}}


def _collection_routes(router: APIRouter, library: "Library", indexing: "Indexing") -> None:
    @router.post("/collections", status_code=201)
    def make(making: Making, request: Request) -> dict[str, Any]:
        """Make a collection, or find one of the name."""
        return {"id": (library.for_drop if making.reuse else library.make)(_owner(request), making.name)}

    @router.patch("/collections/{identity}", status_code=204)
    def rename(identity: str, naming: Naming, request: Request) -> None:
        """Give a collection another name."""
        library.rename(_owner(request), identity, naming.name)

    @router.delete("/collections/{identity}", status_code=204)
    def dissolve(identity: str, request: Request) -> None:
        """Delete a collection, with the files that were dropped into it."""
        library.dissolve(_owner(request), identity)
        indexing.refresh(library.uploads.folder)


def _document_routes(router: APIRouter, library: "Library", indexing: "Indexing") -> None:
    @router.post("/assign", status_code=204)
    def assign(assignment: Assignment, request: Request) -> None:
        """Put documents into a collection."""
        library.assign(_owner(request), assignment.documents, assignment.collection)

    @router.post("/remove", status_code=204)
    def remove(some: Some, request: Request) -> None:
        """Remove documents: dropped files are deleted, others stay where they are and answer no longer."""
        library.remove(_owner(request), some.documents)
        indexing.refresh(library.uploads.folder)

    @router.post("/restore", status_code=204)
    def restore(some: Some, request: Request) -> None:
        """Put back documents that were removed and not deleted."""
        library.restore(_owner(request), some.documents)


def _collection(collection: "Collection", counts: dict[str, int]) -> dict[str, Any]:
    values = {name: getattr(collection, name) for name in collection.__slots__}
    return {**values, "documents": counts.get(collection.id, 0)}


def _document(holding: "Holding") -> dict[str, Any]:
    listed = holding.listed
    names = ("id", "sha256", "title", "uri", "date", "language")
    return {
        **{name: getattr(listed, name) for name in names},
        "type": _type(listed.path, listed.uri),
        "collection": holding.collection,
        "own": holding.own,
        "removed": holding.removed,
    }


def _type(path: Place, uri: str) -> str:
    """What a document is, by the end of its name: `pdf`; of a document in a file, by the end of its own."""
    names = part_names(uri)
    name = names[-1] if names else path.name
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return suffix if suffix.isalnum() and len(suffix) <= 8 else ""

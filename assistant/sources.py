"""The documents over HTTP: a link to a place leads to it, or to what has become of it."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from .citations import Citations
from .evidence import Evidence
from .library import owner_of
from .links import Place, parse_places
from .nearest import nearest_span
from .viewer import View, message_page, viewer_parts
from .visitor import Visitor
from .wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..corpus.document import Document
    from .assistant import Assistant
    from .library import Library

__all__ = ["source_routes"]

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""No script at all, and no request but for the icon and a search in the document."""

_PAINTED = 0.1
"""Seconds in which a browser shows the part with the quote: while more comes in, it reads on first."""


def source_routes(assistant: "Assistant", citations: Citations, library: "Library") -> APIRouter:
    """The routes of the document viewer."""
    router = APIRouter()

    @router.get("/document/{sha256}", include_in_schema=False)
    def document(
        sha256: str,
        request: Request,
        start: str = "0",
        end: str = "0",
        among: str = "",
        q: str = "",
        pane: str = "",
    ) -> Response:
        visitor = Visitor.of(request)
        owner = owner_of(visitor.reader)
        words = wording(visitor.language)
        view = View(among=parse_places(among), search=q, pane=bool(pane), language=visitor.language)
        found = library.seen(assistant.document(sha256), owner)
        span = _span(start, end)
        if found is None:
            place = Place(sha256, *(span or (0, 0)))
            return _superseded(assistant, citations, place, view, lambda uri: library.may_see_uri(uri, owner))
        if span is None:
            return _html(viewer_parts(found, replace(view, notice=words.bad_offsets)), 400)
        inside = 0 <= span[0] <= span[1] <= len(found.text)
        cited = citations.find(Place(sha256, *span)) if inside else None
        if cited is not None and found.text[span[0] : span[1]] != cited.exact:
            # The same bytes, read by a newer reader to another text.
            return _likeness(found, cited, view)
        return _html(viewer_parts(found, replace(view, start=span[0], end=span[1])), 200 if inside else 400)

    @router.get("/document/{sha256}/original", include_in_schema=False)
    def original(sha256: str, request: Request) -> Response:
        visitor = Visitor.of(request)
        found = library.original(sha256, owner_of(visitor.reader))
        if found is None:
            words = wording(visitor.language)
            page = message_page(words.not_found, words.no_original, language=visitor.language)
            return _html([page], 404)
        (name, data) = found
        # Saved, never shown: what a page, a picture or a PDF would run, it would run as this server's own.
        held = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"}
        return Response(data, headers=held, media_type="application/octet-stream")

    return router


def _superseded(
    assistant: "Assistant", citations: Citations, place: Place, view: View, may_see: "Callable[[str], bool]"
) -> Response:
    """What a link leads to when no document has its hash any more: the newer version, if it is known which."""
    words = wording(view.language)
    cited = citations.find(place)
    known = cited or citations.any_of(place.sha256)
    if known is None or not may_see(known.document.uri):
        note = words.not_found_note.format(place.sha256[:64])
        return _html([message_page(words.not_found, note, language=view.language)], 404)
    current = assistant.document_at(known.document.uri)
    if current is None:
        note = words.gone_note.format(known.document.title, known.document.uri)
        quoted = cited.exact if cited else ""
        return _html([message_page(words.gone, note, quoted=quoted, language=view.language)], 410)
    view = replace(view, place=place)
    if cited is None:
        return _html(viewer_parts(current, replace(view, notice=words.changed_unknown)), 200)
    return _likeness(current, cited, view)


def _likeness(document: "Document", cited: Evidence, view: View) -> Response:
    """The document with the words that were cited, or else with what comes nearest to them, shown as such."""
    words = wording(view.language)
    view = replace(view, place=cited.place)
    like = nearest_span(cited, document)
    if like is None:
        return _html(viewer_parts(document, replace(view, notice=words.changed_gone.format(cited.exact))), 200)
    notice = words.changed_same if like.verbatim else words.changed_like.format(cited.exact)
    view = replace(view, start=like.start, end=like.end, notice=notice)
    view = replace(view, likeness=not like.verbatim, unchanged=like.verbatim)
    return _html(viewer_parts(document, view), 200)


def _span(start: str, end: str) -> tuple[int, int] | None:
    # Longer numbers than this are no offsets, and converting them takes long.
    if not all(number.isascii() and number.isdigit() and len(number) <= 12 for number in (start, end)):
        return None
    return int(start), int(end)


def _html(parts: Iterable[str], status: int) -> Response:
    """A page, sent part by part; only the first is made before it is known that there is a page."""
    rest = iter(parts)
    first = next(rest)

    def sent() -> Iterator[bytes]:
        yield first.encode("utf-8", errors="replace")
        for number, part in enumerate(rest):
            if not number:
                time.sleep(_PAINTED)
            yield part.encode("utf-8", errors="replace")

    return StreamingResponse(sent(), status, {"Content-Security-Policy": _POLICY}, "text/html; charset=utf-8")

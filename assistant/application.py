"""The web application: the chat, the document viewer, and the API, behind their safety."""

import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from ..corpus.errors import (
    ConversationError,
    ExtraMissingError,
    GuillemetError,
    IndexBusyError,
    LibraryError,
    QuestionError,
    UploadError,
)
from .access import Access, Doors
from .api import api_routes, fault
from .api_page import api_page
from .chat import mount_chat
from .citations import Citations
from .conversations import Conversations
from .dialogue import Dialogue
from .examples import examples_for
from .feedback import Feedback
from .grouping import Grouping
from .indexing import Indexing
from .keeping import keeping_routes
from .library import Library
from .notebook import NOTEBOOK_FILE, Notebook
from .protection import Protection
from .reasons import told
from .shelving import shelving_routes
from .sources import source_routes
from .tools import mcp_server
from .uploads import UPLOADS_FOLDER, Uploads
from .visitor import Visitor
from .wording import wording

if TYPE_CHECKING:
    from .assistant import Assistant

__all__ = ["create_app"]

_STATUSES = (
    (QuestionError, 422),
    (ConversationError, 404),
    (UploadError, 422),
    (LibraryError, 404),
    (IndexBusyError, 503),
    (GuillemetError, 500),
)

_DESCRIPTION = "Ask your documents. They answer in their own words, between « guillemets »."


def create_app(
    assistant: "Assistant",
    *,
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost"),
    doors: Doors | None = None,
    base: str = "http://127.0.0.1:7860",
) -> FastAPI:
    """The app that answers to these host names ("*" for any); it brings the index up to date when it starts.

    `doors` say who may come in, by default everybody; `base` is the address that links out of tools lead to.
    """
    settings = assistant.index.settings
    indexing = Indexing(assistant)
    notebook = Notebook(settings.state_folder / NOTEBOOK_FILE)
    (conversations, citations, feedback) = (Conversations(notebook), Citations(notebook), Feedback(notebook))
    uploads = Uploads(settings.state_folder / UPLOADS_FOLDER, settings.max_file_mb * 1_000_000)
    library = Library(assistant, Grouping(notebook), uploads)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        indexing.start()
        async with AsyncExitStack() as running:
            if tools is not None:
                await running.enter_async_context(tools.session_manager.run())
            yield
        await run_in_threadpool(indexing.stop)

    # No generated documentation pages: they load scripts from another host.
    app = FastAPI(
        title="Guillemet",
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    _add_errors(app)
    app.include_router(source_routes(assistant, citations, library))
    app.include_router(api_routes(assistant, indexing, citations, library))
    app.include_router(keeping_routes(assistant, conversations, feedback, library))
    app.include_router(shelving_routes(library, indexing))
    _add_state(app, indexing)
    _add_pages(app)
    tools = _add_tools(app, lambda: mcp_server(assistant, indexing, citations, library, base))
    dialogue = Dialogue(assistant, indexing, conversations, feedback, library)
    mount_chat(app, dialogue, examples_for(assistant))
    # The last one added is the first to see a request.
    app.add_middleware(Access, doors=doors or Doors())
    app.add_middleware(Protection)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return app


def _add_state(app: FastAPI, indexing: Indexing) -> None:
    # Pages that were open before a restart see from it that this is another server.
    begun = secrets.token_hex(4)

    @app.get("/health", tags=["state"])
    def health() -> dict[str, Any]:
        """Whether the server lives, and how far its index is."""
        return {**indexing.state.as_dict(), "begun": begun}

    @app.get("/ready", tags=["state"])
    def ready(response: Response) -> dict[str, Any]:
        """Whether questions are answered at once: 503 while the index is first prepared, or when that failed."""
        ready = indexing.prepared
        response.status_code = 200 if ready else 503
        return {"ready": ready}


def _add_pages(app: FastAPI) -> None:
    @app.api_route("/api", methods=["GET", "HEAD"], include_in_schema=False)
    def described(request: Request) -> HTMLResponse:
        return HTMLResponse(api_page(app.openapi(), language=Visitor.of(request).language))

    @app.get("/page/words.json", include_in_schema=False)
    def words(request: Request) -> Response:
        spoken = wording(Visitor.of(request).language)
        held = {field.name: getattr(spoken, field.name) for field in fields(spoken)}
        return Response(json.dumps(held, ensure_ascii=False), media_type="application/json")

    # Before the page, which answers whatever is left in words of its own.
    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(rest: str) -> None:  # noqa: ARG001 - the route's own name for it
        raise HTTPException(404, "nothing is done at this address with this method; see /api")

    app.mount("/page", StaticFiles(directory=Path(__file__).parent / "static"))


def _add_tools(app: FastAPI, made: Callable[[], Any]) -> Any:  # noqa: ANN401 - the package is an extra
    """Put the tools at `/mcp`; None where the package for them is not installed, which that address then says."""
    try:
        server = made()
    except ExtraMissingError as error:
        missing = str(error)

        @app.api_route("/mcp", methods=["GET", "POST"], include_in_schema=False)
        def no_tools() -> JSONResponse:
            return JSONResponse({"error": missing}, 501)

        return None
    # Host names are checked for the whole app; this one's own check would know the local ones only.
    app.router.routes.extend(server.streamable_http_app(host="0.0.0.0").routes)  # noqa: S104 - nothing is bound
    return server


def _add_errors(app: FastAPI) -> None:
    """Every error of the API is one line in `error`, in the language of the page."""

    @app.exception_handler(GuillemetError)
    def failed(request: Request, error: Exception) -> JSONResponse:
        status = next(status for kind, status in _STATUSES if isinstance(error, kind))
        return JSONResponse({"error": told(str(error), Visitor.of(request).language)}, status)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(
            {"error": told(error.detail, Visitor.of(request).language)}, error.status_code, error.headers
        )

    @app.exception_handler(RequestValidationError)
    def misunderstood(_request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = error.errors()[0]
        # FastAPI says first where in the request a fault is: in its body, its path or its query.
        return JSONResponse({"error": f"{fault(wrong, wrong['loc'][1:])}; see /api for what is expected"}, 422)

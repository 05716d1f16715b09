"""The local server: the chat, the document viewer beside it, and their safety."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ..corpus.errors import ServerError
from .chat import mount_chat
from .examples import examples_for
from .indexing import Indexing
from .protection import Protection
from .viewer import message_page, viewer_page
from .wording import preferred, wording

if TYPE_CHECKING:
    from .assistant import Assistant

__all__ = ["create_app", "serve"]

_VIEWER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""No script at all, and no request but for the icon."""

_GRACE_SECONDS = 1
"""How long open pages may hold up the end of the server."""


def create_app(assistant: "Assistant", *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The app that answers to these host names ("*" for any); it brings the index up to date when it starts."""
    indexing = Indexing(assistant)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        indexing.start()
        yield
        await run_in_threadpool(indexing.stop)

    # No generated documentation pages: they load scripts from another host.
    app = FastAPI(title="Guillemet", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Protection)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)

    @app.get("/health")
    def health() -> dict[str, Any]:
        state = indexing.state
        return {"status": state.phase, "documents": state.documents, "done": state.done, "total": state.total}

    @app.get("/document/{sha256}")
    def document(sha256: str, request: Request, start: str = "0", end: str = "0") -> Response:
        language = preferred(request.headers.get("accept-language"))
        words = wording(language)
        found = assistant.document(sha256)
        if found is None:
            note = words.not_found_note.format(sha256[:64])
            return _html(message_page(words.not_found, note, language=language), 404)
        span = _span(start, end)
        if span is None:
            return _html(viewer_page(found, language=language, notice=words.bad_offsets), 400)
        inside = 0 <= span[0] <= span[1] <= len(found.text)
        return _html(viewer_page(found, *span, language=language), 200 if inside else 400)

    mount_chat(app, assistant, indexing, examples_for(assistant))
    return app


def serve(assistant: "Assistant", *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the chat until Ctrl-C or SIGTERM; port 0 takes any free one. The address is printed on stdout."""
    with closing(_listen(host, port)) as listening:
        bound = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        hosts = ("127.0.0.1", "localhost", name) if _is_loopback(host) else ("*",)
        if not _is_loopback(host):
            sys.stderr.write(
                f"Warning: listening on {host}, and there is no password: whoever reaches it reads the documents.\n"
            )
        app = create_app(assistant, hosts=hosts)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS, server_header=False
        )
        server = uvicorn.Server(config)
        # Open pages hold requests that never end; that these are cut off at the end is no error to tell.
        logging.getLogger("uvicorn.error").addFilter(lambda _record: not server.should_exit)

        def end(_number: int, _frame: object) -> None:
            server.should_exit = True

        # The server listens to signals only once it runs, and after its own clean end raises the signal again: one that
        # comes before ends it too, and the one after does nothing more.
        previous = signal.signal(signal.SIGTERM, end)
        sys.stdout.write(f"Guillemet is at http://{name}:{bound}/ (Ctrl-C stops it)\n")
        sys.stdout.flush()
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, previous)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ServerError(f"{port} is no port; choose one from 1 to 65535 with --port, or 0 for any free one")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"cannot listen on {host}: {_reason(error)}; use --host 127.0.0.1") from error
    try:
        if sys.platform != "win32":
            # Without this a port stays taken for a minute after the last server on it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise ServerError(f"cannot listen on {host}: {_reason(error)}; use --host 127.0.0.1") from error
        raise ServerError(
            f"cannot listen on {host}, port {port}: {_reason(error)}; "
            "choose another with --port, or --port 0 for any free one"
        ) from error
    return listening


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _span(start: str, end: str) -> tuple[int, int] | None:
    # Longer numbers than this are no offsets, and converting them takes long.
    if not all(number.isascii() and number.isdigit() and len(number) <= 12 for number in (start, end)):
        return None
    return int(start), int(end)


def _html(page: str, status: int) -> HTMLResponse:
    return HTMLResponse(page.encode("utf-8", errors="replace"), status, {"Content-Security-Policy": _VIEWER_POLICY})

"""What every response says to the browser, so that no page can load from or send to another host."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Protection"]

_HEADERS = {
    # Gradio's page needs inline scripts and builds functions from templates; other hosts it does not need.
    "Content-Security-Policy": (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_CLOSED = ("/gradio_api/file=http", "/gradio_api/proxy=", "/gradio_api/upload")
"""Routes that Gradio brings and the chat has no use for: the first two make the server fetch from other hosts."""


class Protection:
    """ASGI middleware that adds the headers a response has not set itself, and closes unused routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["path"].startswith(_CLOSED):
            await send_protected({"type": "http.response.start", "status": 404, "headers": []})
            await send_protected({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send_protected)

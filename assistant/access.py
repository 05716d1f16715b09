"""Who may come in, and whose conversations they see: a password, a token, or a browser known by a cookie."""

import re
import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..corpus.errors import ServerError, SettingsError
from .visitor import READER_HEADER

if TYPE_CHECKING:
    from ..index.settings import Settings

__all__ = ["Access", "Doors", "is_loopback"]

_OPEN = ("/health", "/ready")
"""What anybody may ask: a load balancer has no password."""

_COOKIE = "guillemet_reader"
_COOKIE_DAYS = 400
"""Browsers keep none longer."""

_SHORTEST = 8
"""Characters of a password or token."""


class Doors:
    """The passwords and the token that let readers in; with neither, everybody may come in."""

    def __init__(self, users: Mapping[str, str] | None = None, token: str = "") -> None:
        self.users = dict(users or {})
        self.token = token

    @classmethod
    def of(cls, settings: "Settings") -> "Doors":
        """The doors of the settings. Raises SettingsError for a user without a password, and for short secrets."""
        users = {}
        for entry in settings.users.get_secret_value().split():
            (name, _, password) = entry.partition(":")
            if not name or len(password) < _SHORTEST:
                raise SettingsError(
                    f"GUILLEMET_USERS holds an entry without a name or with a password under {_SHORTEST} characters; "
                    "give name:password, several parted by spaces"
                )
            if name in users:
                raise SettingsError(f"GUILLEMET_USERS holds {name} twice; give each name one password")
            users[name] = password
        token = settings.token.get_secret_value()
        if token and len(token) < _SHORTEST:
            raise SettingsError(f"GUILLEMET_TOKEN has {len(token)} characters; give at least {_SHORTEST}")
        return cls(users, token)

    @property
    def closed(self) -> bool:
        """Whether one has to show something to come in."""
        return bool(self.users or self.token)

    def must_suffice_for(self, host: str) -> None:
        """Raises ServerError where others could reach the host and would find the doors open."""
        if not is_loopback(host) and not self.closed:
            raise ServerError(
                f"{host} can be reached by other machines, and there is no password; set GUILLEMET_USERS=name:password "
                "(and GUILLEMET_TOKEN for programs), or use --host 127.0.0.1"
            )

    def reader(self, authorization: str) -> str | None:
        """Whom an `Authorization` header lets in, as the owner of conversations; None where it lets nobody in."""
        (scheme, _, shown) = authorization.strip().partition(" ")
        if scheme.lower() == "bearer" and self.token and _same(shown.strip(), self.token):
            return "token:"
        if scheme.lower() != "basic":
            return None
        try:
            (name, _, password) = b64decode(shown, validate=True).decode("utf-8").partition(":")
        except (Base64Error, UnicodeDecodeError, ValueError):
            return None
        known = _same(password, self.users.get(name, secrets.token_hex()))
        return f"user:{name}" if known else None


class Access:
    """ASGI middleware that lets in whom the doors let in, and says on every request who that is."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        (reader, cookie) = self._reader(headers)
        if reader is None and scope["path"] not in _OPEN:
            await _refuse(scope, send)
            return
        named = [(name, value) for name, value in scope["headers"] if name != READER_HEADER.encode()]
        named.append((READER_HEADER.encode(), (reader or "").encode("utf-8")))

        async def send_known(message: Message) -> None:
            # Only a page is followed by others of the same browser.
            if cookie and message["type"] == "http.response.start" and scope["path"] == "/":
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self.app({**scope, "headers": named}, receive, send_known)

    def _reader(self, headers: Headers) -> tuple[str | None, str]:
        """Whose request it is, and the cookie that a browser not seen before gets."""
        if self._doors.closed:
            return self._doors.reader(headers.get("authorization", "")), ""
        held = re.search(rf"(?:^|;\s*){_COOKIE}=([\w-]{{20,60}})(?:;|$)", headers.get("cookie", ""))
        if held:
            return f"browser:{held.group(1)}", ""
        fresh = secrets.token_urlsafe(24)
        lasting = f"Path=/; Max-Age={_COOKIE_DAYS * 86_400}; HttpOnly; SameSite=Strict"
        return f"browser:{fresh}", f"{_COOKIE}={fresh}; {lasting}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _same(shown: str, expected: str) -> bool:
    return compare_digest(shown.encode("utf-8"), expected.encode("utf-8"))


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = b'{"error": "a password or a token is needed: see GUILLEMET_USERS and GUILLEMET_TOKEN"}'
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"www-authenticate", b'Basic realm="Guillemet", charset="UTF-8"'),
    ]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""Fetches pages politely: what robots.txt allows, at its pace, of limited size and time, asking whether it changed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from lxml import etree, html
from protego import Protego

from .content_type import marked_text, suffix_of, told_type
from .errors import PageError
from .place import WebAddress, is_web_address
from .public import PublicNetwork
from .readers import is_packed, supported_suffixes
from .transport import TimedTransport

__all__ = ["FetchedPage", "PoliteClient"]

_AGENT = "Guillemet"
_MAX_BYTES = 50_000_000
_MAX_ROBOTS = 500_000
_MAX_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(20, connect=10)
_LONGEST_SECONDS = 120
"""For one request with its whole answer, however slowly it drips."""
_LONGEST_PAUSE = 30.0
"""Of what robots.txt may ask for between two requests; a site that asks for more is still asked this seldom."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came."""

    url: WebAddress
    """After redirects."""
    suffix: str
    """Of its format, in lower case and with the dot; empty where neither type nor address tells."""
    body: bytes
    """A text that the server says is in another encoding than its bytes would tell is in UTF-8, with its mark."""
    told_type: str
    """What the server says of its format; empty where it says nothing."""
    etag: str | None
    last_modified: str | None
    canonical: WebAddress
    """How the page itself wants to be called, where that is on the same host; else `url`."""


class PoliteClient:
    """Fetches one page after the other; to be closed. It sends no cookies and takes no proxy from the environment."""

    def __init__(self, *, allow_private: bool = False, pause: float = 1.0) -> None:
        """`pause` is the least time, in seconds, between two requests to one host."""
        self._pause = pause
        self._robots: dict[str, Protego] = {}
        self._last: dict[str, float] = {}
        self._client = httpx.Client(
            transport=TimedTransport(
                httpcore.SyncBackend() if allow_private else PublicNetwork(), seconds=_LONGEST_SECONDS
            ),
            headers={"User-Agent": f"{_AGENT} (a reader on somebody's own machine)", "Accept-Encoding": "gzip"},
            timeout=_TIMEOUT,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(
        self, url: WebAddress, *, etag: str | None = None, last_modified: str | None = None
    ) -> FetchedPage | None:
        """The page, or None when it is as it was when these two were told.

        Raises PageError; its `gone` says that there is no such page any more.
        """
        headers = {name: value for (name, value) in _conditions(etag, last_modified) if value}
        (response, final, body) = self._get(url, headers, _MAX_BYTES)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None
        if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            raise PageError(f"is not there (status {response.status_code})", gone=True)
        if response.status_code != httpx.codes.OK:
            raise PageError(f"the server answered with status {response.status_code}")
        content_type = response.headers.get("content-type", "")
        suffix = suffix_of(content_type, final)
        if suffix in supported_suffixes() and not is_packed(suffix):
            body = marked_text(body, content_type)
        return FetchedPage(
            final,
            suffix,
            body,
            told_type(content_type),
            response.headers.get("etag"),
            response.headers.get("last-modified"),
            _canonical(body, final) if suffix == ".html" else final,
        )

    def _get(
        self, url: WebAddress, headers: Mapping[str, str], limit: int, *, robots: bool = True
    ) -> tuple[httpx.Response, WebAddress, bytes]:
        for _ in range(_MAX_REDIRECTS + 1):
            _check_form(url)
            if robots and not self._rules(url).can_fetch(url, _AGENT):
                raise PageError("its site's robots.txt does not allow to fetch it")
            self._wait(url)
            try:
                with self._client.stream("GET", url, headers=dict(headers)) as response:
                    if not response.has_redirect_location:
                        return response, url, _body(response, limit)
                    url = WebAddress(urljoin(url, response.headers["location"]).partition("#")[0])
            except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.TimeoutException) as error:
                raise PageError(f"could not be fetched ({str(error) or type(error).__name__})") from error
            except (httpcore.ProtocolError, OSError, ValueError) as error:
                raise PageError(f"could not be fetched ({type(error).__name__})") from error
        raise PageError(f"is redirected more than {_MAX_REDIRECTS} times")

    def _rules(self, url: WebAddress) -> Protego:
        """What robots.txt of a page's site says; without one, everything is allowed (RFC 9309)."""
        (scheme, host, *_) = urlsplit(url)
        site = f"{scheme}://{host}"
        if site not in self._robots:
            (response, _, body) = self._get(WebAddress(f"{site}/robots.txt"), {}, _MAX_ROBOTS, robots=False)
            if response.is_server_error:
                raise PageError(f"robots.txt of its site cannot be read now (status {response.status_code})")
            text = body.decode("utf-8", "replace") if response.is_success else ""
            self._robots[site] = Protego.parse(text)
        return self._robots[site]

    def _wait(self, url: WebAddress) -> None:
        (scheme, host, *_) = urlsplit(url)
        rules = self._robots.get(f"{scheme}://{host}")
        asked = rules.crawl_delay(_AGENT) if rules else None
        pause = max(self._pause, min(asked or 0.0, _LONGEST_PAUSE))
        left = self._last.get(host, 0.0) + pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()


def _conditions(etag: str | None, last_modified: str | None) -> tuple[tuple[str, str | None], ...]:
    return ("If-None-Match", etag), ("If-Modified-Since", last_modified)


def _check_form(url: WebAddress) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise PageError(f"is no address ({error})") from error
    if not is_web_address(url) or not parts.hostname:
        raise PageError("leads to something that is no http or https address")
    if "@" in parts.netloc:
        raise PageError("holds a user name or password, which would be stored and shown; leave it out")


def _body(response: httpx.Response, limit: int) -> bytes:
    """The decoded body, cut off as soon as it is too long."""
    parts: list[bytes] = []
    length = 0
    for part in response.iter_bytes():
        parts.append(part)
        length += len(part)
        if length > limit:
            raise PageError(f"larger than {limit / 1_000_000:g} MB")
    return b"".join(parts)


def _canonical(body: bytes, url: WebAddress) -> WebAddress:
    """Where the page says that it stands; only on its own host, or any page could pose as another."""
    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        return url
    for target in page.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href"):
        try:
            named = WebAddress(urljoin(url, str(target).strip()).partition("#")[0])
            (one, other) = (urlsplit(named), urlsplit(url))
            if is_web_address(named) and one.netloc == other.netloc and not any(map(str.isspace, named)):
                return named
        except ValueError:
            continue
    return url

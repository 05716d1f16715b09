"""Sitemaps (https://www.sitemaps.org/protocol.html): which pages a site names."""

import zlib
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from .errors import PageError
from .place import WebAddress, is_web_address

__all__ = ["Sitemap", "read_sitemap"]

_MAX_BYTES = 50_000_000
"""The protocol's own limit."""


class Sitemap(NamedTuple):
    """What a sitemap names; of other hosts than its own, nothing is taken, as the protocol demands."""

    pages: list[WebAddress]
    sitemaps: list[WebAddress]
    elsewhere: int
    """How many pages and sitemaps of other hosts are left out."""


def read_sitemap(data: bytes, url: WebAddress) -> Sitemap | None:
    """The sitemap in these bytes, compressed or not, or None where they are something else.

    Raises PageError for one that is damaged or too large.
    """
    data = _unpacked(data)
    start = data[:2_000].lower()
    if b"<urlset" not in start and b"<sitemapindex" not in start:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PageError(f"is a sitemap that is not well formed ({str(error).splitlines()[0]})") from error
    host = urlsplit(url).netloc
    found: dict[str, list[WebAddress]] = {"url": [], "sitemap": []}
    elsewhere: set[str] = set()
    for entry in root:
        if not isinstance(entry.tag, str):
            continue
        kind = etree.QName(entry).localname
        for child in entry:
            if isinstance(child.tag, str) and etree.QName(child).localname == "loc" and kind in found:
                named = (child.text or "").strip()
                if not is_web_address(named):
                    continue
                if _host(named) == host:
                    found[kind].append(WebAddress(named.partition("#")[0]))
                else:
                    elsewhere.add(named)
    return Sitemap(list(dict.fromkeys(found["url"])), list(dict.fromkeys(found["sitemap"])), len(elsewhere))


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacking = zlib.decompressobj(wbits=31)
    try:
        data = unpacking.decompress(data, _MAX_BYTES + 1)
    except zlib.error as error:
        raise PageError(f"is a damaged gzip file ({error})") from error
    if len(data) > _MAX_BYTES:
        raise PageError(f"unpacks to more than {_MAX_BYTES // 1_000_000} MB")
    return data


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""

"""Where a document is found: a path, or an address on the web."""

import hashlib
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from urllib.request import url2pathname

__all__ = [
    "Place",
    "WebAddress",
    "document_id",
    "file_of",
    "is_below",
    "is_web_address",
    "place_key",
    "place_of",
    "place_uri",
]

_SCHEMES = ("http://", "https://")


class WebAddress(str):
    """An absolute http or https address."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The last part of its path, as a file would be called; the host where there is none."""
        parts = urlsplit(self)
        return PurePosixPath(unquote(parts.path)).name or parts.hostname or "page"


Place = Path | WebAddress


def is_web_address(text: str) -> bool:
    """Whether the text is meant as an address on the web and not as a path."""
    return text.lower().startswith(_SCHEMES)


def place_key(place: Place) -> bytes:
    """The bytes that name a place, whatever bytes a file's name is made of. An absolute path is never an address."""
    return os.fsencode(place)


@lru_cache(maxsize=1 << 16)
def place_of(key: bytes) -> Place:
    """The place that `place_key` named; kept, since the same ones are made again and again, and a path takes long."""
    text = os.fsdecode(key)
    return WebAddress(text) if is_web_address(text) else Path(text)


def place_uri(place: Place) -> str:
    """The URI of a place: a file's `file:` URI, or the address itself."""
    return str(place) if isinstance(place, WebAddress) else place.as_uri()


def file_of(uri: str) -> Path | None:
    """The file that a `file:` URI leads to, whatever bytes its name is made of; None for any other URI."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    return Path(url2pathname(parts.path) if os.name == "nt" else os.fsdecode(unquote_to_bytes(parts.path)))


def document_id(uri: str) -> str:
    """What names a source across changes of its content: 16 hexadecimal digits of SHA-256 over the URI."""
    return hashlib.sha256(uri.encode()).hexdigest()[:16]


def is_below(place: Place, folders: Iterable[Path]) -> bool:
    """Whether a place is one of these files, or stands in one of these folders."""
    return isinstance(place, Path) and any(place.is_relative_to(folder) for folder in folders)

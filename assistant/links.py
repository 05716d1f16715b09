"""Links to a place in a document."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from ..corpus.document import Document

__all__ = ["Place", "file_link", "parse_places", "viewer_link"]

_WORDS_AT_EACH_END = 4

_MOST_PLACES = 20
"""More quotes of one answer than this are not leafed through: an address has an end."""


class Place(NamedTuple):
    """A span of a document, named by the content: the SHA-256 of the document and offsets in its text."""

    sha256: str
    start: int
    end: int


def file_link(document: Document, start: int, end: int) -> str:
    """The document's URI with a text fragment, which browsers scroll to and highlight.

    Text fragments: WICG, https://wicg.github.io/scroll-to-text-fragment/. A long quote is named by its first and
    last words.
    """
    words = document.text[start:end].split()
    ends = (
        [words] if len(words) <= 2 * _WORDS_AT_EACH_END else [words[:_WORDS_AT_EACH_END], words[-_WORDS_AT_EACH_END:]]
    )
    fragment = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    # A document inside a file has a fragment already, which names it there.
    return f"{document.uri}{'' if '#' in document.uri else '#'}:~:text={fragment}"


def viewer_link(place: Place, among: Sequence[Place] = (), *, words: str = "", pane: bool = False) -> str:
    """The address of a place on the chat's own server: it names the content, so it survives a moved file.

    `among` are all quotes of the answer, to leaf through; `words` are searched for in the document; `pane` asks for
    the narrower page that stands beside the chat.
    """
    query: dict[str, str | int] = {"start": place.start, "end": place.end}
    if len(among) > 1:
        query["among"] = ",".join(f"{other.sha256}:{other.start}-{other.end}" for other in among[:_MOST_PLACES])
    if words:
        query["q"] = words
    if pane:
        query["pane"] = 1
    return f"/document/{place.sha256}?{urlencode(query, safe=':,')}#quote"


def parse_places(among: str) -> tuple[Place, ...]:
    """The places that the `among` of a viewer link names; what is no place is passed over."""
    places = []
    for named in among.split(",")[:_MOST_PLACES]:
        (sha256, _, span) = named.partition(":")
        (start, _, end) = span.partition("-")
        if len(sha256) == 64 and all(map(_is_offset, (start, end))):
            places.append(Place(sha256, int(start), int(end)))
    return tuple(places)


def _is_offset(number: str) -> bool:
    # Longer numbers than this are no offsets, and converting them takes long.
    return number.isascii() and number.isdigit() and len(number) <= 12

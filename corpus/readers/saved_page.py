"""Pages of the web that a browser saved as one file (MHTML): the page in it, read as HTML is."""

from email.message import EmailMessage

from ..errors import UnreadableDocument
from ..reader import Reading, Source
from .html import READER as HTML
from .mime import parsed_message

__all__ = ["READER", "SavedPageReader"]

_MOST_PARTS = 10_000


class SavedPageReader:
    """Reads `.mht` and `.mhtml`."""

    suffixes = frozenset({".mht", ".mhtml"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The first page in it; images, style sheets and frames are left out."""
        message = parsed_message(data)
        for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False):
            if isinstance(part, EmailMessage) and part.get_content_type() in {"text/html", "application/xhtml+xml"}:
                page = part.get_payload(decode=True)
                if isinstance(page, bytes) and page:
                    return HTML.read(page, source)
        raise UnreadableDocument("damaged, or no saved page")


READER = SavedPageReader()

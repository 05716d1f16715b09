"""HTML: the visible text of the page, laid out by its block elements; what is not main content is furniture."""

import re
from dataclasses import replace

import lxml.html
from lxml import etree

from ..dates import document_date
from ..document import BlockKind
from ..encoding import codec_of, decode, has_mark
from ..errors import UnreadableDocument
from ..language import detect_language
from ..reader import Reading, Source
from .html_layout import lay_out
from .html_main import mark_furniture
from .html_metadata import page_date, page_language, page_title

__all__ = ["READER", "HtmlReader", "decode_page"]

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset\s*=\s*|\?xml\b[^>]*?\bencoding\s*=\s*)["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_OPTIONAL_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_HEAD_BYTES = 4096
_SURELY_SOMETHING = 1_000_000
"""Characters of a page that cannot be without any text."""
_ENOUGH_TEXT = 400
"""Characters from which the text is trusted for its language over what the page declares: templates often lie."""


class HtmlReader:
    """Reads `.html`."""

    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The laid-out text; title, date and language as the markup gives them."""
        page = decode_page(data)
        root = _parse(page)
        text, laid = lay_out(root)
        if any(item.block.kind is BlockKind.FURNITURE for item in laid):
            page = lxml.html.tostring(root, encoding="unicode")  # without what nobody sees
        furniture = mark_furniture(page, text, laid)
        blocks = tuple(
            replace(item.block, kind=BlockKind.FURNITURE, level=0) if is_furniture else item.block
            for item, is_furniture in zip(laid, furniture, strict=True)
        )
        title = page_title(root)
        running = "\n".join(text[block.start : block.end] for block in blocks if block.kind is not BlockKind.FURNITURE)
        declared = page_language(root)
        told = detect_language(running) if declared is None or len(running) >= _ENOUGH_TEXT else None
        return Reading(
            text=text,
            blocks=blocks,
            title=title,
            date=page_date(root) or document_date(text, blocks, title or ""),
            language=told or declared,
        )


READER = HtmlReader()


def decode_page(data: bytes) -> str:
    """The page's source: by byte order mark or UTF-8, then as it declares itself, then by guessing."""
    declared = None if has_mark(data) or b"\0" in data else _DECLARED.search(data[:_HEAD_BYTES])
    for codec in ("utf-8", codec_of(declared[1].decode("ascii", "replace"))) if declared else ():
        try:
            return data.decode(codec or "utf-8")
        except UnicodeDecodeError:
            continue
    return decode(data)


def _parse(page: str) -> lxml.html.HtmlElement:
    # Both end tags may be left out, and libxml2 drops what stands behind them.
    page = _OPTIONAL_END.sub("", page)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        # Where memory runs out, libxml2 calls the page empty.
        if len(page) > _SURELY_SOMETHING:
            raise MemoryError from None
        raise UnreadableDocument("holds no text") from None
    return root

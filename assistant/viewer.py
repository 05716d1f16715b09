"""A document as one self-contained page, with the quoted span marked in it."""

from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from ..corpus.document import Document
from .layout import Layout
from .wording import Wording, wording

__all__ = ["direction", "message_page", "viewer_link", "viewer_page"]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_BRAND = '<a class="brand" href="/">«&#160;Guillemet&#160;»</a>'


def viewer_link(document: Document, start: int, end: int) -> str:
    """The address of a span on the chat's own server: it names the content, so it survives a moved file."""
    return f"/document/{document.sha256}?start={start}&end={end}#quote"


def direction(language: str | None) -> str:
    """`rtl` or `ltr`, for the `dir` attribute of text in a language."""
    return "rtl" if (language or "").partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def viewer_page(
    document: Document, start: int = 0, end: int = 0, *, language: str = "en", notice: str | None = None
) -> str:
    """The document as HTML with `[start, end)` marked; `language` is that of the words around it."""
    words = wording(language)
    if not 0 <= start <= end <= len(document.text):
        notice = words.outside.format(start, end, len(document.text))
        start = end = 0
    body = "".join(Layout(document, start, end, words).parts())
    text_language = f' lang="{escape(document.language)}"' if document.language else ""
    title = escape(document.title)
    jump = f'<a class="jump" href="#quote">{escape(words.to_quote)}</a>' if start < end else ""
    told = f'<p class="notice" role="status">{escape(notice)}</p>' if notice else ""
    return _page(
        document.title,
        words,
        f'<nav>{_BRAND}<span class="name" aria-hidden="true" dir="auto">{title}</span>{jump}</nav>'
        f'<header><h1{text_language} dir="auto">{title}</h1>{_facts(document, words)}{told}</header>'
        f'<main{text_language} dir="{direction(document.language)}">{body}</main>',
    )


def message_page(title: str, message: str, *, language: str = "en") -> str:
    """A page of the same look that says one thing."""
    words = wording(language)
    return _page(
        title,
        words,
        f'<nav>{_BRAND}</nav><main><h1>{escape(title)}</h1><p class="notice" role="status">{escape(message)}</p>'
        f'<p><a href="/">{escape(words.back)}</a></p></main>',
    )


def _page(title: str, words: Wording, body: str) -> str:
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f'<link rel="icon" href="/favicon.ico"><title>{escape(title)} · Guillemet</title>'
        f"<style>{_style()}</style></head><body>{body}</body></html>"
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "static" / "viewer.css").read_text(encoding="utf-8")


def _facts(document: Document, words: Wording) -> str:
    uri = escape(document.uri)
    # Only the web is linked: a browser opens no file: address from a page, and other schemes may run something.
    if _scheme(document.uri) in {"http", "https"}:
        uri = f'<a href="{uri}" rel="noopener noreferrer">{uri}</a>'
    facts = [
        (
            words.date,
            f'<time datetime="{escape(document.date)}">{escape(document.date)}</time>' if document.date else "",
        ),
        (words.document_language, escape(document.language or "")),
        (words.source, uri),
        (words.fingerprint, f'<code title="{escape(document.sha256)}">{escape(document.sha256[:12])}</code>'),
    ]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{fact}</dd></div>" for name, fact in facts if fact)
    return f'<dl aria-label="{escape(words.about)}">{rows}</dl>'


def _scheme(uri: str) -> str:
    """The scheme of an address that may be no address at all."""
    try:
        return urlsplit(uri.strip()).scheme.lower()
    except ValueError:
        return ""

"""A document as one self-contained page: readable, searchable, with the quoted span marked in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from ..corpus.document import Document
from ..corpus.parts import part_names
from .finding import LONGEST_SEARCH, MOST_FOUND, find_words
from .layout import Layout
from .leaves import leaves_of
from .links import Place, viewer_link
from .outline import outline_html
from .wording import Wording, wording

__all__ = ["View", "direction", "message_page", "page_html", "viewer_page", "viewer_parts"]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_BRAND = '<a class="brand" href="/" target="_top">«&#160;Guillemet&#160;»</a>'

_SLOTS = '<template shadowrootmode="open"><slot name="before"></slot><slot></slot></template>'
"""Where a browser puts the parts of a long document, in whatever order they come."""

_AROUND = 45
"""Characters on either side of what was found, in the list of it."""

_LISTED = 200


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen of a document, beside its text."""

    start: int = 0
    end: int = 0
    """The span `[start, end)` to mark."""
    among: tuple[Place, ...] = ()
    """All quotes of the answer, in order."""
    place: Place | None = None
    """The quote that was asked for, where it stands elsewhere than the span: in an earlier version."""
    search: str = ""
    pane: bool = False
    """Whether the page stands beside the chat, which has its own head."""
    language: str = "en"
    """Of the words around the document."""
    notice: str | None = None
    likeness: bool = False
    """Whether the span is only like what was quoted."""
    unchanged: bool = False
    """Whether the very words of the quote stand there, in a document that has changed."""


def direction(language: str | None) -> str:
    """`rtl` or `ltr`, for the `dir` attribute of text in a language."""
    return "rtl" if (language or "").partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def viewer_page(document: Document, view: View | None = None) -> str:
    """The document as HTML, with the view's span marked."""
    return "".join(viewer_parts(document, view or View()))


def viewer_parts(document: Document, view: View) -> Iterator[str]:
    """The page in the parts in which it is sent: of a long document what is about the span first, then the rest."""
    words = wording(view.language)
    if not 0 <= view.start <= view.end <= len(document.text):
        notice = words.outside.format(view.start, view.end, len(document.text))
        view = replace(view, start=0, end=0, place=None, notice=notice)
    # One more than is shown, to know that there are more.
    found = list(islice(find_words(document.text, view.search), MOST_FOUND + 1))
    text_language = f' lang="{escape(document.language)}"' if document.language else ""
    title = escape(document.title)
    told = f'<p class="notice" id="notice" role="status">{escape(view.notice)}</p>' if view.notice else ""
    classes = " ".join(name for name, wanted in (("pane", view.pane), ("likeness", view.likeness)) if wanted)
    head = (
        f"{_head(document.title, words, classes)}"
        f'<nav aria-label="{escape(words.this_document)}">{"" if view.pane else _BRAND}'
        f'<span class="name" aria-hidden="true" dir="auto">{title}</span>{_leafing(document, view, words)}'
        f"{_changed(view, words)}</nav>"
        f'<header><h1{text_language} dir="auto">{title}</h1>{told}{_facts(document, words)}'
        f"{_search(document, view, words, found)}{outline_html(document, words)}</header>"
        f'<main{text_language} dir="{direction(document.language)}" data-sha256="{escape(document.sha256)}">'
    )
    foot = f"</main>{_FOOT}"

    def laid_out(only: range | None = None) -> str:
        return "".join(Layout(document, view.start, view.end, words, found[:MOST_FOUND]).parts(only))

    every = range(len(leaves_of(document).blocks))
    near = leaves_of(document).around(view.start, view.end)
    if found or near == every:
        yield f"{head}{laid_out()}{foot}"
        return
    yield f"{head}{_SLOTS}<div>{laid_out(near)}</div>"
    yield f'<div slot="before">{laid_out(every[: near.start])}</div>'
    after = every[near.stop :]
    yield f"<div>{laid_out(after)}</div>{foot}" if after else foot


def message_page(title: str, message: str, *, quoted: str = "", language: str = "en") -> str:
    """A page of the same look that says one thing, and may show the words it is about."""
    words = wording(language)
    shown = f'<blockquote dir="auto">{escape(quoted)}</blockquote>' if quoted else ""
    return page_html(
        title,
        words,
        f'<nav>{_BRAND}</nav><main><h1>{escape(title)}</h1><p class="notice" role="status">{escape(message)}</p>'
        f'{shown}<p><a href="/" target="_top">{escape(words.back)}</a></p></main>',
    )


def page_html(title: str, words: Wording, body: str, classes: str = "") -> str:
    """A page of the viewer's look."""
    return f"{_head(title, words, classes)}{body}{_FOOT}"


_FOOT = "</body></html>"


def _head(title: str, words: Wording, classes: str) -> str:
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f'<link rel="icon" href="/favicon.ico"><title>{escape(title)} · Guillemet</title>'
        f'<style>{_style()}</style></head><body class="{classes}">'
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "static" / "viewer.css").read_text(encoding="utf-8")


def _leafing(document: Document, view: View, words: Wording) -> str:
    """The way to the quote, and to the ones before and after it in the answer."""
    if view.start >= view.end and view.place is None:
        return ""
    here = view.place or Place(document.sha256, view.start, view.end)
    jump = f'<a class="jump" href="#quote">{escape(words.to_quote)}</a>' if view.start < view.end else ""
    if here not in view.among:
        return jump
    at = view.among.index(here)
    steps = []
    for label, sign, other in ((words.previous_quote, "‹", at - 1), (words.next_quote, "›", at + 1)):
        if 0 <= other < len(view.among):
            link = escape(viewer_link(view.among[other], view.among, pane=view.pane))
            steps.append(f'<a class="step" href="{link}" aria-label="{escape(label)}">{sign}</a>')
        else:
            steps.append(f'<span class="step" aria-hidden="true">{sign}</span>')
    count = f'<span class="count">{escape(words.quote_of.format(at + 1, len(view.among)))}</span>'
    return f'{jump}<span class="leafing">{steps[0]}{count}{steps[1]}</span>'


def _changed(view: View, words: Wording) -> str:
    """Says beside what is marked what it is: the page opens there, with the whole notice far above."""
    said = words.only_like if view.likeness else words.still_there if view.unchanged else ""
    return f'<a class="changed" href="#notice">{escape(said)}</a>' if said else ""


def _search(document: Document, view: View, words: Wording, found: Sequence[tuple[int, int]]) -> str:
    place = view.place or Place(document.sha256, view.start, view.end)
    hidden = {"start": place.start, "end": place.end, "pane": 1 if view.pane else ""}
    if view.among:
        hidden["among"] = ",".join(f"{other.sha256}:{other.start}-{other.end}" for other in view.among)
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(str(value))}">' for name, value in hidden.items() if value
    )
    return (
        f'<form role="search" method="get" action="/document/{escape(place.sha256)}">{kept}'
        f'<input type="search" name="q" value="{escape(view.search)}" maxlength="{LONGEST_SEARCH}" '
        f'aria-label="{escape(words.find)}" placeholder="{escape(words.find)}">'
        f"<button>{escape(words.find_button)}</button></form>{_found(document, view, words, found)}"
    )


def _found(document: Document, view: View, words: Wording, found: Sequence[tuple[int, int]]) -> str:
    if not view.search.strip():
        return ""
    above = len(found) > MOST_FOUND
    many = words.found_above if above else words.found_many.format(len(found))
    count = {0: words.found_none, 1: words.found_one}.get(len(found), many)
    rows = []
    for number, (start, end) in enumerate(found[:_LISTED], start=1):
        (before, after) = map(escape, _around(document.text, start, end))
        around = f"{before}<b>{escape(document.text[start:end])}</b>{after}"
        rows.append(f'<li><a href="#f{number}">{around}</a></li>')
    if len(found) > _LISTED:
        rest = words.found_rest if above else words.found_more.format(len(found) - _LISTED)
        rows.append(f"<li>{escape(rest)}</li>")
    listed = f'<ol dir="{direction(document.language)}">{"".join(rows)}</ol>' if rows else ""
    return (
        f'<details class="results" open><summary><span role="status">{escape(count)}</span></summary>{listed}</details>'
    )


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after a span, cut between two words where there are any."""
    (first, last) = (max(0, start - _AROUND), end + _AROUND)
    (before, after) = (text[first:start], text[end:last])
    if first:
        before = re.sub(r"^\S*(?=\s)|^", "…", before, count=1)
    if last < len(text):
        after = re.sub(r"(?<=\s)\S*\Z|\Z", "…", after, count=1)
    return before, after


def _facts(document: Document, words: Wording) -> str:
    (uri, date) = (escape(document.uri), escape(document.date or ""))
    # Only the web is linked: a browser opens no file: address from a page, and other schemes may run something.
    scheme = _scheme(document.uri)
    if scheme in {"http", "https"}:
        uri = f'<a href="{uri}" rel="noopener noreferrer" target="_top">{uri}</a>'
    elif scheme == "file" and not part_names(document.uri):
        uri += f' <a href="/document/{escape(document.sha256)}/original" download>{escape(words.original)}</a>'
    facts = [
        (words.date, f'<time datetime="{date}">{date}</time>' if date else escape(words.undated)),
        (words.document_language, escape(words.language_name(document.language))),
        (words.source, uri),
        (words.fingerprint, f"<code>{escape(document.sha256)}</code>"),
    ]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{fact}</dd></div>" for name, fact in facts if fact)
    return f'<dl aria-label="{escape(words.about)}">{rows}</dl>'


def _scheme(uri: str) -> str:
    """The scheme of an address that may be no address at all."""
    try:
        return urlsplit(uri.strip()).scheme.lower()
    except ValueError:
        return ""

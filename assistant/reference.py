"""A quote with its reference, in the forms that people paste: text, Markdown, BibTeX and CSL JSON."""

import json
import re
import unicodedata
from typing import Any

from .evidence import Evidence
from .links import viewer_link
from .paging import page_name

__all__ = ["bibtex", "csl_json", "markdown", "markdown_read", "markdown_text", "plain"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~^$&=])")
_ESCAPED = re.compile(r"\\" + _MARKUP.pattern)
_BIBTEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


def plain(quote: Evidence, base: str, language: str = "en") -> str:
    """The words between guillemets, then where they stand."""
    return f"« {quote.exact} »\n— {', '.join(_known(quote, language))}\n{base}{viewer_link(quote.place)}"


def markdown(quote: Evidence, base: str, language: str = "en") -> str:
    """A block quote with its reference; nothing in the quote is taken for markup."""
    lines = "\n".join(f"> {markdown_text(line)}".rstrip() for line in quote.exact.splitlines())
    known = ", ".join(map(markdown_text, _known(quote, language)))
    return f"{lines}\n>\n> — [{known}](<{base}{viewer_link(quote.place)}>)"


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", text)


def markdown_read(shown: str) -> str:
    """The text that `markdown_text` was made from."""
    return _ESCAPED.sub(r"\1", shown)


def bibtex(quote: Evidence, base: str) -> str:
    """A BibTeX entry whose annotation is the quote."""
    source = quote.document
    fields = {
        "title": source.title,
        "date": source.date,
        "langid": source.language,
        "pages": quote.page,
        "url": f"{base}{viewer_link(quote.place)}",
        "note": f"{_span(quote)} of the document with SHA-256 {source.sha256}",
        "annotation": quote.exact,
    }
    lines = [
        # An address is taken verbatim.
        f"  {name} = {{{value if name == 'url' else ' '.join(value.split()).translate(_BIBTEX)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{_key(quote)},", *lines, "}"])


def csl_json(quote: Evidence, base: str) -> str:
    """One item of CSL JSON, as reference managers read it."""
    source = quote.document
    item: dict[str, Any] = {
        "id": _key(quote),
        "type": "document",
        "title": source.title,
        "issued": _issued(source.date),
        "language": source.language,
        "page": quote.page,
        "URL": f"{base}{viewer_link(quote.place)}",
        "annote": quote.exact,
        "note": f"{_span(quote)} of the document with SHA-256 {source.sha256}",
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _known(quote: Evidence, language: str) -> list[str]:
    source = quote.document
    page = page_name(quote.page, source.uri, language, short=True) if quote.page else None
    return [known for known in (source.title, source.date, page) if known]


def _issued(date: str | None) -> dict[str, Any] | None:
    if not date:
        return None
    parts = date.split("-")
    # A document may say anything of its date.
    return {"date-parts": [list(map(int, parts))]} if all(map(str.isdecimal, parts)) else {"raw": date}


def _span(quote: Evidence) -> str:
    return f"Characters {quote.start} to {quote.end}"


def _key(quote: Evidence) -> str:
    """A name for the entry: the first word of the title, the year, and the beginning of the hash."""
    letters = unicodedata.normalize("NFKD", quote.document.title).encode("ascii", "ignore").decode().lower()
    word = next(iter(re.findall(r"[a-z]{3,}", letters)), "document")
    return f"{word}{(quote.document.date or '')[:4]}-{quote.document.sha256[:8]}-{quote.start}"

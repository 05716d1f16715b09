"""What a page's markup says of title, date and language."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ..dates import find_date
from ..language import language_code

__all__ = ["page_date", "page_language", "page_title"]

_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.issued", "dcterms.created", "dc.date.created", "pubdate", "publish-date",
    "parsely-pub-date",
    "citation_publication_date", "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "revised",
)  # fmt: skip
"""Names of `<meta>` in the order of trust: what was published before what was changed."""
_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title")
_SITE = ("og:site_name", "application-name")
_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»:]|::)\s+")


def page_title(root: Any) -> str | None:  # noqa: ANN401 - lxml has no types
    """The page's own title; a site's name behind it goes where the page itself shows that it is one."""
    metas = _metas(root)
    titles = [metas[name] for name in _TITLES if metas.get(name)]
    titles += [" ".join(element.itertext()) for element in root.iter("title")]
    title = next((shown for shown in map(_one_line, titles) if shown), None)
    headings = [_one_line(" ".join(element.itertext())) for element in root.iter("h1", "h2")]
    if title is None:
        return next((heading for heading in headings if heading), None)
    site = next((_one_line(metas[name]) for name in _SITE if metas.get(name)), None)
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and site and parts[-1].casefold() == site.casefold():
        return title[: title.rfind(parts[-1])].rstrip(" -–—|·•»:") or title
    known = {heading.casefold() for heading in headings if heading}
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        if title[: separator.start()].casefold() in known:
            return title[: separator.start()]
    return title


def page_date(root: Any) -> str | None:  # noqa: ANN401
    """The date in `<meta>`, JSON-LD or the one `<time>` of the page, as `YYYY-MM-DD`."""
    metas = _metas(root)
    stated = (metas[name] for name in _DATES if metas.get(name))
    found = next(filter(None, map(find_date, stated)), None) or next(
        filter(None, map(find_date, _linked_data(root))), None
    )
    if found:
        return found
    times = {find_date(element.get("datetime", "")) for element in root.iter("time")} - {None}
    return times.pop() if len(times) == 1 else None


def page_language(root: Any) -> str | None:  # noqa: ANN401
    """The language that the page declares."""
    metas = _metas(root)
    html = next(root.iter("html"), root)
    xml = html.get("{http://www.w3.org/XML/1998/namespace}lang")
    tags = (html.get("lang"), html.get("xml:lang"), xml, metas.get("content-language"), metas.get("og:locale"))
    return next(filter(None, (language_code(tag) for tag in tags if tag)), None)


def _metas(root: Any) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = meta.get("content")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = meta.get(attribute)
            if name and content and content.strip():
                found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(root: Any) -> Iterator[str]:  # noqa: ANN401
    """Dates in JSON-LD, those of publication first."""
    sources = [script.text for script in root.iter("script") if script.get("type", "").lower() == "application/ld+json"]
    nodes: list[dict[str, Any]] = []
    for source in sources:
        try:
            waiting: list[Any] = [json.loads(source or "null")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                nodes.append(node)
                waiting.append(node.get("@graph"))
    for key in ("datePublished", "dateCreated", "dateModified"):
        yield from (node[key] for node in nodes if isinstance(node.get(key), str))


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""A conversation as one file that needs no other: HTML, Markdown or JSON, with quotes, hashes and links."""

import json
from functools import cache
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .conversations import KeptConversation, KeptTurn
from .evidence import Evidence
from .links import viewer_link
from .phrases import phrases_for
from .reference import markdown_text
from .viewer import direction
from .wording import Wording, wording

__all__ = ["EXPORTS", "FORM", "export"]

EXPORTS = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
"""Media type by form."""

FORM = "guillemet-conversation-1"
"""Says in an export what it is."""


def export(kept: KeptConversation, form: str, *, base: str = "", language: str = "en") -> str:
    """The conversation in one of the forms; `base` is the server that links lead to."""
    words = wording(language)
    if form == "json":
        return json.dumps(_record(kept, base), ensure_ascii=False, indent=2) + "\n"
    return (_html if form == "html" else _markdown)(kept, base, words)


def _record(kept: KeptConversation, base: str) -> dict[str, Any]:
    turns = [{"asked": turn.asked, **turn.answer.as_dict(base)} for turn in kept.turns]
    about = {"title": kept.about.title, "created": kept.about.created, "changed": kept.about.changed}
    return {"form": FORM, "guillemet": version("guillemet"), **about, "turns": turns}


def _html(kept: KeptConversation, base: str, words: Wording) -> str:
    title = escape(kept.about.title)
    turns = "".join(_turn_html(turn, base, words) for turn in kept.turns)
    # No page that was saved may load anything, whatever the text in it says.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="color-scheme" content="light dark"><meta name="generator" content="{FORM}">'
        f"<title>{title}</title><style>{_style()}</style></head><body>"
        f'<header><h1 dir="auto">{title}</h1><p>« Guillemet » · {_time(kept.about.created)}</p></header>'
        f"<main>{turns}</main></body></html>\n"
    )


def _turn_html(turn: KeptTurn, base: str, words: Wording) -> str:
    answer = turn.answer
    refused = ""
    if not answer.answered:
        phrases = phrases_for(answer.language)
        reason = f" ({escape(answer.reason)})" if answer.reason else ""
        nearest = f"<p>{escape(phrases.nearest)}</p>" if answer.nearest else ""
        refused = f'<p class="refused" lang="{escape(answer.language)}">{phrases.not_answered}{reason}</p>{nearest}'
    quotes = "".join(f"<li>{_quote_html(quote, base, words)}</li>" for quote in answer.shown)
    return (
        f'<section><h2 dir="auto">{escape(answer.question)}</h2><p class="asked">{_time(turn.asked)} · '
        f'{escape(words.searched_for)} <i dir="auto">{escape(answer.query)}</i></p>{refused}<ol>{quotes}</ol></section>'
    )


def _quote_html(quote: Evidence, base: str, words: Wording) -> str:
    source = quote.document
    language = f' lang="{escape(source.language)}"' if source.language else ""
    # A parser would turn a bare carriage return into a line feed.
    exact = escape(quote.exact).replace("\r", "&#13;")
    known = [source.date or words.undated, words.page_name(quote.page, source.uri) if quote.page else "", source.uri]
    facts = " · ".join(escape(fact) for fact in known if fact)
    link = escape(base + viewer_link(quote.place))
    return (
        f'<blockquote{language} dir="{direction(source.language)}" data-sha256="{escape(source.sha256)}" '
        f'data-start="{quote.start}" data-end="{quote.end}" data-uri="{escape(source.uri)}">{exact}</blockquote>'
        f'<p class="source"><a href="{link}" dir="auto">{escape(source.title)}</a> · {facts}<br>'
        f"<code>sha256:{escape(source.sha256)} [{quote.start}–{quote.end}]</code></p>"
    )


def _time(moment: str) -> str:
    return f'<time datetime="{escape(moment)}">{escape(_read(moment))}</time>'


def _read(moment: str) -> str:
    """A moment as people read it: kept ones are in universal time."""
    return f"{moment[:16].replace('T', ' ')} UTC"


@cache
def _style() -> str:
    return (Path(__file__).parent / "static" / "export.css").read_text(encoding="utf-8")


def _markdown(kept: KeptConversation, base: str, words: Wording) -> str:
    lines = [f"<!-- {FORM} -->", f"# {_line(kept.about.title)}", "", f"« Guillemet » · {_read(kept.about.created)}", ""]
    for turn in kept.turns:
        answer = turn.answer
        lines += [
            f"## {_line(answer.question)}",
            "",
            f"{_read(turn.asked)} · {words.searched_for} {_line(answer.query)}",
            "",
        ]
        if not answer.answered:
            phrases = phrases_for(answer.language)
            reason = f" ({_line(answer.reason)})" if answer.reason else ""
            lines += [f"**{phrases.not_answered}**{reason}", ""]
            if answer.nearest:
                lines += [_line(phrases.nearest), ""]
        for number, quote in enumerate(answer.shown, start=1):
            lines += [*_quote_markdown(number, quote, base, words), ""]
    return "\n".join(lines)


def _quote_markdown(number: int, quote: Evidence, base: str, words: Wording) -> list[str]:
    source = quote.document
    known = [source.date or words.undated, words.page_name(quote.page, source.uri) if quote.page else ""]
    facts = ", ".join(_line(fact) for fact in known if fact)
    link = base + viewer_link(quote.place)
    return [
        *(f"> {markdown_text(line)}" for line in quote.exact.splitlines()),
        ">",
        f"> — \\[{number}\\] [{_line(source.title)}](<{link}>), {facts}  ",
        f"> `sha256:{source.sha256}` `[{quote.start}-{quote.end}]` <{_address(source.uri)}>",
    ]


def _line(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return markdown_text(" ".join(text.split()))


def _address(uri: str) -> str:
    """An address that can stand between angle brackets."""
    return uri.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\n", "%0A").replace("\r", "%0D")

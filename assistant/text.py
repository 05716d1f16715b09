"""The text of an answer: quotes with numbered references, and few words around them."""

from collections.abc import Sequence

from .answer import Answer, Quote
from .paging import page_name
from .phrases import Phrases, phrases_for

__all__ = ["abstaining_text", "answer_text", "printed", "quoted"]

_CLOSE = 0.03
"""How far below the best score a further quote may lie to be part of the text: evidence that is spread."""


def answer_text(quotes: Sequence[Quote], phrases: Phrases, *, addressed: bool = False) -> str:
    """The best quote, and others only when they are about as good; each with its number, then their sources."""
    told = [quote for quote in quotes if quote.score >= quotes[0].score - _CLOSE]
    return "\n\n".join([*_numbered(told, phrases), "\n".join(_sources(told, phrases, addressed=addressed))])


def abstaining_text(reason: str, nearest: Sequence[Quote], phrases: Phrases, *, addressed: bool = False) -> str:
    """That the documents do not say, why, and what came nearest, marked as such."""
    parts = [f"{phrases.not_answered} ({reason})"]
    if nearest:
        sources = _sources(nearest, phrases, addressed=addressed)
        parts += [phrases.nearest, *_numbered(nearest, phrases), "\n".join(sources)]
    return "\n\n".join(parts)


def printed(answer: Answer) -> str:
    """The text of an answer with the address of each source below it: a terminal has no link to follow."""
    phrases = phrases_for(answer.language)
    if answer.answered:
        return answer_text(answer.quotes, phrases, addressed=True)
    return abstaining_text(answer.reason or "", answer.nearest, phrases, addressed=True)


def quoted(exact: str, phrases: Phrases) -> str:
    """The words on one line between the quotation marks of the reader's language."""
    return f"{phrases.opening}{' '.join(exact.split())}{phrases.closing}"


def _numbered(quotes: Sequence[Quote], phrases: Phrases) -> list[str]:
    return [f"{quoted(quote.exact, phrases)} [{number}]" for (number, quote) in enumerate(quotes, start=1)]


def _sources(quotes: Sequence[Quote], phrases: Phrases, *, addressed: bool) -> list[str]:
    lines = []
    for number, quote in enumerate(quotes, start=1):
        (document, page) = (quote.document, quote.page)
        paged = page_name(page, document.uri, phrases.language, short=True) if page else None
        known = [document.title, document.date, paged]
        lines.append(f"[{number}] {', '.join(part for part in known if part)}")
        if addressed:
            lines.append(f"    {quote.document.uri}")
    return lines

"""An answer as HTML: what was searched for, then the quotes as cards, or an abstention that looks like one.

Questions, titles and quotes are other people's text: all of it is escaped here, and nowhere else.
"""

from collections.abc import Sequence
from html import escape

from .answer import Answer, Quote
from .phrases import phrases_for
from .viewer import direction, viewer_link
from .wording import Wording, wording

__all__ = ["answer_html", "message_html", "question_html", "status_html"]


def answer_html(answer: Answer, *, shown: int | None = None) -> str:
    """The answer in the words of its language, with only the first `shown` quotes (all where None)."""
    words = wording(answer.language)
    parts = [_query(answer, words)]
    if answer.answered:
        parts.append(_cards(answer.quotes[:shown], words, words.quotes))
    elif shown is None:
        parts.append(_abstention(answer, words))
    pending = shown is not None and shown < len(answer.quotes)
    busy = "true" if pending else "false"
    return f'<section class="g-answer" lang="{words.language}" aria-busy="{busy}">{"".join(parts)}</section>'


def question_html(question: str) -> str:
    """A question as the reader typed it."""
    return f'<p class="g-question" dir="auto">{escape(question)}</p>'


def message_html(message: str, *, kind: str = "waiting", language: str = "en") -> str:
    """One line that is no answer: `waiting` or `error`."""
    role = "alert" if kind == "error" else "status"
    return f'<p class="g-message g-{escape(kind)}" role="{role}" lang="{escape(language)}">{escape(message)}</p>'


def status_html(line: str, *, done: int = 0, total: int = 0, kind: str = "ready") -> str:
    """The line about the corpus; with a bar while `total` documents are being indexed."""
    bar = f'<progress max="{total}" value="{done}" aria-label="{escape(line)}"></progress>' if total else ""
    return f'<div class="g-status g-{escape(kind)}" role="status">{bar}<span>{escape(line)}</span></div>'


def _query(answer: Answer, words: Wording) -> str:
    return (
        f'<p class="g-query"><span>{escape(words.searched_for)}</span> '
        f'<span class="g-query-text" dir="auto">{escape(answer.query)}</span></p>'
    )


def _abstention(answer: Answer, words: Wording) -> str:
    phrases = phrases_for(answer.language)
    reason = f'<p class="g-reason">{escape(_sentence(answer.reason))}</p>' if answer.reason else ""
    nearest = ""
    if answer.nearest:
        label = phrases.nearest.rstrip(":\N{NO-BREAK SPACE} ")
        nearest = (
            f'<details class="g-nearest" open><summary>{escape(label)}</summary>'
            f'<p class="g-reason">{escape(words.nearest_note)}</p>{_cards(answer.nearest, words, label)}</details>'
        )
    verdict = f'<p class="g-verdict">{escape(phrases.not_answered)}</p>'
    return f'<div class="g-abstention" lang="{escape(answer.language)}">{verdict}{reason}{nearest}</div>'


def _sentence(clause: str) -> str:
    """A clause set as a sentence of its own."""
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith((".", "!", "?", "…")) else ".")


def _cards(quotes: Sequence[Quote], words: Wording, label: str) -> str:
    cards = "".join(f"<li>{_card(number, quote, words)}</li>" for number, quote in enumerate(quotes, start=1))
    return f'<ol class="g-quotes" aria-label="{escape(label)}">{cards}</ol>'


def _card(number: int, quote: Quote, words: Wording) -> str:
    document = quote.document
    language = f' lang="{escape(document.language)}"' if document.language else ""
    facts = [
        f'<time datetime="{escape(document.date)}">{escape(document.date)}</time>'
        if document.date
        else escape(words.undated),
        f"<span>{escape(document.language)}</span>" if document.language else "",
        f"<span>{escape(words.page.format(quote.page))}</span>" if quote.page else "",
    ]
    facts_html = '<span class="g-dot" aria-hidden="true"> · </span>'.join(fact for fact in facts if fact)
    link = escape(viewer_link(document, quote.start, quote.end))
    show_label = escape(words.show_label.format(number, document.title))
    # The guillemets stand outside the quoted element, so that what is copied from it is verbatim.
    return (
        f'<article class="g-card" aria-label="{escape(words.quote.format(number))}">'
        f'<span class="g-number" aria-hidden="true">[{number}]</span>'
        f'<blockquote dir="{direction(document.language)}"><span class="g-mark">{words.open_quote}</span>'
        f'<span class="g-exact"{language}>{escape(quote.exact)}</span>'
        f'<span class="g-mark">{words.close_quote}</span></blockquote>'
        f'<footer><cite{language} dir="auto">{escape(document.title)}</cite>'
        f'<span class="g-facts">{facts_html}</span>'
        f'<a class="g-show" href="{link}" target="_blank" rel="noopener" '
        f'aria-label="{show_label}">{escape(words.show)}</a></footer></article>'
    )

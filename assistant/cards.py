"""An answer as HTML: what was searched for, then the quotes as cards, or an abstention that looks like one.

Questions, titles and quotes are other people's text: all of it is escaped here, and nowhere else.
"""

from collections.abc import Sequence
from html import escape

from .evidence import Evidence, KeptAnswer
from .feedback import Judgement
from .links import Place, viewer_link
from .phrases import phrases_for
from .reference import bibtex, csl_json, markdown, plain
from .viewer import direction
from .wording import Wording, wording

__all__ = ["answer_html", "message_html", "question_html", "status_html"]

_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-linejoin="round" aria-hidden="true"><path d="M3 11h4v9H3zM7 11l4-8c1.7 0 2.6 1.2 2.2 2.8L12.4 9H19c1.3 0 '
    '2.2 1.1 2 2.4l-1.1 6.9a2 2 0 0 1-2 1.7H7"/></svg>'
)
"""Drawn, not written: not every machine has a letter for it. The style sheet turns it over."""


def answer_html(
    answer: KeptAnswer,
    *,
    language: str = "en",
    turn: int | None = None,
    base: str = "",
    shown: int | None = None,
    judgement: Judgement | None = None,
    last: bool = True,
) -> str:
    """The answer with only the first `shown` quotes (all where None).

    The words around it are in `language`, that of the page; only what the assistant says in its own voice is in the
    language of the answer. A `turn` that is kept can be searched for anew and judged; `judgement` is what the reader
    has said of it. Links that are copied begin with `base`. Only the `last` answer suggests what to ask next.
    """
    words = wording(language)
    parts = [_query(answer, words, turn), _partial(answer, words, turn)]
    if answer.answered:
        parts.append(_cards(answer.quotes, words, words.quotes, turn, base, shown))
    elif shown is None:
        parts.append(_abstention(answer, words, turn, base))
    if last and shown is None:
        parts.append(_suggesting(answer, words))
    if turn is not None and shown is None:
        parts.append(_judging(answer, words, judgement))
    pending = shown is not None and shown < len(answer.quotes)
    busy = "true" if pending else "false"
    named = "" if turn is None else f' data-turn="{turn}"'
    return f'<section class="g-answer" lang="{words.language}" aria-busy="{busy}"{named}>{"".join(parts)}</section>'


def question_html(question: str, *, turn: int | None = None, language: str = "en") -> str:
    """A question as the reader typed it; one that is kept can be edited."""
    words = wording(language)
    button = ""
    if turn is not None:
        label = escape(words.edit_question)
        button = (
            f'<button type="button" class="g-edit" data-act="edit-question" data-turn="{turn}" '
            f'aria-label="{label}" title="{label}">{escape(words.edit)}</button>'
        )
    return f'<p class="g-question" dir="auto">{escape(question)}</p>{button}'


def message_html(message: str, *, kind: str = "waiting", language: str = "en") -> str:
    """One line that is no answer: `waiting`, `stopped` or `error`."""
    role = "alert" if kind == "error" else "status"
    return f'<p class="g-message g-{escape(kind)}" role="{role}" lang="{escape(language)}">{escape(message)}</p>'


def status_html(line: str, *, done: int = 0, total: int = 0, kind: str = "ready") -> str:
    """The line about the corpus; with a bar while `total` documents are being indexed."""
    bar = f'<progress max="{total}" value="{done}" aria-label="{escape(line)}"></progress>' if total else ""
    return f'<div class="g-status g-{escape(kind)}" role="status">{bar}<span>{escape(line)}</span></div>'


def _query(answer: KeptAnswer, words: Wording, turn: int | None) -> str:
    button = ""
    if turn is not None:
        label = escape(words.edit_query)
        button = (
            f' <button type="button" class="g-edit" data-act="edit-query" aria-label="{label}" title="{label}">'
            f"{escape(words.edit)}</button>"
        )
    within = ""
    if answer.within:
        names = ", ".join(name or words.shipped_notes for name in answer.within)
        within = f' <span class="g-within">{escape(words.only_in.format(names))}</span>'
    return (
        f'<p class="g-query"><span>{escape(words.searched_for)}</span> '
        f'<span class="g-query-text" dir="auto">{escape(answer.query)}</span>{within}{button}</p>'
    )


def _partial(answer: KeptAnswer, words: Wording, turn: int | None) -> str:
    """That not all was read yet, or not closely, and the way to ask again."""
    if not answer.unread and not answer.pending:
        return ""
    if answer.unread:
        line = (words.unread_one if answer.unread == 1 else words.unread_many).format(answer.unread)
    else:
        line = (words.pending_one if answer.pending == 1 else words.pending_many).format(answer.pending)
    button = f'<button type="button" data-act="again">{escape(words.ask_again)}</button>' if turn is not None else ""
    return f'<p class="g-partial" role="status"><span>{escape(line)}</span> {button}</p>'


def _suggesting(answer: KeptAnswer, words: Wording) -> str:
    """Words of the documents to ask for next, verbatim."""
    if not answer.suggestions:
        return ""
    rows = "".join(
        f'<li><button type="button" data-act="suggest" data-words="{escape(more.words)}" title="{escape(more.title)}">'
        f'<span class="g-mark">{words.open_quote}</span><span dir="auto">{escape(more.words)}</span>'
        f'<span class="g-mark">{words.close_quote}</span></button></li>'
        for more in answer.suggestions
    )
    return f'<div class="g-more"><p id="g-more">{escape(words.more)}</p><ul aria-labelledby="g-more">{rows}</ul></div>'


def _abstention(answer: KeptAnswer, words: Wording, turn: int | None, base: str) -> str:
    phrases = phrases_for(answer.language)
    voice = f' lang="{escape(answer.language)}"'
    reason = f'<p class="g-reason"{voice}>{escape(_sentence(answer.reason))}</p>' if answer.reason else ""
    nearest = ""
    if answer.nearest:
        cards = _cards(answer.nearest, words, words.nearest, turn, base)
        nearest = (
            f'<details class="g-nearest" open><summary>{escape(words.nearest)}</summary>'
            f'<p class="g-reason">{escape(words.nearest_note)}</p>{cards}</details>'
        )
    verdict = f'<p class="g-verdict"{voice}>{escape(phrases.not_answered)}</p>'
    return f'<div class="g-abstention">{verdict}{reason}{nearest}</div>'


def _sentence(clause: str) -> str:
    """A clause set as a sentence of its own."""
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith((".", "!", "?", "…")) else ".")


def _cards(
    quotes: Sequence[Evidence], words: Wording, label: str, turn: int | None, base: str, shown: int | None = None
) -> str:
    among = [quote.place for quote in quotes]
    cards = "".join(
        f"<li>{_card(number, quote, words, among, f'{turn or 0}-{number}', base)}</li>"
        for number, quote in enumerate(quotes[:shown], start=1)
    )
    return f'<ol class="g-quotes" aria-label="{escape(label)}">{cards}</ol>'


def _card(number: int, quote: Evidence, words: Wording, among: Sequence[Place], named: str, base: str) -> str:
    document = quote.document
    language = f' lang="{escape(document.language)}"' if document.language else ""
    facts = [
        f'<time datetime="{escape(document.date)}">{escape(document.date)}</time>'
        if document.date
        else escape(words.undated),
        f"<span>{escape(words.language_name(document.language))}</span>" if document.language else "",
        f"<span>{escape(words.page_name(quote.page, document.uri))}</span>" if quote.page else "",
    ]
    facts_html = '<span class="g-dot" aria-hidden="true"> · </span>'.join(fact for fact in facts if fact)
    link = escape(viewer_link(quote.place, among))
    show_label = escape(words.show_label.format(number, document.title))
    opens = f'href="{link}" target="_blank" rel="noopener" data-act="show"'
    context, copies = f"g-context-{named}", f"g-copies-{named}"
    # The guillemets stand outside the quoted element, so that what is copied from it is verbatim.
    return (
        f'<article class="g-card" aria-label="{escape(words.quote.format(number))}">'
        f'<a class="g-number" {opens} aria-label="{show_label}" aria-describedby="{context}">[{number}]</a>'
        f"{_context(quote, words, context, language)}"
        f'<blockquote dir="{direction(document.language)}"><span class="g-mark">{words.open_quote}</span>'
        f'<span class="g-exact"{language}>{escape(quote.exact)}</span>'
        f'<span class="g-mark">{words.close_quote}</span></blockquote>'
        f'<footer><cite{language} dir="auto">{escape(document.title)}</cite>'
        f'<span class="g-facts">{facts_html}</span><span class="g-doing">'
        f'<button type="button" class="g-copy" data-act="copies" aria-expanded="false" aria-controls="{copies}">'
        f"{escape(words.copy)}</button>"
        f'<a class="g-show" {opens} aria-label="{show_label}">{escape(words.show)}</a></span>'
        f"{_copies(quote, words, copies, base)}</footer></article>"
    )


def _context(quote: Evidence, words: Wording, identity: str, language: str) -> str:
    """The quote in its context, which the style sheet shows while the reference is hovered or has the focus."""
    return (
        f'<div class="g-context" id="{identity}" role="tooltip" tabindex="-1"><b>{escape(words.in_context)}</b>'
        f'<p{language} dir="{direction(quote.document.language)}">{escape(quote.before)}<mark>{escape(quote.exact)}'
        f"</mark>{escape(quote.after)}</p></div>"
    )


def _copies(quote: Evidence, words: Wording, identity: str, base: str) -> str:
    """The forms in which a quote is copied, in a row of the card: laid over the page it would cover other buttons."""
    forms = {
        words.copy_plain: plain(quote, base, words.language),
        "Markdown": markdown(quote, base, words.language),
        "BibTeX": bibtex(quote, base),
        "CSL JSON": csl_json(quote, base),
    }
    buttons = "".join(
        f'<button type="button" data-act="copy" data-text="{escape(copied)}">{escape(name)}</button>'
        for name, copied in forms.items()
    )
    return f'<span class="g-copies" id="{identity}" hidden>{buttons}</span>'


def _said(true: object) -> str:
    return str(bool(true)).lower()


def _judging(answer: KeptAnswer, words: Wording, judgement: Judgement | None) -> str:
    (good, reason, passage) = judgement or (None, None, False)
    unhinted = "" if reason == "wrong-passage" and not passage else " hidden"
    hidden = " hidden" if good is not False else ""
    buttons = "".join(
        f'<button type="button" data-act="judge" data-good="{_said(verdict)}" aria-label="{escape(label)}" '
        f'title="{escape(label)}" aria-pressed="{_said(good is verdict)}">'
        f"{_THUMB}</button>"
        for verdict, label in ((True, words.good), (False, words.bad))
    )
    reasons = [("wrong-passage", words.wrong_passage), ("misunderstood", words.misunderstood)]
    if answer.answered:
        reasons.insert(1, ("not-in-documents", words.not_in_documents))
    chosen = "".join(
        f'<button type="button" data-act="reason" data-reason="{name}" '
        f'aria-pressed="{_said(reason == name)}">{escape(label)}</button>'
        for name, label in reasons
    )
    return (
        f'<div class="g-judging"><span>{escape(words.was_it_right)}</span>{buttons}'
        f'<div class="g-why"{hidden}><p>{escape(words.why)}</p><div>{chosen}</div>'
        f'<p class="g-passage-hint"{unhinted}>{escape(words.passage_hint)} '
        f'<button type="button" data-act="passage">{escape(words.use_passage)}</button></p></div>'
        f'<span class="g-judged" role="status"></span></div>'
    )

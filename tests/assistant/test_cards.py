"""Answers as HTML: quotes exact, everything escaped, an abstention never like an answer."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.answer import Answer, Quote
from guillemet.assistant.cards import answer_html as kept_html
from guillemet.assistant.cards import message_html, question_html, status_html
from guillemet.assistant.evidence import KeptAnswer
from guillemet.corpus.document import Block, BlockKind, Document

HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> **bold** $$x$$ `c` [a](javascript:b) ${d} {{e}} \"' &lt;"
)


def answer_html(answer, **options):
    return kept_html(KeptAnswer.of(answer), language=answer.language, **options)


class Elements(HTMLParser):
    """Every element with its attributes and own text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[list[str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        text: list[str] = []
        self.found.append((tag, dict(attrs), text))
        self.open.append(text)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        for text in self.open:
            text.append(data)

    def by_class(self, name):
        return [
            (attributes, "".join(text))
            for _, attributes, text in self.found
            if name in (attributes.get("class") or "").split()
        ]

    def tags(self):
        return {tag for tag, _, _ in self.found}


def make_quote(text="Une phrase.", start=0, end=None, **changes):
    known = {
        "id": "0" * 16,
        "uri": "file:///a.md",
        "sha256": "cd" * 32,
        "text": text,
        "title": "Une lettre",
        "date": "2017-11-15",
        "language": "fr",
        "blocks": (Block(0, len(text), BlockKind.PARAGRAPH),),
    }
    link = "file:///a.md"
    page = changes.pop("page", None)
    return Quote(Document(**{**known, **changes}), start, len(text) if end is None else end, page, 0.9, link)


def make_answer(*quotes, answered=True, nearest=(), **changes):
    known = {
        "question": "what?",
        "query": "what exactly?",
        "answered": answered,
        "reason": None if answered else "no sentence says when",
        "language": "en",
        "text": "",
        "quotes": quotes,
        "nearest": nearest,
    }
    return Answer(**{**known, **changes})


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1))
def test_the_quoted_element_holds_the_exact_words_and_nothing_else(text):
    found = Elements(answer_html(make_answer(make_quote(text))))
    ((_, shown),) = found.by_class("g-exact")
    assert shown == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_a_question_stays_what_was_typed(text):
    found = Elements(question_html(text))
    assert [tag for tag, _, _ in found.found] == ["p"]
    assert "".join(found.found[0][2]) == text


def test_nothing_hostile_becomes_an_element():
    quote = make_quote(HOSTILE, title=HOSTILE, date=HOSTILE, language='x" onload="y', page=HOSTILE)
    answer = make_answer(quote, question=HOSTILE, query=HOSTILE)
    abstention = make_answer(answered=False, reason=HOSTILE, nearest=(quote,), query=HOSTILE)
    for html in (
        answer_html(answer),
        answer_html(abstention),
        question_html(HOSTILE),
        message_html(HOSTILE, kind="error"),
        status_html(HOSTILE, done=1, total=2),
    ):
        found = Elements(html)
        assert found.tags() <= {
            "section", "p", "span", "ol", "li", "article", "blockquote", "footer", "cite", "time", "a", "div",
            "details", "summary", "progress", "button", "b", "mark",
        }  # fmt: skip
        assert not any(name.startswith("on") for _, attributes, _ in found.found for name in attributes)


def test_cards_are_numbered_and_name_their_source():
    html = answer_html(make_answer(make_quote(page="12"), make_quote("Autre.", date=None, language=None)))
    found = Elements(html)
    assert [text for _, text in found.by_class("g-number")] == ["[1]", "[2]"]
    assert [text for _, text in found.by_class("g-facts")] == ["2017-11-15 · French · page 12", "no date"]
    assert [attributes.get("lang") for attributes, _ in found.by_class("g-exact")] == ["fr", None]
    (first, _), _ = found.by_class("g-show")
    assert first["href"] == f"/document/{'cd' * 32}?start=0&end=11&among={'cd' * 32}:0-11,{'cd' * 32}:0-6#quote"
    assert first["target"] == "_blank"
    assert first["rel"] == "noopener"
    assert "Une lettre" in first["aria-label"]
    assert "« " not in first["aria-label"], "English words for an English question"


def test_guillemets_stand_around_the_quote():
    ((_, text),) = [
        (attributes, "".join(text))
        for tag, attributes, text in Elements(answer_html(make_answer(make_quote("Oui.")))).found
        if tag == "blockquote"
    ]
    assert text == "«\u00a0Oui.\u00a0»"


def test_right_to_left_quotes():
    found = Elements(answer_html(make_answer(make_quote("سلام", language="ar")))).found
    assert [attributes["dir"] for tag, attributes, _ in found if tag == "blockquote"] == ["rtl"]


def test_what_was_searched_for_comes_first_and_quotes_follow_one_by_one():
    answer = make_answer(make_quote("Un."), make_quote("Deux."))
    stages = [answer_html(answer, shown=shown) for shown in (0, 1)] + [answer_html(answer)]
    assert [stage.count("<li>") for stage in stages] == [0, 1, 2]
    assert all("what exactly?" in stage for stage in stages)
    assert ['aria-busy="true"' in stage for stage in stages] == [True, True, False]


def test_an_abstention_says_so_and_shows_what_came_nearest_as_such():
    html = answer_html(make_answer(answered=False, nearest=(make_quote(),)))
    found = Elements(html)
    assert found.by_class("g-verdict")[0][1] == "The documents do not say."
    assert "No sentence says when." in html
    assert "What came nearest" in html
    assert "These passages do not answer the question." in html
    assert 'aria-label="Quotes that answer"' not in html
    french = kept_html(KeptAnswer.of(make_answer(answered=False, nearest=(make_quote(),))), language="fr")
    assert "Ce qui s’en approche le plus</summary>" in french
    assert "Ces passages ne répondent pas à la question." in french


@pytest.mark.parametrize(
    ("waiting", "line"),
    [
        ({"unread": 1}, "Answered while 1 document was still to be read."),
        ({"unread": 12, "pending": 9}, "Answered while 12 documents were still to be read."),
        ({"pending": 1}, "Answered while 1 passage was known by its words alone."),
        ({"pending": 70}, "Answered while 70 passages were known by their words alone."),
    ],
)
def test_what_an_answer_was_given_without_is_said(waiting, line):
    html = answer_html(make_answer(make_quote(), **waiting))
    assert line in html
    assert "g-partial" not in answer_html(make_answer(make_quote()))
    assert {name: make_answer(make_quote(), **waiting).as_dict()[name] for name in waiting} == waiting


def test_an_abstention_with_nothing_near():
    html = answer_html(make_answer(answered=False))
    assert "<ol" not in html
    assert "The documents do not say." in html


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Recherche :"), ("en", "Searched for:"), ("de", "Searched for:")]
)
def test_the_words_are_in_the_language_of_the_question(language, words):
    assert words in answer_html(make_answer(make_quote(), language=language))


def test_progress_has_a_bar_only_while_there_is_something_to_do():
    assert "<progress" not in status_html("30 documents")
    assert '<progress max="30" value="3"' in status_html("…", done=3, total=30, kind="indexing")

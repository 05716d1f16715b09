"""The text of an answer: numbered quotes between the marks of the reader's language, then their sources."""

import pytest

from guillemet.assistant.answer import Answer, Quote
from guillemet.assistant.phrases import PHRASES, phrases_for
from guillemet.assistant.text import abstaining_text, answer_text, printed, quoted
from guillemet.corpus.document import Document

TEXT = "Le pont\nfut  bâti\u00a0en 1850.\tIl est rose."


def make_quote(start, end, score=0.5, page=None, date="2019-03-01", title="Le pont"):
    document = Document("id", "file:///pont.md", "00", TEXT, title, date, "fr", ())
    return Quote(document, start, end, page, score, "file:///pont.md")


END = TEXT.index("\t")
FIRST = make_quote(0, END)
SECOND = make_quote(END + 1, len(TEXT))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "«\u00a0Le pont fut bâti en 1850.\u00a0»"),
        ("en", "“Le pont fut bâti en 1850.”"),
        ("de", "„Le pont fut bâti en 1850.“"),
        ("es", "«Le pont fut bâti en 1850.»"),
        ("it", "«Le pont fut bâti en 1850.»"),
        ("sr", "“Le pont fut bâti en 1850.”"),
        (None, "“Le pont fut bâti en 1850.”"),
    ],
)
def test_quotes_stand_between_the_marks_of_the_readers_language(language, expected):
    assert quoted(FIRST.exact, phrases_for(language)) == expected


def test_white_space_is_made_even_in_the_text_and_kept_in_the_quote():
    assert "Le pont fut bâti en 1850." in answer_text([FIRST], phrases_for("en"))
    assert FIRST.exact == "Le pont\nfut  bâti\u00a0en 1850."


def test_references_are_numbered_and_the_sources_follow():
    told = answer_text([FIRST, SECOND], phrases_for("en"))
    assert told.index("1850.” [1]") < told.index("Il est rose.” [2]") < told.index("[1] Le pont, 2019-03-01")
    assert told.endswith("[2] Le pont, 2019-03-01")


def test_a_source_tells_what_is_known_of_it():
    assert answer_text([make_quote(0, END, page="12")], phrases_for("fr")).endswith("[1] Le pont, 2019-03-01, p. 12")
    assert answer_text([make_quote(0, END, date=None)], phrases_for("fr")).endswith("\n[1] Le pont")


def test_the_best_quote_is_always_told():
    told = answer_text([make_quote(0, END, score=0.9), make_quote(END + 1, len(TEXT), score=0.01)], phrases_for("en"))
    assert told.startswith("“Le pont fut bâti en 1850.” [1]")
    assert "Il est rose" not in told


@pytest.mark.parametrize("language", PHRASES)
def test_an_abstention_says_so_why_and_what_came_nearest(language):
    phrases = PHRASES[language]
    told = abstaining_text(phrases.uncertain, [FIRST], phrases)
    assert told.startswith(phrases.not_answered)
    assert told.index(phrases.uncertain) < told.index(phrases.nearest) < told.index("1850") < told.index("[1] Le pont")


def test_an_abstention_without_anything_near_is_one_line():
    phrases = phrases_for("en")
    assert abstaining_text(phrases.no_match, [], phrases) == f"{phrases.not_answered} ({phrases.no_match})"


def test_every_language_says_everything():
    for phrases in PHRASES.values():
        assert all(phrases)
    assert len({phrases.not_answered for phrases in PHRASES.values()}) == len(PHRASES) >= 5


def test_in_a_terminal_the_address_stands_below_each_source():
    words = {"question": "?", "query": "?", "text": "", "language": "en"}
    answered = printed(Answer(**words, answered=True, reason=None, quotes=(FIRST, SECOND)))
    assert answered.endswith(
        "[1] Le pont, 2019-03-01\n    file:///pont.md\n[2] Le pont, 2019-03-01\n    file:///pont.md"
    )
    refused = printed(Answer(**words, answered=False, reason="no date", quotes=(), nearest=(FIRST,)))
    assert refused.startswith("The documents do not say. (no date)")
    assert refused.endswith("    file:///pont.md")

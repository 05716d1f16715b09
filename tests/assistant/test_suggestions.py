"""What is suggested to ask next stands in the documents, word for word."""

from guillemet.assistant.answer import Answer, Quote
from guillemet.assistant.evidence import KeptAnswer
from guillemet.assistant.suggestions import suggestions
from guillemet.corpus.reader import read_document


def answered(folder, text, *wanted, question="What does it cost?", name="report.md"):
    document = read_document(folder({name: text}) / name)
    quotes = []
    for words in wanted:
        start = document.text.index(words)
        quotes.append(Quote(document, start, start + len(words), None, 0.9, ""))
    return document, Answer(
        question, question, answered=True, reason=None, language="en", text="", quotes=tuple(quotes)
    )


HEADED = (
    "# The bridge of Orlane\n\n## How much the bridge costs\n\nIt costs ninety crowns.\n\n"
    "## Who builds the bridge\n\nA firm.\n\n## 2019\n\nNothing.\n\n## The school’s roof and its tiles\n\nRed ones.\n"
)


def test_headings_after_the_quote_come_first_and_are_verbatim(folder):
    (document, answer) = answered(folder, HEADED, "It costs ninety crowns.")
    found = suggestions(answer)
    assert [more.words for more in found] == ["Who builds the bridge", "The school’s roof and its tiles"]
    assert all(more.words in document.text and more.title == document.title for more in found)


def test_what_was_asked_is_not_suggested(folder):
    (_, answer) = answered(folder, HEADED, "It costs ninety crowns.", question="Who builds the bridge?")
    assert "Who builds the bridge" not in [more.words for more in suggestions(answer)]


def test_without_headings_sentences_that_follow(folder):
    text = (
        "The well is deep.\n\nThe mayor opened the old cellar in May. It is dark.\n\nNobody likes the new red roof.\n"
    )
    (document, answer) = answered(folder, text, "The well is deep.", name="note.txt")
    found = [more.words for more in suggestions(answer)]
    assert found == ["The mayor opened the old cellar in May.", "Nobody likes the new red roof."]
    assert all(words in document.text for words in found)


def test_they_are_kept_with_the_answer_and_absent_from_what_was_kept_earlier(folder):
    (_, answer) = answered(folder, HEADED, "It costs ninety crowns.")
    kept = KeptAnswer.of(answer)
    assert kept.suggestions
    assert KeptAnswer.from_dict(kept.as_dict()) == kept
    earlier = kept.as_dict()
    for name in ("within", "unread", "pending", "suggestions"):
        del earlier[name]
    assert KeptAnswer.from_dict(earlier).suggestions == ()

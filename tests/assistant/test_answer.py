"""The shapes that programs rely on."""

import json
from dataclasses import FrozenInstanceError

import pytest

from guillemet import assistant as package
from guillemet.assistant import Answer, Conversation, Quote, Turn
from guillemet.corpus.document import Document

DOCUMENT = Document(
    "0123456789abcdef", "file:///pont.md", "ab" * 32, "Le pont. Il est là.", "Le pont", "2019-03-01", "fr", ()
)
QUOTE = Quote(DOCUMENT, 9, 19, "4", 0.123456, "file:///pont.md#:~:text=Il")
ANSWER = Answer(
    question="Où ?",
    query="Où est le pont ?",
    answered=True,
    reason=None,
    language="fr",
    text="« Il est là. » [1]",
    quotes=(QUOTE,),
    nearest=(QUOTE,),
)


def test_an_answer_as_a_dictionary_has_just_the_keys_of_the_contract():
    assert ANSWER.as_dict() == {
        "question": "Où ?",
        "query": "Où est le pont ?",
        "answered": True,
        "reason": None,
        "language": "fr",
        "text": "« Il est là. » [1]",
        "quotes": [
            {
                "exact": "Il est là.",
                "start": 9,
                "end": 19,
                "page": "4",
                "score": pytest.approx(0.1235, abs=1e-3),
                "link": "file:///pont.md#:~:text=Il",
                "document": {
                    "id": "0123456789abcdef",
                    "title": "Le pont",
                    "uri": "file:///pont.md",
                    "sha256": "ab" * 32,
                    "date": "2019-03-01",
                    "language": "fr",
                },
            }
        ],
    }
    assert json.loads(json.dumps(ANSWER.as_dict())) == ANSWER.as_dict()


def test_a_quote_is_its_span_and_cannot_be_made_to_differ():
    assert QUOTE.exact == DOCUMENT.text[QUOTE.start : QUOTE.end]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        QUOTE.start = 0
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        QUOTE.exact = "autre chose"


def test_a_conversation_is_its_turns_in_order():
    conversation = Conversation()
    assert list(conversation) == []
    conversation.add(ANSWER)
    assert list(conversation) == [Turn("Où ?", ANSWER)]
    assert (len(conversation), conversation[0].question, conversation[-1:]) == (1, "Où ?", [Turn("Où ?", ANSWER)])


def test_the_package_offers_the_names_of_the_contract():
    assert {"ask", "Assistant", "Answer", "Quote", "Conversation", "Turn"} <= set(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)
    assert dir(package) == package.__all__
    with pytest.raises(AttributeError, match="no_such_name"):
        package.no_such_name  # noqa: B018

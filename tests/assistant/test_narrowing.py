"""A question may be for documents in some languages and of some time."""

import pytest

from guillemet.assistant import Assistant
from guillemet.corpus.errors import QuestionError
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

WATER = "Der Brunnen im Dorf gibt Wasser."


def letter(number, date, language):
    head = f"date: {date}\n" if date else ""
    return f"---\n{head}language: {language}\n---\n\nLe puits numéro {number} du village donne de l’eau.\n"


@pytest.fixture
def assistant(folder, state):
    files = {
        "day.md": letter(1, "2017-11-15", "fr"),
        "later.md": letter(2, "2019-02-01", "fr"),
        "undated.md": letter(3, "", "fr"),
        "german.md": f"---\ndate: 2017-12-01\nlanguage: de\n---\n\n{WATER}\n",
    }
    made = Assistant(folder(files), settings=Settings(home=state), embedder=HashingEmbedder())
    made.update()
    return made


def found(assistant, **narrowing):
    return {hit.document.uri.rpartition("/")[2] for hit in assistant.search("puits village eau", **narrowing)}


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        ({}, {"day.md", "later.md", "undated.md", "german.md"}),
        ({"languages": ["fr"]}, {"day.md", "later.md", "undated.md"}),
        ({"languages": ["fr", "de"], "until": "2018"}, {"day.md", "german.md"}),
        ({"since": "2017-11-15"}, {"day.md", "later.md", "german.md"}),
        ({"since": "2017-11-16"}, {"later.md", "german.md"}),
        ({"since": "2018", "until": "2019-02"}, {"later.md"}),
        ({"since": "2017", "until": "2017-11-14"}, set()),
        ({"languages": ["it"]}, set()),
        ({"languages": [], "since": None, "until": ""}, {"day.md", "later.md", "undated.md", "german.md"}),
    ],
)
def test_only_documents_that_are_wanted_are_searched(assistant, narrowing, expected):
    assert found(assistant, **narrowing) == expected
    answer = assistant.ask("Que donne le puits numéro du village ?", limit=9, **narrowing)
    assert {quote.document.uri.rpartition("/")[2] for quote in (*answer.quotes, *answer.nearest)} == expected


def test_what_is_added_later_is_wanted_as_well(assistant, folder):
    assert found(assistant, since="2020") == set()
    folder({"new.md": letter(4, "2021-05-05", "fr")})
    assistant.update()
    assert found(assistant, since="2020") == {"new.md"}


def test_it_narrows_further_what_is_asked_among(assistant):
    ids = frozenset(listed.id for listed in assistant.index.listing() if "day" in listed.uri or "german" in listed.uri)
    assert found(assistant, among=ids) == {"day.md", "german.md"}
    assert found(assistant, among=ids, languages=["de"]) == {"german.md"}


def test_a_time_that_ends_before_it_begins_is_said(assistant):
    with pytest.raises(QuestionError, match="nothing is from 2018-02 on and up to 2018-01"):
        found(assistant, since="2018-02", until="2018-01")
    found(assistant, since="2018-02", until="2018")


@pytest.mark.parametrize("narrowing", [{"since": "last year"}, {"until": "2017-13"}, {"languages": ["french"]}])
def test_what_is_no_date_or_language_is_said(assistant, narrowing):
    with pytest.raises(QuestionError, match="cannot narrow a question; expected something like"):
        assistant.ask("Que donne le puits ?", **narrowing)

"""Which words of a question stand in the documents."""

import pytest

from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.mentions import Mentions
from guillemet.index.settings import Settings

NOTES = {
    "bridge.txt": "Le pont de Lavaur fut bâti en 1850 par cinquante-sept maçons. Le maire a payé les travaux.",
    "mill.txt": "Le moulin de Castel tourne depuis trois siècles. Son meunier est abolitionniste.",
}


@pytest.fixture
def index(folder, state):
    made = Index([folder(NOTES)], Settings(home=state), HashingEmbedder())
    made.sync()
    return made


@pytest.mark.parametrize(
    ("question", "present", "absent"),
    [
        ("Quel âge a le maire de Lavaur ?", ("maire", "Lavaur"), ("âge",)),
        ("Combien coûte le « moulin » ?", ("moulin",), ("coûte",)),
        ("Les 57 maçons étaient-ils italiens ?", ("maçons",), ("italiens",)),
        # Another spelling of a word is the word.
        ("Que pensent les abolitionistes des ponts ?", ("abolitionistes", "ponts"), ("pensent",)),
    ],
)
def test_words_are_present_by_their_stem_or_a_cognate(index, question, present, absent):
    assert index.mentions(question) == Mentions(present, absent)


@pytest.mark.parametrize(
    "question", ["Who paid for the works on the bridge?", "?", "12", "Wer hat die Brücke bezahlt?"]
)
def test_nothing_is_said_of_another_language(index, question):
    assert index.mentions(question) == Mentions()

"""From hits to sentences: the best first, each wording once, and each where it stands."""

import pytest

from guillemet.assistant.selection import best_sentences
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings

FILES = {
    "bridge.md": "# Le pont\n\nLe pont de Lavaur fut bâti en 1850. Il est de briques. Des maçons l’ont bâti.\n",
    "copy.md": "# Le pont, encore\n\nLE PONT de Lavaur, fut bâti en 1850 ! On le traverse à pied.\n",
    "mill.md": "# Le moulin\n\nLe moulin tourne. Le meunier vend sa farine au marché.\n",
}


@pytest.fixture
def hits(folder, state):
    index = Index([folder(FILES)], Settings(home=state), HashingEmbedder())
    index.sync()

    def search(query, before=()):
        return index.search(query, index.embedder.embed_queries([query])[0], 20, before=before)

    return search


def text(candidate):
    return candidate.document.text[candidate.span.start : candidate.span.end]


def test_the_sentence_that_says_it_comes_first(hits):
    assert "1850" in text(best_sentences(hits("Quand le pont de Lavaur fut-il bâti ?"))[0])
    assert text(best_sentences(hits("Que vend le meunier au marché ?"))[0]) == "Le meunier vend sa farine au marché."


def test_the_best_come_first(hits):
    scores = [candidate.score for candidate in best_sentences(hits("le pont de Lavaur"))]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 3


def test_one_wording_stands_once_whatever_its_case_and_signs(hits):
    found = [text(candidate) for candidate in best_sentences(hits("Le pont de Lavaur fut bâti en 1850"))]
    assert len([sentence for sentence in found if "1850" in sentence]) == 1
    assert len(found) == len(set(found)) == 6


def test_candidates_are_sentences_of_their_documents(hits):
    for candidate in best_sentences(hits("pont")):
        assert text(candidate)[-1] in ".!"
        assert not text(candidate).startswith("#")


def test_a_question_is_looked_for_where_what_was_asked_before_is_answered(hits):
    alone = best_sentences(hits("Des maçons ?"))
    followed = best_sentences(hits("Des maçons ?", before=hits("Que vend le meunier au marché ?")))

    def gained(word):
        (with_it, without) = (
            next(candidate.score for candidate in found if word in text(candidate)) for found in (followed, alone)
        )
        return with_it - without

    assert gained("meunier") > gained("maçons") >= 0
    assert {candidate.span for candidate in followed} == {candidate.span for candidate in alone}


def test_no_hits_have_no_sentences():
    assert best_sentences([]) == []

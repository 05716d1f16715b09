"""From hits to sentences: the best first, each wording once, and each where it stands."""

import pytest

from guillemet.assistant.selection import best_sentences, with_lists
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


LISTED = """# Contrat

Le prestataire s’engage à :

- remplacer les lampes du bourg,
- visiter les armoires chaque année.

La commune paie chaque mois.

Les pièces du contrat sont :

La commune reste maîtresse de ses lampes.
"""


def test_words_that_lead_to_a_list_are_quoted_with_it_and_the_list_not_again(folder, state):
    index = Index([folder({"contrat.md": LISTED})], Settings(home=state), HashingEmbedder())
    index.sync()
    query = "À quoi le prestataire s’engage-t-il ?"
    candidates = best_sentences(index.search(query, index.embedder.embed_queries([query])[0], 20))
    found = {text(candidate) for candidate in with_lists(candidates)}
    whole = next(quote for quote in found if quote.startswith("Le prestataire"))
    assert whole.endswith("visiter les armoires chaque année.")
    assert "remplacer les lampes du bourg," in whole
    assert found == {
        whole,
        "La commune paie chaque mois.",
        "Les pièces du contrat sont :",
        "La commune reste maîtresse de ses lampes.",
    }


@pytest.mark.parametrize("marker", ["-", "*", "1.", "2)"])
def test_what_nobody_sees_within_a_list_is_not_quoted_with_it(folder, state, marker):
    items = f"{marker} remplacer les lampes,\n{{}}\n{marker} visiter les armoires.\n"
    files = {
        "open.md": "Le prestataire doit :\n\n" + items.format(""),
        "hidden.md": "La commune doit :\n\n" + items.format('\n[ref]: https://example.org "payer le double"\n'),
    }
    index = Index([folder(files)], Settings(home=state), HashingEmbedder())
    index.sync()
    candidates = best_sentences(index.search("doit", index.embedder.embed_queries(["doit"])[0], 20))
    found = [text(candidate) for candidate in with_lists(candidates)]
    assert not [quote for quote in found if "double" in quote]
    assert [quote for quote in found if quote.startswith("Le prestataire") and "visiter" in quote]


def test_a_list_too_long_to_be_quoted_whole_is_not_quoted_in_part(folder, state):
    items = "".join(f"- la lampe {number} de la rue des Fontaines et de la place voisine,\n" for number in range(40))
    index = Index(
        [folder({"liste.md": f"Le prestataire remplace :\n\n{items}"})], Settings(home=state), HashingEmbedder()
    )
    index.sync()
    candidates = best_sentences(index.search("remplace", index.embedder.embed_queries(["remplace"])[0], 20))
    assert list(with_lists(candidates)) == candidates


def test_to_whom_a_letter_is_written_answers_nothing(folder, state):
    letter = "Madame, Monsieur,\n\nLe pont est fermé.\n\nLes invités :\n\n- les préfets,\n- les maires.\n"
    index = Index([folder({"lettre.md": letter})], Settings(home=state), HashingEmbedder())
    index.sync()
    found = best_sentences(index.search("Madame", index.embedder.embed_queries(["Madame"])[0], 20))
    assert {text(candidate).lstrip("- ") for candidate in found} == {
        "Le pont est fermé.",
        "Les invités :",
        "les préfets,",
        "les maires.",
    }

"""The terms of the lexical leg: what meets what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.words import STEMMED_LANGUAGES, content_words, folded, stemmed, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’État", "l'Etat"),
        ("événement", "evenement"),
        ("événement", "e\u0301ve\u0301nement"),
        ("ÉCOLE", "école"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("１９５０", "1950"),
        ("Ελλάδα", "ελλαδα"),
        ("Kōbe", "Kobe"),
        ("naïveté", "naivete"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert words(one) == words(other) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’eau n'est-elle pas là ?", ["l", "eau", "n", "est", "elle", "pas", "la"]),
        ("« Oui ! », dit-il…", ["oui", "dit", "il"]),
        ("n° 14, art. 5-2", ["n", "14", "art", "5", "2"]),
        ("A\u00a0B\u202fC\nD", ["a", "b", "c", "d"]),
        ("", []),
        ("?!… — «»", []),
        ("Ćuprija и мост", ["cuprija", "и", "мост"]),
        ("En 1811² la ville¹².³ L’État⁴", ["en", "1811", "la", "ville", "l", "etat"]),
        ("25 m² et 10⁻³ km²", ["25", "m2", "et", "10", "km2"]),
        ("CO₂, x² ; ²Voir", ["co2", "x2", "voir"]),
    ],
)
def test_words_are_what_stands_between_signs(text, expected):
    assert words(text) == expected


def test_a_number_is_found_whatever_note_it_has():
    assert terms("En 1 500² le dixième pont¹ tomba.", "fr") == terms("En 1 500 le dixième pont tomba.", "fr")
    assert content_words("le pont de 1 500³", "fr") == ["pont", "1500"]


def test_terms_of_one_stem_meet_in_their_language():
    assert terms("les victimes", "fr") == terms("Les Victime", "fr")
    assert terms("protecting networks", "en") == terms("protects network", "en")
    assert terms("Verträge", "de") == terms("vertrage", "de")


def test_an_unknown_language_is_not_stemmed():
    assert terms("les victimes", None) == terms("les victimes", "xx") == ["les", "victimes"]


@pytest.mark.parametrize("language", STEMMED_LANGUAGES)
def test_every_listed_language_has_its_stemmer(language):
    assert len(stemmed(["abc", "été", "12"], language)) == 3


@given(text=st.text(max_size=80), language=st.sampled_from([None, "fr", "en", "de", "xx"]))
def test_any_text_has_a_term_for_each_word_and_digits_for_numbers(text, language):
    found = terms(text, language)
    (spelled, added) = (found[: len(words(text))], found[len(words(text)) :])
    assert len(spelled) == len(words(text))
    assert all(term.isdigit() for term in added)
    assert not any(character.isspace() for term in found for character in term)


@given(text=st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text):
    assert words(folded(text)) == words(text)


@pytest.mark.parametrize(
    ("language", "question", "content"),
    [
        ("fr", "Où s’est tenue la réunion de Skopje ?", {"reunion", "skopje"}),
        ("fr", "Qu’est-ce que l’eau change à la ville ?", {"eau", "change", "ville"}),
        ("en", "What does the new model change?", {"model", "change"}),
        ("de", "Was hat die Regierung in Wien beschlossen?", {"regierung", "wien", "beschlossen"}),
        ("es", "¿Qué cambia el modelo de la ciudad?", {"cambia", "modelo", "ciudad"}),
        ("it", "Che cosa cambia il modello della città?", {"cambia", "modello", "citta"}),
    ],
)
def test_content_words_leave_out_what_carries_the_sentence(language, question, content):
    found = content_words(question, language)
    assert content <= set(found)
    empty = {"la", "de", "que", "l", "what", "does", "the", "was", "die", "in", "el", "il", "della", "hat", "ou"}
    assert not empty & set(found)
    assert len(found) == len(set(found))

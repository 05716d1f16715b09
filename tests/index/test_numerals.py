"""Numbers meet however they are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.numerals import in_digits, numbers
from guillemet.index.words import content_words, terms


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("les cinquante-sept États", "fr", "les 57 États"),
        ("Vingt et un ans", "fr", "21 ans"),
        ("mille neuf cent quatre-vingt-quatre", "fr", "1984"),
        ("le dixième article", "fr", "le 10 article"),
        ("la 10e, la 3ème, le 1er, la 1re", "fr", "la 10, la 3, le 1, la 1"),
        ("le premier et le second plan", "fr", "le 1 et le 2 plan"),
        ("un homme et une femme", "fr", "un homme et une femme"),
        ("1 500 euros, 2\u202f500\u202f000 francs", "fr", "1500 euros, 2500000 francs"),
        ("en 2017 500 personnes", "fr", "en 2017 500 personnes"),
        ("fifty-seven states, the tenth, the 3rd", "en", "57 states, the 10, the 3"),
        ("one of them", "en", "one of them"),
        ("1,500,000 people, 65.5 %", "en", "1500000 people, 65.5 %"),
        ("siebenundfünfzig Staaten", "de", "57 Staaten"),
        ("cincuenta y siete Estados", "es", "57 Estados"),
        ("il decimo articolo", "it", "il 10 articolo"),
        ("пятьдесят семь, 57-й", "ru", "пятьдесят семь, 57-й"),
        ("cinquante-sept, 10e", None, "cinquante-sept, 10"),
    ],
)
def test_numbers_become_digits(text, language, expected):
    assert in_digits(text, language) == expected


def test_a_spelled_number_is_a_term_in_both_spellings():
    assert {"sept", "57"} <= set(terms("cinquante-sept États", "fr"))
    assert numbers("les 57 États", "fr") == []


@pytest.mark.parametrize("asked", ["57", "cinquante-sept"])
def test_a_question_asks_for_the_number(asked):
    assert content_words(f"les {asked} États", "fr") == ["57", "etats"]


@given(text=st.text(max_size=80), language=st.sampled_from([None, "fr", "en", "de", "es", "it", "ru"]))
def test_any_text_can_be_rewritten(text, language):
    assert all(number in in_digits(text, language) for number in numbers(text, language))

"""A quote's link: the file's URI with a text fragment that a browser finds again."""

from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.links import file_link
from guillemet.corpus.document import Document


def link(text, start=0, end=None):
    return file_link(
        Document("i", "file:///a%20b.md", "0", text, "t", None, None, ()), start, len(text) if end is None else end
    )


def test_a_short_quote_is_named_whole():
    assert link("Avant. Le pont est là. Après.", 7, 22) == "file:///a%20b.md#:~:text=Le%20pont%20est%20l%C3%A0."


def test_a_long_quote_is_named_by_its_first_and_last_words():
    text = "Un deux trois quatre cinq six sept huit neuf dix."
    assert link(text) == "file:///a%20b.md#:~:text=Un%20deux%20trois%20quatre,sept%20huit%20neuf%20dix."


def test_signs_that_mean_something_in_a_fragment_are_escaped():
    assert link("l’a-t-il, & dit #1 ?").endswith("#:~:text=l%E2%80%99a%2Dt%2Dil%2C%20%26%20dit%20%231%20%3F")


@given(
    words=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=8), min_size=1, max_size=20
    )
)
def test_the_named_words_are_those_of_the_quote(words):
    made = link(" ".join(words))
    assert made.isascii()
    (_, _, fragment) = urlsplit(made).fragment.partition(":~:text=")
    assert "-" not in fragment
    named = [unquote(part) for part in fragment.split(",")]
    split = " ".join(words).split()
    assert named == ([" ".join(split)] if len(split) <= 8 else [" ".join(split[:4]), " ".join(split[-4:])])

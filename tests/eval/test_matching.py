"""What names a document, and what counts as holding evidence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.eval.matching import holds, is_document, unsupported


def test_every_way_to_name_a_document(make_document):
    document = make_document("Text.", name="2017/Réunion à Skopje.md", title="The  meeting in Skopje")
    path = document.uri.removeprefix("file://")
    for wanted in (
        document.id,
        document.sha256,
        document.sha256.upper(),
        document.uri,
        "Réunion à Skopje.md",
        unicodedata.normalize("NFD", "Réunion à Skopje.md"),
        "Réunion à Skopje",
        "2017/Réunion à Skopje.md",
        "./2017/Réunion à Skopje",
        "2017\\Réunion à Skopje.md",
        "the meeting in skopje",
        path.replace("%20", " ").replace("%C3%A9", "é").replace("%C3%A0", "à"),
    ):
        assert is_document(wanted, document), wanted


@pytest.mark.parametrize(
    "wanted", ["Skopje.md", "2018/Réunion à Skopje.md", "meeting", "", ".", "/", ".md", "Réunion à Skopje.txt", ".."]
)
def test_what_does_not_name_it(make_document, wanted):
    assert not is_document(wanted, make_document("Text.", name="2017/Réunion à Skopje.md", title="The meeting"))


@given(st.text(max_size=30))
def test_any_name_is_judged_without_an_error(name):
    from guillemet.corpus.document import Document

    for uri in ("file:///a/b.md", "https://example.org", "note:7", ""):
        is_document(name, Document("i", uri, "s", "", "t", None, None, ()))


def test_white_space_and_composition_do_not_count():
    text = "In 2015\u202f%\n  of the E\u0301tats"
    assert holds(text, ["2015 % of the États"])
    assert not holds(text, ["2015% of"])
    assert not holds(text, [])


def test_unsupported_names_what_no_document_holds(make_document, gold):
    documents = [make_document("Anna chairs\nthe board.", "a.md"), make_document("Bo left.", "b.md")]
    questions = [
        gold(id="held", evidence=("chairs the board",)),
        gold(id="one of two", evidence=("never said", "Bo left")),
        gold(id="lost", evidence=("Carl stayed",), document="a.md"),
        gold(id="by document", document="b.md"),
        gold(id="no such document", document="c.md"),
        gold(id="unanswerable", answerable=False),
    ]
    assert [question.id for question in unsupported(questions, documents)] == ["lost", "no such document"]
    assert len(unsupported(questions, [])) == 5

"""Links that name content: what they lead to now, and when the document has changed or gone."""

from html import unescape

import pytest
from evidence_made import SKOPJE, evidence
from starlette.testclient import TestClient
from test_viewer import Reader, make

from guillemet.assistant.finding import find_words
from guillemet.assistant.links import Place, parse_places, viewer_link
from guillemet.assistant.nearest import nearest_span
from guillemet.corpus.document import Block, BlockKind

QUESTION = "the tenth meeting of the network took place in Skopje"


def asked(client: TestClient) -> str:
    (quote, *_) = client.post("/api/ask", json={"question": QUESTION}).json()["quotes"]
    assert quote["exact"] == SKOPJE
    return quote["link"].removeprefix("http://localhost")


def marked(page):
    return "".join(Reader(page.text).marks)


def test_a_link_survives_reindexing_and_a_moved_file(application, letters, state):
    with application() as client:
        link = asked(client)
    (letters / "meeting.md").rename(letters / "elsewhere.md")
    for file in state.glob("index.sqlite*"):
        file.unlink()
    with application() as client:
        page = client.get(link)
        assert marked(page) == SKOPJE
        assert "has changed" not in page.text


def test_of_a_document_that_changed_elsewhere_it_says_that_the_words_still_stand_there(application, letters):
    with application() as client:
        link = asked(client)
    letter = letters / "meeting.md"
    letter.write_text(
        letter.read_text().replace("# The meeting", "# The meeting\n\nA word before.\n"), encoding="utf-8"
    )
    with application() as client:
        page = client.get(link)
        assert marked(page) == SKOPJE
        assert "The words that were quoted still stand in it, unchanged" in page.text
        assert "these words still stand in it</a>" in page.text
        assert 'class="likeness"' not in page.text
        french = client.get(link, headers={"Accept-Language": "fr"})
        assert "Ce document a changé" in french.text
        assert "ressemblance" not in french.text


def test_of_changed_words_it_shows_what_comes_nearest_and_what_stood_there(application, letters):
    with application() as client:
        link = asked(client)
    letter = letters / "meeting.md"
    letter.write_text(letter.read_text().replace("in November 2017", "in December 2018"), encoding="utf-8")
    with application() as client:
        page = client.get(link)
        assert "in December 2018" in marked(page)
        assert f"« {SKOPJE} »" in unescape(page.text)
        # Offsets that nobody quoted: the document is found, and nothing is marked.
        other = client.get(link.replace("start=", "start=1"))
        assert "was not kept" in other.text
        assert not Reader(other.text).marks
    letter.write_text("Something else altogether.\n", encoding="utf-8")
    with application() as client:
        page = client.get(link)
        assert "nothing in it is like" in page.text
        assert not Reader(page.text).marks


def test_of_a_removed_document_it_shows_what_was_quoted(application, letters):
    with application() as client:
        link = asked(client)
    (letters / "meeting.md").unlink()
    with application() as client:
        page = client.get(link)
        assert page.status_code == 410
        assert SKOPJE in page.text
        assert client.get(f"/document/{'0' * 64}?start=0&end=3").status_code == 404


def test_the_very_file_that_was_read_is_saved_from_there(client, letters):
    page = client.get(asked(client))
    (link,) = [link["href"] for link in Reader(page.text).elements("a") if "download" in link]
    letter = letters / "meeting.md"
    saved = client.get(link)
    assert saved.content == letter.read_bytes()
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''meeting.md"
    letter.write_bytes(saved.content + b"\n")
    changed = client.get(link)
    assert changed.status_code == 404
    assert "has changed since it was read" in changed.text
    letter.unlink()
    assert client.get(link).status_code == 404


def test_the_document_is_searched_without_a_script(client):
    link = asked(client).partition("#")[0]
    page = client.get(f"{link}&q=tènth  MEETING")
    assert '<mark class="found" id="f1">tenth meeting</mark>' in page.text
    assert "1 place found" in page.text
    assert 'href="#f1"' in page.text
    assert "<script" not in page.text
    assert "Nothing found" in client.get(f"{link}&q=<b>nowhere").text


def test_the_quotes_of_an_answer_are_leafed_through(client):
    (sha,) = {
        document["sha256"] for document in client.get("/api/documents").json() if document["title"] == "The meeting"
    }
    places = [Place(sha, 50, 60), Place(sha, 70, 80), Place(sha, 90, 95)]
    page = client.get(viewer_link(places[1], places, pane=True)).text
    links = [unescape(link["href"]) for link in Reader(page).elements("a") if link.get("class") == "step"]
    assert links == [viewer_link(places[0], places, pane=True), viewer_link(places[2], places, pane=True)]
    assert "Quote 2 of 3" in page
    assert 'class="brand"' not in page


def test_places_of_a_link_are_read_and_nothing_else():
    places = (Place("ab" * 32, 1, 3), Place("cd" * 32, 0, 7))
    named = viewer_link(places[0], places).partition("among=")[2].partition("#")[0]
    assert parse_places(named) == places
    assert parse_places("<script>,ab:1-2,:::,," + "9" * 5000) == ()


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("L’été, l'ÉTÉ, l`ete\u0301.", "l'ete", ["L’été", "l'ÉTÉ", "l`ete\u0301"]),
        ("one\n\n  two one  two", "one two", ["one\n\n  two", "one  two"]),
        ("a.b axb", "a.b", ["a.b"]),
        ("Стол стол", "стол", ["Стол", "стол"]),
        ("anything", "  ", []),
        ("x(y [z", "(y [", ["(y ["]),
    ],
)
def test_words_are_found_as_readers_type_them(text, words, found):
    assert [text[start:end] for start, end in find_words(text, words)] == found


def test_among_the_same_words_the_context_decides():
    text = "Alpha one. Yes, it was so. Omega one.\n\nAlpha two. Yes, it was so. Omega two."
    middle = text.index("\n\n")
    document = make(text, [Block(0, middle, BlockKind.PARAGRAPH), Block(middle + 2, len(text), BlockKind.PARAGRAPH)])
    quote = evidence("Yes, it was so.", 300)
    for number, start in (("one", 11), ("two", text.rindex("Yes"))):
        kept = type(quote)(**{
            **{name: getattr(quote, name) for name in quote.__slots__},
            "before": f"Alpha {number}. ", "after": f" Omega {number}.",
        })  # fmt: skip
        like = nearest_span(kept, document)
        assert (like.start, like.end, like.verbatim) == (start, start + 15, True)


def test_a_likeness_is_a_whole_sentence_though_it_has_grown():
    first = "The council met in spring."
    changed = "On Monday the old bell of the tower rang three times, and then once more at nightfall."
    text = f"{first} {changed} It rained."
    document = make(text, [Block(0, len(text), BlockKind.PARAGRAPH)])
    like = nearest_span(evidence("The old bell of the tower rang three times, then once more."), document)
    assert (text[like.start : like.end], like.verbatim) == (changed, False)


def test_a_likeness_begins_and_ends_with_a_word():
    text = "At dawn the old bell of the tower rang three times, and then a fourth."
    document = make(text, [Block(0, len(text), BlockKind.PARAGRAPH)])
    like = nearest_span(evidence(" dawn the great bell of the tower rang four times "), document)
    assert not like.verbatim
    marked = text[like.start : like.end]
    assert marked == marked.strip()


def test_words_that_stand_on_other_lines_are_the_same_words():
    text = "Before.\n\nThe bell rang\nthree times."
    like = nearest_span(evidence("The bell rang three times."), make(text))
    assert (text[like.start : like.end], like.verbatim) == ("The bell rang\nthree times.", True)


def test_nothing_alike_is_nothing():
    assert nearest_span(evidence("A wholly different sentence stood here."), make("12345 67890")) is None

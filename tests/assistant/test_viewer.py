"""The document viewer: everything escaped, the marks exactly the span."""

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from evidence_made import evidence, kept_answer
from hypothesis import example, given
from hypothesis import strategies as st

from guillemet.assistant.cards import answer_html
from guillemet.assistant.links import Place, viewer_link
from guillemet.assistant.phrases import phrases_for
from guillemet.assistant.reference import plain
from guillemet.assistant.text import answer_text
from guillemet.assistant.viewer import View, direction, message_page, viewer_parts
from guillemet.assistant.viewer import viewer_page as page_of
from guillemet.assistant.wording import wording
from guillemet.corpus.document import Block, BlockKind, Document, Page
from guillemet.corpus.parts import part_uri


def viewer_page(document, start=0, end=0, **seen):
    return page_of(document, View(start, end, **seen))


class Reader(HTMLParser):
    """What a browser would find: the marks, the visible text, the elements."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[str] = []
        self.identities: list[str | None] = []
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"mark", "main"}:
            self.inside.append(tag)
        if tag == "mark":
            self.marks.append("")
            self.identities.append(dict(attrs).get("id"))

    def handle_endtag(self, tag):
        if tag in {"mark", "main"}:
            assert self.inside.pop() == tag

    def handle_data(self, data):
        if "mark" in self.inside:
            self.marks[-1] += data
        if "main" in self.inside:
            self.text.append(data)

    def elements(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def make(text, blocks=(), **changes):
    known = {
        "id": "0" * 16,
        "uri": "file:///letters/one.txt",
        "sha256": "ab" * 32,
        "text": text,
        "title": "A letter",
        "date": "2017-11-15",
        "language": "fr",
        "blocks": tuple(blocks) or (Block(0, len(text), BlockKind.PARAGRAPH),),
    }
    return Document(**{**known, **changes})


# NUL has no form in HTML, and lone surrogates none in UTF-8.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.text(
    st.sampled_from("ab1 \t\r\n|-*<>&\"'#\u00a0\u202f\u2028é"), max_size=30
)


@st.composite
def documents(draw):
    text, blocks = "", []
    for kind in draw(st.lists(st.sampled_from(BlockKind), max_size=8)):
        text += draw(texts)
        start = len(text)
        text += draw(texts)
        level = draw(st.integers(1, 6)) if kind is BlockKind.HEADING else 0
        blocks.append(Block(start, len(text), kind, level))
    text += draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pages = tuple(Page(start, end, str(number)) for number, (start, end) in enumerate(pairwise(cuts), start=1))
    return make(text, blocks or [Block(0, len(text), BlockKind.PARAGRAPH)], pages=pages)


@st.composite
def documents_with_spans(draw):
    document = draw(documents())
    start = draw(st.integers(0, len(document.text)))
    return document, start, draw(st.integers(start, len(document.text)))


@given(documents_with_spans())
@example((make("\r\n a\rb \n\n|c|\td"), 0, 14))
def test_marks_joined_are_the_span_character_for_character(case):
    document, start, end = case
    page = viewer_page(document, start, end)
    reader = Reader(page)
    assert "".join(reader.marks) == document.text[start:end]
    assert all(reader.marks), "no empty mark"
    assert reader.identities == ["quote", *[None] * (len(reader.marks) - 1)][: len(reader.marks)]
    # A parser would turn a bare carriage return into a line feed.
    assert "\r" not in page
    assert page.encode("utf-8")


@given(documents())
def test_every_block_is_shown_whole_and_in_order(document):
    shown = "".join(Reader(viewer_page(document)).text)
    position = 0
    for block in document.blocks:
        words = document.text[block.start : block.end]
        position = shown.index(words, position) + len(words)


@given(documents())
def test_page_labels_stand_in_no_text(document):
    plain = Reader(viewer_page(make(document.text, document.blocks)))
    paged = Reader(viewer_page(document))
    assert "".join(paged.text) == "".join(plain.text)


def test_nothing_in_a_document_becomes_an_element():
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)></main></style> **bold** \"' &amp;"
    document = make(hostile, title=hostile, uri=hostile, date=hostile, language='fr" onload="x')
    page = viewer_page(document, 0, len(hostile))
    reader = Reader(page)
    assert {"script", "img", "iframe", "strong"}.isdisjoint(tag for tag, _ in reader.tags)
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    assert "".join(reader.marks) == hostile


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "file:///a.zip#part=b", "http://[bad", ""],
)
def test_only_the_web_is_linked(uri):
    reader = Reader(viewer_page(make("text", uri=uri)))
    assert [link["href"] for link in reader.elements("a")] == ["/"]


def test_a_file_is_named_by_its_content_alone():
    reader = Reader(viewer_page(make("text", uri="file:///etc/passwd")))
    assert [link["href"] for link in reader.elements("a")] == ["/", f"/document/{'ab' * 32}/original"]


def test_a_web_address_is_linked():
    reader = Reader(viewer_page(make("text", uri="https://example.org/a?b=1&c=2")))
    assert reader.elements("a")[-1]["href"] == "https://example.org/a?b=1&c=2"


def test_nul_is_replaced_by_one_character():
    reader = Reader(viewer_page(make("a\0b c"), 0, 3))
    assert reader.marks == ["a\ufffdb"]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 99), (99, 100)])
def test_offsets_outside_the_document_mark_nothing_and_say_so(start, end):
    page = viewer_page(make("a text"), start, end, language="en")
    assert not Reader(page).marks
    assert f"characters {start} to {end}, but this document has 6" in page


def test_a_span_across_blocks_has_one_identity():
    text = "one\n\ntwo"
    document = make(text, [Block(0, 3, BlockKind.PARAGRAPH), Block(5, 8, BlockKind.PARAGRAPH)])
    reader = Reader(viewer_page(document, 1, 7))
    assert reader.marks == ["ne", "\n\n", "tw"]
    assert reader.identities == ["quote", None, None]


def test_a_quote_that_takes_in_a_list_leaves_it_one_list():
    text = "Ils conviennent :\n\n- du prix,\n- du jour.\n"
    blocks = [Block(0, 17, BlockKind.PARAGRAPH), Block(21, 29, BlockKind.ITEM), Block(32, 40, BlockKind.ITEM)]
    page = viewer_page(make(text, blocks), 0, 40)
    assert page.count('class="items"') == 1
    assert page.count('class="between blank"') == 2


def test_headings_leave_no_level_out():
    levels = (2, 2, 4, 4, 1, 3, 6, 2)
    blocks = [Block(3 * at, 3 * at + 1, BlockKind.HEADING, level) for at, level in enumerate(levels)]
    page = Reader(viewer_page(make("x\n\n" * len(levels), blocks)))
    assert [tag for tag, _ in page.tags if tag in {f"h{level}" for level in range(1, 7)}] == [
        "h1", "h2", "h2", "h3", "h3", "h2", "h3", "h4", "h3",
    ]  # fmt: skip


def test_the_same_sentence_three_times_marks_the_one_asked_for():
    text = "Yes. Yes. Yes."
    page = viewer_page(make(text), 5, 9)
    assert "Yes. <mark" in page
    assert "</mark> Yes.</p>" in page


def long_document():
    paragraph = "A sentence & another one. " * 40
    blocks, text = [], "before all "
    for _ in range(60):
        blocks.append(Block(len(text), len(text) + len(paragraph), BlockKind.PARAGRAPH))
        text += f"{paragraph}\n\n"
    return make(f"{text}after all", blocks)


@pytest.mark.parametrize("at", [0, 12, 30, 40, 59])
def test_of_a_long_document_the_quote_comes_first_and_the_slots_put_all_in_order(at):
    document = long_document()
    start = document.blocks[at].start + 7
    (first, *rest) = viewer_parts(document, View(start, start + 11))
    assert Reader(first).marks == [document.text[start : start + 11]]
    assert len("".join(Reader(first).text)) < len(document.text) * 0.8
    (head, near) = first.split('<template shadowrootmode="open"><slot name="before"></slot><slot></slot></template>')
    (before, after) = rest
    assert before.startswith('<div slot="before">')
    reader = Reader(f"{head}{before}{near}{after}")
    assert reader.marks == [document.text[start : start + 11]]
    assert "".join(reader.text) == document.text.replace("\n\n", "", 59)
    upto = Reader(f"{head}{before}{near}".partition("<mark")[0])
    assert len("".join(upto.text)) == start - at * 2


def test_a_quote_longer_than_what_is_sent_first_is_marked_whole():
    document = long_document()
    (start, end) = (document.blocks[3].start, document.blocks[55].end)
    reader = Reader(viewer_page(document, start, end))
    assert "".join(reader.marks) == document.text[start:end]
    assert reader.identities.count("quote") == 1


def test_where_words_are_found_in_a_long_document_it_comes_in_its_own_order():
    page = viewer_page(long_document(), 5000, 5010, search="another")
    assert "<template" not in page
    assert "".join(Reader(page).text) == long_document().text.replace("\n\n", "", 59)


def test_blocks_are_laid_out_as_what_they_are():
    text = "# T\n\n1. first\n- second\n\n| a | b |\n|---|---|\n| c | d |\n\nHaut de page"
    at = text.index
    blocks = [
        Block(2, 3, BlockKind.HEADING, 1),
        Block(at("first"), at("first") + 5, BlockKind.ITEM),
        Block(at("second"), at("second") + 6, BlockKind.ITEM),
        Block(at("| a"), at("| a") + 9, BlockKind.ROW),
        Block(at("| c"), at("| c") + 9, BlockKind.ROW),
        Block(at("Haut"), len(text), BlockKind.FURNITURE),
    ]
    page = viewer_page(make(text, blocks))
    shown = "".join(Reader(page).text)
    assert "---" not in shown
    assert "# " not in shown
    assert "1. first" in shown
    assert page.count('role="list"') == 1
    assert page.count('role="table"') == 1
    assert page.count('role="cell"') == 4
    assert f'<p class="furniture" data-start="{at("Haut")}">Haut de page</p>' in page


def test_front_matter_stays_readable():
    text = "---\ntitle: x\n---\n\nBody"
    page = viewer_page(make(text, [Block(18, 22, BlockKind.PARAGRAPH)]))
    assert "title: x" in "".join(Reader(page).text)


def test_language_and_direction_of_the_text():
    page = viewer_page(make("سلام", language="ar"), language="fr")
    (html,) = Reader(page).elements("html")
    (main,) = Reader(page).elements("main")
    assert html["lang"] == "fr"
    assert main == {"lang": "ar", "dir": "rtl", "data-sha256": "ab" * 32}
    assert [direction(language) for language in ("he", "fa", "ur", "fr", "ar-EG", None)] == [
        "rtl", "rtl", "rtl", "ltr", "rtl", "ltr",
    ]  # fmt: skip


def test_the_page_loads_nothing():
    reader = Reader(viewer_page(make("text")))
    assert not reader.elements("script")
    assert not reader.elements("img")
    assert [link["href"] for link in reader.elements("link")] == ["/favicon.ico"]


def test_what_is_known_of_the_document_is_shown():
    page = viewer_page(make("text", pages=(Page(0, 4, "xii"),)), language="fr")
    for known in ("A letter", "2017-11-15", "abababababab", "file:///letters/one.txt", "page xii"):
        assert known in page


def test_the_link_names_content_and_place():
    assert viewer_link(Place("ab" * 32, 1, 3)) == f"/document/{'ab' * 32}?start=1&end=3#quote"


def test_a_message_page_is_escaped():
    page = message_page("No <b>", "<script>", language="en")
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("label", "name"), [("12", "page 12"), ("xii", "page xii"), ("A-3", "page A-3"), ("Notes", "Notes"), ("S 2", "S 2")]
)
def test_a_sheet_is_called_by_its_name_and_a_page_by_its_number(label, name):
    assert wording("en").page_name(label, "file:///a.pdf") == name
    assert name in viewer_page(make("text", pages=(Page(0, 4, label),)))


@pytest.mark.parametrize(
    ("uri", "label", "english", "french"),
    [
        ("file:///records.jsonl", "121", "line 121", "ligne 121"),
        ("file:///talk.pptx", "2", "slide 2", "diapositive 2"),
        (part_uri("file:///letters.zip", ["talk.odp"]), "2", "slide 2", "diapositive 2"),
        ("file:///years.xlsx", "2019", "2019", "2019"),
        ("file:///letter.docx", "3", "p. 3", "p. 3"),
    ],
)
def test_a_quote_says_line_slide_or_sheet_where_these_are_its_pages(uri, label, english, french):
    made = replace(evidence(uri=uri), page=label)
    for language, name in (("en", english), ("fr", french)):
        assert f"2017-11-20, {name}\n" in plain(made, "", language)
        assert name in answer_text([made], phrases_for(language))
        assert name.removeprefix("p. ") in answer_html(kept_answer(quotes=[made]), language=language)
    assert kept_answer(quotes=[made]).as_dict()["quotes"][0]["page"] == label


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A mill.", "A <b>mill</b>."),
        (
            "In the valley of the river there stood, since the flood, a mill of grey stones, turned by everybody.",
            "… the river there stood, since the flood, a <b>mill</b> of grey stones, turned by everybody.",
        ),
        (
            "A mill of grey stones, and its two wheels were turned for everybody.",
            "A <b>mill</b> of grey stones, and its two wheels were …",
        ),
        (f"{'x' * 60}mill{'y' * 60}", f"…{'x' * 45}<b>mill</b>{'y' * 45}…"),
        (f"{'x' * 60} mill\n{'y' * 60}", "… <b>mill</b>\n…"),
    ],
)
def test_what_was_found_is_listed_between_whole_words(text, shown):
    page = viewer_page(make(text), search="mill")
    assert f'<li><a href="#f1">{shown}</a></li>' in page


@pytest.mark.parametrize(
    ("times", "language", "said"),
    [
        (1000, "en", ["1000 places found", "… and 800 more, marked in the text"]),
        (1001, "en", ["More than 1,000 places found", "the first 1,000 are marked"]),
        (1001, "fr", ["Plus de 1\u202f000 passages trouvés", "les 1\u202f000 premiers sont surlignés"]),
    ],
)
def test_more_places_than_are_shown_are_not_told_as_a_count(times, language, said):
    page = viewer_page(make("The mill. " * times), search="mill", language=language)
    assert page.count('class="found"') == 1000
    for words in said:
        assert words in page


@pytest.mark.parametrize(
    ("date", "said"), [("2020-02-02", '<time datetime="2020-02-02">2020-02-02</time>'), (None, "no date")]
)
def test_the_date_is_told_or_that_there_is_none(date, said):
    assert f"<dt>Date</dt><dd>{said}</dd>" in viewer_page(make("The mill grinds.", date=date))

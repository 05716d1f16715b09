"""Documents dropped into the page, listed, sorted into collections, asked and removed; and what else may go wrong."""

import re

import pytest
from chat_process import Server
from playwright.sync_api import expect
from test_chat import ask

pytestmark = pytest.mark.browser

BEES = {
    "deep/honey.txt": "The beekeepers of Orlane harvest chestnut honey in July.\n",
    "hives.md": "---\ndate: 2019-03-04\nlanguage: en\n---\n\n# Hives\n\nThe hives of Orlane stand by the river.\n",
    "ruches.md": "---\ndate: 2021-05-06\nlanguage: fr\n---\n\n# Ruches\n\nLes ruches sont peintes en bleu.\n",
    "tool.exe": "x",
    "broken.pdf": "%PDF-1.4 and nothing more",
}


@pytest.fixture(scope="module")
def garden(shipped, home, tmp_path_factory):
    """A server with a state folder of its own, on a folder without a document yet."""
    own = tmp_path_factory.mktemp("garden-state")
    (own / "models").symlink_to(home / "models")
    folder = tmp_path_factory.mktemp("garden")
    server = Server(own, folder)
    server.folder = folder
    server.home = own
    yield server
    server.stop()


@pytest.fixture
def bees(tmp_path):
    for name, text in BEES.items():
        path = tmp_path / "Bees" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "Bees"


class Dragged:
    """A drag that comes from outside the browser, over one place of the page after another."""

    def __init__(self, page, *files, text=""):
        page.wait_for_selector("#g-docs", state="attached")
        self._session = page.context.new_cdp_session(page)
        items = [{"mimeType": "text/plain", "data": text}] if text else []
        self._data = {"items": items, "files": [str(file) for file in files], "dragOperationsMask": 1}

    def __call__(self, kind, place=(300, 300)):
        (x, y) = place
        self._session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": self._data})


def drop(page, *paths):
    """What the browser does when files of the machine are let go over the page, once its own scripts are there."""
    dragged = Dragged(page, *paths)
    for kind in ("dragEnter", "dragOver", "drop"):
        dragged(kind)


def arrived(page, words):
    expect(page.locator(".g-arrivals > p")).to_contain_text(words, timeout=120_000)


def titles(page):
    return page.locator("#g-docs tbody td[data-by=title]").all_inner_texts()


def opened(page):
    if page.locator("#g-docs").is_hidden():
        page.get_by_role("button", name="Documents", exact=True).click()
    return page.locator("#g-docs")


def test_without_documents_the_page_says_so_and_takes_a_dropped_folder(garden, bees, open_page):
    page = open_page(garden.url)
    expect(page.locator("#g-status")).to_have_text("No documents yet", timeout=120_000)
    expect(opened(page).locator(".g-count")).to_contain_text("Drop files or a folder")
    page.evaluate(
        """() => {
            window.told = new Set();
            new MutationObserver(() => { for (const row of document.querySelectorAll(".g-arrivals li"))
                window.told.add(`${row.firstChild.textContent} ${row.dataset.state}`);
            }).observe(document.querySelector(".g-arrivals"), {childList: true, subtree: true, characterData: true});
        }"""
    )
    drop(page, bees)
    arrived(page, "3 of 5 files ready · 2 skipped")
    skipped = page.locator(".g-arrivals li[data-state=skipped]")
    expect(skipped.filter(has_text="Bees/tool.exe")).to_contain_text("no reader for .exe")
    expect(skipped.filter(has_text="Bees/broken.pdf")).to_contain_text("skipped: ")
    told = page.evaluate("[...window.told]")
    assert any(line.endswith((" waiting", " reading", " sending")) for line in told), told
    assert "Bees/deep/honey.txt ready" in told
    expect(page.locator("#g-status")).to_contain_text("3 documents", timeout=30_000)
    assert [path.name for path in garden.folder.iterdir()] == []
    page.keyboard.press("Escape")
    expect(page.locator("#g-docs")).to_be_hidden()
    expect(page.get_by_role("button", name="Documents", exact=True)).to_be_focused()
    ask(page, "When do the beekeepers of Orlane harvest honey?")
    expect(page.locator(".g-exact").first).to_have_text(BEES["deep/honey.txt"].strip())


def test_why_a_file_was_not_read_is_said_in_the_language_of_the_page(garden, tmp_path, open_page):
    for name in ("cassé.pdf", "abîmé.docx"):
        (tmp_path / name).write_text("nothing of the kind", encoding="utf-8")
    page = open_page(garden.url, locale="fr-FR")
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=120_000)
    drop(page, tmp_path / "cassé.pdf", tmp_path / "abîmé.docx")
    arrived(page, "Prêts : 0 sur 2 · non lus : 2")
    rows = page.locator(".g-arrivals li[data-state=skipped]")
    expect(rows.filter(has_text="cassé.pdf")).to_contain_text("endommagé, ou n’est pas un PDF")
    expect(rows.filter(has_text="abîmé.docx")).to_contain_text("non lu : endommagé, ou ne contient pas de fichier ZIP")
    page.locator("#g-docs .g-unread summary").first.click()
    expect(page.locator("#g-docs .g-unread").first).to_contain_text("endommagé, ou n’est pas un PDF")


def test_five_hundred_files_in_one_drop_answer_while_they_come_in(home, shipped, tmp_path, open_page):
    (own, folder, empty) = (tmp_path / "state", tmp_path / "Orchard", tmp_path / "nothing")
    for made in (own, folder, empty):
        made.mkdir()
    (own / "models").symlink_to(home / "models")
    for number in range(500):
        (folder / f"{number:03}.txt").write_text(f"The tree number {number} of Orlane bears pears.\n", encoding="utf-8")
    server = Server(own, empty)
    try:
        page = open_page(server.url)
        expect(page.locator("#g-status")).to_have_text("No documents yet", timeout=120_000)
        drop(page, folder)
        expect(page.locator("#g-docs .g-arrivals progress")).to_be_visible(timeout=60_000)
        page.keyboard.press("Escape")
        # Answered from what is ready, and it says so; now and then all that has come is read, and more comes.
        for _ in range(5):
            ask(page, "What does the tree number 3 of Orlane bear?")
            if page.locator(".g-partial").count():
                break
        expect(page.locator(".g-partial").last).to_contain_text(re.compile("still to be read|known by their words"))
        opened(page)
        expect(page.locator(".g-arrivals > p")).to_contain_text("500 of 500 files ready", timeout=400_000)
        expect(page.locator("#g-status")).to_contain_text("500 documents", timeout=60_000)
        expect(page.locator("#g-docs tbody tr")).to_have_count(200)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".g-partial")).to_have_count(0, timeout=60_000)
        expect(page.locator(".g-answer").last.locator(".g-exact").first).to_contain_text("number 3 of", timeout=60_000)
    finally:
        server.stop()


def test_files_are_added_by_a_button_and_never_overwritten(garden, tmp_path, open_page):
    page = open_page(garden.url)
    letter = tmp_path / "roof.txt"
    panel = opened(page)
    for text, kept in (("The roof of Orlane is red.", "roof"), ("The roof of Orlane is green.", "roof (2)")):
        letter.write_text(text, encoding="utf-8")
        with page.expect_file_chooser() as choosing:
            panel.get_by_role("button", name="Add files").click()
        with page.expect_response("**/api/library/files/**"):
            choosing.value.set_files(letter)
        arrived(page, "1 of 1 files ready")
        assert list((garden.home / "uploads" / "everybody").rglob(f"{kept}.txt"))
        panel.get_by_label("Add to").select_option(label="roof")
    expect(panel.locator(".g-collections li", has_text="roof").locator("small")).to_have_text("2", timeout=30_000)


def test_the_list_is_sorted_filtered_and_shown_in_the_pane(garden, open_page):
    page = open_page(garden.url, width=1400)
    panel = opened(page)
    expect(panel.locator("tbody tr")).to_have_count(5, timeout=30_000)
    assert titles(page) == sorted(titles(page), key=str.casefold)
    panel.get_by_role("button", name="Date").click()
    panel.get_by_role("button", name="Date").click()
    expect(panel.locator("th[data-by=date]")).to_have_attribute("aria-sort", "descending")
    assert titles(page)[:2] == ["Ruches", "Hives"]
    panel.get_by_label("Language").select_option("fr")
    expect(panel.locator("tbody tr")).to_have_count(1)
    expect(panel.locator(".g-count")).to_have_text("1 of 5 documents")
    panel.get_by_label("Language").select_option("")
    panel.get_by_label("From").fill("2020-01-01")
    expect(panel.locator("tbody tr")).to_have_count(1)
    panel.get_by_label("From").fill("")
    panel.get_by_label("Type").select_option("md")
    expect(panel.locator("tbody tr")).to_have_count(2)
    panel.get_by_label("Filter by title").fill("honey")
    expect(panel.locator(".g-count")).to_have_text("No document matches.")


def test_a_question_goes_to_the_collections_that_are_chosen(garden, open_page):
    page = open_page(garden.url)
    panel = opened(page)
    panel.get_by_role("button", name="Only this: roof").click()
    page.keyboard.press("Escape")
    expect(page.locator("#g-scope")).to_have_text("Asking only: roof")
    ask(page, "When do the beekeepers of Orlane harvest honey?")
    expect(page.locator(".g-within")).to_have_text("only in: roof")
    assert BEES["deep/honey.txt"].strip() not in page.locator(".g-exact").all_inner_texts()
    page.reload()
    page.locator("#g-scope").click()
    panel.get_by_role("button", name="New collection").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Blue things")
    page.get_by_role("dialog").get_by_role("button", name="Make").click()
    panel.get_by_label("Select “Ruches”").check()
    panel.get_by_label("Move to…").select_option(label="Blue things")
    expect(panel.locator("tbody tr", has_text="Ruches").locator("[data-by=collection]")).to_have_text("Blue things")
    panel.get_by_role("button", name="Rename: Blue things").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Blau")
    page.keyboard.press("Enter")
    expect(panel.locator(".g-collections")).to_contain_text("Blau")
    panel.get_by_role("button", name="Ask all").click()
    expect(page.locator("#g-scope")).to_be_hidden()


def test_what_is_removed_says_what_becomes_of_the_file(garden, open_page):
    page = open_page(garden.url)
    panel = opened(page)
    held = list((garden.home / "uploads").rglob("honey.txt"))
    assert len(held) == 1
    panel.get_by_label("Select “Honey”").check()
    panel.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_contain_text("your originals are not touched")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(panel.locator("tbody tr")).to_have_count(4)
    assert not held[0].exists()
    expect(panel.locator(".g-chosen")).to_be_hidden()
    assert panel.evaluate("panel => panel.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_suggestions_are_words_of_the_documents_and_are_asked(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "Qui a ouvert la réunion de Skopje ?")
    more = page.locator(".g-more button")
    words = more.first.get_attribute("data-words")
    texts = [page.context.request.get(f"{shipped.url}api/documents/{one['sha256']}").json()["text"]
             for one in page.context.request.get(f"{shipped.url}api/documents").json()]  # fmt: skip
    assert all(any(one.get_attribute("data-words") in text for text in texts) for one in more.all())
    more.first.click()
    expect(page.locator("#g-thread .g-question")).to_have_count(2, timeout=30_000)
    expect(page.locator("#g-thread .g-question").last).to_have_text(words)
    expect(page.locator(".g-query-text").last).to_have_text(words)


def test_escape_puts_the_context_away(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "Qui a ouvert la réunion de Skopje ?")
    page.locator(".g-number").first.hover()
    expect(page.locator(".g-context").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".g-context").first).to_be_hidden()
    page.locator(".g-number").nth(1).hover()
    expect(page.locator(".g-context").nth(1)).to_be_visible()


def test_the_context_leaves_the_next_reference_in_reach(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "Qui a ouvert la réunion de Skopje ?")
    (numbers, contexts) = (page.locator(".g-number"), page.locator(".g-context"))
    numbers.first.hover()
    expect(contexts.first).to_be_visible()
    (context, number) = (contexts.first.bounding_box(), numbers.nth(1).bounding_box())
    assert context["y"] < number["y"] < context["y"] + context["height"]
    numbers.nth(1).hover(timeout=5000)
    expect(contexts.nth(1)).to_be_visible()
    expect(contexts.first).to_be_hidden()


def test_a_question_while_another_runs_comes_after_it(shipped, open_page):
    page = open_page(shipped.url)
    box = page.locator("#g-question textarea")
    questions = ["Qui a ouvert la réunion de Skopje ?", "What does the abolitionist model change?"]
    for question in questions:
        box.fill(question)
        box.press("Enter")
        expect(box).to_have_value("")
    expect(page.locator("#g-thread .g-question")).to_have_text(questions, timeout=60_000)
    expect(page.locator(".g-answer[aria-busy=false]")).to_have_count(2, timeout=60_000)


def test_none_of_several_quick_questions_is_lost(shipped, open_page):
    page = open_page(shipped.url)
    box = page.locator("#g-question textarea")
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
    questions = [f"Who opened the meeting in {place}?" for place in ("Skopje", "Paris", "Vienna", "Tirana")]
    for question in questions:
        box.fill(question)
        box.press("Enter")
        page.wait_for_timeout(150)
    expect(page.locator("#g-thread .g-question")).to_have_text(questions, timeout=60_000)
    expect(page.locator(".g-answer[aria-busy=false]")).to_have_count(4, timeout=60_000)


@pytest.mark.parametrize("way", ["key", "button", "example", "suggestion"])
def test_a_question_is_asked_once_however_often_it_is_pressed(shipped, open_page, way):
    page = open_page(shipped.url)
    box = page.locator("#g-question textarea")
    asked = 1
    page.wait_for_selector("#g-docs", state="attached")
    if way == "suggestion":
        ask(page, "Qui a ouvert la réunion de Skopje ?")
        page.locator(".g-more button").first.dblclick()
        asked = 2
    elif way == "example":
        page.locator("#g-thread .example").first.dblclick()
    else:
        box.fill("Qui a ouvert la réunion de Skopje ?")
        if way == "key":
            box.press("Enter")
            box.press("Enter")
        else:
            page.locator("#g-question .submit-button").dblclick()
    expect(page.locator(".g-judging")).to_have_count(asked, timeout=60_000)
    # Until a second one would have come too.
    page.wait_for_timeout(1500)
    expect(page.locator("#g-thread .g-question")).to_have_count(asked)
    expect(page.locator(".g-waiting")).to_have_count(0)


def test_what_is_typed_while_an_answer_comes_stays_in_the_box(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "Qui a ouvert la réunion de Skopje ?")
    box = page.locator("#g-question textarea")
    box.fill("What does the abolitionist model change?")
    box.press("Enter")
    # Once the page has taken the question, before the server has heard of it.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box.fill("And what is half typed")
    expect(page.locator(".g-answer[aria-busy=false]")).to_have_count(2, timeout=60_000)
    expect(page.locator(".g-judging")).to_have_count(2, timeout=60_000)
    expect(box).to_have_value("And what is half typed")
    box.press("Enter")
    expect(page.locator("#g-thread .g-question").last).to_have_text("And what is half typed", timeout=60_000)
    expect(box).to_have_value("")


def test_a_quote_across_a_page_break_is_marked_on_both_sides(garden, tmp_path, open_page):
    from reportlab.pdfgen import canvas

    file = tmp_path / "bridge.pdf"
    pages = canvas.Canvas(str(file), pagesize=(400, 200))
    for lines in (
        ["The council met in spring.", "The new bridge of Orlane was then"],
        ["opened by the mayor in May.", "It rained."],
    ):
        for at, line in enumerate(lines):
            pages.drawString(40, 150 - 14 * at, line)
        pages.showPage()
    pages.save()
    page = open_page(garden.url)
    page.get_by_role("button", name="Documents", exact=True).wait_for()
    drop(page, file)
    arrived(page, "1 of 1 files ready")
    (sha256,) = [
        one["sha256"] for one in page.context.request.get(f"{garden.url}api/documents").json() if "bridge" in one["uri"]
    ]
    text = page.context.request.get(f"{garden.url}api/documents/{sha256}").json()["text"]
    (start, end) = (text.index("The new bridge"), text.index("in May.") + len("in May."))
    page.goto(f"{garden.url}document/{sha256}?start={start}&end={end}#quote")
    assert "".join("".join(page.locator("mark").all_text_contents()).split()) == "".join(text[start:end].split())
    expect(page.locator("mark").first).to_be_in_viewport()
    assert page.locator("mark .page-break, mark ~ .page, .page:has(~ * mark)").count()


def test_the_rest_of_a_long_document_comes_after_the_quote(desk, open_page):
    page = open_page(desk.url, width=1400)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    ask(page, "What does chapter 37 tell of the network of coordinators?")
    page.locator(".g-card", has_text="Chapter").first.locator(".g-show").click()
    pane = page.frame_locator("#g-source iframe")
    expect(pane.locator("#quote")).to_be_in_viewport()
    expect(pane.get_by_role("heading", name="Chapter 0", exact=True)).to_be_attached()
    expect(pane.get_by_role("heading", name="Chapter 39", exact=True)).to_be_attached()
    expect(pane.locator("#quote")).to_be_in_viewport()
    ids = pane.locator("main [id^=h]").evaluate_all("found => found.map((one) => one.id)")
    assert sorted(ids, key=lambda one: int(one[1:])) == [f"h{number}" for number in range(1, len(ids) + 1)]


def test_what_is_hidden_in_a_dropped_folder_is_left_out_and_named(garden, bees, tmp_path, open_page):
    for name in (".notes.txt", ".git/one.txt", ".git/two.txt", "__MACOSX/honey.txt", ".guillemetignore"):
        path = bees / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("The hidden hives of Orlane.", encoding="utf-8")
    (tmp_path / ".alone.txt").write_text("The hidden hives of Orlane.", encoding="utf-8")
    page = open_page(garden.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=120_000)
    drop(page, bees, tmp_path / ".alone.txt")
    arrived(page, "3 of 10 files ready · 7 skipped")
    skipped = page.locator(".g-arrivals li[data-state=skipped]")
    for name in ("Bees/.notes.txt", "Bees/.git", "Bees/.guillemetignore", ".alone.txt"):
        row = skipped.filter(has=page.get_by_text(name, exact=True))
        expect(row).to_contain_text("skipped: hidden")
    expect(skipped.filter(has_text="Bees/__MACOSX")).to_contain_text("skipped: left behind by the system")


def test_an_ignore_file_in_a_dropped_folder_is_followed(garden, bees, open_page):
    (bees / "drafts").mkdir()
    for name in ("drafts/one.txt", "drafts/two.txt", "plan.txt", "kept.txt"):
        (bees / name).write_text(f"The secret hives of Orlane, {name}.", encoding="utf-8")
    (bees / ".guillemetignore").write_text("drafts/\n*.txt\n!kept.txt\n!honey.txt\n", encoding="utf-8")
    page = open_page(garden.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=120_000)
    drop(page, bees)
    skipped = page.locator(".g-arrivals li[data-state=skipped]")
    for name in ("Bees/drafts", "Bees/plan.txt"):
        row = skipped.filter(has=page.get_by_text(name, exact=True))
        expect(row).to_contain_text("skipped: named in Bees/.guillemetignore", timeout=60_000)
    expect(skipped.filter(has_text="drafts/one.txt")).to_have_count(0)
    expect(skipped.filter(has=page.get_by_text("Bees/.guillemetignore", exact=True))).to_contain_text("hidden")
    expect(page.locator(".g-arrivals li").filter(has_text="kept.txt")).to_contain_text("ready", timeout=60_000)


def test_what_is_dropped_onto_the_source_beside_the_chat_is_taken(garden, tmp_path, open_page):
    for name in ("oak", "ash", "elm", "fir"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} of Orlane stands by the well.", encoding="utf-8")
    page = open_page(garden.url, width=1400)
    drop(page, tmp_path / "oak.txt")
    arrived(page, "1 of 1 files ready")
    page.locator("#g-docs tbody a", has_text=re.compile("^oak$", re.IGNORECASE)).click()
    expect(page.frame_locator("#g-source iframe").locator("main")).to_contain_text("The oak of Orlane")
    (source, veil) = (page.frame(name="g-source-frame"), page.locator("#g-veil"))
    (at, box) = (source.url, page.locator("#g-source iframe").bounding_box())
    (chat, pane, corner) = ((300, 300), (1200, 500), (box["x"] + box["width"] - 3, box["y"] + box["height"] - 3))

    # Once with the veil in between, once let go before it could take the drag, once from the chat to a corner.
    for name, way in (
        ("ash", (("dragEnter", pane), ("dragOver", pane), ("dragOver", pane), ("drop", pane))),
        ("elm", (("dragEnter", pane), ("drop", pane))),
        ("fir", (("dragEnter", chat), ("dragOver", chat), ("dragOver", pane), ("dragOver", corner), ("drop", corner))),
    ):
        dragged = Dragged(page, tmp_path / f"{name}.txt")
        for kind, place in way[:-1]:
            dragged(kind, place)
            expect(veil).to_be_visible()
        if len(way) > 3:
            assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).id", way[-1][1]) == "g-veil"
        dragged(*way[-1])
        expect(veil).to_be_hidden()
        expect(page.locator(".g-arrivals li", has_text=f"{name}.txt")).to_contain_text("ready", timeout=60_000)
        page.locator("#g-docs header button").click()
        assert source.url == at

    # It goes away with a drag that leaves: the veil, or the frame before the veil could take it.
    leaves = "([x, y]) => document.elementFromPoint(x, y).dispatchEvent(new DragEvent('dragleave', {bubbles: true}))"
    dragged = Dragged(page, tmp_path / "oak.txt")
    for way in ((pane, pane, pane), (chat, pane, pane), (pane, chat, chat), (pane,)):
        for kind, place in zip(("dragEnter", "dragOver", "dragOver"), way, strict=False):
            dragged(kind, place)
        expect(veil).to_be_visible()
        if len(way) > 1:
            page.evaluate(leaves, way[-1])
        else:
            source.evaluate(leaves, (pane[0] - box["x"], pane[1] - box["y"]))
        expect(veil).to_be_hidden()
    # Escape ends nothing else, and where a browser tells of no end, a pointer that moves again does.
    dragged("dragEnter", pane)
    page.keyboard.press("Escape")
    expect(veil).to_be_hidden()
    expect(page.locator("#g-source")).to_be_visible()
    dragged("dragOver", pane)
    expect(veil).to_be_visible()
    page.mouse.move(200, 200)
    expect(veil).to_be_hidden()
    dragged("dragCancel")

    words = Dragged(page, text="words that were selected")
    for place in (pane, chat):
        words("dragEnter", place)
        words("dragOver", place)
        expect(veil).to_be_hidden()
        words("dragCancel")


def test_a_folder_dropped_again_goes_into_its_collection_and_says_what_changed(garden, tmp_path, open_page):
    folder = tmp_path / "Swans"
    folder.mkdir()
    for name in ("lake", "nest"):
        (folder / f"{name}.txt").write_text(f"The {name} of the swans of Orlane is wide.", encoding="utf-8")
    page = open_page(garden.url)
    drop(page, folder)
    arrived(page, "2 of 2 files ready")
    (folder / "nest.txt").write_text("The nest of the swans of Orlane is empty.", encoding="utf-8")
    (folder / "pond.txt").write_text("The pond of the swans of Orlane is deep.", encoding="utf-8")
    page.reload()
    drop(page, folder)
    arrived(page, "3 of 3 files ready")
    said = {"lake": "was there already", "nest": "changed: it replaced the earlier copy", "pond": "ready"}
    for name, told in said.items():
        expect(page.locator(".g-arrivals li", has_text=f"Swans/{name}.txt").locator("small")).to_have_text(told)
    swans = page.locator(".g-collections li", has_text="Swans")
    expect(swans).to_have_count(1)
    expect(swans.locator("small")).to_have_text("3", timeout=30_000)
    page.keyboard.press("Escape")
    ask(page, "How is the nest of the swans of Orlane?")
    expect(page.locator(".g-exact").first).to_have_text("The nest of the swans of Orlane is empty.")


def test_what_comes_without_an_entry_is_taken_or_named(garden, open_page):
    page = open_page(garden.url)
    page.wait_for_selector("#g-docs", state="attached")
    # Files that a script holds, as those of some mail programs, are in no file system.
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["The heron of Orlane stands in the reeds."], "heron.txt"));
            const nothing = { kind: "file", type: "image/png", webkitGetAsEntry: () => null, getAsFile: () => null };
            const items = [...data.items, nothing];
            const event = new DragEvent("drop", { bubbles: true, cancelable: true });
            Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items } });
            document.body.dispatchEvent(event);
        }"""
    )
    arrived(page, "1 of 2 files ready · 1 skipped")
    rows = page.locator(".g-arrivals li")
    expect(rows.filter(has_text="heron.txt").locator("small")).to_have_text("ready")
    expect(rows.filter(has_text="image/png")).to_contain_text("skipped: the browser does not hand it over")


def test_whoever_leaves_while_files_are_sent_is_asked_first(garden, tmp_path, browser):
    for number in range(5):
        (tmp_path / f"gate-{number}.txt").write_text(f"Gate {number} of Orlane is shut.", encoding="utf-8")
    context = browser.new_context(locale="en-GB")
    try:
        page = context.new_page()
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.goto(garden.url)
        page.route("**/api/library/files/**", lambda _: None)
        drop(page, *tmp_path.glob("gate-*.txt"))
        expect(page.locator(".g-arrivals li[data-state=sending]")).to_have_count(5)
        page.close(run_before_unload=True)
        page.wait_for_timeout(500)
        assert asked == ["beforeunload"]
        assert not page.is_closed()
        page.unroute("**/api/library/files/**")
        arrived(page, "5 of 5 files ready")
        with page.expect_event("close"):
            page.close(run_before_unload=True)
        assert asked == ["beforeunload"]
    finally:
        context.close()


def test_what_is_not_on_view_is_not_selected(garden, tmp_path, open_page):
    folder = tmp_path / "Larks"
    folder.mkdir()
    for number in range(1, 8):
        (folder / f"lark-{number}.txt").write_text(f"Lark {number} of Orlane sings.", encoding="utf-8")
    page = open_page(garden.url, width=1400)
    drop(page, folder)
    arrived(page, "7 of 7 files ready")
    (panel, dialog) = (opened(page), page.get_by_role("dialog"))
    (chosen, filter_) = (panel.locator(".g-chosen"), panel.get_by_label("Filter by title"))
    filter_.fill("lark")
    expect(panel.locator("tbody tr")).to_have_count(7, timeout=30_000)
    for number in (1, 2):
        panel.get_by_label(re.compile(f"Select “lark.{number}”", re.IGNORECASE)).check()
    expect(chosen.locator("span")).to_have_text("2 selected")
    filter_.fill("lark-2")
    expect(chosen.locator("span")).to_have_text("1 selected")
    chosen.get_by_role("button", name="Remove").click()
    expect(dialog).to_contain_text(re.compile("Remove “lark.2”", re.IGNORECASE))
    dialog.get_by_role("button", name="Cancel").click()
    chosen.get_by_label("Move to…").select_option(label="Larks")
    expect(chosen).to_be_hidden()
    filter_.fill("lark")
    expect(panel.locator("tbody input:checked")).to_have_count(0)

    panel.get_by_label("Select all that are listed").check()
    chosen.get_by_role("button", name="Remove").click()
    expect(dialog).to_contain_text("Remove 7 documents?")
    expect(dialog.locator("li")).to_have_text([*titles(page)[:5], "… and 2 more"])
    dialog.get_by_role("button", name="Remove").click()
    expect(panel.locator(".g-count")).to_have_text("No document matches.", timeout=30_000)
    expect(chosen).to_be_hidden()


def test_a_server_that_is_gone_is_said_and_its_return_is_noticed(garden, open_page):
    page = open_page(garden.url)
    ask(page, "Where do the hives of Orlane stand?")
    page.locator("#g-question textarea").fill("What was half typed")
    port = int(garden.url.rstrip("/").rpartition(":")[2])
    assert garden.stop() == 0
    expect(page.locator("#g-connection")).to_contain_text("The server does not answer", timeout=30_000)
    expect(page.locator(".toast-body")).to_be_hidden()
    page.locator(".g-number").first.click()
    expect(page.locator("#g-source .g-lost")).to_contain_text("The server does not answer")
    expect(page.locator("#g-source iframe")).to_be_hidden()
    banner = page.locator("#g-connection").bounding_box()
    assert page.locator("#g-source header").bounding_box()["y"] >= banner["height"]
    assert page.locator("#g-header").bounding_box()["y"] >= banner["height"]
    back = Server(garden.home, garden.folder, port=port)
    try:
        expect(page.locator("#g-connection")).to_be_hidden(timeout=60_000)
        expect(page.locator("#g-thread .g-question")).to_have_text(
            "Where do the hives of Orlane stand?", timeout=60_000
        )
        expect(page.locator("#g-question textarea")).to_have_value("What was half typed", timeout=30_000)
        expect(page.frame_locator("#g-source iframe").locator("#quote")).to_be_visible(timeout=30_000)
    finally:
        back.stop()

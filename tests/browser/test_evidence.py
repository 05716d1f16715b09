"""From a quote to its place in the document, beside the chat; and what can be done with an answer."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from chat_process import REPEATED
from playwright.sync_api import expect
from test_chat import ABOLITIONIST, ask

from guillemet.assistant.exported import read_export
from guillemet.assistant.verification import Verdict, verify
from guillemet.eval import read_gold

pytestmark = pytest.mark.browser


def pane(page):
    return page.frame_locator("#g-source iframe")


def open_pane(page, card):
    card.locator(".g-show").click()
    expect(pane(page).locator("#quote")).to_be_in_viewport()
    return pane(page)


def test_the_source_opens_beside_the_chat_and_quotes_are_leafed_through(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    cards = page.locator(".g-card")
    exact = cards.locator(".g-exact").all_text_contents()
    source = open_pane(page, cards.first)
    assert "".join(source.locator("mark").all_text_contents()) == exact[0]
    expect(source.locator(".count")).to_have_text(f"Quote 1 of {len(exact)}")
    source.get_by_label("Next quote").click()
    expect(source.locator(".count")).to_have_text(f"Quote 2 of {len(exact)}")
    expect(source.locator("#quote")).to_be_in_viewport()
    assert "".join(source.locator("mark").all_text_contents()) == exact[1]
    expect(cards.nth(1)).to_have_attribute("aria-current", "true")
    # The chat stays to be used beside it.
    expect(page.locator("#g-question textarea")).to_be_in_viewport()
    assert page.locator("#g-question").bounding_box()["x"] + page.locator("#g-question").bounding_box()["width"] <= 641
    source.locator("body").press("Escape")
    expect(page.locator("#g-source")).to_be_hidden()
    expect(cards.first.locator(".g-show")).to_be_focused()


def test_a_click_quicker_than_the_page_opens_the_source_beside_the_chat(shipped, open_page):
    first = open_page(shipped.url)
    ask(first, ABOLITIONIST)
    page = open_page("about:blank", known=first)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/page/words.json", hold)
    page.goto(first.url)
    card = page.locator(".g-card").first
    card.locator(".g-show").click(timeout=30_000)
    assert held
    for route in held:
        route.continue_()
    expect(pane(page).locator("#quote")).to_be_in_viewport()
    assert len(page.context.pages) == 1
    card.get_by_role("button", name="Copy").click()
    expect(card.get_by_role("button", name="Markdown")).to_be_visible()


def test_on_a_narrow_screen_it_is_a_page_above_the_chat_which_the_way_back_leaves(shipped, open_page):
    page = open_page(shipped.url, width=400)
    ask(page, ABOLITIONIST)
    address = page.url
    first = page.locator(".g-show").first
    for leave in (page.go_back, page.get_by_role("button", name="Close").click):
        source = open_pane(page, page.locator(".g-card").first)
        assert page.locator("#g-source").bounding_box() == {"x": 0, "y": 0, "width": 400, "height": 800}
        # Out of reach of the keyboard and of screen readers, as it is out of sight.
        assert page.evaluate("document.querySelector('#g-question').closest('[inert]') !== null")
        source.get_by_label("Next quote").click()
        expect(source.locator(".count")).to_contain_text("Quote 2")
        source.get_by_role("searchbox").fill("model")
        source.get_by_role("searchbox").press("Enter")
        expect(source.locator(".results")).to_be_visible()
        leave()
        expect(page.locator("#g-source")).to_be_hidden()
        expect(first).to_be_focused()
        assert page.url == address
    expect(page.locator("#g-question textarea")).to_be_enabled()


@pytest.mark.parametrize("reach", ["hover", "focus"])
def test_a_reference_shows_the_quote_in_its_context(shipped, open_page, reach):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    card = page.locator(".g-card").first
    context = card.locator(".g-context")
    expect(context).to_be_hidden()
    if reach == "hover":
        card.locator(".g-number").hover()
    else:
        page.keyboard.press("Shift+Tab")
        while not page.evaluate("document.activeElement.matches('.g-number')"):
            page.keyboard.press("Shift+Tab")
        context = page.locator(".g-number:focus + .g-context")
        card = page.locator(".g-card", has=page.locator(".g-number:focus"))
    expect(context).to_be_visible()
    expect(context.locator("mark")).to_have_text(card.locator(".g-exact").text_content())
    expect(context.locator("mark")).to_be_in_viewport()
    assert len(context.locator("p").text_content()) > len(card.locator(".g-exact").text_content()) + 50


def test_the_pointer_reaches_the_context(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    page.locator(".g-number").first.hover()
    context = page.locator(".g-context").first
    expect(context).to_be_visible()
    box = context.bounding_box()
    number = page.locator(".g-number").first.bounding_box()
    (x, y) = (number["x"] + 5, number["y"] + 5)
    for step in range(1, 21):
        page.mouse.move(x + 3 * step, y + step * (box["y"] + box["height"] / 2 - y) / 20)
        page.wait_for_timeout(80)
        expect(context).to_be_visible()
    page.wait_for_timeout(1000)
    expect(context).to_be_visible()
    page.mouse.move(1, 1)
    expect(context).to_be_hidden()
    page.locator(".g-number").nth(1).hover()
    page.locator(".g-number").first.hover()
    assert page.locator(".g-context:visible").count() == 1


def test_the_keyboard_is_not_scrolled_away_from(shipped, open_page):
    """An answer is followed as it grows; who goes elsewhere meanwhile stays there."""
    page = open_page(shipped.url, width=1400, height=450)
    ask(page, ABOLITIONIST)
    ask(page, "And in Sweden?")
    page.locator("#g-thread .scroll-down-button-container button").press("Enter")
    expect(page.locator("#g-thread .bubble-wrap")).to_be_focused()
    expect(page.locator(".g-judging").last).to_be_in_viewport()
    page.locator("#g-question textarea").focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        expect(page.locator(":focus")).to_be_in_viewport()
    # Where cards are as wide as the screen, the way down would lie on what they offer.
    page.set_viewport_size({"width": 360, "height": 640})
    page.locator("#g-thread .bubble-wrap").evaluate("thread => thread.scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_timeout(500)
    expect(page.locator("#g-thread .scroll-down-button-container button")).not_to_be_visible()


def test_a_document_of_the_list_opens_in_sight(shipped, open_page):
    page = open_page(shipped.url, width=1400)
    page.get_by_role("button", name="Documents", exact=True).click()
    page.locator("#g-docs tbody a").first.click()
    expect(page.locator("#g-docs")).to_be_hidden()
    expect(page.frame_locator("#g-source iframe").get_by_role("searchbox")).to_be_visible()
    page.locator("#g-source").get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Documents", exact=True)).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (1366, 625), (720, 450), (320, 500)])
def test_the_context_is_in_sight_on_every_screen_with_the_quote(shipped, open_page, width, height):
    page = open_page(shipped.url, width=width, height=height)
    ask(page, ABOLITIONIST)
    for number in page.locator(".g-number").all():
        page.mouse.move(1, 1)
        expect(page.locator(".g-context:visible")).to_have_count(0)
        number.scroll_into_view_if_needed()
        number.hover()
        expect(page.locator(".g-context:visible")).to_have_count(1)
        thread = page.locator("#g-thread .bubble-wrap").bounding_box()
        context = page.locator(".g-context:visible").bounding_box()
        mark = page.locator(".g-context:visible mark").bounding_box()
        (top, bottom) = (context["y"], context["y"] + context["height"])
        assert thread["y"] <= top < bottom <= thread["y"] + thread["height"] + 1
        assert top <= mark["y"] < bottom - min(mark["height"], 40), (context, mark)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_the_context_reaches_over_a_short_answer(hostile, open_page, width, height):
    page = open_page(hostile.url, width=width, height=height)
    ask(page, "Who opens the cellar of Orlane?")
    for number in page.locator(".g-number").all():
        page.mouse.move(1, 1)
        expect(page.locator(".g-context:visible")).to_have_count(0)
        number.hover()
        context = page.locator(".g-context:visible")
        expect(context).to_have_count(1)
        seen = context.evaluate(
            """context => {
                const {left, top, width, height} = context.getBoundingClientRect();
                const heights = [4, height / 2, height - 4];
                return heights.map(y => context.contains(document.elementFromPoint(left + width / 2, top + y)));
            }"""
        )
        assert seen == [True, True, True]


def test_where_the_same_sentence_stands_three_times_the_right_one_is_marked(desk, open_page):
    page = open_page(desk.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    text = (desk.folder / "minutes.md").read_text(encoding="utf-8")
    documents = page.context.request.get(f"{desk.url}api/documents").json()
    (minutes,) = [document["sha256"] for document in documents if "minutes" in document["uri"]]
    start, seen = -1, []
    for place in ("p", ".item", "p"):
        start = text.index(REPEATED, start + 1)
        page.goto(f"{desk.url}document/{minutes}?start={start}&end={start + len(REPEATED)}#quote")
        expect(page.locator("mark")).to_have_text(REPEATED)
        expect(page.locator(f"{place} mark")).to_be_in_viewport()
        seen.append(page.locator("mark").evaluate("mark => mark.getBoundingClientRect().top + scrollY"))
    assert seen == sorted(set(seen))


def test_a_quote_in_a_table_is_marked_in_its_row(desk, open_page):
    page = open_page(desk.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    ask(page, "How much does the bridge of Orlane cost?")
    card = page.locator(".g-card", has_text="90,000").first
    source = open_pane(page, card)
    assert "".join(source.locator("mark").all_text_contents()) == card.locator(".g-exact").text_content()
    expect(source.locator(".row:has(mark)")).to_have_count(1)


def test_a_document_is_read_and_searched_there(desk, open_page):
    page = open_page(desk.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    documents = page.context.request.get(f"{desk.url}api/documents").json()
    (report,) = [document for document in documents if "long" in document["uri"]]
    page.goto(f"{desk.url}document/{report['sha256']}")
    page.get_by_text("Outline").click()
    page.get_by_role("link", name="Chapter 37").click()
    expect(page.get_by_role("heading", name="Chapter 37")).to_be_in_viewport()
    page.get_by_role("searchbox").fill("CHAPTER 21 tells")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("50 places found")).to_be_visible()
    page.locator(".results a").nth(49).click()
    expect(page.locator("#f50")).to_be_in_viewport()
    assert page.locator("script").count() == 0


def test_a_long_document_arrives_around_the_quote_and_reads_in_order(desk, open_page):
    page = open_page(desk.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    text = (desk.folder / "long.md").read_text(encoding="utf-8")
    documents = page.context.request.get(f"{desk.url}api/documents").json()
    (report,) = [document["sha256"] for document in documents if "long" in document["uri"]]
    words = "Chapter 20 tells what the network"
    start = text.index(words)
    page.goto(f"{desk.url}document/{report}?start={start}&end={start + len(words)}#quote")
    expect(page.locator("#quote")).to_have_text(words)
    expect(page.get_by_role("heading", name="Chapter 39")).to_have_count(1)
    expect(page.locator("#quote")).to_be_in_viewport()
    heads = page.evaluate(
        """() => [...document.querySelectorAll(".leaf")]
            .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
            .flatMap(leaf => [...leaf.querySelectorAll("h3")].map(head => head.textContent))"""
    )
    assert heads == [f"Chapter {number}" for number in range(40)]
    page.get_by_text("Outline").click()
    page.get_by_role("link", name="Chapter 3", exact=True).click()
    expect(page.get_by_role("heading", name="Chapter 3", exact=True)).to_be_in_viewport()


def test_a_quote_is_copied_with_its_reference(shipped, open_page):
    page = open_page(shipped.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ABOLITIONIST)
    card = page.locator(".g-card").first
    exact = card.locator(".g-exact").text_content()
    link = shipped.url.rstrip("/") + card.locator(".g-show").get_attribute("href").partition("&among")[0]
    for form, check in (
        ("Text with reference", lambda text: f"« {exact} »" in text),
        ("Markdown", lambda text: text.startswith("> ")),
        ("BibTeX", lambda text: text.startswith("@misc{") and "annotation = " in text),
        ("CSL JSON", lambda text: json.loads(text)[0]["annote"] == exact),
    ):
        card.get_by_role("button", name="Copy", exact=True).click()
        card.get_by_role("button", name=form).click()
        expect(card.locator(".g-copy")).to_have_text("Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert check(text), text
        assert link in text
        expect(card.locator(".g-copy")).to_have_text("Copy")


def test_an_exported_conversation_is_verified(shipped, open_page, tmp_path):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    for form in ("HTML", "Markdown", "JSON"):
        page.get_by_text("Export", exact=True).click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name=form).click()
        file = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(file)
        findings = verify(read_export(file))
        assert len(findings) == page.locator(".g-card").count()
        assert {finding.verdict for finding in findings} == {Verdict.HOLDS}
        if form == "HTML":
            saved = page.context.new_page()
            saved.set_content(file.read_text(encoding="utf-8"))
            expect(saved.locator("blockquote").first).to_have_text(page.locator(".g-exact").first.text_content())
            saved.close()


def test_a_passage_selected_in_the_document_becomes_a_gold_question(desk, home, open_page, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from guillemet.eval.command import app

    page = open_page(desk.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    question = "What does the roof of the school cost?"
    ask(page, question)
    page.get_by_role("button", name="No, this was not right").click()
    page.get_by_role("button", name="Another passage answers").click()
    expect(page.locator(".g-passage-hint")).to_be_visible()
    page.reload()
    expect(page.locator(".g-passage-hint")).to_be_visible(timeout=30_000)
    source = open_pane(page, page.locator(".g-card", has_text="Orlane").first)
    page.locator("#g-source").get_by_role("button", name="This passage answers").click()
    expect(page.locator(".g-judged")).to_have_text("Select some words in the document first.")
    source.get_by_text("The roof of the school costs 7,000 crowns.").first.evaluate(
        "cell => cell.ownerDocument.getSelection().selectAllChildren(cell)"
    )
    page.locator("#g-source").get_by_role("button", name="This passage answers").click()
    expect(page.locator(".g-judged")).to_contain_text("Kept: “")
    page.reload()
    expect(page.get_by_role("button", name="Another passage answers")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".g-passage-hint")).to_be_hidden()
    monkeypatch.setenv("GUILLEMET_HOME", str(home))
    file = tmp_path / "gold.jsonl"
    assert CliRunner().invoke(app, ["feedback", "--output", str(file)]).exit_code == 0
    (gold,) = [held for held in read_gold([file]) if held.question == question]
    assert gold.document == "minutes.md"
    (evidence,) = gold.evidence
    assert "The roof of the school costs 7,000 crowns." in evidence
    assert evidence in (desk.folder / "minutes.md").read_text(encoding="utf-8")


def test_a_link_works_in_a_new_browser(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    link = shipped.url.rstrip("/") + page.locator(".g-show").first.get_attribute("href")
    assert parse_qs(urlsplit(link).query).keys() == {"start", "end", "among"}
    fresh = open_page(link)
    expect(fresh.locator("#quote")).to_be_in_viewport()
    assert "".join(fresh.locator("mark").all_text_contents()) == page.locator(".g-exact").first.text_content()


def test_the_keyboard_reaches_everything_and_loses_its_place_nowhere(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    page.get_by_role("button", name="Documents", exact=True).focus()
    reached, where = [], "document.activeElement === document.body ? '' : document.activeElement.className || 'other'"
    while not reached or "submit-button" not in reached[-1]:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(where))
        assert len(reached) < 60, reached
    assert "" not in reached, reached
    assert sum(one == "g-number" for one in reached) == sum(one == "g-show" for one in reached) > 1
    page.locator(".g-number").first.focus()
    page.keyboard.press("Enter")
    expect(pane(page).locator("#quote")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#g-source")).to_be_hidden()
    expect(page.locator(".g-number").first).to_be_focused()
    for called in ("Edit the question", "Edit what is searched for"):
        page.get_by_role("button", name=called).press("Enter")
        page.get_by_role("textbox", name=called).press("Escape")
        expect(page.get_by_role("button", name=called)).to_be_focused()
        page.get_by_role("button", name=called).press("Enter")
        page.get_by_role("button", name="Cancel").press("Enter")
        expect(page.get_by_role("button", name=called)).to_be_focused()
    page.locator(".g-copy").first.press("Enter")
    expect(page.get_by_role("button", name="BibTeX").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="BibTeX").first).to_be_hidden()
    expect(page.locator(".g-copy").first).to_be_focused()
    page.get_by_role("button", name="Conversations").press("Enter")
    expect(page.locator("#g-shelf")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#g-shelf")).to_be_hidden()
    expect(page.get_by_role("button", name="Conversations")).to_be_focused()

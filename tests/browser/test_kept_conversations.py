"""Conversations on the page: kept, found, renamed, deleted, asked anew; for everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_process import Server
from playwright.sync_api import expect
from test_chat import ABOLITIONIST, ask

pytestmark = pytest.mark.browser

MINISTER = "Who opened the meeting in Skopje?"


def shelf(page):
    if page.locator("#g-shelf").is_hidden():
        page.get_by_role("button", name="Conversations").click()
    return page.locator("#g-shelf")


def row(page, title):
    return shelf(page).get_by_role("listitem").filter(has_text=title)


def questions(page):
    return page.locator("#g-thread .g-question")


def test_a_conversation_survives_reload_and_is_found_renamed_and_deleted(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    ask(page, "And in Sweden?")
    expect(page).to_have_url(shipped.url.rstrip("/") + "/?conversation=" + page.url.rpartition("=")[2])
    quotes = page.locator(".g-exact").all_text_contents()
    page.reload()
    expect(questions(page)).to_have_text([ABOLITIONIST, "And in Sweden?"], timeout=30_000)
    assert page.locator(".g-exact").all_text_contents() == quotes
    page.get_by_role("button", name="Start over").click()
    expect(questions(page)).to_have_count(0)
    ask(page, MINISTER)

    expect(shelf(page).get_by_role("listitem")).to_have_count(2)
    shelf(page).get_by_role("searchbox").fill("SWEDEN")
    expect(shelf(page).get_by_role("listitem")).to_have_count(1)
    row(page, ABOLITIONIST).get_by_role("link").click()
    expect(questions(page)).to_have_text([ABOLITIONIST, "And in Sweden?"])
    row(page, ABOLITIONIST).hover()
    row(page, ABOLITIONIST).get_by_role("button", name="Rename").click()
    shelf(page).get_by_role("textbox", name="Rename").fill("<b>Sweden</b>")
    shelf(page).get_by_role("textbox", name="Rename").press("Enter")
    expect(row(page, "<b>Sweden</b>")).to_be_visible()
    row(page, "<b>Sweden</b>").hover()
    row(page, "<b>Sweden</b>").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(questions(page)).to_have_count(0)
    shelf(page).get_by_role("searchbox").fill("")
    expect(shelf(page).get_by_role("listitem")).to_have_count(1)
    expect(row(page, MINISTER)).to_be_visible()


def test_another_browser_sees_none_of_it(shipped, open_page):
    first = open_page(shipped.url)
    ask(first, ABOLITIONIST)
    second = open_page(first.url)
    expect(second.locator("#g-notice")).to_contain_text("you have no such conversation", timeout=30_000)
    expect(questions(second)).to_have_count(0)
    shelf(second)
    expect(second.get_by_text("No conversations yet.")).to_be_visible()
    mistyped = open_page(f"{shipped.url}?conversation=nope")
    expect(mistyped.locator("#g-notice")).to_contain_text("you have no such conversation", timeout=30_000)
    third = open_page(first.url, known=first)
    expect(questions(third)).to_have_text([ABOLITIONIST], timeout=30_000)


def test_a_restart_and_a_link_to_the_same_conversation(home, shipped, open_page):
    server = Server(home)
    page = open_page(server.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    ask(page, ABOLITIONIST)
    port = int(server.url.rstrip("/").rpartition(":")[2])
    address = page.url
    assert server.stop() == 0
    server = Server(home, port=port)
    try:
        again = open_page(address, known=page)
        expect(questions(again)).to_have_text([ABOLITIONIST], timeout=60_000)
        ask(again, "And in Sweden?")
        expect(questions(again)).to_have_count(2)
    finally:
        server.stop()


def test_old_links_and_conversations_are_right_after_the_documents_have_changed(home, shipped, tmp_path, open_page):
    (kept, changed) = (tmp_path / "kept.md", tmp_path / "changed.md")
    kept.write_text("# Mill\n\nThe mill of Orlane grinds rye on Mondays.\n", encoding="utf-8")
    changed.write_text("# Forge\n\nThe forge of Orlane was built by two sisters in 1844.\n", encoding="utf-8")
    server = Server(home, tmp_path)
    page = open_page(server.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    links = []
    for question, words in (("What does the mill grind?", "rye"), ("Who built the forge of Orlane?", "sisters")):
        ask(page, question)
        card = page.locator(".g-answer").last.locator(".g-card", has_text=words)
        links.append((card.locator(".g-show").get_attribute("href"), card.locator(".g-exact").text_content()))
    (address, port) = (page.url, int(server.url.rstrip("/").rpartition(":")[2]))
    quotes = page.locator(".g-exact").all_text_contents()
    assert server.stop() == 0
    kept.rename(tmp_path / "moved.md")
    changed.write_text(
        "# Forge\n\nNew.\n\nThe old forge of Orlane was built by three sisters in 1844.\n", encoding="utf-8"
    )
    server = Server(home, tmp_path, port=port)
    try:
        again = open_page(address, known=page)
        expect(again.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
        expect(questions(again)).to_have_count(2, timeout=60_000)
        assert again.locator(".g-exact").all_text_contents() == quotes
        root = server.url.rstrip("/")
        again.goto(root + links[0][0])
        expect(again.locator("#quote")).to_have_text(links[0][1])
        expect(again.locator(".notice")).to_have_count(0)
        again.goto(root + links[1][0])
        expect(again.locator(".notice")).to_contain_text("has changed since the link was made")
        expect(again.locator(".notice")).to_contain_text(links[1][1])
        expect(again.locator("body.likeness #quote")).to_contain_text("three sisters")
        expect(again.locator("#quote")).to_be_in_viewport()
    finally:
        server.stop()


def test_a_question_is_edited_and_what_was_searched_for(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, MINISTER)
    page.get_by_role("button", name="Edit the question").click()
    box = page.get_by_role("textbox", name="Edit the question")
    expect(box).to_have_value(MINISTER)
    box.press("Escape")
    expect(questions(page)).to_have_text([MINISTER])
    page.get_by_role("button", name="Edit the question").click()
    box.fill(ABOLITIONIST)
    box.press("Enter")
    expect(questions(page)).to_have_text([ABOLITIONIST], timeout=30_000)
    expect(page.locator(".g-card", has_text="racolage").first).to_be_visible(timeout=30_000)
    expect(page.locator(".g-judging")).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Edit what is searched for").click()
    box = page.get_by_role("textbox", name="Edit what is searched for")
    box.fill("Swedish ambassador Skopje")
    box.press("Enter")
    expect(page.locator(".g-query-text")).to_have_text("Swedish ambassador Skopje", timeout=30_000)
    expect(page.locator(".g-judging")).to_be_visible(timeout=30_000)
    expect(questions(page)).to_have_text([ABOLITIONIST])
    page.reload()
    expect(page.locator(".g-query-text")).to_have_text("Swedish ambassador Skopje", timeout=30_000)


def test_editing_an_earlier_question_leaves_the_conversation_as_it_was(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, MINISTER)
    ask(page, "And in Sweden?")
    before = page.url
    page.get_by_role("button", name="Edit the question").first.click()
    page.get_by_role("textbox", name="Edit the question").fill(ABOLITIONIST)
    page.get_by_role("textbox", name="Edit the question").press("Enter")
    expect(questions(page)).to_have_text([ABOLITIONIST], timeout=30_000)
    expect(page).not_to_have_url(before)
    page.goto(before)
    expect(questions(page)).to_have_text([MINISTER, "And in Sweden?"], timeout=30_000)


def test_the_way_back_leads_to_the_conversation_before(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    page.get_by_role("button", name="Start over").click()
    expect(questions(page)).to_have_count(0)
    ask(page, MINISTER)
    row(page, ABOLITIONIST).get_by_role("link").click()
    expect(questions(page)).to_have_text([ABOLITIONIST])
    opened = page.url
    for go, shown in (
        (page.go_back, [MINISTER]),
        (page.go_back, [ABOLITIONIST]),
        (page.go_forward, [MINISTER]),
        (page.go_forward, [ABOLITIONIST]),
    ):
        go()
        expect(questions(page)).to_have_text(shown)
    expect(page).to_have_url(opened)


def test_a_new_name_stays_while_an_answer_comes_and_the_focus_stays_in_the_list(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, MINISTER)
    page.get_by_role("button", name="Start over").click()
    expect(questions(page)).to_have_count(0)
    ask(page, ABOLITIONIST)
    panel = shelf(page)
    expect(panel.locator("li")).to_have_count(2)
    panel.get_by_role("button", name=f"Rename: {ABOLITIONIST}").press("Enter")
    page.keyboard.type("Half a na")
    page.evaluate("document.dispatchEvent(new CustomEvent('guillemet:ask', {detail: {question: 'And in Sweden?'}}))")
    expect(page.locator(".g-judging")).to_have_count(2, timeout=60_000)
    expect(panel.get_by_role("textbox", name="Rename")).to_have_value("Half a na")
    expect(panel.get_by_role("textbox", name="Rename")).to_be_focused()
    page.keyboard.type("me")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Rename: Half a name")).to_be_focused()
    panel.get_by_role("button", name="Delete: Half a name").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(panel.locator("li")).to_have_count(1)
    expect(panel.locator("li button").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_language_is_switched_and_stays(shipped, open_page):
    page = open_page(shipped.url, locale="en-GB")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("button", name="Recommencer")).to_be_visible(timeout=30_000)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#g-question textarea")).to_have_attribute("placeholder", "Interrogez vos documents")
    ask(page, ABOLITIONIST)
    expect(page.locator(".g-show").first).to_have_text("Voir dans le document")
    page.locator(".g-show").first.click()
    expect(page.frame_locator("#g-source iframe").get_by_text("Aller à la citation")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible(timeout=30_000)


def test_a_source_stays_open_where_the_language_is_switched(shipped, open_page):
    page = open_page(shipped.url, locale="en-GB")
    ask(page, ABOLITIONIST)
    page.locator(".g-show").first.click()
    source = page.frame_locator("#g-source iframe")
    quote = source.locator("#quote").text_content()
    page.get_by_role("button", name="Français").click()
    expect(source.get_by_text("Aller à la citation")).to_be_visible(timeout=30_000)
    expect(source.locator("#quote")).to_have_text(quote)
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible(timeout=30_000)
    expect(page.locator("#g-source")).to_be_hidden()


def check(page, what):
    """That axe finds nothing serious on a page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response
    serious = [
        f"{what}: {violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
    assert not serious, "\n".join(serious)
    assert found["passes"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(shipped, open_page, scheme):
    page = open_page(shipped.url, scheme=scheme, width=1400)
    expect(page.locator("#g-thread .examples[role=group] .example").first).to_be_visible(timeout=30_000)
    check(page, "welcome")
    page.get_by_role("button", name="Documents", exact=True).click()
    expect(page.locator("#g-docs tbody tr").first).to_be_visible()
    page.locator("#g-docs tbody input").first.check()
    check(page, "documents")
    page.get_by_role("button", name="Remove", exact=True).click()
    check(page, "removing")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.keyboard.press("Escape")
    ask(page, ABOLITIONIST)
    check(page, "answer")
    copies = page.locator(".g-copy")
    expect(page.locator(".g-card").nth(1)).to_be_visible()
    for menu, called in (
        (page.locator(".g-menu summary"), "export"),
        (copies.first, "copy, above a card"),
        (copies.last, "copy"),
    ):
        menu.click()
        check(page, called)
        page.keyboard.press("Escape")
    page.locator(".g-number").first.focus()
    expect(page.locator(".g-context").first).to_be_visible()
    check(page, "context")
    page.get_by_role("button", name="No, this was not right").click()
    expect(page.locator(".g-why")).to_be_visible()
    shelf(page)
    page.locator(".g-show").first.click()
    expect(page.frame_locator("#g-source iframe").locator("#quote")).to_be_visible()
    check(page, "conversations and source")
    ask(page, "How many moons does the planet Jupiter have?")
    check(page, "abstention")
    source = page.locator(".g-show").first.get_attribute("href")
    for path in (source, source.replace("#", "&q=the#"), "api", f"document/{'0' * 64}"):
        page.goto(shipped.url.rstrip("/") + "/" + path.lstrip("/"))
        check(page, path)

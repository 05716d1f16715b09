"""Old links to documents that have changed since: what became of the quote is said in sight of what is shown."""

from itertools import product

import pytest
from chat_process import Server
from playwright.sync_api import expect
from test_chat import ask, sideways
from test_kept_conversations import check

pytestmark = pytest.mark.browser

QUOTED = "The forge of Orlane was built by two sisters from the valley in 1844."
CHANGED = "The old forge of Orlane was built by three sisters from the valley in 1844."
NARROW = (360, 740)


def chronicle(sentence):
    """A text that is sent in parts, with the sentence in the middle; equal passages are embedded once."""
    rain = [f"In year {year % 4} the rain fell on the roofs. " * 15 for year in range(120)]
    return "\n\n".join(["# The chronicle of the people who lived in the valley", *rain[:60], sentence, *rain[60:], ""])


class Archive:
    """A server on one document, and a conversation that quoted it before it changed."""

    def __init__(self, home, folder, browser):
        (self.home, self.file) = (home, folder / "chronicle.md")
        self.file.write_text(chronicle(QUOTED), encoding="utf-8")
        self.server = Server(home, folder)
        self.page = browser.new_page(locale="en-GB")
        self.page.goto(self.server.url)
        self.wait()
        ask(self.page, "Who built the forge of Orlane?")
        card = self.page.locator(".g-card", has_text="two sisters").first
        self.link = self.server.url.rstrip("/") + card.locator(".g-show").get_attribute("href")

    def wait(self):
        expect(self.page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)

    def become(self, text):
        port = int(self.server.url.rstrip("/").rpartition(":")[2])
        self.server.stop()
        self.file.write_text(text, encoding="utf-8")
        self.server = Server(self.home, self.file.parent, port=port)
        self.page.reload()
        self.wait()


@pytest.fixture(scope="module")
def archive(home, browser, tmp_path_factory):
    made = Archive(home, tmp_path_factory.mktemp("archive"), browser)
    yield made
    made.page.close()
    made.server.stop()


def expect_both_in_sight(view):
    """What is marked, and that it is only like the quote; neither covers the other."""
    expect(view.locator("#quote")).to_be_in_viewport(ratio=1)
    expect(view.locator("nav .changed")).to_be_in_viewport(ratio=1)
    bar = view.locator("nav").evaluate("bar => bar.getBoundingClientRect().bottom")
    assert view.locator("#quote").evaluate("quote => quote.getBoundingClientRect().top") > bar


@pytest.mark.parametrize("text", [chronicle(CHANGED), f"# Forge\n\n{CHANGED}\n"], ids=["long", "short"])
def test_that_a_document_has_changed_is_said_in_sight_of_the_nearest_match(archive, open_page, text):
    archive.become(text)
    in_pane = archive.link.replace("#", "&pane=1#")
    for link, (width, height) in product((archive.link, in_pane), ((1400, 900), NARROW, (740, 360))):
        page = open_page(link, width=width, height=height)
        expect(page.locator("#quote")).to_contain_text("three sisters")
        expect_both_in_sight(page)
        assert sideways(page) <= 0
        page.locator("nav .changed").click()
        expect(page.locator("header .notice")).to_be_in_viewport(ratio=1)
        expect(page.locator("header .notice")).to_contain_text(QUOTED)
        page.get_by_role("link", name="Go to the quote").click()
        expect_both_in_sight(page)
    for scheme, (width, height) in (("light", (1400, 900)), ("dark", NARROW)):
        check(open_page(archive.link, width=width, height=height, scheme=scheme), f"{scheme} {width}")
    for width, height in ((1400, 900), NARROW):
        chat = open_page(archive.page.url, width=width, height=height, known=archive.page)
        chat.locator(".g-card", has_text="two sisters").first.locator(".g-show").click(timeout=30_000)
        expect_both_in_sight(chat.frame_locator("#g-source iframe"))


def test_where_nothing_is_marked_the_notice_is_in_sight(archive, open_page):
    archive.become(chronicle("Nobody knows."))
    for link, said in (
        (archive.link, "nothing in it is like what was quoted"),
        (archive.link.replace("start=", "start=1"), "was not kept"),
    ):
        page = open_page(link, width=360, height=640)
        expect(page.locator(".notice")).to_contain_text(said)
        expect(page.locator(".notice")).to_be_in_viewport(ratio=1)
        expect(page.locator("nav .changed")).to_have_count(0)

"""A real server in a process of its own, and a real Chromium that looks at it."""

import os
import shutil
import time
from dataclasses import dataclass, field

import pytest
from chat_process import CHROMIUM_ARGUMENTS, HOSTILE, INDEX_SECONDS, REPEATED, Server, is_foreign


@dataclass
class Shipped:
    """The server on the shipped corpus, and what its page said on the first run."""

    url: str
    statuses: list[str] = field(default_factory=list)
    waiting: str = ""
    stopped: str = ""
    given_back: str = ""
    server: Server | None = None


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no chromium on the PATH; `apt-get install chromium` brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def shipped(browser, home):
    server = Server(home)
    watched = Shipped(server.url, server=server)
    page = browser.new_page(locale="en-GB")
    try:
        page.goto(server.url)
        page.locator("#g-question textarea").wait_for()
        page.locator("#g-question textarea").fill("What does the abolitionist model change?")
        page.locator("#g-question textarea").press("Enter")
        deadline = time.monotonic() + INDEX_SECONDS
        while time.monotonic() < deadline:
            line = page.locator("#g-status .g-status").inner_text()
            if line and line not in watched.statuses:
                watched.statuses.append(line)
            waiting = page.locator(".g-waiting")
            if not watched.waiting and waiting.count():
                watched.waiting = waiting.first.text_content(timeout=1000) or ""
                _stop(browser, watched)
            if page.locator("#g-status .g-ready").count() and page.locator(".g-answer").count():
                break
            assert server.process.poll() is None, "".join(server.output)
            time.sleep(0.1)
        else:
            pytest.fail(f"the index was not ready within {INDEX_SECONDS} s: {watched.statuses}")
        page.close()
        yield watched
    finally:
        server.stop()


def _stop(browser, watched):
    """Another reader, who stops their question while the index is still being prepared."""
    other = browser.new_page(locale="en-GB")
    other.goto(watched.url)
    box = other.locator("#g-question textarea")
    box.fill("Who waits for this?")
    box.press("Enter")
    other.locator("#g-question .stop-button").click()
    # Where the index was there already, the answer may have been as fast.
    other.locator("#g-notice .g-stopped, .g-judging").first.wait_for(timeout=120_000)
    watched.stopped = other.locator("#g-notice").inner_text().strip()
    watched.given_back = box.input_value()
    other.close()


@pytest.fixture(scope="session")
def hostile(shipped, home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "letter.md").write_text(
        '---\ntitle: "<script>window.hacked=1</script> Vinegar"\nlanguage: en\ndate: 2020-02-02\n---\n\n'
        f"# Vinegar {HOSTILE}\n\n"
        f"The vinegar of the village of Orlane is made from apples {HOSTILE} every autumn.\n\n"
        "The mayor of Orlane opens the cellar in October.\n",
        encoding="utf-8",
    )
    (folder / "عسل.txt").write_text("ينتج النحالون في القرية العسل من زهور الجبل كل صيف.\n", encoding="utf-8")
    server = Server(home, folder)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def desk(shipped, home, tmp_path_factory):
    """A server on a folder whose documents may be changed; documents that are hard to quote from."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "minutes.md").write_text(
        "---\ndate: 2019-03-04\nlanguage: en\n---\n\n# Minutes of the council of Orlane\n\n## Morning\n\n"
        f"{REPEATED} Nobody objected.\n\n- {REPEATED}\n- The school gets a roof.\n\n"
        "| item | decision |\n|---|---|\n| bridge | The bridge of Orlane costs 90,000 crowns. |\n"
        "| roof | The roof of the school costs 7,000 crowns. |\n\n"
        f"## Evening\n\nThe mayor read the list again. {REPEATED} Then the session ended.\n",
        encoding="utf-8",
    )
    (folder / "long.md").write_text(
        "# The long report\n\n"
        + "".join(
            f"## Chapter {number}\n\n"
            + f"Chapter {number} tells what the network of coordinators has done. " * 50
            + "\n\n"
            for number in range(40)
        ),
        encoding="utf-8",
    )
    server = Server(home, folder)
    server.folder = folder
    yield server
    server.stop()


@pytest.fixture
def open_page(browser):
    """Opens a page; afterwards, none may have asked another host for anything, nor run what it should not."""
    contexts, foreign, problems = [], [], []

    def watch(page):
        page.on("request", lambda request: is_foreign(request.url) and foreign.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))

    def open_one(url, *, width=1280, height=800, scheme="light", locale="en-GB", known=None):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce",
            # What a browser knows from another visit: its cookies.
            storage_state=known.context.storage_state() if known else None,
        )
        context.on("page", watch)
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    open_one.foreign = foreign
    yield open_one
    for context in contexts:
        context.close()
    assert not foreign, "a page asked another host"
    assert not problems

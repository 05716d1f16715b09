"""A real server in a process of its own, and a real Chromium that looks at it."""

import os
import shutil
from dataclasses import dataclass

import pytest
from chat_process import CHROMIUM_ARGUMENTS, HOSTILE, INDEX_SECONDS, REPEATED, Server, is_foreign


@dataclass
class Shipped:
    """The server on the shipped corpus."""

    url: str
    server: Server


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
def home(tmp_path_factory, unpacked_home):
    """A state folder whose model is unpacked already, without documents."""
    state = tmp_path_factory.mktemp("state")
    (state / "models").symlink_to(unpacked_home / "models")
    return state


@pytest.fixture(scope="session")
def shipped(browser, home):
    server = Server(home)
    page = browser.new_page(locale="en-GB")
    try:
        page.goto(server.url)
        page.locator("#g-status .g-ready").wait_for(timeout=INDEX_SECONDS * 1000)
        page.close()
        yield Shipped(server.url, server)
    finally:
        server.stop()


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

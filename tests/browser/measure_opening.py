"""How long it takes from the click on a quote until it is seen in a document of 500 pages; run as a command.

python tests/browser/measure_opening.py [TIMES]
"""

import shutil
import socket
import statistics
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from chat_process import CHROMIUM_ARGUMENTS
from playwright.sync_api import sync_playwright

from guillemet.assistant import Assistant
from guillemet.assistant.application import create_app
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

PAGES = 500
LINES = 40
SENTENCE = "On page {} the coordinators of line {} write down what was decided about road number {}."


def report() -> str:
    """500 pages of 40 lines, about 1.8 million characters, with a heading on each page."""
    pages = []
    for page in range(1, PAGES + 1):
        lines = "\n\n".join(SENTENCE.format(page, line, page * 100 + line) for line in range(LINES))
        pages.append(f"## Page {page}\n\n{lines}\n\n")
    return "# A report of 500 pages\n\n" + "".join(pages)


# The mark stands in the pane, and the browser has painted it.
SEEN = """
    async () => {
        const frame = document.querySelector("#g-source iframe");
        const begun = performance.now();
        document.querySelector("#probe").click();
        for (;;) {
            await new Promise(requestAnimationFrame);
            const inside = frame.contentDocument;
            const mark = inside?.URL.includes(window.wanted) ? inside.querySelector("#quote") : null;
            const box = mark?.getBoundingClientRect();
            if (box && box.top >= 0 && box.bottom <= frame.clientHeight) {
                await new Promise(requestAnimationFrame);
                return performance.now() - begun;
            }
        }
    }
"""


# The same in a new tab: it says for itself when its mark was painted.
ALONE = """
    const look = async () => {
        for (;;) {
            await new Promise(requestAnimationFrame);
            const box = document.querySelector("#quote")?.getBoundingClientRect();
            if (box && box.top >= 0 && box.bottom <= innerHeight) {
                await new Promise(requestAnimationFrame);
                window.seen = performance.timeOrigin + performance.now();
                return;
            }
        }
    };
    if (location.pathname.startsWith("/document/")) look();
"""


def main() -> None:
    """Links to places all over the document, clicked one after the other."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    text = report()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        (Path(folder) / "docs").mkdir()
        (Path(folder) / "docs" / "report.md").write_text(text, encoding="utf-8")
        # What is measured is the way from the click to the words; how they were found has no part in it.
        settings = Settings(home=Path(folder) / "state")
        assistant = Assistant(Path(folder) / "docs", settings=settings, embedder=HashingEmbedder())
        assistant.update()
        server = uvicorn.Server(uvicorn.Config(create_app(assistant), log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        try:
            with sync_playwright() as playwright:
                executable = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
                (document,) = assistant.documents()
                url = f"http://127.0.0.1:{listening.getsockname()[1]}"
                for name, measured in (
                    ("beside the chat", lambda *asked: _framed(*asked, width=1400)),
                    ("above the chat", lambda *asked: _framed(*asked, width=360)),
                    ("in a new tab", _alone),
                ):
                    taken = measured(browser, url, document.sha256, text, times)
                    (median, longest) = (statistics.median(taken), max(taken))
                    print(f"{name}: {times} clicks, median {median:.0f} ms, longest {longest:.0f} ms")
        finally:
            server.should_exit = True
            running.join()


def _framed(browser, url, sha256, text, times, width):
    page = _chat(browser.new_context(viewport={"width": width, "height": 900}), url)
    taken = []
    for start, end in _places(text, times):
        _put_link(page, sha256, start, end, act="show")
        taken.append(page.evaluate(SEEN))
        page.wait_for_timeout(300)
        page.locator("#g-source").get_by_role("button", name="Close").click()
    return taken


def _alone(browser, url, sha256, text, times):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = _chat(context, url)
    context.add_init_script(ALONE)
    taken = []
    for start, end in _places(text, times):
        _put_link(page, sha256, start, end)
        with context.expect_page() as opening:
            begun = page.evaluate(
                """() => {
                    const begun = performance.timeOrigin + performance.now();
                    document.querySelector("#probe").click();
                    return begun;
                }"""
            )
        opened = opening.value
        opened.wait_for_load_state()
        opened.locator("#quote").wait_for()
        taken.append(opened.evaluate("window.seen") - begun)
        opened.close()
    return taken


def _chat(context, url):
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Conversations").wait_for()
    return page


def _places(text, times):
    for number in range(times):
        sentence = SENTENCE.format(1 + number * (PAGES - 1) // max(times - 1, 1), 20, "")[:-2]
        start = text.index(sentence)
        yield start, start + len(sentence)


def _put_link(page, sha256, start, end, act=""):
    """The link of a quote, as an answer has it; without its act a link from elsewhere."""
    page.evaluate(
        """([href, wanted, act]) => {
            document.querySelector("#probe")?.remove();
            const link = document.createElement("a");
            link.id = "probe"; link.href = href; link.dataset.act = act; link.target = "_blank";
            link.rel = "noopener";
            document.body.append(link); window.wanted = wanted;
        }""",
        [f"/document/{sha256}?start={start}&end={end}#quote", f"start={start}&", act],
    )


if __name__ == "__main__":
    main()

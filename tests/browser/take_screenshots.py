"""Takes the pictures of the README from the real page, on the notes that ship; run as a command."""

import argparse
import shutil
import tempfile
from pathlib import Path

from chat_process import CHROMIUM_ARGUMENTS, INDEX_SECONDS, Server
from PIL import Image
from playwright.sync_api import sync_playwright

ASKED = "What does the abolitionist model change?"
UNANSWERED = "How many moons does the planet Jupiter have?"
COLOURS = 128
"""Enough for text and few areas of colour; a picture has about a third of its size then."""

# name: width, height, light or dark, language, what is seen
PICTURES = {
    "chat": (1400, 900, "light", "en-GB", "answer"),
    "viewer": (1400, 900, "light", "en-GB", "source"),
    "documents": (1400, 900, "dark", "en-GB", "documents"),
    "narrow": (360, 740, "dark", "en-GB", "answer"),
}
# Not in the README: what else is looked at when the page has changed.
OTHERS = {
    f"{what}-{width}-{scheme}-{language[:2]}": (width, height, scheme, language, what)
    for (width, height, language) in ((360, 740, "fr-FR"), (1400, 900, "en-GB"), (2560, 1300, "fr-FR"))
    for scheme in ("light", "dark")
    for what in ("answer", "source", "documents", "refused", "page", "welcome")
}


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[2] / "docs" / "images")
    parser.add_argument("state", nargs="?", type=Path, help="a state folder, so that what is there is used")
    parser.add_argument("--all", action="store_true", help="every view at every size")
    given = parser.parse_args()
    wanted = PICTURES | (OTHERS if given.all else {})
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as fresh, sync_playwright() as playwright:
        server = Server(given.state or fresh)
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        try:
            for name, picture in wanted.items():
                _take(browser, server.url, folder / f"{name}.png", *picture)
        finally:
            browser.close()
            server.stop()


def _take(browser, url, path, width, height, scheme, language, what):
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    page.locator("#g-status .g-ready").wait_for(timeout=INDEX_SECONDS * 1000)
    page.locator("#g-documents").wait_for()
    if what not in {"documents", "welcome"}:
        box = page.locator("#g-question textarea")
        box.fill(UNANSWERED if what == "refused" else ASKED)
        box.press("Enter")
        page.locator(".g-judging").wait_for(timeout=120_000)
    if what == "documents":
        page.locator("#g-documents").click()
        page.locator("#g-docs tbody tr").first.wait_for()
    if what == "page":
        page.goto(url.rstrip("/") + page.locator(".g-show").first.get_attribute("href"))
    elif what == "source":
        page.locator(".g-show").first.click()
        page.frame_locator("#g-source iframe").locator("#quote").wait_for()
    page.mouse.move(width - 2, height // 2)
    page.wait_for_timeout(1000)
    page.screenshot(path=path)
    context.close()
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()

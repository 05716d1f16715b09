"""Every format in the real browser: the link of a quote opens the document at the very words, and no others."""

import sys
from pathlib import Path

import pytest
from chat_process import Server
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
from office_writing import CONTENT, WRITERS
from pdf_writing import drawn

pytestmark = pytest.mark.browser

PLAIN = {".txt": "{paragraph}\n", ".md": "# {title}\n\n{paragraph}\n"}


def sentence(number):
    return f"Le dossier {number} a été versé au registre de la commune de Lavaur en {1700 + number}."


def report(words):
    """A PDF with the words on its second page."""
    return drawn(lambda page, at: page.drawString(72, 700, words if at else "The first page."), pages=2)


@pytest.fixture(scope="module")
def archive(shipped, home, tmp_path_factory):
    """A server on a folder with a file of every format, each with a sentence of its own."""
    folder = tmp_path_factory.mktemp("archive")
    wanted = {}
    for number, suffix in enumerate(sorted({*WRITERS, *PLAIN})):
        content = CONTENT | {
            "title": f"Dossier {number}",
            "paragraph": sentence(number),
            "rows": [["Année", "Fait"], [str(1700 + number), sentence(number)]],
        }
        if suffix in PLAIN:
            data = PLAIN[suffix].format(**content).encode()
        elif suffix == ".pdf":
            data = report(sentence(number))
        else:
            data = WRITERS[suffix](content)
        (folder / f"{number:02}{suffix}").write_bytes(data)
        wanted[f"{number:02}{suffix}"] = sentence(number)
    server = Server(home, folder)
    server.wanted = wanted
    yield server
    server.stop()


def test_a_quote_of_every_format_is_marked_in_its_document(archive, open_page):
    page = open_page(archive.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    assert len(archive.wanted) > 15
    for name, words in archive.wanted.items():
        asked = {"question": f"Quand le {words[3:40]} ?", "query": words, "limit": 20}
        quotes = page.context.request.post(f"{archive.url}api/ask", data=asked).json()["quotes"]
        quote = next(one for one in quotes if f"/{name}" in one["document"]["uri"])
        assert words.split()[2] in quote["exact"], name
        page.goto(quote["link"])
        assert "".join(page.locator("mark").all_text_contents()) == quote["exact"], name
        expect(page.locator("#quote")).to_be_in_viewport()
        expect(page.locator("header dl")).to_contain_text("SHA-256")

"""Pages of the web become documents, are kept for reading without a network, and followed as they change."""

import sqlite3

import pytest

from guillemet.assistant import Assistant
from guillemet.assistant.assistant import nothing_to_read
from guillemet.assistant.links import file_link
from guillemet.corpus.errors import CorpusError, PageError
from guillemet.corpus.place import WebAddress
from guillemet.corpus.web import PoliteClient
from guillemet.index.catalogue import list_documents
from guillemet.index.crawl import fetch_pages
from guillemet.index.index import Index
from guillemet.index.pages import PageStore
from guillemet.index.settings import Settings


def page(number, canonical=""):
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    head = f"<head><title>Page {number}</title>{link}</head>"
    text = f"<html>{head}<body><p>Le pont numéro {number} est vieux.</p></body></html>"
    tag = f'"{number}"'

    def answer(request):
        if request.headers["If-None-Match"] == tag:
            return 304, {}, b""
        return 200, {"Content-Type": "text/html; charset=utf-8", "ETag": tag}, text.encode()

    return answer


@pytest.fixture
def sitemap(site):
    def make(*names, kind="url"):
        outer = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
        inner = "".join(f"<{kind}><loc>{site.url}{name}</loc></{kind}>" for name in names)
        return 200, {"Content-Type": "application/xml"}, f"<{outer}>{inner}</{outer}>".encode()

    site.pages |= {"/1": page(1), "/2": page(2, "/two"), "/sitemap.xml": make("/1", "/2")}
    return make


@pytest.fixture
def crawled(state, counting, site, sitemap):
    """Fetches and indexes an address; gives the index, its report and what could not be fetched."""

    def crawl(name="/sitemap.xml"):
        root = WebAddress(site.url + name)
        index = Index([root], Settings(home=state), counting)
        with PoliteClient(allow_private=True, pause=0) as client:
            skipped = fetch_pages(root, PageStore(index.database), client, lambda done, total: None)
        return index, index.sync(), skipped

    return crawl


BUSY = (503, {}, b"")


def test_the_pages_of_a_sitemap_are_documents_under_their_canonical_addresses(crawled, site, find):
    (index, report, skipped) = crawled()
    assert (len(report.added), skipped) == (2, [])
    documents = {document.uri: document for document in index.documents()}
    assert documents.keys() == {f"{site.url}/1", f"{site.url}/two"}
    assert documents[f"{site.url}/two"].title == "Page 2"
    assert "numéro 2" in find(index, "pont numéro 2")[0]
    assert file_link(documents[f"{site.url}/1"], 0, 7).startswith(f"{site.url}/1#:~:text=")


def test_what_did_not_change_is_not_fetched_embedded_or_rewritten(crawled, site, counting):
    crawled()
    counting.embedded.clear()
    site.asked.clear()
    (_, report, _) = crawled()
    assert (len(report.unchanged), report.changed, counting.embedded) == (2, [], [])
    assert [headers.get("If-None-Match") for (path, headers, _) in site.asked if path == "/1"] == ['"1"']


def test_a_server_without_tags_makes_no_change(crawled, site, counting):
    site.pages["/1"] = (200, {"Content-Type": "text/html"}, b"<p>Le pont est vieux.</p>")
    crawled()
    (_, report, _) = crawled()
    assert len(report.unchanged) == 2


def test_a_changed_page_and_one_that_is_gone(crawled, site, sitemap, find):
    crawled()
    site.pages["/1"] = page(7)
    del site.pages["/2"]
    (index, report, skipped) = crawled()
    assert ([str(url) for url in report.changed], [str(url) for url in report.removed]) == (
        [f"{site.url}/1"],
        [f"{site.url}/2"],
    )
    assert [(str(item.path), "404" in item.reason) for item in skipped] == [(f"{site.url}/2", True)]
    assert "numéro 7" in find(index, "pont numéro 7")[0]
    site.pages["/sitemap.xml"] = sitemap("/3")
    site.pages["/3"] = page(3)
    (index, report, _) = crawled()
    assert (len(report.added), len(report.removed), len(index.documents())) == (1, 1, 1)


def test_without_a_network_what_was_fetched_answers(crawled, site, find, counting, state):
    crawled()
    site.pages = dict.fromkeys(("/1", "/2", "/sitemap.xml"), BUSY)
    (index, report, skipped) = crawled()
    assert (len(report.unchanged), len(skipped)) == (2, 1)
    assert "as they were fetched before" in skipped[0].reason
    # Read again from what was kept, as after a change of format.
    with sqlite3.connect(state / "index.sqlite") as database:
        database.execute("UPDATE files SET sha256 = 'x', modified_ns = 0")
    assert len(index.sync().present) == 2
    assert "numéro 1" in find(index, "pont numéro 1")[0]


def test_a_page_that_fails_for_now_stays(crawled, site, find):
    crawled()
    site.pages["/1"] = BUSY
    (index, report, skipped) = crawled()
    assert (len(index.documents()), len(report.present), len(skipped)) == (2, 2, 1)
    assert "answers as it was fetched before" in skipped[0].reason


def test_a_single_page(crawled, site):
    (index, report, _) = crawled("/1")
    assert [str(url) for url in report.added] == [f"{site.url}/1"]
    assert [document.uri for document in index.documents()] == [f"{site.url}/1"]
    assert crawled("/1")[1].unchanged == report.added


def test_a_single_page_that_is_gone_answers_no_longer(crawled, site):
    crawled("/1")
    del site.pages["/1"]
    (index, report, skipped) = crawled("/1")
    assert ([str(url) for url in report.removed], index.documents()) == ([f"{site.url}/1"], [])
    assert [(str(item.path), "404" in item.reason) for item in skipped] == [(f"{site.url}/1", True)]


def test_a_page_is_asked_for_by_the_address_that_led_to_it(crawled, site):
    (index, _, _) = crawled()
    one = WebAddress(f"{site.url}/1")
    with pytest.raises(CorpusError, match=r"/1 was fetched by way of http.*/sitemap\.xml; name that instead"):
        list_documents(index.settings, [one])
    asked = Assistant(one, settings=index.settings, embedder=index.embedder)
    assert "by way of" in str(nothing_to_read(asked, asked.update()))


def test_two_addresses_of_one_page_are_one_document(crawled, site):
    site.pages["/1"] = page(1, "/same")
    site.pages["/2"] = page(2, "/same")
    (index, _, skipped) = crawled()
    assert [document.uri for document in index.documents()] == [f"{site.url}/same"]
    assert f"is the same page as {site.url}/1" in skipped[0].reason


@pytest.mark.parametrize("canonical", ["/same", "/1", "/2"])
@pytest.mark.parametrize("order", [["/1"], ["/1", "/2"], ["/2", "/1"]])
def test_two_addresses_of_one_page_are_one_document_whatever_led_to_them(crawled, site, canonical, order):
    site.pages["/1"] = page(1, canonical)
    site.pages["/2"] = page(2, canonical)
    for name in order:
        crawled(name)
    (index, _, _) = crawled("/2" if order == ["/1"] else order[0])
    both = Index([WebAddress(site.url + name) for name in ("/1", "/2")], index.settings, index.embedder)
    assert [document.uri for document in both.documents()] == [site.url + canonical]
    assert [document.uri for document in index.documents()] == [site.url + canonical]
    (listed,) = list_documents(index.settings, both.roots)
    assert listed.locations == (site.url + canonical,)


def test_what_no_reader_takes_and_a_root_that_fails_are_said(crawled, site, sitemap):
    site.pages["/2.mp4"] = (200, {"Content-Type": "video/mp4"}, b"film")
    site.pages["/sitemap.xml"] = sitemap("/1", "/2.mp4")
    (_, report, skipped) = crawled()
    assert (len(report.present), "(video/mp4, .mp4)" in skipped[0].reason) == (1, True)
    site.pages["/film"] = (200, {"Content-Type": "Video/MP4; x=1"}, b"film")
    with pytest.raises(PageError, match=r"no reader takes \(video/mp4\)"):
        crawled("/film")
    with pytest.raises(PageError, match=f"{site.url}/none"):
        crawled("/none")


def test_sitemaps_of_sitemaps_end(crawled, site, sitemap):
    site.pages["/index.xml"] = sitemap("/index.xml", "/sitemap.xml", kind="sitemap")
    (index, _, skipped) = crawled("/index.xml")
    assert (len(index.documents()), skipped) == (2, [])


ELSEWHERE = b"<urlset><url><loc>https://t.example/1</loc></url><url><loc>https://u.example/2</loc></url>%s</urlset>"
ENTITIES = b"""<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<urlset><url><loc>http://x/&b;</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<urlset></urlset>", "names no page of its own host (and of others: 0)"),
        (ELSEWHERE % b"", "names no page of its own host (and of others: 2)"),
        (ENTITIES, "names no page of its own host (and of others: 1)"),
    ],
)
def test_a_sitemap_without_pages_says_so(crawled, site, body, found):
    site.pages["/sitemap.xml"] = (200, {"Content-Type": "application/xml"}, body)
    (index, report, skipped) = crawled()
    assert [(str(item.path), found in item.reason) for item in skipped] == [(f"{site.url}/sitemap.xml", True)]
    report.skipped += skipped
    root = WebAddress(f"{site.url}/sitemap.xml")
    asked = Assistant(root, settings=index.settings, embedder=index.embedder)
    assert found in str(nothing_to_read(asked, report))
    later = str(nothing_to_read(asked, asked.update()))
    assert found in later
    assert f"look again with: guillemet index {root}" in later


def test_pages_of_other_hosts_are_counted(crawled, site):
    site.pages["/sitemap.xml"] = (
        200,
        {"Content-Type": "application/xml"},
        ELSEWHERE % f"<url><loc>{site.url}/1</loc></url>".encode(),
    )
    (index, _, skipped) = crawled()
    assert len(index.documents()) == 1
    assert [item.reason for item in skipped] == ["names pages of other hosts, which are not fetched: 2"]


def test_an_empty_page_is_said_and_takes_nothing_away(crawled, site, find):
    site.pages["/empty"] = (200, {"Content-Type": "text/html"}, b"")
    with pytest.raises(PageError, match="/empty: is empty"):
        crawled("/empty")
    crawled("/1")
    site.pages["/1"] = (200, {"Content-Type": "text/html"}, b"")
    (index, _, skipped) = crawled("/1")
    assert "is empty" in skipped[0].reason
    assert "numéro 1" in find(index, "pont numéro 1")[0]


def test_a_page_that_is_gone_is_said_to_be_gone_later(crawled, site):
    crawled("/1")
    held = site.pages.pop("/1")
    (index, _, _) = crawled("/1")
    asked = Assistant(WebAddress(f"{site.url}/1"), settings=index.settings, embedder=index.embedder)
    said = str(nothing_to_read(asked, asked.update()))
    assert f"{site.url}/1 is not there (status 404), as was found when it was fetched last" in said
    site.pages["/1"] = held
    crawled("/1")
    assert asked.update().present
    assert PageStore(index.database).nothing_left(asked.roots[0]) is None

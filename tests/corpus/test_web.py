"""Pages are fetched from a real server on this machine, politely and from nowhere private unasked."""

import contextlib
import gzip
import socket
import socketserver
import threading
import time

import pytest

from guillemet.corpus import public
from guillemet.corpus.content_type import suffix_of
from guillemet.corpus.errors import PageError
from guillemet.corpus.place import WebAddress
from guillemet.corpus.public import is_public
from guillemet.corpus.reader import read_document
from guillemet.corpus.readers import reader_for, supported_suffixes
from guillemet.corpus.sitemap import read_sitemap
from guillemet.corpus.web import PoliteClient

PAGE = b"<html><head><title>T</title></head><body><p>Le pont est vieux.</p></body></html>"


@pytest.fixture
def client():
    with PoliteClient(allow_private=True, pause=0) as made:
        yield made


def html(body=PAGE, **headers):
    return 200, {"Content-Type": "text/html; charset=utf-8", **headers}, body


def paths(site):
    return [path for (path, _, _) in site.asked]


def test_a_page_is_fetched_as_it_is(site, client):
    site.pages["/a"] = html(ETag='"1"')
    page = client.fetch(WebAddress(f"{site.url}/a"))
    assert (page.body, page.suffix, page.etag, page.url) == (PAGE, ".html", '"1"', f"{site.url}/a")
    assert page.canonical == page.url
    assert paths(site) == ["/robots.txt", "/a"]
    assert "Guillemet" in site.asked[1][1]["User-Agent"]
    assert not {"Cookie", "Referer", "Authorization"} & site.asked[1][1].keys()


def test_robots_txt_is_obeyed(site, client):
    site.pages |= {"/a": html(), "/open": html()}
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /\nUser-agent: guillemet\nDisallow: /a*\n")
    with pytest.raises(PageError, match="robots"):
        client.fetch(WebAddress(f"{site.url}/a"))
    assert client.fetch(WebAddress(f"{site.url}/open"))
    assert paths(site) == ["/robots.txt", "/open"]


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(site, client):
    site.pages |= {"/a": (302, {"Location": "/secret"}, b""), "/secret": html()}
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /secret\n")
    with pytest.raises(PageError, match="robots"):
        client.fetch(WebAddress(f"{site.url}/a"))
    assert "/secret" not in paths(site)


def test_a_site_whose_robots_txt_fails_is_left_alone(site, client):
    site.pages |= {"/robots.txt": (503, {}, b""), "/a": html()}
    with pytest.raises(PageError, match="503"):
        client.fetch(WebAddress(f"{site.url}/a"))
    assert paths(site) == ["/robots.txt"]


def test_there_is_a_pause_between_two_requests(site):
    site.pages |= {"/a": html(), "/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 1\n")}
    with PoliteClient(allow_private=True, pause=0.05) as client:
        for _ in range(2):
            client.fetch(WebAddress(f"{site.url}/a"))
    times = [at for (_, _, at) in site.asked]
    assert times[2] - times[1] >= 0.5


def test_an_unchanged_page_is_not_sent_again(site, client):
    def page(request):
        same = request.headers["If-None-Match"] == '"1"' and request.headers["If-Modified-Since"]
        return (304, {}, b"") if same else html(ETag='"1"')

    site.pages["/a"] = page
    url = WebAddress(f"{site.url}/a")
    assert client.fetch(url).body == PAGE
    assert client.fetch(url, etag='"1"', last_modified="Mon, 23 Nov 2026 00:00:00 GMT") is None


@pytest.mark.parametrize(
    ("answer", "said", "gone"),
    [
        ((404, {}, b""), "404", True),
        ((410, {}, b""), "410", True),
        ((500, {}, b""), "500", False),
        ((302, {"Location": "/a"}, b""), "redirected more than", False),
        ((302, {"Location": "file:///etc/passwd"}, b""), "no http", False),
        ((302, {"Location": "http://[bad"}, b""), "could not be fetched|no address", False),
        ((302, {"Location": "http://user:secret@127.0.0.1/"}, b""), "password", False),
        ((200, {"Content-Encoding": "gzip"}, b"garbage"), "could not be fetched", False),
    ],
)
def test_what_cannot_be_fetched_is_one_line(site, client, answer, said, gone):
    site.pages["/a"] = answer
    with pytest.raises(PageError, match=said) as raised:
        client.fetch(WebAddress(f"{site.url}/a"))
    assert "\n" not in str(raised.value)
    assert raised.value.gone == gone


def test_a_server_that_is_not_there_is_one_line(client, site):
    with pytest.raises(PageError, match="could not be fetched") as raised:
        client.fetch(WebAddress("http://127.0.0.1:1/a"))
    assert "\n" not in str(raised.value)


def test_a_bomb_is_cut_off_while_it_unpacks(site, client, monkeypatch):
    from guillemet.corpus import web

    monkeypatch.setattr(web, "_MAX_BYTES", 1_000_000)
    site.pages["/a"] = (
        200,
        {"Content-Encoding": "gzip", "Content-Type": "text/html"},
        gzip.compress(bytes(30_000_000)),
    )
    with pytest.raises(PageError, match="larger than 1 MB"):
        client.fetch(WebAddress(f"{site.url}/a"))


class Drip(socketserver.BaseRequestHandler):
    """Says that all is well, then sends a byte now and then: of the headers, or of what the path begins with."""

    def handle(self):
        asked = self.request.recv(4096).split()[1].decode()
        header = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n"
        if asked.startswith("/robots") and not self.server.path.startswith("/robots"):
            self.request.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        self.request.sendall(header if self.server.path == "/headers" else header + b"\r\n")
        with contextlib.suppress(OSError):
            while True:
                self.request.sendall(b"a")
                time.sleep(0.05)


@pytest.mark.parametrize("path", ["/page", "/robots.txt", "/headers"])
def test_a_server_that_drips_is_cut_off_in_time(monkeypatch, path):
    from guillemet.corpus import web

    monkeypatch.setattr(web, "_LONGEST_SECONDS", 0.5)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        server.daemon_threads, server.path = True, path
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        began = time.monotonic()
        with (
            PoliteClient(allow_private=True, pause=0) as client,
            pytest.raises(PageError, match=r"did not come within 0\.5 seconds"),
        ):
            client.fetch(WebAddress(f"http://127.0.0.1:{server.server_address[1]}/page"))
        server.shutdown()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_private_addresses_are_refused_before_anything_is_sent(site, host):
    site.pages["/a"] = html()
    with PoliteClient(pause=0) as client, pytest.raises(PageError, match="--allow-private"):
        client.fetch(WebAddress(f"http://{host}:{site.server_port}/a"))
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site, monkeypatch):
    """The server's own address is taken for a public one here, and no other."""
    monkeypatch.setattr(public, "is_public", lambda address: address == "127.0.0.1")
    site.pages["/a"] = (302, {"Location": f"http://127.0.0.2:{site.server_port}/a"}, b"")
    site.pages["/b"] = html()
    with PoliteClient(pause=0) as client:
        assert client.fetch(WebAddress(f"{site.url}/b")).body == PAGE
        with pytest.raises(PageError, match=r"127\.0\.0\.2.*--allow-private"):
            client.fetch(WebAddress(f"{site.url}/a"))


def test_a_name_that_changes_its_mind_is_checked_at_each_connection(site, monkeypatch):
    answers = iter(["127.0.0.1", "127.0.0.3"])
    resolve_really = socket.getaddrinfo

    def resolve(host, port, *rest, **named):
        return resolve_really(next(answers) if host == "rebinding.example" else host, port, *rest, **named)

    monkeypatch.setattr(public, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.pages["/a"] = html()
    url = WebAddress(f"http://rebinding.example:{site.server_port}/a")
    with PoliteClient(pause=0) as client, pytest.raises(PageError, match=r"127\.0\.0\.3"):
        # The server closes the connection after robots.txt, so that the name is resolved anew.
        client.fetch(url)
    assert paths(site) == ["/robots.txt"]


@pytest.mark.parametrize(
    ("address", "public_one"),
    [
        ("93.184.215.14", True), ("2606:4700::1111", True), ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public_one):
    assert is_public(address) == public_one


@pytest.mark.parametrize(
    ("href", "taken"),
    [
        ("/real", "/real"), ("{site}/real#part", "/real"), ("https://elsewhere.example/x", "/a"),
        ("javascript:alert(1)", "/a"), ("http://[bad", "/a"), ("", "/a"),
    ],
)  # fmt: skip
def test_a_page_is_called_as_it_wants_on_its_own_host_alone(site, client, href, taken):
    link = f'<link rel="canonical" href="{href.format(site=site.url)}">'
    site.pages["/a"] = html(PAGE.replace(b"</head>", link.encode() + b"</head>"))
    assert client.fetch(WebAddress(f"{site.url}/a")).canonical == site.url + taken


@pytest.mark.parametrize(
    ("kind", "charset", "encoding"),
    [
        ("text/html", "Shift_JIS", "shift_jis"), ("text/html", "windows-1251", "cp1251"), ("text/html", "GBK", "gbk"),
        ("text/plain", '"koi8-r"', "koi8-r"), ("application/xhtml+xml", "UTF-16", "utf-16-le"),
        ("text/html", "iso-2022-jp", "iso2022_jp"), ("text/html", "ISO-8859-1", "utf-8"), ("text/html", "hex", "utf-8"),
        ("text/html", "iso-8859-7", "utf-8-sig"), ("text/html", "utf-8", "cp1251"), ("text/html", "x-none", "cp1251"),
    ],
)  # fmt: skip
def test_the_server_says_which_encoding_a_page_is_in(site, client, tmp_path, kind, charset, encoding):
    words = {"gbk": "图书馆星期一不开门。", "shift_jis": "図書館は①時に閉館。", "iso2022_jp": "図書館は閉館。"}.get(
        encoding, "Библиотека закрыта по понедельникам."
    )
    encoding = {"shift_jis": "cp932"}.get(encoding, encoding)
    # What the server says goes before what the page does.
    meta = {"koi8-r": "", "cp1251": '<meta charset="windows-1251">' if charset != "windows-1251" else ""}
    page = f"<html><head>{meta.get(encoding, '<meta charset=iso-8859-2>')}</head><body><p>{words}</p></body></html>"
    text = words if kind == "text/plain" else page
    site.pages["/a"] = (200, {"Content-Type": f"{kind}; charset={charset}"}, text.encode(encoding))
    fetched = client.fetch(WebAddress(f"{site.url}/a"))
    path = tmp_path / f"a{fetched.suffix}"
    path.write_bytes(fetched.body)
    assert read_document(path).text == words


@pytest.mark.parametrize(
    ("told", "path", "suffix"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "/download", ".docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "/get.php", ".xlsx"),
        ("application/vnd.oasis.opendocument.text; x=y", "/download", ".odt"), ("IMAGE/JPEG", "/photo", ".jpg"),
        ("image/tiff", "/a", ".tiff"), ("application/epub+zip", "/a", ".epub"), ("text/csv", "/a", ".csv"),
        ("message/rfc822", "/a", ".eml"), ("application/msword", "/a", ".doc"), ("application/pdf", "/a.php", ".pdf"),
        ("application/zip", "/a.docx", ".docx"), ("application/zip", "/a", ".zip"), ("text/plain", "/a.md", ".md"),
        ("application/octet-stream", "/a.pdf", ".pdf"), ("text/html", "/a.pdf", ".html"), ("", "/a", ""),
    ],
)  # fmt: skip
def test_the_server_says_which_format_a_page_has(told, path, suffix):
    found = suffix_of(told, WebAddress(f"https://s.example{path}"))
    assert (reader_for(found), bool(found)) == (reader_for(suffix), bool(suffix))


@pytest.mark.parametrize("suffix", sorted(supported_suffixes() - {".tar", ".tgz", ".tab", ".text", ".mbx"}))
def test_every_format_has_a_type(suffix):
    from guillemet.corpus.content_type import _KNOWN, _SUFFIXES

    types = [*_KNOWN.types_map[True].items(), *((named, told) for told, named in _SUFFIXES.items())]
    told = [kind for named, kind in types if reader_for(named) is reader_for(suffix)]
    assert any(reader_for(suffix_of(kind, WebAddress("https://s.example/a"))) is reader_for(suffix) for kind in told)


def test_what_is_no_text_stays_as_it_is(site, client):
    site.pages["/a"] = (200, {"Content-Type": "text/html; charset=iso-8859-1"}, b"%PDF-1.4 \xe2\xe3")
    assert client.fetch(WebAddress(f"{site.url}/a")).body == b"%PDF-1.4 \xe2\xe3"


URLSET = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def test_a_sitemap_names_pages_of_its_own_host():
    named = ["https://s.example/a?x=1&amp;y=2", "https://s.example/b#part", "https://t.example/c", "ftp://s.example/d"]
    data = URLSET.format("".join(f"<url><loc> {url} </loc></url>" for url in named)).encode()
    url = WebAddress("https://s.example/sitemap.xml")
    expected = ["https://s.example/a?x=1&y=2", "https://s.example/b"]
    assert read_sitemap(data, url).pages == read_sitemap(gzip.compress(data), url).pages == expected
    assert read_sitemap(PAGE, url) is None


def test_an_index_of_sitemaps_names_sitemaps():
    data = b"<sitemapindex><sitemap><loc>https://s.example/1.xml</loc></sitemap></sitemapindex>"
    found = read_sitemap(data, WebAddress("https://s.example/"))
    assert (found.pages, found.sitemaps) == ([], ["https://s.example/1.xml"])


def test_a_sitemap_of_entities_reaches_no_file(tmp_path):
    (tmp_path / "secret").write_text("secret")
    data = (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        "<urlset><url><loc>https://s.example/&x;</loc></url></urlset>"
    ).encode()
    found = read_sitemap(data, WebAddress("https://s.example/"))
    assert all("secret" not in page for page in found.pages)


@pytest.mark.parametrize("data", [b"<urlset><url>", gzip.compress(b"<urlset>" + bytes(60_000_000))])
def test_a_broken_sitemap_is_one_line(data):
    with pytest.raises(PageError) as raised:
        read_sitemap(data, WebAddress("https://s.example/"))
    assert "\n" not in str(raised.value)

"""Pages of a printed book in its EPUB: by marks in the text, and by the lists of pages of both kinds."""

import zipfile
from io import BytesIO

from office_writing import WRITERS
from packing import repacked

from guillemet.corpus.file_reading import read_file

CHAPTER = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<h1>Le pont</h1><p id="first">Il fut bâti en
<span epub:type="pagebreak" id="p12" title="12"/> trois étés, et
<span role="doc-pagebreak" aria-label="Page 13">13</span>
tient encore.</p><div epub:type="pagebreak" id="p14"></div><p>La crue emporta le parapet.</p>
<p>On le refit.<a id="p15"></a></p><p>Il dure \ufdd0\ufde0&#xfdd0;&#xfde1; toujours.</p></body></html>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="page-list"><ol><li><a href="one%20chapter.xhtml#first">xi</a></li>
<li><a href="one%20chapter.xhtml#p14">14</a></li><li><a href="one%20chapter.xhtml#p15">15</a></li>
<li><a href="text/two.xhtml">16</a></li><li><a href="nowhere.xhtml#x">17</a></li></ol></nav></body></html>"""
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><pageList><pageTarget id="a" type="normal" value="21">
<navLabel><text>Page 21</text></navLabel><content src="text/two.xhtml"/></pageTarget></pageList></ncx>"""


def read(tmp_path, **changes):
    path = tmp_path / "a.epub"
    members = {
        "chapter": "OEBPS/one chapter.xhtml",
        "nav": "OEBPS/nav.xhtml",
        "book": "OEBPS/book.opf",
        "ncx": "OEBPS/toc.ncx",
    }
    changed = {members[name]: (lambda _, new=new: new) for name, new in changes.items()}
    path.write_bytes(repacked(WRITERS[".epub"](), changed))
    (document,) = read_file(path)
    return document


def test_pages_are_those_that_the_book_prints(tmp_path) -> None:
    document = read(tmp_path, chapter=CHAPTER, nav=NAV)
    told = [(page.label, document.text[page.start : page.end].strip()) for page in document.pages]
    assert told == [
        ("xi", "Il fut bâti en"), ("12", "trois étés, et"), ("13", "tient encore."),
        ("14", "La crue emporta le parapet.\n\nOn le refit."), ("15", "Il dure toujours."),
        ("16", document.text[document.text.index("Fin") :]),
    ]  # fmt: skip
    assert "Il fut bâti en trois étés, et tient encore." in document.text


def test_an_older_list_of_pages_is_read_too(tmp_path) -> None:
    with zipfile.ZipFile(BytesIO(WRITERS[".epub"]())) as book:
        described = book.read("OEBPS/book.opf").decode()
    item = '<manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    document = read(tmp_path, book=described.replace("<manifest>", item), ncx=NCX)
    (page,) = document.pages
    assert (page.label, document.text[page.start :].split()[0]) == ("21", "Fin")


def test_a_book_without_pages_has_none(tmp_path) -> None:
    assert read(tmp_path).pages == ()

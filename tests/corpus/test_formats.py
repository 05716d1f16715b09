"""Every format: the same content comes back with its structure, whoever wrote the file."""

import pytest
from office_writing import CONTENT, WRITERS, mail

from guillemet.corpus import BlockKind
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.reader import SkippedPart
from guillemet.corpus.readers import supported_suffixes

ROWS = [" | ".join(row) for row in CONTENT["rows"]]
STRUCTURE = [
    ("heading", CONTENT["title"]),
    ("paragraph", CONTENT["paragraph"]),
    *(("item", item) for item in CONTENT["items"]),
    ("heading", CONTENT["heading"]),
    *(("row", row) for row in ROWS),
    ("paragraph", CONTENT["last"]),
]


@pytest.fixture
def opened(tmp_path):
    """All documents of a file, and its skipped parts."""

    def _opened(suffix, data):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(data)
        found = list(read_file(path))
        return [item for item in found if not isinstance(item, SkippedPart)], [
            item for item in found if isinstance(item, SkippedPart)
        ]

    return _opened


def blocks(document):
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".rtf", ".epub", ".pdf"])
def test_structure_survives(opened, suffix) -> None:
    (document, *_), skipped = opened(suffix, WRITERS[suffix]())
    found = [block for block in blocks(document) if block[0] != "furniture" and CONTENT["note"] not in block[1]]
    assert found[: len(STRUCTURE)] == STRUCTURE
    assert (document.title, document.language, skipped) == (CONTENT["title"], "fr", [])
    levels = [block.level for block in document.blocks if block.kind is BlockKind.HEADING]
    assert levels[:2] in ([1, 2], [1, 1])


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".rtf"])
def test_notes_stand_behind_their_paragraph(opened, suffix) -> None:
    (document,), _ = opened(suffix, WRITERS[suffix]())
    found = blocks(document)
    at = found.index(("paragraph", CONTENT["note"]))
    assert found[at - 1] == ("paragraph", CONTENT["paragraph"])
    assert document.text[: document.blocks[at].start].endswith("[1] ")
    assert document.date == "2017-11-15"


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".ods", ".xlsx"])
def test_tables_row_by_row(opened, suffix) -> None:
    (document,), _ = opened(suffix, WRITERS[suffix]())
    assert [text for kind, text in blocks(document) if kind == "row"][:3] == ROWS


def test_sheets_are_pages_and_hidden_ones_furniture(opened) -> None:
    (document,), _ = opened(".xlsx", WRITERS[".xlsx"]())
    assert [page.label for page in document.pages] == ["Dates", "Notes", "Caché"]
    assert ("row", "2017-11-15 | 65 %") in blocks(document)
    assert ("furniture", CONTENT["note"]) in blocks(document)


def test_slides_are_pages(opened) -> None:
    (document,), _ = opened(".pptx", WRITERS[".pptx"]())
    assert [page.label for page in document.pages] == ["1", "2"]
    second = document.pages[1]
    assert CONTENT["paragraph"] in document.text[second.start : second.end]
    assert ("heading", CONTENT["title"]) == blocks(document)[0]
    assert ("paragraph", CONTENT["note"]) in blocks(document)


def test_a_hidden_slide_is_furniture(opened) -> None:
    import io

    import pptx

    deck = pptx.Presentation()
    for title, show in (("Vue", "1"), ("Cachée", "0")):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        slide._element.set("show", show)
    made = io.BytesIO()
    deck.save(made)
    (document,), _ = opened(".pptx", made.getvalue())
    assert blocks(document) == [("heading", "Vue"), ("furniture", "Cachée")]


def test_word_text_that_is_deleted_or_hidden_is_not_text(opened) -> None:
    import io

    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    paragraph = document.add_paragraph("Ce qui se voit.")
    paragraph.add_run(" SECRET caché").font.hidden = True
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f"<w:del {namespace}><w:r><w:delText> SECRET effacé</w:delText></w:r></w:del>",
        f"<w:ins {namespace}><w:r><w:t> Et ce qui est ajouté.</w:t></w:r></w:ins>",
    ):
        paragraph._p.append(parse_xml(xml))
    made = io.BytesIO()
    document.save(made)
    (found,), _ = opened(".docx", made.getvalue())
    assert found.text == "Ce qui se voit. Et ce qui est ajouté."


def test_the_pages_of_the_last_layout_in_word(opened) -> None:
    import io

    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    document.add_paragraph("Première page.")
    paragraph = document.add_paragraph()
    paragraph.add_run("Une phrase qui commence ")
    run = paragraph.add_run()
    run._r.append(OxmlElement("w:lastRenderedPageBreak"))
    paragraph.add_run("et finit sur la suivante.")
    made = io.BytesIO()
    document.save(made)
    (found,), _ = opened(".docx", made.getvalue())
    assert [page.label for page in found.pages] == ["1", "2"]
    assert found.text[found.pages[1].start :] == "et finit sur la suivante."


def test_a_mail_and_what_is_attached(opened) -> None:
    (letter, *attached), skipped = opened(".eml", WRITERS[".eml"]())
    found = blocks(letter)
    assert found[0] == ("heading", CONTENT["title"])
    assert ("row", "From: La mairie <mairie@example.org>") in found
    assert ("paragraph", CONTENT["last"]) in found
    # Words of another mail are not this sender's.
    assert ("furniture", "> " + CONTENT["note"]) in found
    assert (letter.title, letter.date) == (CONTENT["title"], "2017-11-15")
    names = [document.uri.partition("#part=")[2] for document in attached]
    assert names == ["dates.xlsx", "%C3%A9t%C3%A9.txt", "message%203.eml"]
    assert skipped == []


def test_attachments_that_cannot_be_read_are_named(opened) -> None:
    message = mail(attachments=[("logo.png", b"\x89PNG\r\n\x1a\n"), ("../../x.txt", b"Le moulin."), ("nom", b"\0\1")])
    documents, skipped = opened(".eml", message.as_bytes())
    assert [document.uri.partition("#part=")[2] for document in documents] == ["", "x.txt"]
    assert [part.name for part in skipped] == ["logo.png", "nom"]


def test_messages_keep_their_address_when_others_go(opened) -> None:
    data = WRITERS[".mbox"]()
    documents, _ = opened(".mbox", data)
    assert [document.uri.partition("#part=")[2] for document in documents] == ["1%40example.org", "2%40example.org"]
    assert "From here on, it is mended." in documents[0].text
    second = data[data.index(b"\nFrom ") + 1 :]
    (left,), _ = opened(".mbox", second)
    assert (left.uri, left.sha256) == (documents[1].uri, documents[1].sha256)


def test_records_and_lines_that_are_none(opened) -> None:
    nested = "[" * 100_000
    (document,), skipped = opened(".jsonl", WRITERS[".jsonl"]() + f"\nno json\n{nested}\n".encode())
    assert [page.label for page in document.pages] == ["1", "2"]
    assert ("heading", CONTENT["heading"]) in blocks(document)
    assert ("item", "body.note: " + CONTENT["note"]) in blocks(document)
    assert [part.name for part in skipped] == ["line 3", "line 4"]


def test_a_chapter_that_is_missing_is_named(opened) -> None:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WRITERS[".epub"]())) as book, zipfile.ZipFile(made, "w") as copy:
        for name in book.namelist():
            if not name.endswith("two.xhtml"):
                copy.writestr(name, book.read(name))
    _, skipped = opened(".epub", made.getvalue())
    assert [part.name for part in skipped] == ["OEBPS/text/two.xhtml"]


def test_a_file_of_every_kind_is_written_for_the_tests() -> None:
    same = {".text": ".txt", ".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".docm": ".docx", ".pptm": ".pptx",
            ".xlsm": ".xlsx", ".tab": ".tsv", ".mbx": ".mbox", ".ndjson": ".jsonl", ".odp": ".odt", ".tar": ".zip",
            ".tgz": ".zip", ".gz": ".zip", ".bz2": ".zip", ".xz": ".zip"}  # fmt: skip
    assert {same.get(suffix, suffix) for suffix in supported_suffixes()} == set(WRITERS)

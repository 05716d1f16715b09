"""Every format: the same content comes back with its structure, whoever wrote the file."""

from io import BytesIO

import docx
import pptx
import pytest
from office_writing import CONTENT, DAY, WRITERS, mail
from packing import zipped

from guillemet.corpus import BlockKind, UnreadableDocument
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.reader import SkippedPart
from guillemet.corpus.readers import supported_suffixes
from guillemet.corpus.readers.image import ImageReader

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


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".rtf", ".epub", ".pdf", ".mht"])
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


def test_the_date_of_a_template_is_no_date(opened) -> None:
    for suffix, made in ((".docx", docx.Document()), (".pptx", pptx.Presentation())):
        if suffix == ".docx":
            made.add_paragraph(CONTENT["paragraph"])
        else:
            made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = CONTENT["paragraph"]
        for created, date in ((None, None), (DAY.replace(tzinfo=None), "2017-11-15")):
            if created:
                made.core_properties.created = created
            packed = BytesIO()
            made.save(packed)
            (document,), _ = opened(suffix, packed.getvalue())
            assert document.date == date, suffix


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".ods", ".xlsx"])
def test_tables_row_by_row(opened, suffix) -> None:
    (document,), _ = opened(suffix, WRITERS[suffix]())
    assert [text for kind, text in blocks(document) if kind == "row"][:3] == ROWS


def test_sheets_are_pages_and_hidden_ones_furniture(opened) -> None:
    (document,), _ = opened(".xlsx", WRITERS[".xlsx"]())
    assert [page.label for page in document.pages] == ["Dates", "Notes", "Caché"]
    assert ("row", "2017-11-15 | 65%") in blocks(document)
    assert ("furniture", CONTENT["note"]) in blocks(document)


def test_slides_are_pages(opened) -> None:
    (document,), _ = opened(".pptx", WRITERS[".pptx"]())
    assert [page.label for page in document.pages] == ["1", "2"]
    second = document.pages[1]
    assert CONTENT["paragraph"] in document.text[second.start : second.end]
    assert ("heading", CONTENT["title"]) == blocks(document)[0]
    assert ("paragraph", CONTENT["note"]) in blocks(document)


def test_a_hidden_slide_or_shape_is_furniture(opened) -> None:
    import io

    import pptx
    from pptx.util import Cm

    deck = pptx.Presentation()
    for title, show in (("Vue", "1"), ("Cachée", "0")):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        slide._element.set("show", show)
    box = deck.slides[0].shapes.add_textbox(Cm(1), Cm(12), Cm(15), Cm(2))
    box.text_frame.text = "SECRET"
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    made = io.BytesIO()
    deck.save(made)
    (document,), _ = opened(".pptx", made.getvalue())
    assert blocks(document) == [("heading", "Vue"), ("furniture", "SECRET"), ("furniture", "Cachée")]


def test_word_text_that_is_hidden_is_furniture_and_what_is_deleted_is_no_text(opened) -> None:
    import io

    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement, parse_xml

    document = docx.Document()
    document.styles.add_style("Discret", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    paragraph = document.add_paragraph("Ce qui se voit.")
    paragraph.add_run(" SECRET caché").font.hidden = True
    paragraph.add_run(" et discret", "Discret")
    table = document.add_table(rows=2, cols=1)
    for row, text in zip(table.rows, ("Une ligne.", "SECRET d’une ligne"), strict=True):
        row.cells[0].text = text
    table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f"<w:del {namespace}><w:r><w:delText> SECRET effacé</w:delText></w:r></w:del>",
        f"<w:ins {namespace}><w:r><w:t> Et ce qui est ajouté.</w:t></w:r></w:ins>",
    ):
        paragraph._p.append(parse_xml(xml))
    made = io.BytesIO()
    document.save(made)
    (found,), _ = opened(".docx", made.getvalue())
    assert blocks(found) == [
        ("paragraph", "Ce qui se voit. Et ce qui est ajouté."), ("furniture", "SECRET caché et discret"),
        ("row", "Une ligne."), ("furniture", "SECRET d’une ligne"),
    ]  # fmt: skip


def test_items_of_word_have_the_numbers_that_a_reader_sees(opened) -> None:
    import io

    from docx.oxml import parse_xml

    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (start, form, text) in enumerate(
            [(1, "decimal", "Article %1."), (1, "lowerLetter", "%2)"), (4, "lowerRoman", "%1.%3"), (1, "bullet", "•")]
        )
    )
    document = docx.Document()
    numbering = document.part.numbering_part.element
    # Word wants the definitions before the lists.
    numbering.insert(0, parse_xml(f'<w:abstractNum {namespace} w:abstractNumId="90">{levels}</w:abstractNum>'))
    for number, anew in ((90, ""), (91, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')):
        numbering.append(
            parse_xml(f'<w:num {namespace} w:numId="{number}"><w:abstractNumId w:val="90"/>{anew}</w:num>')
        )
    items = [(90, 0, "le pont"), (90, 1, "sa pierre"), (90, 1, "son arche"), (90, 2, "ses piles"), (90, 0, "le moulin"),
             (90, 1, "sa roue"), (90, 3, "son eau"), (0, 0, "Hors de la liste."), (91, 0, "la tour")]  # fmt: skip
    for number, level, text in items:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {namespace}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    for text in ("un", "deux"):
        document.add_paragraph(text, style="List Number")
    made = io.BytesIO()
    document.save(made)
    (document,), _ = opened(".docx", made.getvalue())
    assert document.text.split("\n") == [
        "Article 1. le pont", "a) sa pierre", "b) son arche", "1.iv ses piles", "Article 2. le moulin",
        "a) sa roue", "• son eau", "", "Hors de la liste.", "", "Article 7. la tour", "1. un", "2. deux",
    ]  # fmt: skip
    assert blocks(document)[0] == ("item", "le pont")


def test_items_of_opendocument_have_the_numbers_that_a_reader_sees(opened) -> None:
    import io

    from odf.opendocument import OpenDocumentText
    from odf.text import List, ListItem, ListLevelStyleNumber, ListStyle, P

    document = OpenDocumentText()
    style = ListStyle(name="L")
    style.addElement(ListLevelStyleNumber(level=1, numformat="1", numprefix="Article ", numsuffix="."))
    style.addElement(ListLevelStyleNumber(level=2, numformat="a", numsuffix=")", displaylevels=2))
    document.automaticstyles.addElement(style)

    def items(*texts, **more):
        made = List(**more)
        for text in texts:
            entry = ListItem(**({"startvalue": 9} if text == "la tour" else {}))
            for part in [text] if isinstance(text, str) else text:
                entry.addElement(P(text=part) if isinstance(part, str) else part)
            made.addElement(entry)
        return made

    inner = items("sa pierre", "son arche")
    for each in (
        items(["le pont", "qui est vieux", inner], "le moulin", stylename=style), P(text="Entre les deux."),
        items("le marché", "la tour", stylename=style, continuenumbering="true"), items("la rue", stylename=style),
        items("la place"),
    ):  # fmt: skip
        document.text.addElement(each)
    made = io.BytesIO()
    document.save(made)
    (document,), _ = opened(".odt", made.getvalue())
    assert document.text.split("\n") == [
        "Article 1. le pont", "qui est vieux", "1.a) sa pierre", "1.b) son arche", "Article 2. le moulin", "",
        "Entre les deux.", "", "Article 3. le marché", "Article 9. la tour", "Article 1. la rue", "• la place",
    ]  # fmt: skip
    assert blocks(document)[0] == ("item", "le pont")


def test_hidden_rows_and_columns_of_a_sheet_are_furniture(opened) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Année", "SECRET", "Fait"], ["1850", "prix", "Le pont"], ["1930", "coût", "La crue"]):
        book.active.append(row)
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    made = io.BytesIO()
    book.save(made)
    (document,), _ = opened(".xlsx", made.getvalue())
    assert blocks(document)[1:] == [
        ("row", "Année | Fait"), ("furniture", "SECRET"),
        ("row", "1850 | Le pont"), ("furniture", "prix"),
        ("furniture", "1930 | coût | La crue"),
    ]  # fmt: skip


def test_text_boxes_and_notes_of_a_sheet_stand_behind_its_rows(opened) -> None:
    import io
    import zipfile

    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    for row in (["Année", "Fait"], ["1850", "Le pont"], ["1930", "La crue"]):
        book.active.append(row)
    book.active["B2"].comment = Comment("D’après le registre.", "")
    book.active["B3"].comment = Comment("D’une ligne cachée.", "")
    book.active.row_dimensions[3].hidden = True
    written, made = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
                link = b'<Relationship Id="d" Type="%s" Target="../drawings/drawing1.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link % kind)
            target.writestr(name, data)
        target.writestr("xl/drawings/drawing1.xml", DRAWING)
    (document,), _ = opened(".xlsx", made.getvalue())
    assert blocks(document)[1:] == [
        ("row", "Année | Fait"),
        ("row", "1850 | Le pont"),
        ("furniture", "1930 | La crue"),
        ("paragraph", "Le pont est en pierre."),
        ("paragraph", "La tour est en bois."),
        ("furniture", "Blanc sur blanc."),
        ("furniture", "Éteint."),
        ("furniture", "Replié avec sa ligne."),
        ("paragraph", "D’après le registre."),
        ("furniture", "D’une ligne cachée."),
    ]
    assert "[B2] D’après" in document.text


def _shape(words, hidden="", look="", row=7):
    return f"""<xdr:twoCellAnchor><xdr:from><xdr:row>{row}</xdr:row></xdr:from><xdr:to><xdr:row>{row}</xdr:row></xdr:to>
        <xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox" {hidden}/></xdr:nvSpPr><xdr:spPr><a:noFill/></xdr:spPr>
        <xdr:txBody><a:p><a:r><a:rPr>{look}</a:rPr><a:t>{words}</a:t></a:r></a:p></xdr:txBody></xdr:sp>
        </xdr:twoCellAnchor>"""


DRAWING = f"""<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
    {_shape("Le pont est en pierre.</a:t></a:r></a:p><a:p><a:r><a:t>La tour est en bois.")}
    {_shape("Blanc sur blanc.", look='<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>')}
    {_shape("Éteint.", hidden='hidden="1"')}{_shape("Replié avec sa ligne.", row=2)}</xdr:wsDr>"""


def test_what_an_opendocument_sheet_hides_is_furniture(opened) -> None:
    import io

    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import Table, TableCell, TableColumn, TableRow
    from odf.text import P

    def table(name, **attributes):
        made = Table(name=name, **attributes)
        made.addElement(TableColumn(numbercolumnsrepeated=1))
        made.addElement(TableColumn(visibility="collapse"))
        for cells, visibility in ((["1850", "prix", "Le pont"], "visible"), (["1930", "coût", "La crue"], "collapse")):
            row = TableRow(visibility=visibility)
            for text in cells:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=text))
                row.addElement(cell)
            made.addElement(row)
        return made

    book = OpenDocumentSpreadsheet()
    hiding = Style(name="ta2", family="table")
    hiding.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(hiding)
    book.spreadsheet.addElement(table("Vue"))
    book.spreadsheet.addElement(table("Cachée", stylename="ta2"))
    made = io.BytesIO()
    book.save(made)
    (document,), _ = opened(".ods", made.getvalue())
    assert blocks(document) == [
        ("heading", "Vue"), ("row", "1850 | Le pont"), ("furniture", "prix"), ("furniture", "1930 | coût | La crue"),
        ("furniture", "Cachée"), ("furniture", "1850 | prix | Le pont"), ("furniture", "1930 | coût | La crue"),
    ]  # fmt: skip


def test_hidden_words_of_an_opendocument_text_are_furniture(opened) -> None:
    import io

    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.text import P, Section, Span

    document = OpenDocumentText()
    hiding = Style(name="T1", family="text")
    hiding.addElement(TextProperties(display="none"))
    document.automaticstyles.addElement(hiding)
    paragraph = P(text="Ce qui se voit, ")
    paragraph.addElement(Span(stylename="T1", text="SECRET caché"))
    paragraph.addText("et la suite.")
    document.text.addElement(paragraph)
    section = Section(name="S", display="none")
    section.addElement(P(text="SECRET d’une section"))
    document.text.addElement(section)
    made = io.BytesIO()
    document.save(made)
    (found,), _ = opened(".odt", made.getvalue())
    assert blocks(found) == [
        ("paragraph", "Ce qui se voit, et la suite."), ("furniture", "SECRET caché"),
        ("furniture", "SECRET d’une section"),
    ]  # fmt: skip


def test_an_item_of_a_list_that_is_none_of_opendocument_is_read(opened) -> None:
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    content = (
        f'<o:document-content xmlns:o="{office}" xmlns:t="{text}"><o:body><o:text>'
        "<list><t:list-item><t:p>Le moulin tourne.</t:p></t:list-item></list></o:text></o:body></o:document-content>"
    )
    (found,), _ = opened(".odt", zipped({"content.xml": content}))
    assert [text for _, text in blocks(found)] == ["Le moulin tourne."]


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
    same = {".mhtml": ".mht", ".doc": ".rtf", ".xls": ".xlsx", ".ppt": ".pptx", ".ppsx": ".pptx",
            ".text": ".txt", ".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".docm": ".docx", ".pptm": ".pptx",
            ".xlsm": ".xlsx", ".tab": ".tsv", ".mbx": ".mbox", ".ndjson": ".jsonl", ".odp": ".odt", ".tar": ".zip",
            ".tgz": ".zip", ".gz": ".zip", ".bz2": ".zip", ".xz": ".zip"}  # fmt: skip
    # Images are read by text recognition, which reads no text letter by letter: see test_image.
    assert {same.get(suffix, suffix) for suffix in supported_suffixes() - ImageReader.suffixes} == set(WRITERS)


def test_tables_in_tables_and_frames_of_word(opened) -> None:
    import io

    import docx

    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Dans un cadre."
    outer = document.add_table(rows=2, cols=2)
    outer.cell(0, 0).text, outer.cell(1, 0).text, outer.cell(1, 1).text = "dehors", "après", "1930"
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in inner.rows for cell in row.cells):
        cell.text = f"dedans {number}"
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Première page"
    section.header.add_table(1, 1, docx.shared.Cm(5)).cell(0, 0).text = "Mairie"
    made = io.BytesIO()
    document.save(made)
    (found,), _ = opened(".docx", made.getvalue())
    assert blocks(found) == [
        ("furniture", "Première page"), ("furniture", "Mairie"), ("paragraph", "Dans un cadre."), ("row", "dehors"),
        ("row", "dedans 0 | dedans 1"), ("row", "dedans 2 | dedans 3"), ("row", "après | 1930"),
    ]  # fmt: skip


def test_a_workbook_with_a_sheet_that_is_a_chart(opened) -> None:
    import io

    import openpyxl
    from openpyxl.chart import BarChart, Reference

    book = openpyxl.Workbook()
    for row in (["Année", "Visites"], [1850, 12], [1930, 40]):
        book.active.append(row)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=3))
    book.create_chartsheet("Courbe").add_chart(chart)
    made = io.BytesIO()
    book.save(made)
    (document,), _ = opened(".xlsx", made.getvalue())
    assert ("row", "1930 | 40") in blocks(document)


def test_old_names_for_newer_formats_and_old_formats(opened) -> None:
    for suffix, inside in (
        (".doc", ".rtf"),
        (".doc", ".docx"),
        (".xls", ".xlsx"),
        (".ppt", ".pptx"),
        (".xls", ".html"),
    ):
        (document, *_), _ = opened(suffix, WRITERS[inside]())
        assert CONTENT["heading"] in document.text or "1850" in document.text
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
    for suffix, said in ((".doc", r"before 2007; save it as \.docx"), (".docx", "has a password, or is of the Office")):
        with pytest.raises(UnreadableDocument, match=said):
            opened(suffix, old)


def test_another_mail_in_an_answer_is_furniture_in_html_too(opened) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "La fête"
    message.set_content(
        "<p>La fête aura lieu samedi.</p><div class='gmail_quote'>Le lundi, il écrit :<blockquote type='cite'>"
        "<p>Quand aura lieu la fête, et où faut-il venir avec les enfants de l’école ?</p></blockquote></div>",
        subtype="html",
    )
    (document,), _ = opened(".eml", message.as_bytes())
    assert [kind for kind, _ in blocks(document)] == ["heading", "paragraph", "furniture", "furniture"]


def test_soft_hyphens_go(opened) -> None:
    import io

    import docx

    written = docx.Document()
    written.add_paragraph("Une in\u00adforma\u00adtion.")
    made = io.BytesIO()
    written.save(made)
    for suffix, data in ((".html", "<p>Une in\u00adforma\u00adtion.</p>".encode()), (".docx", made.getvalue())):
        (document,), _ = opened(suffix, data)
        assert document.text == "Une information."


def test_notes_and_headings_of_rtf_as_libreoffice_writes_them(tmp_path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rb"""{\rtf1\ansi{\stylesheet{\s0\snext0\fs24 Normal;}{\s1\sbasedon0\snext0\sb480\keepn\b Heading 1;}
{\s12\sbasedon0\fs20 Footnote;}}
\pard\plain \s1\sb480\keepn{\loch
The orchard}
\par \pard\plain \s12\ql{\loch
The pears were planted by the monks.}{{\super \loch \chftn{\*\footnote \chftn\pard\plain \s12\fs20{\loch
\tab See the rolls, folio 7.}
}}
}{\loch
 They were sold.}{{\super \loch \chftn{\*\footnote\ftnalt \chftn\pard\plain \s12\fs20{\loch
\tab At the fair of spring.}
}}
}
\par }"""
    )
    (document,) = read_file(path)
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "The orchard", "The pears were planted by the monks. They were sold.",
        "See the rolls, folio 7.", "At the fair of spring.",
    ]  # fmt: skip
    assert [block.level for block in document.blocks] == [1, 0, 0, 0]


def test_text_boxes_of_rtf_stand_behind_their_paragraph(opened) -> None:
    shape = r"""{\shp{\*\shpinst\shpleft3118\shpright6520{\sp{\sn shapeType}{\sv 202}}%s{\shptxt\pgndec\s21\ql{\loch
%s}
\par \pard}}{\shprslt{\*\do\dptxbx{\dptxbxtext\pard Drawn for older readers.\par}}}}"""
    boxes = shape % ("", r"A box\par with \'e9 and a second line") + shape % (r"{\sp{\sn fHidden}{\sv 1}}", "Not shown")
    old = r"{\*\do\dobxcolumn\dptxbx{\dptxbxtext\pard\plain A box of Word 95.\par}\dpx1}"
    markup = rf"""{{\rtf1\ansi\ansicpg1251{{\fonttbl{{\f0\fcharset204 Times;}}}}
\pard First paragraph.{boxes}{{\footnote\pard A note.}} Its end.\par {old}Second paragraph.\par}}"""
    (document,), _ = opened(".rtf", markup.encode())
    assert blocks(document) == [
        ("paragraph", "First paragraph. Its end."),
        ("paragraph", "A box"),
        ("paragraph", "with й and a second line"),
        ("furniture", "Not shown"),
        ("paragraph", "A note."),
        ("paragraph", "Second paragraph."),
        ("paragraph", "A box of Word 95."),
    ]


def test_items_of_rtf_have_the_numbers_that_a_reader_sees(opened) -> None:
    markup = r"""{\rtf1\ansi\pard\plain{\listtext\pard\plain  1.\tab}\ilvl0\ls1 {\loch
the bridge}\par
\pard\plain{\listtext\pard\plain  a)\tab}\ilvl1\ls1 {\loch
its stones}\par
\pard{\listtext\f3\'b7\tab}\ilvl0\ls2 the mill\par
\pard{\pntext\f0 7.\tab}{\*\pn\pnlvlbody\pnstart7\pndec{\pntxta.}}as WordPad writes it\par
\pard Between.\par}"""
    (document,), _ = opened(".rtf", markup.encode())
    assert document.text == "1. the bridge\na) its stones\n• the mill\n7. as WordPad writes it\n\nBetween."
    assert blocks(document)[0] == ("item", "the bridge")

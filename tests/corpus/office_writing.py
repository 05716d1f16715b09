"""Office documents, mails and books made with real writers, in the shapes that real ones have.

`python tests/corpus/office_writing.py FOLDER` writes one file of each format: seeds for the fuzzing command.
"""

import csv
import io
import json
import mailbox
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

__all__ = ["CONTENT", "WRITERS", "mail", "write_all"]

CONTENT = {
    "title": "Les ponts de la ville basse",
    "paragraph": "Le pont de Lavaur traverse la rivière depuis 1850. Des maçons italiens l’ont bâti en trois étés.",
    "items": ["le pont neuf, qui est vieux", "le pont vieux, qui est neuf"],
    "heading": "Les crues et les dates",
    "rows": [["Année", "Fait"], ["1850", "Le pont est bâti."], ["1930", "La crue emporte le parapet."]],
    "note": "D’après le registre de la mairie, folio 12.",
    "last": "Chaque matin, le marché occupe la rive droite du fleuve.",
}
DAY = datetime(2017, 11, 15, 9, 30, tzinfo=UTC)


def _saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def docx_file(content=CONTENT):
    import docx

    document = docx.Document()
    document.core_properties.title = ""
    document.core_properties.created = document.core_properties.modified = DAY.replace(tzinfo=None)
    document.sections[0].header.paragraphs[0].text = "Mairie de la ville basse"
    document.add_heading(content["title"], 1)
    document.add_paragraph(content["paragraph"])
    for item in content["items"]:
        document.add_paragraph(item, style="List Bullet")
    document.add_heading(content["heading"], 2)
    table = document.add_table(rows=0, cols=2)
    for row in content["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(content["last"])
    return _with_footnote(_saved(document), content)


def _with_footnote(data, content):
    """The document with a footnote, which the library cannot write, in the parts that Word writes."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                reference = f'{content["paragraph"]}</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
                text = text.decode().replace(f"{content['paragraph']}</w:t></w:r>", reference).encode()
            elif name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                text = text.replace(
                    b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
                )
            elif name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                text = text.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            target.writestr(name, text)
        target.writestr(
            "word/footnotes.xml",
            f'<w:footnotes xmlns:w="{namespace}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            f'<w:footnote w:id="2"><w:p><w:r><w:t>{content["note"]}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )
    return made.getvalue()


def odt_file(content=CONTENT):
    from odf.dc import Date, Language
    from odf.opendocument import OpenDocumentText
    from odf.table import Table, TableCell, TableRow
    from odf.text import H, List, ListItem, Note, NoteBody, NoteCitation, P

    document = OpenDocumentText()
    document.meta.addElement(Date(text=DAY.isoformat()))
    document.meta.addElement(Language(text="fr-FR"))
    document.text.addElement(H(outlinelevel=1, text=content["title"]))
    paragraph = P(text=content["paragraph"])
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text=content["note"]))
    note.addElement(body)
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    items = List()
    for item in content["items"]:
        entry = ListItem()
        entry.addElement(P(text=item))
        items.addElement(entry)
    document.text.addElement(items)
    document.text.addElement(H(outlinelevel=2, text=content["heading"]))
    table = Table(name="dates")
    for row in content["rows"]:
        line = TableRow()
        for text in row:
            cell = TableCell()
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.text.addElement(table)
    document.text.addElement(P(text=content["last"]))
    return _saved(document)


def ods_file(content=CONTENT):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Dates")
    for row in content["rows"]:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    rest = TableRow(numberrowsrepeated=1_048_000)
    rest.addElement(TableCell(numbercolumnsrepeated=16_384))
    table.addElement(rest)
    document.spreadsheet.addElement(table)
    return _saved(document)


def pptx_file(content=CONTENT):
    import pptx
    from pptx.util import Cm

    deck = pptx.Presentation()
    deck.core_properties.title = ""
    deck.core_properties.modified = DAY.replace(tzinfo=None)
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = content["title"]
    slide.placeholders[1].text = "\n".join(content["items"])
    slide.notes_slide.notes_text_frame.text = content["note"]
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = content["heading"]
    table = slide.shapes.add_table(len(content["rows"]), 2, Cm(1), Cm(5), Cm(15), Cm(5)).table
    for line, row in enumerate(content["rows"]):
        for column, text in enumerate(row):
            table.cell(line, column).text = text
    slide.shapes.add_textbox(Cm(1), Cm(12), Cm(15), Cm(2)).text_frame.text = content["paragraph"]
    return _saved(deck)


def xlsx_file(content=CONTENT):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Dates"
    for row in content["rows"]:
        sheet.append(row)
    sheet.append([DAY.date(), 0.65])
    sheet["B4"].number_format = "0%"
    other = book.create_sheet("Notes")
    other.append([content["paragraph"], None, content["last"]])
    book.create_sheet("Caché").append([content["note"]])
    book["Caché"].sheet_state = "hidden"
    return _saved(book)


def csv_file(content=CONTENT, delimiter=";"):
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows([*content["rows"], ["2017", content["paragraph"]]])
    return made.getvalue().encode("cp1252")


def tsv_file(content=CONTENT):
    made = io.StringIO(newline="")
    csv.writer(made, dialect="excel-tab").writerows(content["rows"])
    return made.getvalue().encode()


def rtf_file(content=CONTENT):
    """As LibreOffice writes it: no library in use writes RTF."""

    def escaped(text):
        return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in text)

    rows = "".join(
        "\\trowd\\cellx3000\\cellx9000" + "".join(f"\\pard\\intbl {escaped(cell)}\\cell" for cell in row) + "\\row\n"
        for row in content["rows"]
    )
    items = "".join(f"\\pard\\ls1{{\\listtext\\u8226?\\tab}} {escaped(item)}\\par\n" for item in content["items"])
    note = f"{{\\super\\chftn{{\\footnote\\pard {{\\super\\chftn}} {escaped(content['note'])}}}}}"
    return (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}{\\stylesheet{\\s1\\outlinelevel0 Heading 1;}}"
        f"{{\\info{{\\title {escaped(content['title'])}}}{{\\creatim\\yr2017\\mo11\\dy15\\hr9}}}}\n"
        f"\\pard\\s1\\outlinelevel0 {escaped(content['title'])}\\par\n"
        f"\\pard {escaped(content['paragraph'])}{note}\\par\n{items}"
        f"\\pard\\s2\\outlinelevel1 {escaped(content['heading'])}\\par\n{rows}"
        f"\\pard {escaped(content['last'])}\\par\n}}"
    ).encode("ascii")


def html_page(content=CONTENT, dialect="html"):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in content["rows"])
    start = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' if dialect == "xhtml" else "<html>"
    return (
        f"{start}<head><title>{content['title']}</title><script>var secret = 1;</script></head><body>"
        f"<h1>{content['title']}</h1><p>{content['paragraph']}</p>"
        f"<ul>{''.join(f'<li>{item}</li>' for item in content['items'])}</ul>"
        f"<h2>{content['heading']}</h2><table>{rows}</table><p>{content['last']}</p></body></html>"
    )


def mht_file(content=CONTENT):
    """A page with its image, as browsers save it."""
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by a browser>", content["title"]
    message.set_content(html_page(content), subtype="html", cte="quoted-printable")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<image>")
    return message.as_bytes()


def epub_file(content=CONTENT):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{content['title']}</dc:title><dc:language>fr-FR</dc:language><dc:date>2017-11-15</dc:date></metadata>"
            '<manifest><item id="nav" href="nav.xhtml" properties="nav"/><item id="one" href="one%20chapter.xhtml"/>'
            '<item id="two" href="text/two.xhtml"/></manifest>'
            '<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>',
        )
        book.writestr(
            "OEBPS/nav.xhtml",
            "<html><body><nav><ol><li><a href='x'>Sommaire du livre</a></li></ol></nav></body></html>",
        )
        book.writestr("OEBPS/one chapter.xhtml", html_page(content, "xhtml"))
        book.writestr("OEBPS/text/two.xhtml", f"<html><body><h2>Fin</h2><p>{content['note']}</p></body></html>")
    return made.getvalue()


def mail(content=CONTENT, attachments=(), *, html=False, number=1):
    """A mail with attachments of (name, bytes)."""
    message = EmailMessage()
    message["From"], message["To"] = "La mairie <mairie@example.org>", "archives@example.org"
    message["Subject"], message["Date"] = content["title"], DAY
    message["Message-ID"] = f"<{number}@example.org>"
    items = "\n".join(f"- {item}" for item in content["items"])
    message.set_content(f"{content['paragraph']}\n\n{items}\n\n> {content['note']}\n\n{content['last']}\n")
    if html:
        message.add_alternative(html_page(content), subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def eml_file(content=CONTENT):
    inner = mail({**content, "title": "Lettre jointe"}, number=2)
    message = mail(content, [("dates.xlsx", xlsx_file(content)), ("été.txt", content["last"].encode())], html=True)
    message.add_attachment(inner)
    return message.as_bytes()


def mbox_file(content=CONTENT):
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(Path(folder) / "box")
        for number in (1, 2):
            message = mail(
                {**content, "title": f"Lettre {number}", "last": "From here on, it is mended."}, number=number
            )
            box.add(message)
        box.flush()
        box.close()
        return (Path(folder) / "box").read_bytes()


def jsonl_file(content=CONTENT):
    records = [
        {
            "id": 1,
            "title": content["title"],
            "text": content["paragraph"] + "\n\n" + content["last"],
            "tags": content["items"],
        },
        {"id": 2, "heading": content["heading"], "body": {"note": content["note"], "seen": True}},
    ]
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def pdf_file(content=CONTENT):
    from pdf_writing import typeset

    parts = [
        ("heading", content["title"]), ("paragraph", content["paragraph"]), ("list", content["items"]),
        ("heading", content["heading"]), ("table", content["rows"]), ("paragraph", content["last"]),
    ]  # fmt: skip
    return typeset(parts, first_page=7)


def md_file(content=CONTENT):
    rows = "\n".join("| " + " | ".join(row) + " |" for row in content["rows"]).replace("\n", "\n|---|---|\n", 1)
    items = "\n".join(f"- {item}" for item in content["items"])
    return (
        f"# {content['title']}\n\n{content['paragraph']}\n\n{items}\n\n"
        f"## {content['heading']}\n\n{rows}\n\n{content['last']}\n"
    ).encode()


def txt_file(content=CONTENT):
    return f"{content['title']}\n\n{content['paragraph']}\n\n{content['last']}\n".encode()


def zip_file(content=CONTENT):
    from packing import zipped

    return zipped(
        {"lettres/été.txt": txt_file(content), "dates.xlsx": xlsx_file(content), "mail.eml": eml_file(content)}
    )


WRITERS = {
    ".txt": txt_file, ".md": md_file, ".html": lambda content=CONTENT: html_page(content).encode(), ".pdf": pdf_file,
    ".docx": docx_file, ".odt": odt_file, ".ods": ods_file, ".pptx": pptx_file, ".xlsx": xlsx_file, ".csv": csv_file,
    ".tsv": tsv_file, ".rtf": rtf_file, ".epub": epub_file, ".eml": eml_file, ".mbox": mbox_file, ".jsonl": jsonl_file,
    ".zip": zip_file, ".mht": mht_file,
}  # fmt: skip
"""Suffix to a function that makes a file of some content."""


def write_all(folder):
    """One file of each format."""
    for suffix, writer in WRITERS.items():
        (Path(folder) / f"seed{suffix}").write_bytes(writer())


if __name__ == "__main__":
    write_all(sys.argv[1])

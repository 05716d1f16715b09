"""Raised figures, in every format that has them: no mark of a note is read with the word or number before it."""

import io
import zipfile

import own_text
import pytest
from office_writing import CONTENT, epub_file
from pdf_writing import drawn, typeset

from guillemet.corpus import BlockKind
from guillemet.corpus.raised import raised

PIECES = [
    ("En 1811", "2"), (" la ville fut fondée.", "12"), (" Le 1", "er"), (" mai au XIX", "e"), (" siècle, 10", "-3"),
    (" m", "2"), (" de trop.", ""),
]  # fmt: skip
SHOWN = "En 1811² la ville fut fondée.¹² Le 1er mai au XIXe siècle, 10⁻³ m² de trop."


def _saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def marked(tag):
    return "".join(f"{text}<{tag}>{high}</{tag}>" if high else text for text, high in PIECES)


def html_file():
    return f"<p>{marked('sup')}</p>".encode()


def styled_file():
    spans = "".join(
        f'{text}<span class="{("mark", "up")[at % 2]}">{high}</span>' for at, (text, high) in enumerate(PIECES)
    )
    style = ".mark { vertical-align: super } .up { position: relative; top: -0.33em; font-size: 0.58em }"
    return f"<style>{style}</style><p>{spans}</p>".encode()


def book_file():
    paragraph = marked("sup").replace("<sup>2</sup> la", '<a epub:type="noteref" href="#n">2</a> la')
    return epub_file(CONTENT | {"paragraph": paragraph})


def pdf_file():
    return typeset([("paragraph", marked("super"))])


def docx_file():
    import docx

    document = docx.Document()
    style = document.styles.add_style("Mark", 2)
    style.font.superscript = True
    paragraph = document.add_paragraph()
    for number, (text, high) in enumerate(PIECES):
        paragraph.add_run(text)
        run = paragraph.add_run(high, style="Mark" if number % 2 else None)
        run.font.superscript = None if number % 2 else True
    return _saved(document)


def odt_file():
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.text import P, Span

    document = OpenDocumentText()
    for name, position in (("high", "super 58%"), ("risen", "33% 58%")):
        style = Style(name=name, family="text")
        style.addElement(TextProperties(textposition=position))
        document.automaticstyles.addElement(style)
    paragraph = P()
    for number, (text, high) in enumerate(PIECES):
        paragraph.addText(text)
        paragraph.addElement(Span(stylename=("high", "risen")[number % 2], text=high))
    document.text.addElement(paragraph)
    return _saved(document)


def rtf_file():
    text = "".join(
        f"{text}{{\\super {high}}}" if number % 2 else f"{text}\\up6 {high}\\up0 "
        for number, (text, high) in enumerate(PIECES)
    )
    return f"{{\\rtf1\\ansi\\pard {text}\\par}}".replace("é", "\\'e9").replace("è", "\\'e8").encode("ascii")


def pptx_file():
    import pptx

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(0, 0, 9_000_000, 900_000).text_frame.paragraphs[0]
    for text, high in PIECES:
        paragraph.add_run().text = text
        run = paragraph.add_run()
        run.text = high
        run.font._element.set("baseline", "30000")
    return _saved(deck)


def xlsx_file():
    """With the strings shared between cells, as Excel writes them and the library does not."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = 0
    look = '<rPr><vertAlign val="superscript"/><sz val="11"/></rPr>'
    runs = "".join(f'<r><t xml:space="preserve">{text}</t></r><r>{look}<t>{high}</t></r>' for text, high in PIECES)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_saved(book))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
                data = data.replace(b"</Types>", part.encode())
            elif name == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<c r="A1" t="n">', b'<c r="A1" t="s">')
            target.writestr(name, data)
        target.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}"><si>{runs}</si></sst>')
    return made.getvalue()


WRITTEN = {
    "page.html": html_file, "styled.html": styled_file, "a.epub": book_file, "a.pdf": pdf_file, "a.docx": docx_file,
    "a.odt": odt_file, "a.rtf": rtf_file, "a.pptx": pptx_file, "a.xlsx": xlsx_file,
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_raised_figures_are_superscripts_and_raised_letters_letters(read, name) -> None:
    assert SHOWN in read(name, WRITTEN[name]()).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2", "²"), ("12", "¹²"), ("-3", "⁻³"), ("−1", "⁻¹"), ("–1", "⁻¹"), ("1, 2", "¹, ²"), ("1–3", "¹–³"),
        ("(2)", "⁽²⁾"), ("+", "⁺"), ("n+1", "ⁿ⁺¹"), ("n", "ⁿ"), ("er", "er"), ("e", "e"), ("o", "o"), ("TM", "TM"),
        ("(R)", "(R)"), ("[4]", "[4]"), ("2nd", "2nd"), ("*", "*"), (" ", " "), ("", ""), ("\n1 ", "\n¹ "),
    ],
)  # fmt: skip
def test_what_a_raised_piece_is(text: str, shown: str) -> None:
    assert raised(text) == shown
    assert len(raised(text)) == len(text)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ('<p>La ville.<sup id="r"><a href="#n1">1</a></sup></p>', "La ville.¹"),
        ('<p>La ville<a role="doc-noteref" href="#n">12</a>.</p>', "La ville¹²."),
        ('<p>La ville.<sup>[<a href="#n">4</a>]</sup></p>', "La ville.[4]"),
        ("<p>H<sub>2</sub>O, Word<sup>TM</sup></p>", "H2O, WordTM"),
        ("<table><tr><td>Lavaur<sup>1</sup></td><td>5<sup>2</sup></td></tr></table>", "Lavaur¹ | 5²"),
        ("<p>x<sup>2<p>y3", "x2\n\ny3"),
        ("<p>x<sup><sup>2</sup></sup></p>", "x²"),
        ('<p>5<sup style="color:white">2</sup>6</p>', "56\n\n2"),
    ],
)
def test_raised_parts_of_a_page(read, page: str, shown: str) -> None:
    assert read("a.html", page).text == shown


def test_a_paragraph_with_marks_is_main_content(read, parts) -> None:
    marked = 'Le pont fut bâti en 1811<sup>2</sup> par des maçons.<sup><a href="#n">3</a></sup> Il tient.'
    page = f"<html><body><h1>Les ponts</h1><p>{marked}</p><p>{own_text.prose()[0]}</p></body></html>"
    assert parts(read("a.html", page), BlockKind.PARAGRAPH)[0] == "Le pont fut bâti en 1811² par des maçons.³ Il tient."


@pytest.mark.parametrize(
    ("draw", "shown"),
    [
        # a note, with its mark before it
        ([("6", 4, "2"), ("10", 0, "Voir le registre, folio 12.")], "²Voir le registre, folio 12."),
        # an index between the base and its exponent
        ([("10", 0, "x"), ("7", -2, "1"), ("7", 4, "2")], "x1²"),
        ([("10", 0, "H"), ("7", -2, "2"), ("10", 0, "O")], "H2O"),
        # figures in another size on the same line, and an initial over two lines
        ([("14", 0, "Article "), ("10", 0, "12")], "Article 12"),
        ([("30", 0, "E"), ("10", 12, "n 1811 la ville")], "En 1811 la ville"),
        # marks drawn figure by figure
        ([("10", 0, "La ville."), ("6", 4, "1"), ("6", 4, "2"), ("10", 0, " Le maire")], "La ville.¹² Le maire"),
    ],
)
def test_what_stands_high_on_a_page(read, draw, shown: str) -> None:
    def write(page, _number):
        page.drawString(72, 400, own_text.prose()[0][:80])
        x = 72
        for size, rise, text in draw:
            page.setFont("Times-Roman", float(size))
            page.drawString(x, 700 + rise, text)
            x += page.stringWidth(text, "Times-Roman", float(size))

    assert read("a.pdf", drawn(write)).text.startswith(f"{shown}\n")


def test_the_notes_of_rtf_have_their_own_marks(read) -> None:
    note = r"{\super\chftn{\footnote\pard {\super\chftn} Elle avait 10{\super 6} briques.}}"
    document = read("a.rtf", rf"{{\rtf1\ansi\pard La ville.{note} Fin.\par}}")
    assert document.text == "La ville. Fin.\n\n[1] Elle avait 10⁶ briques."


def test_a_level_in_superscripts_is_none(read) -> None:
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    heading = H(outlinelevel=1, text="Le pont")
    heading.attributes["urn:oasis:names:tc:opendocument:xmlns:text:1.0", "outline-level"] = "²"
    document.text.addElement(heading)
    document.text.addElement(P(text="Il tient encore."))
    assert read("a.odt", _saved(document)).text == "Le pont\n\nIl tient encore."

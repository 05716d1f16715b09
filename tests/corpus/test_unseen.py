"""Letters that nobody sees (white on white, tiny, off the page) are furniture in every format, and no others are."""

import io
import zipfile

import pytest

from guillemet.corpus import BlockKind
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.readers.ink import WHITE, are_alike, colour_of, points_of

WHITE_RGB = (255, 255, 255)
BLUE = (0, 0, 128)


def _saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def docx_file():
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml import parse_xml
    from docx.shared import Pt, RGBColor

    def shaded(properties, fill):
        namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        properties.append(parse_xml(f'<w:shd xmlns:w="{namespace}" w:val="clear" w:fill="{fill}"/>'))

    document = docx.Document()
    styles = document.styles
    styles.add_style("Pale", WD_STYLE_TYPE.PARAGRAPH).font.color.rgb = RGBColor(254, 254, 254)
    styles.add_style("Minute", WD_STYLE_TYPE.CHARACTER).font.size = Pt(1)
    paragraph = document.add_paragraph("Vu d’abord.")
    paragraph.add_run(" SECRET blanc").font.color.rgb = RGBColor(*WHITE_RGB)
    paragraph.add_run(" SECRET minuscule").font.size = Pt(1)
    paragraph.add_run(" SECRET de style", "Minute")
    lit = paragraph.add_run(" Vu sur vert.")
    lit.font.color.rgb = RGBColor(*WHITE_RGB)
    lit.font.highlight_color = WD_COLOR_INDEX.GREEN
    document.add_paragraph("SECRET pâle", "Pale")
    table = document.add_table(rows=1, cols=3)
    for cell, text, colour, fill in zip(
        table.rows[0].cells,
        ("SECRET de cellule", "Vu en cellule", "SECRET bleu"),
        (WHITE_RGB, WHITE_RGB, BLUE),
        (None, "000080", "000080"),
        strict=True,
    ):
        cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(*colour)
        if fill:
            shaded(cell._tc.get_or_add_tcPr(), fill)
    # The style of this table paints its first row.
    styled = document.add_table(rows=1, cols=1, style="Medium Shading 1 Accent 1")
    styled.cell(0, 0).paragraphs[0].add_run("Vu en tête").font.color.rgb = RGBColor(*WHITE_RGB)
    return _saved(document)


def odt_file():
    from odf.opendocument import OpenDocumentText
    from odf.style import ParagraphProperties, Style, TableCellProperties, TextProperties
    from odf.table import Table, TableCell, TableRow
    from odf.text import P, Span

    document = OpenDocumentText()

    def style(name, family, properties):
        made = Style(name=name, family=family)
        made.addElement(properties)
        document.automaticstyles.addElement(made)
        return made

    white = style("W", "text", TextProperties(color="#ffffff"))
    blue = style("B", "text", TextProperties(color="#000080"))
    tiny = style("T", "text", TextProperties(fontsize="1pt"))
    pale = style("P", "paragraph", TextProperties(color="#fefefe"))
    banner = style("N", "paragraph", ParagraphProperties(backgroundcolor="#000080"))
    ground = style("C", "table-cell", TableCellProperties(backgroundcolor="#000080"))

    def paragraph(*spans, named=None, text=""):
        made = P(text=text, **({"stylename": named} if named else {}))
        for look, words in spans:
            made.addElement(Span(stylename=look, text=words))
        return made

    document.text.addElement(paragraph((white, " SECRET blanc"), (tiny, " SECRET minuscule"), text="Vu d’abord."))
    document.text.addElement(paragraph((white, "Vu sur bleu."), (blue, " SECRET bleu"), named=banner))
    document.text.addElement(paragraph(named=pale, text="SECRET pâle"))
    row = TableRow()
    for cell, content in (
        (TableCell(), (white, "SECRET de cellule")),
        (TableCell(stylename=ground), (white, "Vu en cellule")),
        (TableCell(stylename=ground), (blue, "SECRET bleu")),
    ):
        cell.addElement(paragraph(content))
        row.addElement(cell)
    table = Table(name="t")
    table.addElement(row)
    document.text.addElement(table)
    return _saved(document)


def odp_file():
    from odf.draw import Frame, Page, TextBox
    from odf.opendocument import OpenDocumentPresentation
    from odf.style import GraphicProperties, MasterPage, PageLayout, Style, TextProperties
    from odf.text import P, Span

    document = OpenDocumentPresentation()
    white = Style(name="W", family="text")
    white.addElement(TextProperties(color="#ffffff"))
    filled = Style(name="F", family="graphic")
    filled.addElement(GraphicProperties(fill="solid", fillcolor="#000080"))
    layout = PageLayout(name="L")
    for each in (white, filled, layout):
        document.automaticstyles.addElement(each)
    master = MasterPage(name="M", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    page = Page(masterpagename=master, name="1")
    document.presentation.addElement(page)
    for text, look, x, frame in (
        ("Vu", None, "1cm", None), ("SECRET blanc", white, "1cm", None), ("Vu sur bleu", white, "1cm", filled),
        ("SECRET dehors", None, "-30cm", None),
    ):  # fmt: skip
        box, paragraph = TextBox(), P(text="" if look else text)
        if look:
            paragraph.addElement(Span(stylename=look, text=text))
        box.addElement(paragraph)
        made = Frame(width="9cm", height="2cm", x=x, y="1cm", **({"stylename": frame} if frame else {}))
        made.addElement(box)
        page.addElement(made)
    return _saved(document)


def pptx_file():
    import pptx
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Cm, Pt

    deck = pptx.Presentation()

    def text(slide, words, colour=None, *, x=1, y=5, fill=None, size=None, theme=None):
        box = slide.shapes.add_textbox(Cm(x), Cm(y), Cm(10), Cm(2))
        run = box.text_frame.paragraphs[0].add_run()
        run.text = words
        if colour:
            run.font.color.rgb = RGBColor(*colour)
        if theme:
            run.font.color.theme_color = theme
        if size:
            run.font.size = Pt(size)
        if fill:
            box.fill.solid()
            box.fill.fore_color.rgb = RGBColor(*fill)

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Vu en titre"
    text(slide, "SECRET blanc", WHITE_RGB)
    text(slide, "SECRET du fond", theme=MSO_THEME_COLOR.BACKGROUND_1)
    text(slide, "SECRET minuscule", size=1)
    text(slide, "Vu sur bleu", WHITE_RGB, fill=BLUE)
    text(slide, "SECRET bleu", BLUE, y=8, fill=BLUE)
    text(slide, "SECRET dehors", x=-40)
    shape = slide.shapes.add_shape(1, Cm(1), Cm(12), Cm(12), Cm(4))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(*BLUE)
    text(slide, "Vu sur une forme", WHITE_RGB, y=13)
    dark = deck.slides.add_slide(deck.slide_layouts[6])
    dark.background.fill.solid()
    dark.background.fill.fore_color.rgb = RGBColor(*BLUE)
    text(dark, "Vu sur fond bleu", WHITE_RGB)
    text(dark, "SECRET sur fond bleu", BLUE, y=9)
    table = dark.shapes.add_table(1, 2, Cm(1), Cm(14), Cm(15), Cm(2)).table
    for cell, words, colour in zip(
        table.rows[0].cells, ("SECRET de cellule", "Vu en cellule"), (BLUE, WHITE_RGB), strict=True
    ):
        run = cell.text_frame.paragraphs[0].add_run()
        run.text = words
        run.font.color.rgb = RGBColor(*colour)
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor(*BLUE)
    return _saved(deck)


def xlsx_file():
    import openpyxl
    from openpyxl.styles import Font, PatternFill

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Vu"
    blue = PatternFill("solid", fgColor="000080")
    looks = (
        ("Vu d’abord", {}),
        ("SECRET blanc", {"font": Font(color="FFFFFF")}),
        ("Vu sur bleu", {"font": Font(color="FFFFFF"), "fill": blue}),
        ("SECRET bleu", {"font": Font(color="000080"), "fill": blue}),
        ("SECRET minuscule", {"font": Font(sz=1)}),
        ("SECRET du format", {"number_format": ";;;"}),
    )
    sheet.append([words for words, _ in looks])
    for column, (_, look) in enumerate(looks, start=1):
        for name, value in look.items():
            setattr(sheet.cell(1, column), name, value)
    return _saved(book)


def rtf_file():
    return rb"""{\rtf1\ansi{\fonttbl{\f0 Times;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue128;}
\pard Vu d\u8217?abord.{\cf1  SECRET blanc}{\fs2  SECRET minuscule}{\v  SECRET cach\'e9}\par
\pard\cbpat2 {\cf1 Vu sur bleu.}{\cf2  SECRET bleu}\par
\trowd\cellx3000\cellx9000\pard\intbl\cf1 SECRET de cellule\cell\cf0 Vu en cellule\cell\row
\trowd\clcbpat2\cellx3000\cellx9000\pard\intbl\cf1 Vu sur un fond\cell\cf0 Vu encore\cell\row
\pard\plain\cf1 SECRET long\par SECRET suite\par\cf0 Vu enfin.
{\super\chftn{\footnote\pard {\super\chftn} Vu en note.{\cf1  SECRET}}}\par
\pard{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 8388608}}{\shptxt\pard\cf1 Vu en cadre.{\v  SECRET en cadre}\par}}}\par
\pard{\v SECRET{\shp{\*\shpinst{\shptxt\pard SECRET de cadre\par}}}}\par
}"""


PAGE = """<html><head><style>.rien{font-size:0} p.long, .pâle { color: #fefefe } .pale{color:#fefefe}
@media print {.papier{font-size:0}}</style></head><body>
<p>Le moulin a été restauré en mai.<span style="color:#fff"> SECRET blanc</span> Vu ensuite, car la roue tourne.</p>
<p class="rien">SECRET minuscule</p><p class="papier">Vu sur un écran.</p><div class="pale">SECRET pâle</div>
<p style="position:absolute;left:-9999px">SECRET à gauche</p><p style="text-indent:-9999px">SECRET en retrait</p>
<p style="opacity:0">SECRET clair</p><p style="height:0;overflow:hidden">SECRET sans hauteur</p>
<div style="background:#000080"><p style="color:white">Vu sur bleu.</p><font color="#000080">SECRET bleu</font></div>
<table><tr><td>Vu en cellule</td><td>Vu aussi<span style="font-size:0px">SECRET de cellule</span></td></tr></table>
<ul><li>Vu en liste</li><li style="color:rgb(255, 255, 255)">SECRET de liste</li></ul>
<p style="font-size:0"><span style="font-size:12px">Vu malgré tout.</span></p></body></html>"""


def epub_file():
    from office_writing import epub_file as written

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as book, zipfile.ZipFile(made, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, PAGE if name.endswith("two.xhtml") else book.read(name))
    return made.getvalue()


def eml_file():
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["Subject"] = "mairie@example.org", "Vu en objet"
    message.set_content(PAGE, subtype="html")
    return message.as_bytes()


MADE = {
    ".docx": docx_file, ".odt": odt_file, ".odp": odp_file, ".pptx": pptx_file, ".xlsx": xlsx_file, ".rtf": rtf_file,
    ".html": PAGE.encode, ".epub": epub_file, ".eml": eml_file,
}  # fmt: skip


@pytest.mark.parametrize("suffix", sorted(MADE))
def test_what_nobody_sees_is_kept_as_furniture_and_nothing_else_is(suffix, tmp_path) -> None:
    data = MADE[suffix]()
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    (document,) = read_file(path)
    blocks = [(block.kind, document.text[block.start : block.end]) for block in document.blocks]
    shown = [text for kind, text in blocks if kind is not BlockKind.FURNITURE]
    unseen = [text for kind, text in blocks if kind is BlockKind.FURNITURE]
    assert not [text for text in shown if "SECRET" in text]
    assert not [text for text in unseen if "Vu" in text]
    assert sum(text.count("Vu") for text in shown) > 1
    assert sum(text.count("SECRET") for text in unseen) > 1


def test_a_page_whose_style_sheet_is_elsewhere_may_have_any_ground(tmp_path) -> None:
    path = tmp_path / "a.html"
    linked = '<html><head><link rel="stylesheet" href="a.css"></head><body><h1 style="color:#fff">Le moulin</h1></body>'
    path.write_text(linked)
    (document,) = read_file(path)
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING]


def test_a_book_has_its_style_sheets_in_files_of_its_own(tmp_path) -> None:
    from office_writing import epub_file as written

    path = tmp_path / "a.epub"
    chapter = """<html><head><link rel="stylesheet" href="../styles/a%20b.css"/><link rel="stylesheet" href="none.css"/>
        </head><body><p>Vu par tous.</p><p class="h">Caché à tous.</p></body></html>"""
    with zipfile.ZipFile(io.BytesIO(written())) as book, zipfile.ZipFile(path, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, chapter if name.endswith("two.xhtml") else book.read(name))
        copy.writestr("OEBPS/styles/a b.css", "\x0c.h { display: none }")
    (document,) = read_file(path)
    assert "Vu par tous." in document.text
    assert "Caché" not in document.text


def test_colours_and_lengths() -> None:
    assert colour_of("white") == colour_of("#FFF") == colour_of("rgb(255, 255, 255)") == WHITE
    assert colour_of("no colour") is None
    assert are_alike((250, 250, 250), WHITE)
    assert not are_alike((0, 0, 0), WHITE)
    assert not are_alike(None, WHITE)
    assert (points_of("0"), points_of("16px"), points_of("1.5em", 10), points_of("x")) == (0.0, 12.0, 15.0, None)


@pytest.mark.parametrize(
    ("sheet", "inside", "seen"),
    [
        (".menu{background:#eee}", '<p style="color:white">Blanc sur blanc.</p>', False),
        ("p{background:transparent}", '<p style="color:white">Blanc sur blanc.</p>', False),
        (".menu a:hover{background:#123}", '<p style="color:white">Blanc sur blanc.</p>', False),
        (".menu{background:#012}", '<div class="menu"><p style="color:white">Blanc sur noir.</p></div>', True),
        ("main .menu{background:#012}", '<div class="menu"><p style="color:white">Peut-être.</p></div>', True),
        ("[lang]{background:#012}", '<p style="color:white">Peut-être.</p>', True),
        (".a:not(.b){background:#012}", '<p style="color:white">Peut-être.</p>', True),
        ("p{color:white} main p{color:#111} i{background:red}", "<p>Noir ou blanc.</p>", True),
        ("@media screen{p{color:white}}", "<p>Blanc sur blanc.</p>", False),
        ("@media print, only screen{@supports (display:grid){p{color:white}}}", "<p>Blanc sur blanc.</p>", False),
        ("@layer base{p{color:white}}", "<p>Blanc sur blanc.</p>", False),
        ("p{color:#111} @layer base{p{color:white}}", "<p>Noir sur blanc.</p>", True),
        ("@media print{p{color:white} body{background:#012}}", "<p>Noir sur blanc.</p>", True),
        ("@media print{body{background:#012}}", '<p style="color:white">Blanc sur blanc.</p>', False),
        ("@media screen and (width > 9em){p{color:white}}", "<p>Blanc ou noir.</p>", True),
        ("@media not screen{p{color:white}}", "<p>Noir sur blanc.</p>", True),
        ("@supports (-ms-ime-align:auto){p{color:white}}", "<p>Noir sur blanc.</p>", True),
        ("i{position:absolute;background:#012}", '<i></i><p style="color:white">Posé dessus.</p>', True),
    ],
)
def test_a_ground_is_what_is_painted_under_the_words(sheet, inside, seen, tmp_path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head><style>{sheet}</style></head><body><p>Le moulin.</p>{inside}</body></html>")
    (document,) = read_file(path)
    assert (document.blocks[-1].kind is not BlockKind.FURNITURE) is seen

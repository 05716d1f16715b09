"""Words in charts, diagrams and shapes, which are no paragraphs of a slide and no cells of a sheet."""

from io import BytesIO

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Cm

from guillemet.corpus.file_reading import read_file

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"


def read(tmp_path, suffix, document):
    made = BytesIO()
    document.save(made)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(made.getvalue())
    (found,) = read_file(path)
    return found, [(block.kind.value, found.text[block.start : block.end]) for block in found.blocks]


def slide_of(deck, title):
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = title
    return slide


def add_chart(slide, left=1):
    data = CategoryChartData()
    data.categories = ["Le moulin", "La tour"]
    data.add_series("Visites en été", (12, 40))
    data.add_series("Visites en hiver", (3, 4))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(left), Cm(5), Cm(10), Cm(8), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Qui vient voir la ville basse"
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = "milliers de visiteurs"


def add_diagram(slide):
    """SmartArt, which the library cannot write, in the parts that PowerPoint writes."""
    points = "".join(
        f'<dgm:pt modelId="{at}" {kind}><dgm:t><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for at, (kind, words) in enumerate(
            [("", "Le maire décide"), ('type="sibTrans"', "lien"), ("", "Le conseil vote"), ('type="pres"', "place")]
        )
    )
    spaces = f'xmlns:dgm="{DRAWING}/diagram" xmlns:a="{DRAWING}/main"'
    data = f"<dgm:dataModel {spaces}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), KIND, slide.part.package, data.encode())
    named = slide.part.relate_to(part, f"{OFFICE}/diagramData")
    slide.shapes._spTree.append(
        parse_xml(
            f"""<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {spaces}>
            <p:nvGraphicFramePr><p:cNvPr id="90" name="Diagram"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>
            <p:xfrm><a:off x="0" y="0"/><a:ext cx="99999" cy="99999"/></p:xfrm><a:graphic>
            <a:graphicData uri="{DRAWING}/diagram"><dgm:relIds xmlns:r="{OFFICE}" r:dm="{named}"/>
            </a:graphicData></a:graphic></p:graphicFrame>"""
        )
    )


def test_words_of_charts_and_diagrams_stand_on_their_slide(tmp_path) -> None:
    deck = pptx.Presentation()
    first = slide_of(deck, "Les visites")
    add_chart(first)
    first.notes_slide.notes_text_frame.text = "À dire vite."
    add_diagram(slide_of(deck, "Le budget"))
    found, blocks = read(tmp_path, ".pptx", deck)
    assert blocks == [
        ("heading", "Les visites"), ("paragraph", "Qui vient voir la ville basse"),
        ("paragraph", "milliers de visiteurs"),
        ("paragraph", "Visites en été, Visites en hiver"),
        ("paragraph", "Le moulin, La tour"), ("paragraph", "À dire vite."),
        ("heading", "Le budget"), ("paragraph", "Le maire décide"), ("paragraph", "Le conseil vote"),
    ]  # fmt: skip
    assert "Le conseil vote" in found.text[found.pages[1].start :]


def test_a_chart_beside_its_slide_or_without_its_part_is_not_read_as_text(tmp_path) -> None:
    deck = pptx.Presentation()
    add_chart(slide_of(deck, "Les visites"), left=90)
    slide = slide_of(deck, "Le budget")
    add_diagram(slide)
    next(slide.shapes._spTree.iter(f"{{{DRAWING}/diagram}}relIds")).set(f"{{{OFFICE}}}dm", "rId99")
    _, blocks = read(tmp_path, ".pptx", deck)
    assert ("furniture", "Le moulin, La tour") in blocks
    assert [text for kind, text in blocks if kind != "furniture"] == ["Les visites", "Le budget"]


def test_shapes_and_comments_of_an_opendocument_sheet_stand_behind_its_rows(tmp_path) -> None:
    from odf.draw import CustomShape, Frame, TextBox
    from odf.office import Annotation
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Shapes, Table, TableCell, TableRow
    from odf.text import P

    def frame(words):
        made = Frame(width="5cm", height="2cm")
        box = TextBox()
        box.addElement(P(text=words))
        made.addElement(box)
        return made

    book = OpenDocumentSpreadsheet()
    for name, visibility in (("Ponts", "visible"), ("Moulins", "collapse")):
        table = Table(name=name)
        shapes = Shapes()
        shapes.addElement(frame(f"Les {name.lower()} en cadre."))
        drawn = CustomShape(width="5cm", height="2cm")
        drawn.addElement(P(text=f"Les {name.lower()} en forme."))
        shapes.addElement(drawn)
        table.addElement(shapes)
        row = TableRow(visibility=visibility)
        cell = TableCell(valuetype="percentage", value="0.25")
        comment = Annotation()
        comment.addElement(P(text="À vérifier."))
        for each in (comment, frame("Sur la cellule."), P(text="25 %")):
            cell.addElement(each)
        row.addElement(cell)
        table.addElement(row)
        book.spreadsheet.addElement(table)
    found, blocks = read(tmp_path, ".ods", book)
    assert blocks == [
        ("heading", "Ponts"), ("row", "25 %"), ("paragraph", "Les ponts en cadre."),
        ("paragraph", "Les ponts en forme."), ("paragraph", "À vérifier."), ("paragraph", "Sur la cellule."),
        ("heading", "Moulins"), ("furniture", "25 %"), ("paragraph", "Les moulins en cadre."),
        ("paragraph", "Les moulins en forme."), ("furniture", "À vérifier."), ("furniture", "Sur la cellule."),
    ]  # fmt: skip
    assert [page.label for page in found.pages] == ["Ponts", "Moulins"]

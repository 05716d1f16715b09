"""PDF files made with reportlab, in the shapes that real ones have."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, ListFlowable, ListItem, PageTemplate, Paragraph, Table

__all__ = [
    "drawn", "justified_lines", "misnamed", "numbered_lines", "paper", "scanned", "tells_orientation", "typeset",
    "with_running_lines", "wrapped",
]  # fmt: skip

_SHEET = getSampleStyleSheet()
_BODY = ParagraphStyle("body", parent=_SHEET["BodyText"], fontSize=10, leading=12)
_MARKS = {
    "list": {"bulletType": "bullet", "start": "•"},
    "numbered": {"bulletType": "1"},
    **{f"lettered {mark}": {"bulletType": mark[0], "bulletFormat": f"%s{mark[1:]}"} for mark in ("a", "a)", "a.")},
}


def typeset(parts, *, columns=1, head=None, first_page=1, title=None, labels=None, language=None, breaks=False):
    """A document of (kind, content) parts: heading, paragraph, list, or a kind of table, on many pages.

    Lists are `list`, `numbered` or `lettered` with the first letter.
    Tables are `table`, or with a style `ruled`, `unruled`, or `fitted`: each column as wide as its longest cell, and
    `flush` the same at the left.
    """
    made = io.BytesIO()

    def margins(page, _document):
        page.setFont("Helvetica", 8)
        if head:
            page.drawString(2 * cm, 28.5 * cm, head)
        page.drawCentredString(10.5 * cm, 1 * cm, str(page.getPageNumber() + first_page - 1))
        if labels:
            page.addPageLabel(page.getPageNumber() - 1, style=labels, start=page.getPageNumber())

    document = BaseDocTemplate(made, pagesize=A4, title=title or "", lang=language)
    width = 8.2 if columns == 2 else 17
    frames = [Frame((2 + 8.8 * column) * cm, 2 * cm, width * cm, 25 * cm) for column in range(columns)]
    document.addPageTemplates([PageTemplate(frames=frames, onPage=margins)])
    document.build([_flowable(kind, content) for kind, content in parts])
    return made.getvalue()


def _flowable(kind, content):
    if kind == "heading":
        return Paragraph(content, _SHEET["Heading2"])
    if kind in _MARKS:
        return ListFlowable([ListItem(Paragraph(item, _BODY)) for item in content], **_MARKS[kind])
    if kind == "table":
        return Table([[Paragraph(cell, _BODY) for cell in row] for row in content], colWidths=[3 * cm, 10 * cm])
    if kind in {"ruled", "unruled"}:
        cells, style = content
        rows = [[Paragraph(cell, _BODY) for cell in row] for row in cells]
        lines = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if kind == "ruled" else []
        return Table(rows, colWidths=[6 * cm, 3 * cm, 6 * cm][: len(cells[0])], style=[*lines, *style])
    if kind in {"fitted", "flush"}:
        cells, style = content
        side = "CENTER" if kind == "fitted" else "LEFT"
        return Table(cells, style=[("FONTSIZE", (0, 0), (-1, -1), 10), *style], hAlign=side)
    return Paragraph(content, _BODY)


def drawn(draw, *, encrypt=None, pages=1):
    """A document on whose pages `draw(canvas, number)` has drawn."""
    made = io.BytesIO()
    page = canvas.Canvas(made, pagesize=A4, encrypt=encrypt)
    for number in range(pages):
        page.setFont("Helvetica", 11)
        draw(page, number)
        page.showPage()
    page.save()
    return made.getvalue()


def misnamed(lines, first):
    """A page of lines in a font that tells each letter as one as far behind the first as it is behind the space."""
    from unittest.mock import patch

    import reportlab
    from reportlab.pdfbase import pdfmetrics, ttfonts

    def draw(page, _number):
        page.setFont("misnamed", 11)
        for line, text in enumerate(lines):
            page.drawString(72, 760 - 14 * line, text)

    told = ttfonts.makeToUnicodeCMap

    def shifted(name, subset):
        return told(name, [code if code <= 32 else code - 33 + ord(first) for code in subset])

    pdfmetrics.registerFont(ttfonts.TTFont("misnamed", f"{reportlab.__path__[0]}/fonts/Vera.ttf"))
    with patch.object(ttfonts, "makeToUnicodeCMap", shifted):
        return drawn(draw)


def wrapped(paragraphs, width=400):
    """Their lines as they are broken at this width, in eleven points."""
    return [line for text in paragraphs for line in simpleSplit(text, "Helvetica", 11, width)]


def justified_lines(text, width):
    """Its lines in eleven points, set to both edges but for the last one: words with their places."""
    found = []
    lines = wrapped([text], width)
    for line in lines:
        words = line.split()
        widths = [stringWidth(word, "Helvetica", 11) for word in words]
        full = line is not lines[-1] and len(words) > 1
        gap = (width - sum(widths)) / (len(words) - 1) if full else stringWidth(" ", "Helvetica", 11)
        found.append([(sum(widths[:at]) + at * gap, word) for at, word in enumerate(words)])
    return found


def numbered_lines(lines, *, step=1, x=60, leading=16, a_page=40):
    """A document of lines of text, those of each page counted in its margin."""

    def draw(page, number):
        for count, line in enumerate(lines[a_page * number : a_page * (number + 1)], start=1):
            page.drawString(90, 780 - leading * count, line)
            if count % step == 0:
                page.drawRightString(x, 780 - leading * count, str(count))

    return drawn(draw, pages=-(-len(lines) // a_page))


def scanned(texts, *, upside_down=False):
    """A document whose pages are images of text, as a scanner makes them; each text is a list of lines."""
    from reportlab.lib.utils import ImageReader

    def draw(page, number):
        page.drawImage(ImageReader(images[number]), 0, 0, *A4)

    images = [image.rotate(180) if upside_down else image for image in paper(texts)]
    return drawn(draw, pages=len(texts))


def paper(texts):
    """Images of pages with text on them, each a list of lines."""
    import pypdfium2 as pdfium

    def write(page, number):
        for line, text in enumerate(texts[number]):
            page.drawString(72, 750 - 20 * line, text)

    return [
        page.render(scale=2.5, grayscale=True).to_pil() for page in pdfium.PdfDocument(drawn(write, pages=len(texts)))
    ]


def with_running_lines(texts, first=12):
    """The lines of pages with a running head above and a page number below."""
    return [
        ["Procès-verbal du conseil", "", *text, *[""] * (33 - len(text)), str(first + number)]
        for number, text in enumerate(texts)
    ]


def tells_orientation():
    """Whether Tesseract is here, with its data for the orientation of pages."""
    from guillemet.corpus.readers import ocr

    if ocr.text_recognition() is None:
        return False
    import pytesseract

    return "osd" in pytesseract.get_languages()

"""PDF pages with short passages in columns, and boxes beside the text, as browsers and word processors set them."""

import pytest
from own_text import prose
from pdf_writing import drawn, wrapped

from guillemet.corpus import BlockKind

PARAGRAPHS = prose()
LEFT, MIDDLE = 60, 310


class Sheet:
    """A page that is written from top to bottom."""

    def __init__(self):
        self.lines = []
        self.y = 790

    def wide(self, text, *, size=11):
        self.y = self.column(text, LEFT, 470, self.y - 10, size=size)

    def column(self, text, x, width, y, *, size=11):
        for line in wrapped([text], width * 11 / size):
            self.lines.append((x, y, size, line))
            y -= 1.25 * size
        return y

    def beside(self, left, right, *, down=5.0, sizes=(11, 10)):
        """Two columns whose lines are on levels of their own."""
        ends = [
            self.column(text, x, 230, self.y - 10 - shift, size=size)
            for text, x, shift, size in zip((left, right), (LEFT, MIDDLE), (0, down), sizes, strict=True)
        ]
        self.y = min(ends)

    def read(self, read):
        def draw(page, _number):
            for x, y, size, line in self.lines:
                page.setFont("Helvetica", size)
                page.drawString(x, y, line)

        document = read("a.pdf", drawn(draw))
        assert all(block.kind is not BlockKind.ROW for block in document.blocks)
        return [document.text[b.start : b.end] for b in document.blocks if b.kind is not BlockKind.FURNITURE]


@pytest.mark.parametrize("down", [0, 5, 20])
@pytest.mark.parametrize("sizes", [(11, 11), (11, 10), (9.5, 12)])
@pytest.mark.parametrize("above", [1, 4])
def test_a_short_passage_in_two_columns_is_read_column_by_column(read, down, sizes, above) -> None:
    sheet = Sheet()
    for text in PARAGRAPHS[:above]:
        sheet.wide(text)
    sheet.beside(PARAGRAPHS[5], PARAGRAPHS[6], down=down, sizes=sizes)
    sheet.wide(PARAGRAPHS[7])
    assert sheet.read(read) == [*PARAGRAPHS[:above], *PARAGRAPHS[5:8]]


@pytest.mark.parametrize("heading", ["Le marché", "Le marché de la rive droite, ses maraîchers et leurs légumes"])
def test_a_heading_below_a_passage_stands_behind_both_of_its_columns(read, heading) -> None:
    sheet = Sheet()
    sheet.wide(PARAGRAPHS[0])
    sheet.beside(PARAGRAPHS[5], PARAGRAPHS[6])
    sheet.y -= 10
    sheet.wide(heading, size=17)
    sheet.wide(PARAGRAPHS[7])
    assert sheet.read(read) == [PARAGRAPHS[0], *PARAGRAPHS[5:7], heading, PARAGRAPHS[7]]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_box_beside_a_paragraph_does_not_cut_it(read, side) -> None:
    sheet = Sheet()
    sheet.wide(PARAGRAPHS[0])
    sheet.y -= 10
    text = " ".join(PARAGRAPHS[5:8])
    narrow = wrapped([text], 300)[:7]
    x, box = (LEFT, 390) if side == "right" else (230, LEFT)
    for line in narrow:
        sheet.lines.append((x, sheet.y, 11, line))
        sheet.y -= 13.75
    rule = "Ce que dit le règlement de la halle : nul ne vend avant que la cloche ait sonné six coups."
    sheet.column(rule, box, 130, 736, size=9)
    for line in wrapped([text.removeprefix(" ".join(narrow)).strip()], 470):
        sheet.lines.append((LEFT, sheet.y, 11, line))
        sheet.y -= 13.75
    found = sheet.read(read)
    assert text in " ".join(found)
    assert rule in found

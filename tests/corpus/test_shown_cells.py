"""Cells of a spreadsheet are read as a person sees them."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from office_writing import WRITERS
from packing import repacked

from guillemet.corpus.file_reading import read_file
from guillemet.corpus.readers.xlsx_formats import formatted

MOMENT = datetime.fromisoformat("2024-03-12 00:05")
CELLS = [
    (48200.5, '#,##0.00\\ "€"', "48,200.50 €"), (48200.5, "#,##0.00 [$€-40C]", "48,200.50 €"),
    (0.25, "0%", "25%"), (0.2575, "0.00%", "25.75%"), (1234, "#\u202f##0", "1 234"), (1234567, "# ##0", "1234 567"),
    (-1234.5, "#,##0.00_);[Red](#,##0.00)", "(1,234.50)"), (-1234.5, "$#,##0.00", "-$1,234.50"),
    (0, '_-* #,##0\\ "€"_-;\\-* #,##0\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "- €"), (1234567, '#,##0,"k"', "1,235k"),
    (612345678, '0#" "##" "##" "##" "##', "06 12 34 56 78"), (5, "00000", "00005"), (75, '"Art. "0', "Art. 75"),
    (1234.5, "[$CHF-807] #,##0.00", "CHF 1,234.50"), (12345678, "0.00E+00", "1.23E+07"), (0, "0.0E+0", "0.0E+0"),
    (2.675, "0.00", "2.68"), (12.5, "0.##", "12.5"), (7, 'General" kg"', "7 kg"), ("bis", '"n° "@', "n° bis"),
    (2500, '[>=1000]0.0,"k";0', "2.5k"), (250, '[>=1000]0.0,"k";0', "250"), (-3, "[<0]0;0", "3"),
    (date(2024, 3, 12), "dd/mm/yyyy", "12/03/2024"), (MOMENT, "d.m.yy h:mm", "12.3.24 0:05"),
    (date(2024, 3, 12), "[$-40C]d mmmm yyyy;@", "12 mars 2024"),
    (date(2024, 3, 12), "[$-en-GB]dddd d mmm", "Tuesday 12 Mar"),
    (MOMENT, "m/d/yyyy h:mm AM/PM", "3/12/2024 12:05 AM"),
    (time(18, 5, 9), "hh:mm:ss", "18:05:09"),
    (timedelta(hours=42, minutes=5), "[h]:mm", "42:05"), (timedelta(hours=-1), "[h]:mm", "-1 day, 23:00:00"),
    # What differs from machine to machine, or is not understood, is read as it was computed.
    (date(2024, 3, 12), "mm-dd-yy", "2024-03-12"), (date(2024, 3, 12), "d mmmm yyyy", "2024-03-12"),
    (0.5, "# ?/?", "0.5"), (48200.5, "General", "48200.5"), (1930, "General", "1930"), (True, "0%", "True"),
]  # fmt: skip


def read(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    (document,) = read_file(path)
    return document


def test_a_cell_says_what_its_number_format_shows(tmp_path) -> None:
    book = openpyxl.Workbook()
    for line, (value, code, _) in enumerate(CELLS, start=1):
        cell = book.active.cell(line, 1, value)
        cell.number_format = code
        book.active.cell(line, 2, "fin")
    made = BytesIO()
    book.save(made)
    document = read(tmp_path, made.getvalue())
    rows = [document.text[block.start : block.end] for block in document.blocks[1:]]
    assert rows == [f"{shown} | fin" for _, _, shown in CELLS]


def test_a_number_that_its_format_leaves_out_is_furniture(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Le pont", -12])
    book.active["B1"].number_format = "0;;0"
    made = BytesIO()
    book.save(made)
    document = read(tmp_path, made.getvalue())
    found = [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks[1:]]
    assert found == [("row", "Le pont"), ("furniture", "-12")]


def test_words_that_stand_in_the_cell_are_read_whole(tmp_path) -> None:
    runs = b'<r><t xml:space="preserve">Le pont </t></r><r><rPr><b/></rPr><t>de Lavaur</t></r>'
    inline = b'<c r="A1" t="inlineStr"><is>' + runs + b"</is></c>"

    def changed(xml):
        start = xml.index(b'<c r="A1"')
        return xml[:start] + inline + xml[xml.index(b"</c>", start) + 4 :]

    document = read(tmp_path, repacked(WRITERS[".xlsx"](), {"xl/worksheets/sheet1.xml": changed}))
    assert "Le pont de Lavaur | Fait" in document.text


@given(
    st.text('0#?.,%;E+-[]$€\\"@_* /hmsydAP<>=1Général\u202f', max_size=30),
    st.one_of(st.floats(), st.integers(), st.text(), st.datetimes(), st.dates(), st.times(), st.timedeltas()),
)
def test_no_format_breaks_the_reading(code, value) -> None:
    assert isinstance(formatted(value, code), str | None)


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_figures_are_those_of_the_value(value, places) -> None:
    shown = formatted(value, "#,##0." + "0" * places)
    assert abs(float(shown.replace(",", "")) - value) <= 0.5 * 10**-places + abs(value) * 1e-14
    assert len(shown.partition(".")[2]) == places

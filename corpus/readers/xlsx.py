"""Excel workbooks: sheets as pages, row by row, with the values that were last computed, as their formats show them.

What is hidden is furniture. Text boxes and notes stand behind the rows of their sheet.
"""

import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl.cell.rich_text import CellRichText
from openpyxl.reader.excel import ExcelReader

from ..composer import Composer
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..raised import raised
from ..reader import Reading, SkippedPart, Source
from .office_properties import day_saved
from .packed import DAMAGED, open_packed
from .xlsx_asides import asides
from .xlsx_formats import formatted
from .xlsx_visibility import CellLook

__all__ = ["READER", "XlsxReader"]

_MOST_ROWS = 200_000
_MOST_COLUMNS = 500


class XlsxReader:
    """Reads `.xlsx`."""

    suffixes = frozenset({".xlsx", ".xlsm"})

    def read(self, data: bytes, source: Source) -> Reading:
        """Sheet by sheet; what is hidden, a sheet, a row or a column, is furniture."""
        composer = Composer()
        skipped: list[SkippedPart] = []
        try:
            with warnings.catch_warnings(), open_packed(data) as archive:
                warnings.simplefilter("ignore")
                opened = _Opened(BytesIO(data), read_only=True, data_only=True, rich_text=True)
                opened.read()
                book = opened.wb
                look = CellLook(book)
                for sheet in book.worksheets:
                    source.alive()
                    hidden = _hidden_in(archive, sheet._worksheet_path)  # noqa: SLF001
                    if not _sheet(sheet, hidden, look, composer):
                        skipped.append(SkippedPart(sheet.title, f"rows after the first {_MOST_ROWS} are left out"))
                    for aside in asides(archive, sheet._worksheet_path, hidden.rows, hidden.columns):  # noqa: SLF001
                        shown = aside.seen and sheet.sheet_state == "visible"
                        marker = f"[{aside.cell}] " if shown and aside.cell else ""
                        kind = BlockKind.PARAGRAPH if shown else BlockKind.FURNITURE
                        composer.add(aside.text, kind, marker=marker)
                properties = book.properties
        except DAMAGED:
            raise UnreadableDocument("damaged, or no Excel workbook") from None
        return composer.reading(
            title=properties.title,
            date=day_saved(properties),
            language=language_code(properties.language or ""),
            skipped=skipped,
        )


READER = XlsxReader()


class _Opened(ExcelReader):  # type: ignore[misc]
    """A workbook without its sheets that are charts: on those, the library fails where it reads row by row."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:  # noqa: ANN401 - the library has no types
        """Leave it out: it holds no text."""


@dataclass(slots=True)
class _Hidden:
    """The rows and columns of a sheet that are not shown, counted from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    painted: bool = False
    """Whether tables or rules give cells a ground of which the cells themselves say nothing."""


def _hidden_in(archive: zipfile.ZipFile, name: str) -> _Hidden:
    """What the XML of a sheet hides; the library does not tell where it reads row by row."""
    found = _Hidden()
    number = -1
    with archive.open(name) as member:
        wanted = [f"{{*}}{tag}" for tag in ("col", "row", "tablePart", "conditionalFormatting")]
        for _, element in etree.iterparse(member, tag=wanted, resolve_entities=False, no_network=True):
            hidden = element.get("hidden", "0") in {"1", "true"}
            if element.tag.endswith(("tablePart", "conditionalFormatting")):
                found.painted = True
                continue
            if element.tag.endswith("col"):
                if hidden:
                    (first, last) = (int(element.get(edge, "0")) for edge in ("min", "max"))
                    found.columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
                continue
            number = int(element.get("r", number + 2)) - 1
            if hidden:
                found.rows.add(number)
            # What was read is let go: a sheet may be larger than memory.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
            if number > _MOST_ROWS:
                found.painted = True  # what stands behind the rows is not looked at
                break
    return found


def _sheet(sheet: Any, hidden: _Hidden, look: CellLook, composer: Composer) -> bool:  # noqa: ANN401 - no types there
    """Whether all rows were read."""
    composer.page(sheet.title)
    shown = sheet.sheet_state == "visible"
    composer.add(sheet.title, BlockKind.HEADING if shown else BlockKind.FURNITURE, 2)
    # What a file says of its own size may be anything.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows()):
        if number >= _MOST_ROWS:
            return False
        texts = [_shown(cell) for cell in row[:_MOST_COLUMNS]]
        cells = [text for text, _ in texts]
        if shown and number not in hidden.rows:
            faint = {
                at
                for at, (cell, (_, seen)) in enumerate(zip(row, texts, strict=False))
                if not seen or look.hides(cell, painted=hidden.painted)
            }
            composer.row(["" if at in faint else cell for at, cell in enumerate(cells) if at not in hidden.columns])
            cells = [cell for at, cell in enumerate(cells) if at in faint or at in hidden.columns]
        composer.add(" | ".join(filter(None, cells)), BlockKind.FURNITURE)
    return True


def _shown(cell: Any) -> tuple[str, bool]:  # noqa: ANN401
    """The text of a cell as the sheet shows it, and whether its format shows anything."""
    value = cell.value
    if value is None:
        return "", True
    plain = _plain(value)
    shown = formatted(plain if isinstance(value, CellRichText) else value, cell.number_format or "General")
    return (shown, True) if shown else (plain, shown is None)


def _plain(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.12g}"
    return "".join(map(_piece, value)) if isinstance(value, CellRichText) else str(value)


def _piece(part: Any) -> str:  # noqa: ANN401
    high = getattr(getattr(part, "font", None), "vertAlign", None) == "superscript"
    return raised(str(part)) if high else str(part)

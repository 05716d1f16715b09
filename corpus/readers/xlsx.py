"""Excel workbooks: sheets as pages, row by row, with the values that were last computed."""

import warnings
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl

from ..composer import Composer
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..reader import Reading, SkippedPart, Source
from .packed import DAMAGED, open_packed

__all__ = ["READER", "XlsxReader"]

_MOST_ROWS = 200_000
_MOST_COLUMNS = 500


class XlsxReader:
    """Reads `.xlsx`."""

    suffixes = frozenset({".xlsx", ".xlsm"})

    def read(self, data: bytes, source: Source) -> Reading:
        """Sheet by sheet; one that is hidden is furniture."""
        open_packed(data).close()
        composer = Composer()
        skipped: list[SkippedPart] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
                for sheet in book.worksheets:
                    source.alive()
                    if not _sheet(sheet, composer):
                        skipped.append(SkippedPart(sheet.title, f"rows after the first {_MOST_ROWS} are left out"))
                properties = book.properties
        except DAMAGED:
            raise UnreadableDocument("damaged, or no Excel workbook") from None
        moment = properties.modified or properties.created
        return composer.reading(
            title=properties.title,
            date=moment.date().isoformat() if moment else None,
            language=language_code(properties.language or ""),
            skipped=skipped,
        )


READER = XlsxReader()


def _sheet(sheet: Any, composer: Composer) -> bool:  # noqa: ANN401 - the library has no types
    """Whether all rows were read."""
    composer.page(sheet.title)
    shown = sheet.sheet_state == "visible"
    composer.add(sheet.title, BlockKind.HEADING if shown else BlockKind.FURNITURE, 2)
    # What a file says of its own size may be anything.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows()):
        if number >= _MOST_ROWS:
            return False
        cells = [_shown(cell) for cell in row[:_MOST_COLUMNS]]
        if shown:
            composer.row(cells)
        else:
            composer.add(" | ".join(filter(None, cells)), BlockKind.FURNITURE)
    return True


def _shown(cell: Any) -> str:  # noqa: ANN401
    """A value much as the sheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if "%" in (cell.number_format or ""):
            return f"{100 * value:.10g} %"
        return f"{value:.12g}"
    return str(value)

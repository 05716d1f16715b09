"""CSV and TSV: each record is a row."""

import csv
import io

from ..composer import Composer
from ..encoding import decode
from ..errors import UnreadableDocument
from ..reader import Reading, SkippedPart, Source

__all__ = ["READER", "DelimitedReader"]

_SAMPLE = 20_000
_MOST_ROWS = 500_000
_LONGEST_FIELD = 1_000_000


class DelimitedReader:
    """Reads `.csv` and `.tsv`."""

    suffixes = frozenset({".csv", ".tsv", ".tab"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The records, with whatever separates their fields."""
        text = decode(data)
        skipped: list[SkippedPart] = []
        composer = Composer()
        csv.field_size_limit(_LONGEST_FIELD)
        delimiter = "\t" if source.name.lower().endswith((".tsv", ".tab")) else _delimiter(text[:_SAMPLE])
        try:
            for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
                if number >= _MOST_ROWS:
                    skipped.append(SkippedPart(f"row {number + 1}", f"rows after the first {_MOST_ROWS} are left out"))
                    break
                composer.row(fields)
        except csv.Error as error:
            raise UnreadableDocument(f"is no table ({error})") from None
        return composer.reading(skipped=skipped)


READER = DelimitedReader()


def _delimiter(sample: str) -> str:
    """The sign that stands in most lines, and as often in each: csv's own guess takes letters and spaces too."""
    lines = [line for line in sample.splitlines() if line.strip()][:50]
    best, most = ",", 0.0
    for sign in ";,\t|":
        counts = [line.count(sign) for line in lines]
        score = sum(map(bool, counts)) / max(len(counts), 1)
        if counts and min(counts) > 0:
            score = min(counts) + (10.0 if min(counts) == max(counts) else 0.0)
        if score > most:
            best, most = sign, score
    return best

"""JSON Lines: each line is a record; its texts are paragraphs, its other values are items named by their keys."""

import json
from collections.abc import Iterator
from typing import Any

from ..composer import Composer
from ..document import BlockKind
from ..encoding import decode
from ..errors import UnreadableDocument
from ..reader import Reading, SkippedPart, Source

__all__ = ["READER", "JsonLinesReader"]

_TITLES = frozenset({"title", "titre", "titel", "name", "subject", "heading", "headline"})
_PROSE = 80
"""Characters from which a value is running text rather than a field."""
_MOST_RECORDS = 200_000
_MOST_NAMED = 100


class JsonLinesReader:
    """Reads `.jsonl`."""

    suffixes = frozenset({".jsonl", ".ndjson"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """Record by record; a record's page is the number of its line. A line that is no JSON is named."""
        composer = Composer()
        skipped: list[SkippedPart] = []
        lines = decode(data).split("\n")
        for number, line in enumerate(lines[:_MOST_RECORDS], start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                skipped.append(SkippedPart(f"line {number}", "no JSON, or nested too deeply"))
                continue
            composer.page(str(number))
            _add(record, composer)
        if len(lines) > _MOST_RECORDS:
            skipped.append(SkippedPart(f"line {_MOST_RECORDS + 1}", f"lines after {_MOST_RECORDS} are left out"))
        if skipped and not composer.blocks:
            raise UnreadableDocument("holds no line of JSON")
        more = len(skipped) - _MOST_NAMED
        if more > 0:
            skipped[_MOST_NAMED:] = [SkippedPart("further lines", f"{more} more that are no JSON")]
        return composer.reading(skipped=skipped)


READER = JsonLinesReader()


def _add(record: Any, composer: Composer) -> None:  # noqa: ANN401 - JSON is anything
    for path, value in _values(record):
        key = path.rpartition(".")[2].lower()
        if isinstance(value, str) and key in _TITLES and len(value) <= 2 * _PROSE:
            composer.add(" ".join(value.split()), BlockKind.HEADING, 2)
        elif isinstance(value, str) and (len(value) >= _PROSE or "\n" in value.strip()):
            for paragraph in value.replace("\r\n", "\n").split("\n\n"):
                composer.add(paragraph)
        elif value is not None and value != "":
            shown = value if isinstance(value, str) else json.dumps(value)
            composer.add(f"{path}: {shown}" if path else shown, BlockKind.ITEM)


def _values(record: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """The plain values of a record with their paths, in order; titles first. Without recursion."""
    waiting: list[tuple[str, Any]] = [("", record)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            items = sorted(value.items(), key=lambda item: item[0].lower() not in _TITLES)
            waiting += [(f"{path}.{key}" if path else key, inner) for key, inner in reversed(items)]
        elif isinstance(value, list):
            waiting += [(path, inner) for inner in reversed(value)]
        else:
            yield path, value

"""What was indexed, what is held and what the doctor found, as plain lines for the terminal."""

from collections.abc import Iterator, Sequence

from ..corpus.naming import display_path
from ..index.catalogue import Entry
from ..index.doctor import Diagnosis
from ..index.report import SyncReport

__all__ = ["detail_lines", "diagnosis_lines", "document_lines", "report_lines", "summary_line"]

_SHOWN = 20
"""Lines of one kind; of what is skipped, all."""


def report_lines(report: SyncReport) -> Iterator[str]:
    """The counts as a table, then what was moved, is a duplicate, was removed or skipped, by name."""
    counts = report.counts()
    wide = max(map(len, counts))
    digits = max(len(str(count)) for count in counts.values())
    yield from (f"{name:<{wide}}  {count:>{digits}}" for (name, count) in counts.items())
    yield from detail_lines(report)
    yield from (f"skipped {display_path(skipped.path)}: {skipped.reason}" for skipped in report.skipped)


def detail_lines(report: SyncReport) -> Iterator[str]:
    """What was moved, is a duplicate or was removed, by name."""
    told = {
        "moved": [f"{display_path(move.path)}, from {display_path(move.origin)}" for move in report.moved],
        "duplicate": [f"{display_path(copy.path)}, the same as {display_path(copy.of)}" for copy in report.duplicates],
        "near duplicate": [
            f"{display_path(near.path)}, {_percent(near.share)} as in {display_path(near.of)}"
            for near in report.near_duplicates
        ],
        "removed": [display_path(path) for path in report.removed],
    }
    for kind, lines in told.items():
        yield from (f"{kind} {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"{kind} … and {len(lines) - _SHOWN} more; --json names them all"


def summary_line(report: SyncReport) -> str:
    """What changed, on one line; empty when nothing did."""
    quiet = ("unchanged", "ignored", "skipped")
    return ", ".join(f"{count} {name}" for (name, count) in report.counts().items() if count and name not in quiet)


def document_lines(entries: Sequence[Entry]) -> Iterator[str]:
    """Each document with its title, then its places, and those that say nearly the same."""
    for entry in entries:
        facts = [
            entry.title,
            entry.date,
            entry.language,
            f"{entry.passages} passage{'' if entry.passages == 1 else 's'}",
        ]
        yield _one_line(", ".join(fact for fact in facts if fact))
        yield from (f"  {_one_line(uri)}" for uri in entry.locations)
        yield from (f"  {_percent(share)} as in {_one_line(uri)}" for (uri, share) in entry.alike)
    copies = sum(len(entry.locations) - 1 for entry in entries)
    yield f"{len(entries)} document{'' if len(entries) == 1 else 's'}" + (
        f", in {len(entries) + copies} places" if copies else ""
    )


def diagnosis_lines(told: Diagnosis) -> Iterator[str]:
    """What was checked, what was found, and whether it was mended."""
    checked = ", ".join(f"{count} {name}" for (name, count) in told.checked.items())
    yield f"checked {checked}" if checked else "checked nothing"
    yield from (f"{'mended' if finding.mended else 'NOT MENDED'} {finding.found}" for finding in told.findings)
    yield from (f"note {notice}" for notice in told.notices)
    if told.healthy:
        state = "all is mended" if told.findings else "nothing is wrong"
        yield f"{state}; the next guillemet index reads what is missing" if told.unread else state


def _percent(share: float) -> str:
    """Never 100: these are no duplicates."""
    return f"{min(round(share * 100), 99)} %"


def _one_line(text: str) -> str:
    """Titles come from documents: nothing in one may move the cursor or forge a line."""
    return "".join(character if character.isprintable() else " " for character in text)

"""PDF: what a reader of the page sees, in the order of reading; what nobody sees is furniture.

PDFium takes the file apart. The build that is used has no JavaScript engine, and nothing asks it to run actions.
What was filled into a form counts as the page's own text; notes beside the text are furniture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ..composer import Composer
from ..dates import document_date
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import detect_language
from ..reader import Member, Reading, SkippedPart, Source
from .ocr import HEIGHT, MISSING, ScannedLine, levelled, pieces_of_scan, recognised, text_recognition
from .pdf_alignment import aligned
from .pdf_annotations import open_forms, opened_page
from .pdf_blocks import Piece, Style, pieces_of
from .pdf_columns import columns
from .pdf_flow import first_of_text, joined_columns, open_end
from .pdf_furniture import page_labels, running_lines
from .pdf_justified import justified
from .pdf_line_numbers import line_numbers
from .pdf_lines import TextLine, join_lines, text_lines, words_of
from .pdf_marks import marked
from .pdf_metadata import attachments, changed_date, given_date, given_language, given_title, page_label
from .pdf_rules import Rules, page_rules
from .pdf_runs import Frame, Run, page_runs, turn_of
from .pdf_tables import tabulated
from .pdf_text import is_nonsense, page_ranges

__all__ = ["READER", "PdfReader"]

_MOST_PAGES = 10_000
_FEWEST_LETTERS = 8
"""Of a page that has text at all; a scan may carry a stamp or a number."""
_PASSWORD = 4
_DAMAGED = "damaged, or no PDF document"


@dataclass(slots=True)
class _Page:
    """One page on its way to text."""

    runs: list[Run]
    height: float
    label: str = ""
    pieces: list[Piece] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: str | None = None
    scan: list[ScannedLine] = field(default_factory=list)
    """Its lines, where they come from text recognition."""


class PdfReader:
    """Reads `.pdf`."""

    suffixes = frozenset({".pdf"})

    def read(self, data: bytes, source: Source) -> Reading:
        """The text of all pages; scans go through text recognition where it is installed."""
        document = _opened(data)
        try:
            pages = [_page(document, index, source) for index in range(min(len(document), _MOST_PAGES))]
            given = [page_label(document, index) for index in range(len(pages))]
            _recognise(document, pages, source)
            _lay_out(pages, given)
            skipped = _without_text(pages)
            members, unreadable = attachments(document)
            return _reading(document, pages, [*skipped, *unreadable], members)
        except pdfium.PdfiumError:
            raise UnreadableDocument(_DAMAGED) from None
        finally:
            document.close()


READER = PdfReader()


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        open_forms(document)
        count = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise UnreadableDocument("is encrypted; save a copy without its password first") from None
        raise UnreadableDocument(_DAMAGED) from None
    if not count:
        raise UnreadableDocument("has no pages")
    return document


def _page(document: pdfium.PdfDocument, index: int, source: Source) -> _Page:
    source.alive()
    try:
        page, notes = opened_page(document, index)
    except pdfium.PdfiumError:
        return _Page([], 0.0, problem="damaged")
    try:
        frame, rules, runs = _content(page)
        if turn := turn_of(runs):
            frame, rules, runs = _content(page, turn)
        found = _Page(tabulated(runs, rules), frame.size[1], notes=notes)
    except pdfium.PdfiumError:
        found = _Page([], 0.0, problem="damaged")
    finally:
        page.close()
    seen = "".join(run.text for run in found.runs if not run.hidden)
    if sum(character.isalnum() for character in seen) < _FEWEST_LETTERS:
        found.problem = found.problem or "without text"
    elif is_nonsense(seen):
        found.problem = "in fonts that do not tell their letters"
    return found


def _content(page: pdfium.PdfPage, turn: int = 0) -> tuple[Frame, Rules, list[Run]]:
    """What stands on a page that its reader turns to the right."""
    frame = Frame(page, turn)
    rules = page_rules(page, frame.point)
    return frame, rules, marked(page_runs(page, frame, rules), rules.marks)


def _recognise(document: pdfium.PdfDocument, pages: Sequence[_Page], source: Source) -> None:
    """Recognise the text of pages that have none."""
    failing = [index for index, page in enumerate(pages) if page.problem]
    engine = text_recognition() if failing else None
    for index in failing if engine else ():
        source.alive()
        if found := recognised(document, index, engine or ""):
            page = pages[index]
            (page.runs, page.scan, page.height, page.problem) = ([], found, HEIGHT, None)
    levelled([page.scan for page in pages])


def _lay_out(pages: Sequence[_Page], given: Sequence[str]) -> None:
    """From runs to pieces, page by page."""
    seen = [[] if page.problem else [run for run in page.runs if not run.hidden] for page in pages]
    for page, runs in zip(pages, seen, strict=True):
        runs += [run for line in page.scan for run in line.runs]
    margins = running_lines(seen, [page.height for page in pages])
    for page, label in zip(pages, page_labels(given, margins), strict=True):
        page.label = label
    bodies: list[list[Run]] = []
    for page, runs, margin in zip(pages, seen, margins, strict=True):
        running = margin.runs()
        (page.head, page.foot) = margin.parted(page.height)
        if page.scan:
            page.pieces = pieces_of_scan([line for line in page.scan if id(line.runs[0]) not in running])
            bodies.append([])
            continue
        page.foot += [run.text for run in runs if not run.upright]
        page.hidden = [run.text for run in page.runs if run.hidden and not page.problem]
        bodies.append([run for run in runs if run.upright and id(run) not in running])
    areas: list[list[list[TextLine]]] = []
    for page, body, numbers in zip(pages, bodies, line_numbers(bodies), strict=True):
        if numbers:
            page.foot.append(" ".join(run.text for run in numbers))
        taken = {id(run) for run in numbers}
        main = [run for run in body if id(run) not in taken]
        areas.append([text_lines(aligned(area)) for area in columns(justified(main))])
    lines = [line for page_areas in areas for area in page_areas for line in area]
    style, words = Style(lines), words_of(line.text for line in lines)
    for page, page_areas in zip(pages, areas, strict=True):
        typeset = [list(pieces_of(area, style, words)) for area in page_areas]
        page.pieces = joined_columns([page.pieces, *typeset], words)


def _without_text(pages: Sequence[_Page]) -> list[SkippedPart]:
    """Name the pages that stay without text."""
    left: dict[str, list[int]] = {}
    for index, page in enumerate(pages):
        if page.problem:
            left.setdefault(page.problem, []).append(index)
    engine = text_recognition() if left else None
    skipped = []
    for problem, indexes in left.items():
        count = f"{len(indexes)} page{'s' if len(indexes) > 1 else ''} {problem}"
        reason = count if engine or problem == "damaged" else f"{count}: {MISSING}"
        skipped.append(SkippedPart(page_ranges([pages[index].label for index in indexes]), reason))
    if all(page.problem for page in pages) and len(skipped) == 1:
        raise UnreadableDocument(skipped[0].reason)
    return skipped


def _reading(
    document: pdfium.PdfDocument, pages: Sequence[_Page], skipped: Sequence[SkippedPart], members: Sequence[Member]
) -> Reading:
    composer = Composer()
    words = words_of(piece.text for page in pages for piece in page.pieces)
    held: Piece | None = None
    for index, page in enumerate(pages):
        body = list(page.pieces)
        if held:
            # The rest of a paragraph of the page before comes first, so that no page edge cuts a sentence.
            first = body.pop(first_of_text(body))
            text = join_lines(held.text, first.text, words)
            at = len(text) - len(first.text)
            composer.add(text, held.kind, marker=held.marker, breaks=[(at, page.label)])
            held = None
        else:
            composer.page(page.label)
        if index + 1 < len(pages) and pages[index + 1].pieces:
            after = pages[index + 1].pieces
            held = open_end(body, after[first_of_text(after)])
        for furniture in page.head:
            composer.add(furniture, BlockKind.FURNITURE)
        for piece in body:
            composer.add(piece.text, piece.kind, piece.level, marker=piece.marker)
        for furniture in [*page.foot, *page.hidden, *page.notes]:
            composer.add(furniture, BlockKind.FURNITURE)
    title = given_title(document) or _heading(composer)
    text, blocks = composer.text, composer.blocks
    said = document_date(text, blocks, title or "", latest=changed_date(document))
    running = "\n".join(text[block.start : block.end] for block in blocks if block.kind is not BlockKind.FURNITURE)
    return composer.reading(
        title=title,
        date=said or given_date(document),
        language=detect_language(running[:20_000]) or given_language(document),
        skipped=skipped,
        members=members,
    )


def _heading(composer: Composer) -> str | None:
    """The largest heading at the beginning."""
    headings = [block for block in composer.blocks[:12] if block.kind is BlockKind.HEADING]
    best = min(headings, key=lambda block: block.level, default=None)
    return composer.text[best.start : best.end] if best else None

"""PowerPoint presentations: slides as pages, their titles as headings, the speaker's notes behind them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pptx
from pptx.exc import PythonPptxError

from ..composer import Composer
from ..document import BlockKind
from ..errors import UnreadableDocument
from ..language import language_code
from ..reader import Reading, Source
from .packed import DAMAGED, open_packed
from .xml_parsing import local_name

__all__ = ["READER", "PptxReader"]

_DEEPEST = 20
_FURNITURE = frozenset({"DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"})
_LISTS = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})


class PptxReader:
    """Reads `.pptx`."""

    suffixes = frozenset({".pptx", ".pptm"})

    def read(self, data: bytes, source: Source) -> Reading:
        """Slide by slide; what is not shown, a slide or a shape, is furniture."""
        open_packed(data).close()
        try:
            presentation = pptx.Presentation(BytesIO(data))
            composer = Composer()
            for number, slide in enumerate(presentation.slides, start=1):
                source.alive()
                composer.page(str(number))
                _slide(slide, composer)
            properties = presentation.core_properties
            heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
            named = properties.title if properties.title != "PowerPoint Presentation" else None
            moment = properties.modified or properties.created
            return composer.reading(
                title=named or (composer.text[heading.start : heading.end] if heading else None),
                date=moment.date().isoformat() if moment else None,
                language=language_code(properties.language or ""),
            )
        except (*DAMAGED, PythonPptxError):
            raise UnreadableDocument("damaged, or no PowerPoint presentation") from None


READER = PptxReader()


def _slide(slide: Any, composer: Composer) -> None:  # noqa: ANN401 - the library has no types
    shown = slide._element.get("show") not in {"0", "false"}  # noqa: SLF001 - the library does not tell
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        visible = shown and not _is_hidden(title)
        composer.add(title.text_frame.text, BlockKind.HEADING if visible else BlockKind.FURNITURE, 2)
    for shape, visible in _shapes(slide.shapes, visible=shown):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            kind = _kind(shape) if visible else BlockKind.FURNITURE
            for paragraph in shape.text_frame.paragraphs:
                composer.add(paragraph.text, kind, marker="• " if kind is BlockKind.ITEM else "")
        elif getattr(shape, "has_table", False) and shape.has_table:
            _table(shape.table, composer, shown=visible)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            composer.add(paragraph.text, BlockKind.PARAGRAPH if shown else BlockKind.FURNITURE)


def _table(table: Any, composer: Composer, *, shown: bool) -> None:  # noqa: ANN401
    for row in table.rows:
        cells = [cell.text_frame.text for cell in row.cells]
        if shown:
            composer.row(cells)
        else:
            composer.add(" | ".join(cells), BlockKind.FURNITURE)


def _shapes(shapes: Any, depth: int = 0, *, visible: bool) -> Iterator[tuple[Any, bool]]:  # noqa: ANN401
    """All shapes, those in groups too, each with whether it is shown."""
    for shape in shapes:
        shown = visible and not _is_hidden(shape)
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _shapes(shape.shapes, depth + 1, visible=shown)
        else:
            yield shape, shown


def _is_hidden(shape: Any) -> bool:  # noqa: ANN401
    """Whether the shape is switched off in the selection pane, of which the library knows nothing."""
    named = next((each for each in shape._element.iter() if local_name(each) == "cNvPr"), None)  # noqa: SLF001
    return named is not None and named.get("hidden") in {"1", "true"}


def _kind(shape: Any) -> BlockKind:  # noqa: ANN401
    if not shape.is_placeholder:
        return BlockKind.PARAGRAPH
    name = getattr(shape.placeholder_format.type, "name", "")
    if name in _FURNITURE:
        return BlockKind.FURNITURE
    return BlockKind.ITEM if name in _LISTS else BlockKind.PARAGRAPH

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
from ..raised import raised
from ..reader import Reading, Source
from .office_properties import day_saved
from .packed import DAMAGED, open_packed
from .pptx_figures import figure_texts
from .pptx_visibility import SlideGround, is_raised
from .xml_parsing import local_name

__all__ = ["READER", "PptxReader"]

_DEEPEST = 20
_FURNITURE = frozenset({"DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"})
_LISTS = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})


class PptxReader:
    """Reads `.pptx`."""

    suffixes = frozenset({".pptx", ".pptm", ".ppsx"})

    def read(self, data: bytes, source: Source) -> Reading:
        """Slide by slide; what is not shown, a slide or a shape, is furniture."""
        open_packed(data).close()
        try:
            presentation = pptx.Presentation(BytesIO(data))
            composer = Composer()
            for number, slide in enumerate(presentation.slides, start=1):
                source.alive()
                composer.page(str(number))
                _Slide(slide, presentation, composer).add()
            properties = presentation.core_properties
            heading = next((block for block in composer.blocks if block.kind is BlockKind.HEADING), None)
            named = properties.title if properties.title != "PowerPoint Presentation" else None
            return composer.reading(
                title=named or (composer.text[heading.start : heading.end] if heading else None),
                date=day_saved(properties),
                language=language_code(properties.language or ""),
            )
        except (*DAMAGED, PythonPptxError):
            raise UnreadableDocument("damaged, or no PowerPoint presentation") from None


READER = PptxReader()


class _Slide:
    """One slide, put behind what a composer holds already."""

    def __init__(self, slide: Any, presentation: Any, composer: Composer) -> None:  # noqa: ANN401 - no types there
        self._slide = slide
        self._composer = composer
        self._ground = SlideGround(slide, presentation.slide_width or 0, presentation.slide_height or 0)

    def add(self) -> None:
        """Its title, its shapes and the speaker's notes."""
        slide = self._slide
        shown = slide._element.get("show") not in {"0", "false"}  # noqa: SLF001 - the library does not tell
        title = slide.shapes.title
        if title is not None and title.has_text_frame:
            self._text(title, BlockKind.HEADING, shown=shown and not _is_hidden(title))
        for shape, visible in _shapes(slide.shapes, visible=shown):
            if title is not None and shape.shape_id == title.shape_id:
                continue
            if shape.has_text_frame:
                self._text(shape, _kind(shape), shown=visible)
            elif getattr(shape, "has_table", False) and shape.has_table:
                self._table(shape, shown=visible and not self._ground.is_off(shape))
            else:
                kind = BlockKind.PARAGRAPH if visible and not self._ground.is_off(shape) else BlockKind.FURNITURE
                for text in figure_texts(shape):
                    self._composer.add(text, kind)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
                self._composer.add(_text(paragraph), BlockKind.PARAGRAPH if shown else BlockKind.FURNITURE)

    def _text(self, shape: Any, kind: BlockKind, *, shown: bool) -> None:  # noqa: ANN401
        shown = shown and not self._ground.is_off(shape)
        paragraphs = [self._parted(paragraph._p, shape) for paragraph in shape.text_frame.paragraphs]  # noqa: SLF001
        if kind is BlockKind.HEADING:
            paragraphs = [("\n".join(seen for seen, _ in paragraphs), " ".join(unseen for _, unseen in paragraphs))]
        for seen, unseen in paragraphs:
            self._composer.add(
                seen, kind if shown else BlockKind.FURNITURE, 2, marker="• " if shown and kind is BlockKind.ITEM else ""
            )
            self._composer.add(unseen, BlockKind.FURNITURE)

    def _table(self, shape: Any, *, shown: bool) -> None:  # noqa: ANN401
        for row in shape.table.rows:
            parted = [
                [self._parted(paragraph._p, shape, cell._tc) for paragraph in cell.text_frame.paragraphs]  # noqa: SLF001
                for cell in row.cells
            ]
            seen = [" ".join(seen for seen, _ in cell) for cell in parted]
            if shown:
                self._composer.row(seen)
            else:
                self._composer.add(" | ".join(seen), BlockKind.FURNITURE)
            unseen = (unseen for cell in parted for _, unseen in cell)
            self._composer.add(" | ".join(filter(str.strip, unseen)), BlockKind.FURNITURE)

    def _parted(self, paragraph: Any, shape: Any, cell: Any = None) -> tuple[str, str]:  # noqa: ANN401
        """What of a paragraph is seen, and what is not."""
        parts: tuple[list[str], list[str]] = ([], [])
        for element in paragraph.content_children:
            parts[self._ground.hides(element, shape, cell)].append(_text_of(element))
        return "".join(parts[0]), "".join(parts[1])


def _text(paragraph: Any) -> str:  # noqa: ANN401
    return "".join(map(_text_of, paragraph._p.content_children))  # noqa: SLF001 - the library does not tell what is raised


def _text_of(element: Any) -> str:  # noqa: ANN401
    """What a run, field or break of a paragraph says."""
    return raised(element.text) if is_raised(element) else str(element.text)


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

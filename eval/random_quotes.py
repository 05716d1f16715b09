"""Random quotes of every format, each proved: `python -m guillemet.eval.random_quotes PATH... --count 10000`.

What is indexed under PATH is taken as it is. A quote holds when its words are the span of the indexed text, when the
file, read again, has the same words at the same place, and when the viewer marks these words and no others.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer

from ..assistant.answer import Quote
from ..assistant.viewer import View, viewer_page
from ..corpus.document import Document
from ..corpus.errors import GuillemetError
from ..index.index import Index
from ..index.sentences import Span, quotable_spans
from ..index.settings import Settings
from .proof import is_exact

__all__ = ["QuoteTrial", "main", "marked_text", "try_quotes"]


@dataclass(slots=True)
class QuoteTrial:
    """What a trial came to."""

    by_format: Counter[str] = field(default_factory=Counter)
    """How many quotes were tried of each."""
    inexact: list[str] = field(default_factory=list)
    """Quotes that are not what the file says, one line each."""
    mismarked: list[str] = field(default_factory=list)
    """Quotes of which the viewer marks other words."""

    def as_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "quotes": sum(self.by_format.values()),
            "by_format": dict(sorted(self.by_format.items())),
            "inexact": self.inexact,
            "mismarked": self.mismarked,
        }


def try_quotes(documents: Sequence[Document], count: int, seed: int = 0) -> QuoteTrial:
    """Prove `count` quotes drawn from the documents, of each format as many."""
    trial = QuoteTrial()
    for document, spans in sorted(_drawn(documents, count, seed), key=lambda drawn: drawn[0].uri):
        for span in spans:
            quote = Quote(document, span.start, span.end, None, 0.0, "")
            trial.by_format[_format(document)] += 1
            if not is_exact(quote):
                trial.inexact.append(f"{document.uri} {span}: {quote.exact!r}")
            marked = marked_text(viewer_page(document, View(*span)))
            if marked != quote.exact:
                trial.mismarked.append(f"{document.uri} {span}: {marked!r}")
    return trial


def _drawn(documents: Sequence[Document], count: int, seed: int) -> list[tuple[Document, list[Span]]]:
    """Documents with the spans that were drawn from each; a span may be drawn twice."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    held = [(document, spans) for document in documents if (spans := quotable_spans(document))]
    formats: dict[str, list[int]] = {}
    for number, (document, _) in enumerate(held):
        formats.setdefault(_format(document), []).append(number)
    drawn: dict[int, list[Span]] = {}
    for turn in range(count if held else 0):
        number = chance.choice(formats[sorted(formats)[turn % len(formats)]])
        drawn.setdefault(number, []).append(chance.choice(held[number][1]))
    return [(held[number][0], spans) for number, spans in drawn.items()]


def _format(document: Document) -> str:
    """The suffix of the file; a document inside it counts for it."""
    return PurePosixPath(document.uri.partition("#")[0]).suffix.lower()


def marked_text(page: str) -> str:
    """What the marks on a page of the viewer hold, as a browser would show it."""
    marks = _Marks(convert_charrefs=True)
    marks.feed(page)
    marks.close()
    return "".join(marks.pieces)


class _Marks(HTMLParser):
    """Collects the text inside of marks."""

    pieces: list[str]
    depth: int

    def reset(self) -> None:
        super().reset()
        self.pieces, self.depth = [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.pieces.append(data)


def _random_quotes(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="What was indexed.")],
    count: Annotated[int, typer.Option(min=1, help="How many quotes.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Another number draws others.")] = 0,
) -> None:
    """Prove random quotes from what is indexed under PATH; exit status 1 when one does not hold."""
    try:
        documents = Index([path.resolve() for path in paths], Settings.from_environment()).documents()
    except GuillemetError as error:
        sys.exit(f"guillemet: {error}")
    if not documents:
        sys.exit("guillemet: nothing is indexed there yet; begin with: guillemet index PATH")
    trial = try_quotes(documents, count, seed)
    print(json.dumps(trial.as_dict(), indent=2, ensure_ascii=False))
    sys.exit(1 if trial.inexact or trial.mismarked else 0)


def main() -> None:
    """Run the command."""
    typer.run(_random_quotes)


if __name__ == "__main__":
    main()

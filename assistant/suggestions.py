"""What else the quoted documents speak of, in their own words: headings and sentences near what was quoted."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ..corpus.document import Block, BlockKind
from ..index.sentences import sentence_spans
from ..index.words import content_words
from .answer import Answer, Quote

__all__ = ["Suggestion", "suggestions"]

_MOST = 3
_MOST_OF_ONE = 2
"""Of one document, as long as another was quoted too."""
_FEWEST_WORDS = 2
_LONGEST = 110
"""Characters: it must fit on a button."""
_BLOCKS = 12
"""How far from the quote sentences are looked for."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words of a document, exactly as they stand there: one heading or one sentence."""

    words: str
    title: str
    """Of the document."""


def suggestions(answer: Answer) -> tuple[Suggestion, ...]:
    """Up to three, of the documents that were quoted or came nearest; none that only repeats what was asked or said."""
    passages = answer.quotes or answer.nearest
    known = [_words(f"{answer.question} {answer.query}"), *(_words(passage.exact) for passage in passages)]
    documents = {passage.document.sha256: passage for passage in reversed(passages)}
    one = len(documents) == 1
    found: list[Suggestion] = []
    for passage in reversed(documents.values()):
        taken = 0
        for words in _near(passage):
            held = _words(words)
            if len(held) < _FEWEST_WORDS or any(held <= other for other in known):
                continue
            known.append(held)
            found.append(Suggestion(words, passage.document.title))
            taken += 1
            if len(found) == _MOST:
                return tuple(found)
            if taken == _MOST_OF_ONE and not one:
                break
    return tuple(found)


def _near(passage: Quote) -> Iterator[str]:
    """The headings after the quote and those before it; where there are none, the sentences that follow it."""
    document = passage.document
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    title = _words(document.title)
    after = [block for block in headings if block.start >= passage.end]
    # The nearest one above is that of the quote itself.
    before = [block for block in headings if block.start < passage.start][:-1]
    for block in chain(after, reversed(before)):
        words = document.text[block.start : block.end].strip()
        if _fits(words) and not _words(words) <= title:
            yield words
    if len(headings) > 1:
        return
    for block in _following(passage):
        for span in sentence_spans(document.text, max(block.start, passage.end), block.end, document.language):
            words = document.text[span.start : span.end]
            if _fits(words):
                yield words


def _following(passage: Quote) -> list[Block]:
    kinds = {BlockKind.PARAGRAPH, BlockKind.ITEM}
    return [block for block in passage.document.blocks if block.kind in kinds and block.end > passage.end][:_BLOCKS]


def _fits(words: str) -> bool:
    return 0 < len(words) <= _LONGEST and "\n" not in words and words[-1] not in ":;,"


def _words(text: str) -> frozenset[str]:
    return frozenset(content_words(text, None))

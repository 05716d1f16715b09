"""The passages of a benchmark as the files that Guillemet reads, and the way back from a document to its passage."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...corpus.document import Document
from ...corpus.errors import BenchmarkError
from .dataset import Passage

__all__ = ["Shelf", "Shelved"]

_LONGEST_NAME = 40
"""Characters of a file's name, which may take four bytes each."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A passage and the file that holds it."""

    passage: Passage
    path: Path
    content: str
    offset: int
    """Where the passage's text begins in the file, in code points: after title and headings."""


class Shelf:
    """Passages, each with its file in a folder; nothing is written before `write`."""

    def __init__(self, passages: Iterable[Passage], folder: Path) -> None:
        self.folder = folder.resolve()
        names = _Names()
        self.items = [
            Shelved(passage, self.folder / names.name(passage), *_content_of(passage)) for passage in passages
        ]
        self._by_uri = {item.path.as_uri(): item for item in self.items}

    def write(self) -> None:
        """Make the folder hold these files and no others; those that are right already are not touched."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for stale in set(self.folder.iterdir()) - {item.path for item in self.items}:
                stale.unlink()
            for item in self.items:
                data = item.content.encode()
                if not item.path.is_file() or item.path.read_bytes() != data:
                    item.path.write_bytes(data)
        except OSError as error:
            raise BenchmarkError(
                f"cannot write to {error.filename or self.folder}: {error.strerror or error}"
            ) from error

    def of(self, document: Document) -> Shelved:
        """The passage of a document, whose text is checked to be that of the file."""
        item = self._by_uri[document.uri]
        if document.text != item.content:
            raise BenchmarkError(f"{item.path} was read as another text than was written; offsets would not hold")
        return item


def _content_of(passage: Passage) -> tuple[str, int]:
    """The text of the file, and where the passage's own begins in it."""
    lines = [f"{'#' * level} {line}" for level, line in enumerate((passage.title, *passage.headings), 1) if line]
    if passage.title and passage.text.startswith(f"{passage.title}\n"):
        # The set has put the title before the text itself: it only becomes a heading.
        return f"# {passage.text}\n", 2
    head = "".join(f"{line}\n\n" for line in lines)
    return f"{head}{passage.text}\n", len(head)


class _Names:
    """File names from the first words of passages: without a title, the name is what a document is called."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def name(self, passage: Passage) -> str:
        """A name that no other passage has, on file systems that do not tell capitals apart either."""
        words = re.sub(r"[\W_]+", " ", passage.title or passage.text)[:_LONGEST_NAME].strip() or "passage"
        self._taken[words.casefold()] += 1
        count = self._taken[words.casefold()]
        return f"{words}.txt" if count == 1 else f"{words} ({count}).txt"

"""What can be indexed: a file, or a page that was fetched. Here, and nowhere else in the index, files are read."""

import hashlib
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from ..corpus.document import Document
from ..corpus.errors import UnreadableDocument
from ..corpus.file_reading import FileReading
from ..corpus.isolation import read_documents
from ..corpus.naming import display_path
from ..corpus.place import Place, document_id, place_uri
from .files import Stamp
from .pages import StoredPage

__all__ = ["FileSource", "PageSource", "Source", "installed_readers"]


class Source(Protocol):
    """Something at a place that documents are read from. Methods raise UnreadableDocument and OSError."""

    @property
    def path(self) -> Place:
        """The place."""

    def stamp(self) -> Stamp:
        """What tells whether it was written to."""

    def sha256(self) -> str:
        """Of its bytes."""

    def read(self, alive: Callable[[], None]) -> FileReading:
        """The documents in it, and what in it cannot be read; what `alive`, called meanwhile, raises ends it."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file of at most `max_bytes`."""

    path: Path
    max_bytes: int

    def stamp(self) -> Stamp:
        """Of the file as it is now. Anything but a regular file is refused: to open a pipe would block."""
        found = self.path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableDocument("is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableDocument("not a regular file")
        if found.st_size > self.max_bytes:
            raise UnreadableDocument(
                f"larger than {self.max_bytes // 1_000_000} MB, the limit that GUILLEMET_MAX_FILE_MB sets"
            )
        return Stamp.of(found)

    def sha256(self) -> str:
        """Of its bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def read(self, alive: Callable[[], None]) -> FileReading:
        """The documents in it, and what in it cannot be read."""
        return read_documents(self.path, alive)


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page that was fetched from the web; its bytes are in the database."""

    path: Place
    """An address of it."""
    page: StoredPage
    body: Callable[[StoredPage], bytes]

    def stamp(self) -> Stamp:
        """Of the last time it was fetched and had changed."""
        return Stamp(self.page.fetched_ns, 0, self.page.size)

    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.body(self.page)).hexdigest()

    def read(self, alive: Callable[[], None]) -> FileReading:
        """The documents in it, named for its canonical address."""
        with tempfile.TemporaryDirectory(prefix="guillemet-") as folder:
            path = Path(folder).resolve() / self.page.name
            path.write_bytes(self.body(self.page))
            try:
                reading = read_documents(path, alive)
            except UnreadableDocument as error:
                raise UnreadableDocument(str(error).removeprefix(f"{display_path(path)}: ")) from error
            here = place_uri(path)
            return replace(reading, documents=tuple(_at(held, here, self.page.uri) for held in reading.documents))


def _at(document: Document, old: str, new: str) -> Document:
    uri = new + document.uri.removeprefix(old)
    return replace(document, uri=uri, id=document_id(uri))


@cache
def installed_readers() -> str:
    """A digest of what reads files here: a file that was refused is tried again when it changes."""
    packages = {entry.name for folder in sys.path for entry in Path(folder).glob("*.dist-info")}
    own = Path(__file__).parent.parent / "corpus"
    newest = max((path.stat().st_mtime_ns for path in own.rglob("*.py")), default=0)
    programs = shutil.which("tesseract") or ""
    return hashlib.sha256("\n".join([*sorted(packages), programs, str(newest)]).encode()).hexdigest()[:16]

"""Documents and where they come from: readers turn bytes into canonical text with its structure.

Importing this package is cheap; a reader and the libraries behind it are loaded with the first
file that needs them.
"""

from pathlib import Path

from .document import Block, BlockKind, Document, Page
from .errors import (
    BenchmarkError,
    CorpusError,
    GoldError,
    GuillemetError,
    IndexBusyError,
    IndexMismatchError,
    IndexStateError,
    QuestionError,
    ServerError,
    SettingsError,
    UnreadableDocument,
)
from .folder import Skipped, find_files
from .language import detect_language
from .reader import Reader, Reading, Source, read_document

__all__ = [
    "BenchmarkError",
    "Block",
    "BlockKind",
    "CorpusError",
    "Document",
    "GoldError",
    "GuillemetError",
    "IndexBusyError",
    "IndexMismatchError",
    "IndexStateError",
    "Page",
    "QuestionError",
    "Reader",
    "Reading",
    "ServerError",
    "SettingsError",
    "Skipped",
    "Source",
    "UnreadableDocument",
    "detect_language",
    "find_files",
    "read_document",
    "shipped_documents",
]


def shipped_documents() -> Path:
    """The folder of the corpus that comes with Guillemet."""
    return Path(__file__).resolve().parent / "documents"

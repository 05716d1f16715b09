"""The one error tree.

    GuillemetError
    ├── CorpusError            the documents: no such folder, nothing to read in it
    │   ├── UnreadableDocument one file, with the reason; a sync counts it and goes on
    │   └── PageError          one page of the web, likewise
    ├── QuestionError          the question: empty, too long
    ├── ConversationError      a kept conversation: not there, or somebody else's
    ├── LibraryError           a collection or document of the chat: not there, or not to be changed so
    │   └── UploadError        a file that is not taken in, with the reason
    ├── ExportError            an exported conversation: not one, or cannot be read
    ├── ExtraMissingError      an optional package that is not installed
    ├── GoldError              a gold file: which line, what it lacks
    ├── BenchmarkError         a benchmark: its files, or a package that it needs
    ├── SettingsError          an environment variable GUILLEMET_…
    ├── ServerError            the chat's server: a busy port, an address that is not this machine's
    └── IndexStateError        the state folder: full, read-only, damaged
        ├── IndexBusyError     another process is writing to it
        └── IndexMismatchError built with another model, version or setting

A message is one line: what was found, what was expected, and what mends it.
"""

__all__ = [
    "BenchmarkError",
    "ConversationError",
    "CorpusError",
    "ExportError",
    "ExtraMissingError",
    "GoldError",
    "GuillemetError",
    "IndexBusyError",
    "IndexMismatchError",
    "IndexStateError",
    "LibraryError",
    "PageError",
    "QuestionError",
    "ServerError",
    "SettingsError",
    "UnreadableDocument",
    "UploadError",
]


class GuillemetError(Exception):
    """Any error that Guillemet raises on purpose; its text is one clear line for the reader."""


class CorpusError(GuillemetError):
    """The folder or file asked for is missing, or holds nothing that can be read."""


class UnreadableDocument(CorpusError):  # noqa: N818 - it says what was met, and the name is part of the contract
    """One file could not be read; its text says why."""


class PageError(CorpusError):
    """A page of the web could not be fetched; its text says why."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone
        """Whether there is no such page any more, rather than not now."""


class QuestionError(GuillemetError):
    """The question cannot be asked as it is."""


class ConversationError(GuillemetError):
    """The reader has no such conversation or turn."""


class LibraryError(GuillemetError):
    """There is no such collection or document, or it cannot be changed so."""


class UploadError(LibraryError):
    """A file from a browser is not taken in; its text says why."""


class ExportError(GuillemetError):
    """A file is not an exported conversation."""


class ExtraMissingError(GuillemetError):
    """Something needs an optional package that is not installed."""


class GoldError(GuillemetError):
    """A gold file is not in the expected form."""


class ServerError(GuillemetError):
    """The chat cannot be served at the address asked for."""


class BenchmarkError(GuillemetError):
    """A benchmark is not in the expected form, or cannot be run here."""


class SettingsError(GuillemetError):
    """A setting in the environment does not fit."""


class IndexStateError(GuillemetError):
    """The state folder cannot be used as it is."""


class IndexBusyError(IndexStateError):
    """Another process holds the state folder for longer than we wait."""


class IndexMismatchError(IndexStateError):
    """The index was built with another model, version or setting than this run uses."""

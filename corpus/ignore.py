"""What is no document: what `.guillemetignore` files name, as gitignore does, and what programs leave behind."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from .encoding import decode
from .errors import CorpusError, UnreadableDocument
from .naming import display_path

__all__ = ["BY_NAME", "IGNORE_FILE", "PAGE_SUFFIXES", "IgnoreRules", "no_document", "passed_over"]

IGNORE_FILE = ".guillemetignore"
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_LEFT_BEHIND = frozenset({
    "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information", "@eadir",
    "#recycle", "lost+found",
})  # fmt: skip
_PARTS_OF_PAGES = ("_files", "_fichiers", "-Dateien", "_archivos", "_file", "_ficheiros", "_bestanden", ".files")
"""What browsers put behind the name of a page for the folder of its images and frames, in their languages."""
_HIDDEN = "hidden"
_OPEN = "the mark of a file that is open in Office"
_LEFT = "left behind by the system"
_OF_A_PAGE = "part of a saved page"
BY_NAME = frozenset({_HIDDEN, _OPEN, _LEFT, _OF_A_PAGE})
"""Every reason for which something is no document by its name alone."""
_LONGEST = 1_000_000
"""Bytes; a longer file is no list of patterns."""


def no_document(name: str, pages: Collection[str]) -> str | None:
    """Why something of this name is no document by its name alone, or None; `pages` are the saved pages beside it."""
    if name.startswith("."):
        return _HIDDEN
    if name.startswith("~$"):
        return _OPEN
    if name.lower() in _LEFT_BEHIND:
        return _LEFT
    if any(name.endswith(end) and name.removesuffix(end) in pages for end in _PARTS_OF_PAGES):
        return _OF_A_PAGE
    return None


def passed_over(steps: Sequence[str]) -> tuple[int, str] | None:
    """How many steps of a path lead to the first part that is no document by its name, and why; None where none is.

    >>> passed_over(["letters", ".git", "one.txt"]), passed_over(["letters", "one.txt"])
    ((2, 'hidden'), None)
    """
    reasons = ((depth, no_document(step, ())) for depth, step in enumerate(steps, start=1))
    return next(((depth, reason) for depth, reason in reasons if reason), None)


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in a folder: its own, and those of the folders above it up to where a walk began."""

    folder: Path | None = None
    spec: GitIgnoreSpec | None = None
    above: "IgnoreRules | None" = None

    def below(self, folder: Path) -> "IgnoreRules":
        """The rules in a folder under this one. Raises CorpusError where its ignore file cannot be understood."""
        path = folder / IGNORE_FILE
        try:
            with path.open("rb") as file:
                data = file.read(_LONGEST + 1)
        except FileNotFoundError:
            return self
        except OSError as error:
            raise CorpusError(f"cannot be read ({error.strerror or error}); none of its rules holds") from error
        return self.with_rules(folder, data)

    def with_rules(self, folder: Path, data: bytes) -> "IgnoreRules":
        """The rules in a folder under this one whose ignore file has these bytes. Raises what `below` does."""
        if len(data) > _LONGEST:
            raise CorpusError("larger than 1 MB; none of its rules holds")
        try:
            spec = GitIgnoreSpec.from_lines(decode(data).splitlines() if data else [])
        except (GitIgnorePatternError, UnreadableDocument, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise CorpusError(f"not in the syntax of gitignore ({reason}); none of its rules holds") from error
        return IgnoreRules(folder, spec, self)

    def ignoring(self, path: Path, *, is_folder: bool) -> str | None:
        """Which file ignores this path, or None. As in git, the last rule of the nearest file decides."""
        for rules in self._nearest_first():
            assert rules.spec is not None
            assert rules.folder is not None
            inside = path.relative_to(rules.folder).as_posix()
            found = rules.spec.check_file(f"{inside}/" if is_folder else inside).include
            if found is not None:
                return display_path(rules.folder / IGNORE_FILE) if found else None
        return None

    def _nearest_first(self) -> Iterator["IgnoreRules"]:
        rules: IgnoreRules | None = self
        while rules is not None:
            if rules.spec is not None:
                yield rules
            rules = rules.above

"""Which files of a drop the ignore files in it name, as a walk through the same folders would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..corpus.errors import CorpusError
from ..corpus.ignore import IgnoreRules

__all__ = ["Ignored", "ignored"]


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is not to be sent, and why."""

    within: dict[str, str] = field(default_factory=dict)
    """Of each file the path that is ignored: its own or that of a folder above it, which counts once."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Of each such path; also of each ignore file that cannot be understood."""


def ignored(files: Mapping[str, str], paths: Sequence[str]) -> Ignored:
    """Ask the texts of ignore files, by their paths in the drop, which of `paths` they name."""
    found = Ignored()
    given = {_place(path).parent: (path, text) for path, text in files.items()}
    known: dict[Path, IgnoreRules] = {}

    def below(folder: Path, above: IgnoreRules) -> IgnoreRules:
        if folder not in given:
            return above
        (path, text) = given[folder]
        try:
            return above.with_rules(folder, text.encode("utf-8", "replace"))
        except CorpusError as error:
            found.reasons[path] = str(error)
            return above

    for path in paths:
        (place, rules) = (_place(path), IgnoreRules())
        folders = [*reversed(place.parents)]
        for folder, step in zip(folders, [*folders[1:], place], strict=True):
            if folder not in known:
                known[folder] = below(folder, rules)
            rules = known[folder]
            if by := rules.ignoring(step, is_folder=step != place):
                found.within[path] = step.as_posix()
                found.reasons[step.as_posix()] = f"named in {by}"
                break
    return found


def _place(path: str) -> Path:
    return Path(path.strip("/"))

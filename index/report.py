"""What a sync did, file by file, and how far it is."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..corpus.folder import Skipped
from ..corpus.naming import display_path
from ..corpus.place import Place

__all__ = ["Duplicate", "Move", "NearDuplicate", "Progress", "SyncReport", "Telling"]

_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: in files while they are read, then in passages while they are embedded."""

    done: int
    total: int
    name: str
    """The file under way; empty at the end and while passages are embedded."""
    path: Place | None = None
    """Where it stands."""
    skipped: Sequence[Skipped] = ()
    """What could not be read so far."""
    embedding: bool = False
    """Whether all is read and found by its words, and it is passages that are counted."""


class Telling:
    """Tells how far a sync is. Who is told may end it by raising, also while one file takes long."""

    def __init__(self, told: Callable[[Progress], None] | None) -> None:
        self._told = told
        self._last: Progress | None = None
        self._at = 0.0

    def tell(self, at: Progress) -> None:
        """Tell what is reached."""
        (self._last, self._at) = (at, time.monotonic())
        if self._told:
            self._told(at)

    def again(self) -> None:
        """Tell the same once more where that is some time ago; this may be called often."""
        if self._last and time.monotonic() > self._at + _AGAIN_SECONDS:
            self.tell(self._last)


@dataclass(frozen=True, slots=True)
class Move:
    """A file that stood elsewhere before."""

    path: Place
    origin: Place


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file that holds what another one holds too."""

    path: Place
    of: Place


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A file that says nearly the same as another one; both answer."""

    path: Place
    of: Place
    share: float
    """Of their runs of five words, how many are in both; from 0 to 1."""


@dataclass(slots=True)
class SyncReport:
    """What became of each file; a file stands in one of the lists up to `skipped`."""

    added: list[Place] = field(default_factory=list)
    changed: list[Place] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    """New files whose content stood elsewhere already, and still does: another place of one document."""
    unchanged: list[Place] = field(default_factory=list)
    removed: list[Place] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    """What could not be read, or only in part."""
    ignored: list[Skipped] = field(default_factory=list)
    """What is not meant to be read: hidden, named by an ignore file, or a link to what is read where it stands."""
    present: list[Place] = field(default_factory=list)
    """Every file that answers from now on."""
    near_duplicates: list[NearDuplicate] = field(default_factory=list)
    """Of the files that are new or changed."""
    embedded: int = 0
    """How many texts (chunks and sentences) had to be embedded; the others were known."""
    unread: int = 0
    """How many files, new or changed, were left for the next run, because this one was given so much time."""
    notices: list[str] = field(default_factory=list)
    """One line each: what else the reader should know, such as a derived file that was rebuilt."""

    def counts(self) -> dict[str, int]:
        """How many files there are of each kind, in the order in which they are told."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "moved": len(self.moved),
            "unchanged": len(self.unchanged),
            "duplicate": len(self.duplicates),
            "removed": len(self.removed),
            "skipped": len(self.skipped),
            "ignored": len(self.ignored),
        }

    def as_dict(self) -> dict[str, Any]:
        """The report as `guillemet index --json` prints it."""
        return {
            "added": _shown(self.added),
            "changed": _shown(self.changed),
            "moved": [{"path": display_path(m.path), "from": display_path(m.origin)} for m in self.moved],
            "unchanged": len(self.unchanged),
            "duplicate": [{"path": display_path(d.path), "of": display_path(d.of)} for d in self.duplicates],
            "removed": _shown(self.removed),
            "skipped": [{"path": display_path(s.path), "reason": s.reason} for s in self.skipped],
            "ignored": [{"path": display_path(s.path), "reason": s.reason} for s in self.ignored],
            "near_duplicates": [
                {"path": display_path(near.path), "of": display_path(near.of), "share": round(near.share, 2)}
                for near in self.near_duplicates
            ],
            "embedded": self.embedded,
            "notices": self.notices,
        }


def _shown(places: list[Place]) -> list[str]:
    return [display_path(place) for place in places]

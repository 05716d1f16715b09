"""What became of each file that readers have dropped since the server began, and how long the rest will take."""

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from ..corpus.place import Place

__all__ = ["Arrivals", "Pace"]

_LULL = 30.0
"""Seconds after which more files are another drop: in one, the first are often ready before the last have come."""
_REMEMBERED = 5_000
"""Files of one owner; beyond it, the oldest are forgotten."""


class Pace:
    """How fast something goes on, by its last steps: what was passed over at once says little of what is to be read."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=30)

    def step(self) -> None:
        """Say that one more is done."""
        self._moments.append(time.monotonic())

    def left(self, remaining: int) -> float | None:
        """Seconds until so many more are done; None before that can be told."""
        if len(self._moments) < 3:
            return None
        taken = time.monotonic() - self._moments[0]
        return taken / (len(self._moments) - 1) * remaining


@dataclass(slots=True)
class _Arrival:
    collection: str
    name: str
    state: str = "waiting"
    reason: str | None = None
    changed: float | None = None
    """When it took the place of another file, which a sync from before may still have read."""

    @property
    def settled(self) -> bool:
        return self.state in {"ready", "skipped"}


class Arrivals:
    """The files of all owners, by where they are kept; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, dict[Path, _Arrival]] = {}
        self._touched = time.monotonic()
        self._pace = Pace()

    @property
    def waiting(self) -> int:
        """How many are still to be read."""
        with self._lock:
            return sum(not arrival.settled for held in self._of.values() for arrival in held.values())

    def waiting_of(self, owner: str) -> int:
        """How many of one owner's are still to be read."""
        with self._lock:
            return sum(not arrival.settled for arrival in self._of.get(owner, {}).values())

    def add(self, owner: str, path: Path, collection: str, name: str, *, changed: bool = False) -> None:
        """A file has come into a collection, which the reader calls `name`; `changed` where another stood there."""
        with self._lock:
            held = self._of.setdefault(owner, {})
            if time.monotonic() - self._touched > _LULL and all(arrival.settled for arrival in held.values()):
                # A new drop: what is told is about this one.
                held.clear()
            self._touched = time.monotonic()
            held[path] = _Arrival(collection, name, changed=self._touched if changed else None)
            while len(held) > _REMEMBERED:
                del held[next(iter(held))]

    def under_way(self, path: Place | None, skipped: Mapping[Place, str]) -> None:
        """The indexing has come to a file; those before it are done."""
        with self._lock:
            for held in self._of.values():
                for place, arrival in held.items():
                    if arrival.state == "reading" and place != path:
                        self._settle(arrival, skipped.get(place))
                    elif place == path and not arrival.settled:
                        arrival.state = "reading"

    def settled(self, present: frozenset[Place], skipped: Mapping[Place, str], begun: float = inf) -> None:
        """A sync that began at that moment of the monotonic clock has ended, and these files answer."""
        with self._lock:
            for held in self._of.values():
                for place, arrival in held.items():
                    late = arrival.changed is not None and arrival.changed >= begun
                    if not arrival.settled and not late and (place in present or place in skipped):
                        self._settle(arrival, None if place in present else skipped[place])

    def as_dict(self, owner: str) -> dict[str, Any]:
        """How many there are, how many are done, the seconds left, and each with its state."""
        with self._lock:
            held = list(self._of.get(owner, {}).values())
            done = sum(arrival.settled for arrival in held)
            return {
                "total": len(held),
                "done": done,
                "left": self._pace.left(len(held) - done) if done < len(held) else None,
                "files": [
                    {"collection": one.collection, "name": one.name, "state": one.state, "reason": one.reason}
                    for one in held
                ],
            }

    def _settle(self, arrival: _Arrival, reason: str | None) -> None:
        (arrival.state, arrival.reason) = ("skipped", reason) if reason else ("ready", None)
        self._touched = time.monotonic()
        self._pace.step()

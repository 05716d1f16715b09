"""The index brought up to date in the background, while the page is already there."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus.errors import GuillemetError
from ..corpus.place import Place, WebAddress
from ..index.preparation import get_ready
from .arrivals import Arrivals, Pace
from .assistant import nothing_to_read

if TYPE_CHECKING:
    from ..index.report import Progress, SyncReport
    from .assistant import Assistant

__all__ = ["Indexing", "IndexingState"]

logger = logging.getLogger(__name__)

_PATIENCE = 6.0

_FIRST_QUESTION = "What do the documents say?"


@dataclass(frozen=True, slots=True)
class IndexingState:
    """How far the index is, at one moment."""

    phase: str = "indexing"
    """`indexing`, `ready` or `failed`."""
    done: int = 0
    total: int = 0
    """Documents to go through, or passages; 0 until that is known."""
    documents: int = 0
    skipped: int = 0
    error: str | None = None
    """One line, when it failed."""
    left: float | None = None
    """Seconds, as far as that can be told."""
    embedding: bool = False
    """Whether all documents are read and found by their words, and it is passages that are counted."""

    def as_dict(self) -> dict[str, Any]:
        """What programs and the page are told of it."""
        return {"status": self.phase, "documents": self.documents, "done": self.done, "total": self.total}


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The server goes down: no more documents."""


class Indexing:
    """Runs of `assistant.update` in a thread, with a state that anybody may read at any time."""

    def __init__(self, assistant: "Assistant", arrivals: Arrivals | None = None) -> None:
        self.assistant = assistant
        self.arrivals = arrivals or Arrivals()
        self.state = IndexingState()
        self.skipped: dict[Place, str] = {}
        """What could not be read, and why."""
        self._first = True
        self._begun = time.monotonic()
        self._wanted: set[Path] = set()
        self._wake = threading.Condition()
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guillemet-indexing", daemon=True)

    def start(self) -> None:
        """Begin; called once."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End, and wait for that: nothing half written stays behind."""
        self._stop.set()
        with self._wake:
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def refresh(self, root: Path) -> None:
        """Look at one of the roots again, as soon as what is under way has ended."""
        with self._wake:
            self._wanted.add(root)
            self._idle.clear()
            self._wake.notify()

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way, be it done well or badly; False when something is by then."""
        return self._idle.wait(timeout)

    @property
    def answers(self) -> bool:
        """Whether there is something to answer from already."""
        return self._idle.is_set() or bool(self.assistant.index.files())

    @property
    def prepared(self) -> bool:
        """Whether all documents were read once: from then on, questions are answered at once."""
        state = self.state
        return state.phase != "failed" and (not self._first or state.phase == "ready" or state.embedding)

    @property
    def unread(self) -> int:
        """How many documents are still to be looked at."""
        state = self.state
        if self._idle.is_set():
            return 0
        reading = not state.embedding or bool(self._wanted)
        return max(0 if state.embedding else state.total - state.done, self.arrivals.waiting, int(reading))

    @property
    def patience(self) -> float:
        """Seconds that a question had better wait for more to answer from.

        Zero once something was ready before; at first as long as all may be done soon, or it has just begun.
        """
        if not self._first:
            return 0.0
        if self.state.left is not None and self.state.left < _PATIENCE:
            return _PATIENCE
        return max(0.0, self._begun + _PATIENCE - time.monotonic())

    def _run(self) -> None:
        self._update(None)
        self._embed()
        self._first = False
        with suppress(GuillemetError):
            if self.state.phase == "ready":
                self._rest()
                # Loads all that answering needs: the first question need not wait for that.
                self.assistant.ask(_FIRST_QUESTION)
        get_ready()
        while True:
            with self._wake:
                while not self._wanted and not self._stop.is_set():
                    self._idle.set()
                    self._wake.wait()
                (wanted, self._wanted) = (self._wanted, set())
            if self._stop.is_set():
                return
            self._update(sorted(wanted))
            self._embed()

    def _rest(self) -> None:
        with self._wake:
            if not self._wanted:
                self._idle.set()

    def _update(self, only: list[Path] | None) -> None:
        before = self.state
        pace = Pace()
        reached = -1

        def progress(at: "Progress") -> None:
            nonlocal reached
            if self._stop.is_set():
                raise _Stopped
            if at.done > reached:
                # It is told again while one file takes long.
                pace.step()
                reached = at.done
            self.arrivals.under_way(at.path, {item.path: item.reason for item in at.skipped})
            self.state = IndexingState("indexing", at.done, at.total, left=pace.left(at.total - at.done))

        self.state = IndexingState()
        begun = time.monotonic()
        with self._telling():
            self._take(self.assistant.index.read(progress, only=only), only, begun)
            if before.phase == "failed" and only is not None:
                # What went wrong with another folder has not been mended by this one.
                self.state = before

    def _embed(self) -> None:
        """Embed what was read, until that is done or other files are to be read first."""
        before = self.state
        if before.phase != "ready":
            return
        begun = time.monotonic()

        def step(done: int, total: int) -> bool:
            if self._stop.is_set():
                raise _Stopped
            left = (time.monotonic() - begun) / done * (total - done) if done else None
            self.state = replace(before, phase="indexing", done=done, total=total, left=left, embedding=True)
            return not self._wanted

        with self._telling():
            self.assistant.index.embed(step)
            self.state = before

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in the state what went wrong."""
        try:
            yield
        except _Stopped:
            self.state = IndexingState("failed", error="stopped")
        except GuillemetError as error:
            self.state = IndexingState("failed", error=str(error))
        except Exception as error:
            logger.exception("the index could not be brought up to date")
            self.state = IndexingState("failed", error=f"{type(error).__name__} (see the terminal)")

    def _take(self, report: "SyncReport", only: list[Path] | None, begun: float) -> None:
        skipped = {item.path: item.reason for item in report.skipped}
        if only is not None:
            kept = {p: r for p, r in self.skipped.items() if not any(_below(p, root) for root in only)}
            skipped = {**kept, **skipped}
        self.skipped = skipped
        self.arrivals.settled(frozenset(report.present), skipped, begun)
        documents = len(self.assistant.index.listing())
        if not documents and any(isinstance(root, WebAddress) for root in self.assistant.roots):
            raise nothing_to_read(self.assistant, report)
        self.state = IndexingState("ready", documents=documents, skipped=len(skipped))


def _below(path: Place, root: Path) -> bool:
    return isinstance(path, Path) and path.is_relative_to(root)

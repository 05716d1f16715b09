"""The index brought up to date in the background, while the page is already there."""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..corpus.errors import GuillemetError
from .assistant import nothing_to_read

if TYPE_CHECKING:
    from ..index.report import Progress
    from .assistant import Assistant

__all__ = ["Indexing", "IndexingState"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexingState:
    """How far the index is, at one moment."""

    phase: str = "indexing"
    """`indexing`, `ready` or `failed`."""
    done: int = 0
    total: int = 0
    """Documents to go through; 0 until that is known."""
    documents: int = 0
    skipped: int = 0
    error: str | None = None
    """One line, when it failed."""


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The server goes down: no more documents."""


class Indexing:
    """One run of `assistant.update` in a thread, with a state that anybody may read at any time."""

    def __init__(self, assistant: "Assistant") -> None:
        self.assistant = assistant
        self.state = IndexingState()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guillemet-indexing", daemon=True)

    def start(self) -> None:
        """Begin; called once."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End after the document in hand, and wait for that: nothing half written stays behind."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def wait(self, timeout: float) -> bool:
        """Wait until it has ended, well or badly; False when it has not by then."""
        return self._ended.wait(timeout)

    def _run(self) -> None:
        self._update()
        self._ended.set()
        if self.state.phase == "ready":
            # Loads the model, if nothing had to be embedded: the first question need not wait for that.
            with suppress(GuillemetError):
                self.assistant.embed("?")

    def _update(self) -> None:
        try:
            report = self.assistant.update(self._progress)
            if not report.present:
                raise nothing_to_read(self.assistant, report)
            self.state = IndexingState("ready", documents=len(report.present), skipped=len(report.skipped))
        except _Stopped:
            self.state = IndexingState("failed", error="stopped")
        except GuillemetError as error:
            self.state = IndexingState("failed", error=str(error))
        except Exception as error:
            logger.exception("the index could not be brought up to date")
            self.state = IndexingState("failed", error=f"{type(error).__name__} (see the terminal)")

    def _progress(self, progress: "Progress") -> None:
        if self._stop.is_set():
            raise _Stopped
        self.state = IndexingState("indexing", progress.done, progress.total)

"""Follows live folders: brings the index up to date whenever something in them changes."""

import math
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ..corpus.errors import CorpusError, IndexBusyError
from ..corpus.reader import io_reason
from .mounts import Mounts

if TYPE_CHECKING:
    from ..index.report import Progress, SyncReport
    from .assistant import Assistant

__all__ = ["Watch"]

_QUIET_MS = 1_000
"""How long nothing more must change before the folders are read: a copy in progress is not read in pieces."""
_AT_LATEST_MS = 10_000
_LOOK_MS = 5_000
"""How often it is looked whether the folders are there: one that is renamed does not always tell."""
_WALK_SECONDS = 600
"""How often the folders are walked in any case: network disks and the targets of links tell nothing."""


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Asked to end: no more documents."""


class Watch:
    """Follows the folders of an assistant until Ctrl-C or SIGTERM, which end it with nothing half done."""

    def __init__(
        self, assistant: "Assistant", told: "Callable[[SyncReport], None]", trouble: Callable[[str], None]
    ) -> None:
        """`told` gets the report of each sync, `trouble` a line for each that failed; both go on."""
        self._assistant = assistant
        self._told = told
        self._trouble = trouble
        self._stop = threading.Event()
        self._folders = [root for root in assistant.roots if isinstance(root, Path)]

    def run(self, progress: "Callable[[Progress], None] | None" = None) -> None:
        """Sync, then again after every change. Raises what the first sync raises."""
        with self._until_asked():
            try:
                self._sync(progress)
                # Of a file its folder is watched: many programs write a new file and rename it.
                places = {path.parent if path.is_file() else path for path in self._folders}
                while not self._stop.is_set():
                    self._follow(places)
            except _Stopped:
                return

    def _sync(self, progress: "Callable[[Progress], None] | None" = None) -> None:
        def step(at: "Progress") -> None:
            if self._stop.is_set():
                raise _Stopped
            if progress:
                progress(at)

        try:
            report = self._assistant.update(step)
        except IndexBusyError:
            # Another process built the index anew meanwhile: on with the new one.
            report = self._assistant.update(step)
        self._told(report)

    def _follow(self, places: set[Path]) -> None:
        """Sync after changes until a folder or disk comes or goes; then wait until all folders are there."""
        from watchfiles import watch

        try:
            watched = _identities(places)
            with Mounts(places) as mounts:
                # What changed before the watch began is found by walking once more, at the first look.
                walked = -math.inf
                for changes in watch(
                    *places,
                    watch_filter=lambda _change, path: self._matters(Path(path)),
                    debounce=_AT_LATEST_MS,
                    step=_QUIET_MS,
                    stop_event=self._stop,
                    rust_timeout=_LOOK_MS,
                    yield_on_timeout=True,
                    raise_interrupt=False,
                    ignore_permission_denied=True,
                ):
                    if self._stop.is_set():
                        return
                    if mounts.changed() or _identities(places) != watched:
                        break
                    if changes or time.monotonic() - walked > _WALK_SECONDS:
                        self._sync()
                        walked = time.monotonic()
            self._sync()
        except (CorpusError, OSError) as error:
            self._trouble(_told(error))
            while not self._stop.wait(_LOOK_MS / 1000):
                if _can_be_seen(self._folders):
                    self._sync()
                    return

    def _matters(self, path: Path) -> bool:
        """Not what we write ourselves, nor anything hidden but the rules."""
        if path.is_relative_to(self._assistant.index.settings.state_folder):
            return False
        root = next((folder for folder in self._folders if path.is_relative_to(folder)), None)
        if root is None:
            return False
        hidden = [part for part in path.relative_to(root).parts if part.startswith(".")]
        return not hidden or hidden == [path.name] == [".guillemetignore"]

    @contextmanager
    def _until_asked(self) -> Iterator[None]:
        """The first signal asks to stop; the second does what it would have done without us."""
        previous: dict[signal.Signals, object] = {}

        def ask(number: int, _frame: FrameType | None) -> None:
            self._stop.set()
            signal.signal(number, previous[signal.Signals(number)])  # type: ignore[arg-type]

        for number in (signal.SIGINT, signal.SIGTERM):
            previous[number] = signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)  # type: ignore[arg-type]


def _told(error: CorpusError | OSError) -> str:
    if isinstance(error, CorpusError):
        return str(error)
    missing = isinstance(error, FileNotFoundError)
    return f"{error.filename} is not there" if missing else f"{error.filename}: {io_reason(error)}"


def _can_be_seen(places: Iterable[Path]) -> bool:
    try:
        return bool(_identities(places))
    except OSError:
        return False


def _identities(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Which folder each place is now; raises OSError."""
    return {path: ((found := path.stat()).st_dev, found.st_ino) for path in places}

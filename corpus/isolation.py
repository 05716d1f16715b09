"""Reads files in a process of their own, with a limit of time and memory: one file cannot take the rest down.

One worker serves file after file, and is started anew when it had to be ended. Why a process: see the decision notes.
"""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .document import Block, BlockKind, Document, Page
from .errors import CorpusError, UnreadableDocument
from .file_reading import FileReading
from .naming import display_path
from .reader import SkippedPart

__all__ = ["Limits", "ReadingProcess", "read_documents", "start_reading"]

_MOST_STOPS = 3
"""Parts of one file that may stop the reader before the rest of the file is given up."""
_START_SECONDS = 60
_PATIENCE = 1 if sys.platform == "win32" else 10
"""How many times the limit a file may take by the clock, on a machine that is busy with other things."""
_LOOK_SECONDS = 0.5
"""How often who waits for a file is asked whether it is still wanted."""
_LONGEST_LINE = 1_000_000_000
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a file may take."""

    seconds: int = 60
    """Of processor time for one part of it, or one page; ten times as much by the clock (Windows: by the clock)."""
    total_seconds: int = 3600
    megabytes: int = 2_000
    """Of address space; not enforced on Windows and macOS."""


class _Stopped(Exception):  # noqa: N818 - what happened, not an error of ours
    """The worker is gone, or has to go; the text says why."""

    def __init__(self, reason: str, *, in_time: bool = True) -> None:
        super().__init__(reason)
        self.in_time = in_time


class ReadingProcess:
    """Reads files one after another in a worker process; may be shared between threads, which then take turns."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lines: queue.Queue[bytes] = queue.Queue()

    def read(self, path: Path, alive: Callable[[], None] = lambda: None) -> FileReading:
        """All documents in a file, and the parts of it that could not be read.

        `alive` is called again and again meanwhile: what it raises ends the reading.
        Raises `UnreadableDocument`, one line that names the file and the reason, when there is no document at all, and
        OSError or CorpusError when it is not the file that fails: no room on the disk for what a library unpacks, say.
        """
        with self._lock:
            try:
                return self._read(Path(os.path.realpath(path)), alive)
            except ValueError:
                raise UnreadableDocument(f"{display_path(path)}: not a usable path") from None
            except UnreadableDocument as error:
                raise UnreadableDocument(f"{display_path(path)}: {error}") from None
            except OSError:
                raise
            except BaseException:
                # Whatever the worker still sends belongs to a file that nobody waits for.
                self._end()
                raise

    def start(self) -> None:
        """Start the worker, so that the first file need not wait for it; that file will tell what stood in the way."""
        with self._lock, suppress(CorpusError, _Stopped):
            if not self._running():
                self._start()

    def close(self) -> None:
        """End the worker; the next file starts another."""
        with self._lock:
            self._end()

    def _read(self, path: Path, alive: Callable[[], None]) -> FileReading:
        left_out: dict[tuple[str, ...], str] = {}
        while True:
            fresh = not self._running()
            attempt = _Attempt()
            try:
                for message in self._messages(path, left_out, alive):
                    attempt.take(message)
                    alive()
            except _Stopped as stopped:
                self._end()
                culprit = attempt.part
                if not fresh and stopped.in_time:
                    continue  # what went before may have worn the process out: once more in a fresh one
                if not culprit or len(left_out) == _MOST_STOPS:
                    raise UnreadableDocument(str(stopped)) from None
                left_out[culprit] = str(stopped)
                continue
            if attempt.errno:
                raise OSError(attempt.errno, attempt.failure)
            if not attempt.documents:
                raise UnreadableDocument(attempt.failure or "holds nothing that can be read")
            return attempt.reading(left_out)

    def _messages(
        self, path: Path, left_out: dict[tuple[str, ...], str], alive: Callable[[], None]
    ) -> Iterator[dict[str, Any]]:
        """What the worker says of a file, to its end."""
        if not self._running():
            self._start()
        process = self._process
        request = {
            "path": str(path),
            "left_out": list(left_out),
            "seconds": self.limits.seconds,
            "megabytes": self.limits.megabytes,
        }
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise self._death() from None
        last = time.monotonic() + self.limits.total_seconds
        message: dict[str, Any] = {}
        while "end" not in message:
            message = self._message(min(_PATIENCE * self.limits.seconds, last - time.monotonic()), alive)
            yield message

    def _message(self, seconds: float, alive: Callable[[], None] = lambda: None) -> dict[str, Any]:
        last = time.monotonic() + seconds
        while True:
            left = max(0.0, last - time.monotonic())
            try:
                line = self._lines.get(timeout=min(left, _LOOK_SECONDS))
                break
            except queue.Empty:
                if not left:
                    raise self._too_slow() from None
                alive()
        if not line.endswith(b"\n"):
            raise self._death()
        message: dict[str, Any] = json.loads(line)
        return message

    def _too_slow(self) -> _Stopped:
        return _Stopped(f"takes its reader more than the limit of {self.limits.seconds} s", in_time=False)

    def _death(self) -> _Stopped:
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code = self._process.returncode
        if code is None or code >= 0:
            return _Stopped("stopped its reader")
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        if name in {"SIGXCPU", "SIGALRM"}:
            return self._too_slow()
        return _Stopped(f"crashed its reader ({name})")

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None and self._owner == os.getpid()

    def _start(self) -> None:
        self._end()
        # -P: a module in the folder we happen to be in must never be taken for one of ours.
        environment = os.environ | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "guillemet.corpus.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            # Nothing to hold against a file.
            raise CorpusError(
                f"the process that reads files cannot be started ({sys.executable}: {error.strerror or error}); "
                "check that this user may run it, and that there is memory for it"
            ) from error
        self._owner = os.getpid()
        self._lines = queue.Queue()
        threading.Thread(target=_collect, args=(self._process, self._lines), daemon=True).start()
        # It says when it is there: starting Python is not part of a file's time.
        self._message(_START_SECONDS)

    def _end(self) -> None:
        process, self._process = self._process, None
        # After a fork the worker is the parent's.
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        with suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]


class _Attempt:
    """What one run of the worker over a file has brought so far."""

    def __init__(self) -> None:
        self.part: tuple[str, ...] = ()
        self.documents: list[Document] = []
        self.skipped: list[SkippedPart] = []
        self.failure: str | None = None
        self.errno: int | None = None

    def take(self, message: dict[str, Any]) -> None:
        """Take in one message of the worker."""
        if "begin" in message:
            self.part = tuple(message["begin"])
        elif "document" in message:
            self.documents.append(_document(message["document"]))
        elif "skipped" in message:
            self.skipped.append(SkippedPart(**message["skipped"]))
        elif "end" in message:
            self.failure, self.errno = message["end"], message.get("errno")

    def reading(self, left_out: dict[tuple[str, ...], str]) -> FileReading:
        """The outcome, with the reasons why parts were left out."""
        reasons = {"/".join(names): reason for names, reason in left_out.items()}
        skipped = (SkippedPart(part.name, reasons.get(part.name, part.reason)) for part in self.skipped)
        return FileReading(tuple(self.documents), tuple(skipped))


def _collect(process: subprocess.Popen[bytes], lines: "queue.Queue[bytes]") -> None:
    """Pass on what the worker writes, and at its end an empty line."""
    assert process.stdout is not None
    with process.stdout as stream:
        while line := stream.readline(_LONGEST_LINE):
            lines.put(line)
    lines.put(b"")


def _document(fields: dict[str, Any]) -> Document:
    blocks = tuple(Block(start, end, BlockKind(kind), level) for start, end, kind, level in fields.pop("blocks"))
    pages = tuple(Page(*page) for page in fields.pop("pages"))
    locations = tuple(fields.pop("locations"))
    return Document(**fields, blocks=blocks, pages=pages, locations=locations)


_shared = ReadingProcess()
atexit.register(_shared.close)


def read_documents(path: Path, alive: Callable[[], None] = lambda: None) -> FileReading:
    """All documents in a file, read in the process that all callers share; see `ReadingProcess.read`."""
    return _shared.read(path, alive)


def start_reading() -> None:
    """Start the process that all callers share before there is a file to read; see `ReadingProcess.start`."""
    _shared.start()

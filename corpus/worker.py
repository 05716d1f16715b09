"""The process that readers run in: takes file names on stdin, gives what it finds on stdout, one JSON object a line.

It holds no state between files, writes none, and keeps to a limit of memory; who started it watches the time and
may end it at any moment. What it sends is plain data, so that even a reader that was taken over can send nothing else.
"""

import errno
import json
import math
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from .document import Document
from .errors import UnreadableDocument
from .file_reading import Steps, read_file
from .language import load_language_model

__all__ = ["main"]

_PATIENCE = 10
"""A worker that nobody ends any more ends itself after so many times its limit."""


class _Reported(Steps):
    """Steps told to whoever started the process."""

    def __init__(self, out: TextIO, left_out: Sequence[Sequence[str]], seconds: int) -> None:
        self.left_out = {tuple(names) for names in left_out}
        self._out = out
        self._seconds = seconds

    def begin(self, names: Sequence[str]) -> None:
        self.send({"begin": list(names)})

    def alive(self) -> None:
        self.send({"alive": True})

    def send(self, message: dict[str, Any]) -> None:
        """Say something, and begin to count the time anew."""
        _limit_time(self._seconds)
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()


def main() -> None:
    """Read the files that are asked for until stdin ends."""
    # The libraries may print what they like: it goes nowhere.
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # Ctrl-C is for the program that started this one, which then ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(BrokenPipeError):
        out.write('{"ready": true}\n')
        out.flush()
        # Nearly every file needs it, and it takes longer than most; the first that does will tell what is wrong.
        with suppress(OSError):
            load_language_model()
        for line in sys.stdin:
            _serve(json.loads(line), out)


def _serve(request: dict[str, Any], out: TextIO) -> None:
    _limit_memory(request["megabytes"])
    steps = _Reported(out, request["left_out"], request["seconds"])
    _limit_time(request["seconds"])
    try:
        for item in read_file(Path(request["path"]), steps):
            steps.send({"document": _plain(item)} if isinstance(item, Document) else {"skipped": asdict(item)})
        steps.send({"end": None})
    except UnreadableDocument as error:
        steps.send({"end": str(error)})
    except OSError as error:  # no room for what a library unpacks, say: the file cannot help it
        steps.send({"end": error.strerror or type(error).__name__, "errno": error.errno or errno.EIO})
    except MemoryError:
        steps.send({"end": "too large to be taken apart"})


def _plain(document: Document) -> dict[str, Any]:
    """The document's fields, its blocks and pages as lists: `asdict` would take them apart one by one."""
    fields = {name: getattr(document, name) for name in document.__slots__}
    fields["blocks"] = [(block.start, block.end, block.kind, block.level) for block in document.blocks]
    fields["pages"] = [(page.start, page.end, page.label) for page in document.pages]
    return fields


def _limit_time(seconds: int) -> None:
    """From now on: seconds of the processor's time, so that a busy machine takes nothing from a file."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    last = math.ceil(used.ru_utime + used.ru_stime) + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (last, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    signal.alarm(_PATIENCE * seconds)


def _limit_memory(megabytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()

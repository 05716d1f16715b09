"""Every reader on damaged files, for as long as asked: `python -m guillemet.eval.fuzz SEED... --seconds 60`.

A seed is a whole file, or a folder of them. Each input goes the way of a file that is indexed and shown: it is read in
the process of the readers, cut into what can be quoted, and laid out by the viewer. What may happen is that a file is
read or refused in one line; what may not is that anything happens to this process or takes longer than the limit.
"""

import json
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ..assistant.viewer import View, viewer_page
from ..corpus.document import Document
from ..corpus.errors import CorpusError, UnreadableDocument
from ..corpus.folder import find_files
from ..corpus.isolation import Limits, ReadingProcess
from ..index.sentences import quotable_spans
from .mutation import mutated

__all__ = ["Fuzzing", "main"]

_STOPS = (
    ("took too long", "takes its reader more"),
    ("crashed", "crashed its reader"),
    ("stopped", "stopped its reader"),
)
_FAILED = re.compile(r"its reader failed \((\w+)\)")
_SLACK_SECONDS = 15
"""For the start of workers."""
_IDLE = 0.02
"""Of the time by the clock: the share of the processor that even a busy machine gives."""


class Fuzzing:
    """A run over some seeds; may be shared between threads."""

    def __init__(self, seeds: list[Path], limits: Limits, keep: Path | None, start: int) -> None:
        self.seeds = [(path.suffix, path.read_bytes()) for path in seeds]
        self.limits, self.keep, self.start = limits, keep, start
        self.inputs: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.errors: list[str] = []
        """What should not have happened, one line each."""
        self.slowest = 0.0
        self.stopped = False
        """Set to end the run after the inputs under way."""
        self._lock = threading.Lock()
        self._next = 0

    def work(self, inputs: int | None, until: float | None) -> None:
        """Try inputs until there have been enough of them in all threads, or it is time."""
        process = ReadingProcess(self.limits)
        with tempfile.TemporaryDirectory() as folder:
            while True:
                with self._lock:
                    number = self._next
                    late = until is not None and time.monotonic() >= until
                    if self.stopped or late or (inputs is not None and number >= inputs):
                        break
                    self._next += 1
                self._try(number, process, Path(folder))
        process.close()

    def _try(self, number: int, process: ReadingProcess, folder: Path) -> None:
        source = random.Random(f"{self.start} {number}")  # noqa: S311 - to be made again, not to be secret
        index = number % len(self.seeds)
        suffix = self.seeds[index][0]
        path = folder / f"input{suffix}"
        path.write_bytes(mutated([data for _, data in self.seeds], index, source))
        started = time.monotonic()
        outcome, error = _outcome(path, process, source)
        seconds = time.monotonic() - started
        if not error and seconds > self.limits.total_seconds:
            error = self._overrun(path, process, source)
        with self._lock:
            self.inputs[suffix] += 1
            self.outcomes[outcome] += 1
            self.slowest = max(self.slowest, seconds)
            if error:
                self.errors.append(f"{number}{suffix}: {error}")
        if self.keep and (error or outcome not in {"read", "refused"}):
            shutil.copy(path, self.keep / f"{number}-{outcome.replace(' ', '-')}{suffix}")

    def _overrun(self, path: Path, process: ReadingProcess, source: random.Random) -> str | None:
        """What is wrong with a file that was slow by the clock: read once more, by the processor's time.

        On a busy machine the clock alone says nothing. What uses no processor in all that time waits for ever.
        """
        process.close()
        started, spent = time.monotonic(), _processor_seconds()
        _outcome(path, process, source)
        process.close()
        seconds, spent = time.monotonic() - started, _processor_seconds() - spent
        if spent > self.limits.total_seconds + _SLACK_SECONDS:
            return f"took {spent:.0f} s of the processor, over the limit"
        idle = seconds > self.limits.total_seconds and spent < _IDLE * seconds
        return f"waited {seconds:.0f} s for nothing" if idle else None

    def as_dict(self) -> dict[str, object]:
        """The figures, as `--json` prints them."""
        return {
            "inputs": sum(self.inputs.values()),
            "by_format": dict(sorted(self.inputs.items())),
            "outcomes": dict(self.outcomes.most_common()),
            "slowest_seconds": round(self.slowest, 1),
            "limit_seconds": self.limits.seconds,
            "errors": self.errors,
        }


def _processor_seconds() -> float:
    """Of this process and of those it started that have ended."""
    return sum(os.times()[:4])


def _outcome(path: Path, process: ReadingProcess, source: random.Random) -> tuple[str, str | None]:
    """What became of a file, and what should not have."""
    try:
        documents = process.read(path).documents
        problem = next(filter(None, (_problem(document, source) for document in documents)), None)
    except UnreadableDocument as error:
        reason = str(error)
        if "\n" in reason or not reason.isprintable():
            return "refused", f"not one line: {reason!r}"
        found = _FAILED.search(reason)
        if found:
            return f"refused: {found[1]} in its reader", None
        return next((name for name, said in _STOPS if said in reason), "refused"), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - finding those is what this is for, panics in Rust included
        return "error", f"{type(error).__name__}: {error}"
    return "read", problem


def _problem(document: Document, source: random.Random) -> str | None:
    """What is wrong with a document that was read: its blocks, its quotable spans, or its page in the viewer."""
    last = 0
    for block in document.blocks:
        piece = document.text[block.start : block.end]
        if not last <= block.start < block.end <= len(document.text) or piece != piece.strip():
            return f"block {block} after {last} of {len(document.text)}"
        last = block.end
    spans = quotable_spans(document)
    if any(not document.text[span.start : span.end].strip() for span in spans):
        return "an empty quote"
    span = source.choice(spans) if spans else None
    viewer_page(document, View(*(span or (0, 0)))).encode("utf-8", "replace")
    return None


def _fuzz(
    seeds: Annotated[list[Path], typer.Argument(metavar="SEED...", help="Whole files, or folders of them.")],
    seconds: Annotated[float | None, typer.Option(help="How long.")] = None,
    inputs: Annotated[int | None, typer.Option(help="How many inputs.")] = None,
    limit: Annotated[int, typer.Option(help="Seconds that one file may take.")] = 20,
    threads: Annotated[int, typer.Option(min=1, help="How many files at a time.")] = 1,
    start: Annotated[int, typer.Option(help="Another number gives other inputs.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="A folder for inputs that stopped a reader or worse.")] = None,
) -> None:
    """Read damaged files made from SEEDs; exit status 1 when anything happened that should not. Ctrl-C ends it."""
    if seconds is None and inputs is None:
        seconds = 60.0
    try:
        files = find_files(seeds).files
    except CorpusError as error:
        raise typer.BadParameter(str(error)) from None
    if not files:
        raise typer.BadParameter("no file with a reader among the seeds")
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    fuzzing = Fuzzing(files, Limits(seconds=limit, total_seconds=3 * limit, megabytes=1_500), keep, start)
    until = None if seconds is None else time.monotonic() + seconds
    workers = [threading.Thread(target=fuzzing.work, args=(inputs, until)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            worker.join()
    except KeyboardInterrupt:
        fuzzing.stopped = True
        for worker in workers:
            worker.join()
    print(json.dumps(fuzzing.as_dict(), indent=2))
    sys.exit(1 if fuzzing.errors else 0)


def main() -> None:
    """Run the command."""
    typer.run(_fuzz)


if __name__ == "__main__":
    main()

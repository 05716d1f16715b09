"""How far long work is, on stderr, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Step", "progress_bar"]

Step = Callable[[str, int, int], None]
"""Told what is done now, how much of it is done and how much there is."""


@contextmanager
def progress_bar() -> Iterator[Step]:
    """A bar that shows each stage in turn and leaves nothing behind; nothing at all unless stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def step(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        yield step

"""How long the first answer takes after very many pages were dropped, from what is ready by then."""

import json
import os
import resource
import subprocess
from pathlib import Path
from time import perf_counter
from typing import Any

from .cold import PROGRAM
from .texts import pages, questions

__all__ = ["measure_drop"]

_PARAGRAPHS = 5
"""In a page: about as much as a printed one holds."""
_PATIENCE = "5"
"""Seconds that the answer may wait; without a limit, the command reads everything first."""


def measure_drop(home: Path, folder: Path, count: int) -> dict[str, Any]:
    """Seconds of `guillemet ask --wait` over a new folder of so many pages, and of asking again at once.

    Each by the clock and by the processor, with how many pages were not read by then, and how many passages known by
    their words alone. `home` holds the model and nothing else.
    """
    folder.mkdir(parents=True)
    for page in pages(count, _PARAGRAPHS):
        (folder / f"page-{page.number:06}.md").write_text(page.markdown(), encoding="utf-8")
    (question,) = questions(1, min(count, 10), _PARAGRAPHS)
    return {"pages": count, "first": _asked(home, folder, question), "again": _asked(home, folder, question)}


def _asked(home: Path, folder: Path, question: str) -> dict[str, float]:
    command = [*PROGRAM, "ask", question, "--corpus", str(folder), "--wait", _PATIENCE, "--json"]
    environment = os.environ | {"GUILLEMET_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    (begun, worked) = (perf_counter(), _processor())
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    (taken, worked) = (perf_counter() - begun, _processor() - worked)
    answer = json.loads(done.stdout)
    waiting = {name: answer.get(name, 0) for name in ("unread", "pending")}
    return {"seconds": taken, "processor_s": worked, **waiting}


def _processor() -> float:
    """Seconds of the processor that finished processes of ours, and theirs, have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

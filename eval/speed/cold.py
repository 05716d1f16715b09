"""How long the program takes from nothing: `--help`, one question, and the page of the chat."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

__all__ = ["PROGRAM", "measure_cold"]

PROGRAM = [sys.executable, "-m", "guillemet.eval"]
"""The command line, as a process of its own."""
_PATIENCE = 300.0
"""Seconds that the page may take."""
_PLAIN = (
    "import sys; from sentence_transformers import SentenceTransformer; "
    "SentenceTransformer(sys.argv[1], device='cpu').encode(['query: where was the meeting?'])"
)


def measure_cold(home: Path, folder: Path, model: Path, times: int) -> dict[str, Any]:
    """Seconds, medians of several: of the program over an index of `folder` that is in step, and of a plain import.

    `model` is the folder of the unpacked model, for a plain import and one embedding.
    """
    environment = os.environ | {"GUILLEMET_HOME": str(home), "HF_HUB_OFFLINE": "1"}

    def run(*command: str) -> float:
        begun = perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
        return perf_counter() - begun

    ask = [*PROGRAM, "ask", "Où s'est tenue la réunion ?", "--corpus", str(folder)]
    run(*ask)
    return {
        "python_s": median(run(sys.executable, "-c", "pass") for _ in range(times)),
        "help_s": median(run(*PROGRAM, "--help") for _ in range(times)),
        "ask_s": median(run(*ask) for _ in range(times)),
        "page_s": median(_page(folder, environment) for _ in range(times)),
        "sentence_transformers_s": median(run(sys.executable, "-c", _PLAIN, str(model)) for _ in range(times)),
    }


def _page(folder: Path, environment: dict[str, str]) -> float:
    """Seconds until the page of the chat is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own
        [*PROGRAM, "chat", str(folder), "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            while perf_counter() - begun < _PATIENCE and server.poll() is None:
                with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/") as page:
                    page.read()
                    return perf_counter() - begun
                sleep(0.02)
        finally:
            server.terminate()
    raise RuntimeError(f"the chat page did not come within {_PATIENCE:.0f} s")

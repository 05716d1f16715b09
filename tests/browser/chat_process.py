"""`guillemet chat` in a process of its own, as a user starts it."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

START_SECONDS = 120

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

INDEX_SECONDS = 600
REPEATED = "The council approved the budget for the bridge."
HOSTILE = (
    '<img src=x onerror="window.hacked=1"> <script>window.hacked=1</script> **bold** $$x^2$$ '
    "<img src=http://elsewhere.example/x.png> ${window.hacked=1} {{hacked}}"
)


def is_foreign(url):
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob", "about"} and parts.hostname not in {"127.0.0.1", "localhost"}


class Server:
    """A running chat: where it is, and what it printed."""

    def __init__(self, home, *arguments, port=0):
        command = shutil.which("guillemet", path=Path(sys.executable).parent) or shutil.which("guillemet")
        start = [command] if command else [sys.executable, "-m", "guillemet.eval"]
        self.process = subprocess.Popen(
            [*start, "chat", *map(str, arguments), "--port", str(port)],
            env={**os.environ, "GUILLEMET_HOME": str(home), "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.output: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.url = self._address()

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def _address(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(deadline - time.monotonic(), 0.1))
            except queue.Empty:
                self.stop()
                pytest.fail(f"no address within {START_SECONDS} s: {''.join(self.output)}")
            if line is None:
                pytest.fail(f"the server ended: {''.join(self.output)}")
            for word in line.split():
                if word.startswith("http://"):
                    return word

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

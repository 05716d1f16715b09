"""The server's life: it ends when asked to, whenever that is."""

import subprocess
import sys

import pytest

SERVE = """
import os, signal, sys
import uvicorn
from guillemet.assistant import Assistant
from guillemet.assistant.server import serve
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

# As in a terminal: what a script starts in the background ignores this signal from the start.
signal.signal(signal.SIGINT, signal.default_int_handler)
run = uvicorn.Server.run

def asked_to_end_first(server, *arguments, **options):
    os.kill(os.getpid(), getattr(signal, sys.argv[3]))
    return run(server, *arguments, **options)

uvicorn.Server.run = asked_to_end_first
serve(Assistant(sys.argv[1], settings=Settings(home=sys.argv[2]), embedder=HashingEmbedder()), port=0)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_asked_to_end_before_it_runs_it_ends(name, folder, tmp_path):
    letters = folder({"letter.txt": "The ambassador met the network in Skopje."})
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(letters), str(tmp_path / "state"), name],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "http://127.0.0.1:" in done.stdout

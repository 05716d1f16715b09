"""The server's life: it ends when asked to, whenever that is."""

import socket
import subprocess
import sys
from urllib.request import urlopen

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


SERVE_ALL = """
import sys
from guillemet.assistant import Assistant
from guillemet.assistant.server import serve
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

assistant = Assistant(sys.argv[1], settings=Settings(home=sys.argv[2], token="long enough"), embedder=HashingEmbedder())
serve(assistant, host="0.0.0.0", port=0)
"""


def test_on_every_network_it_prints_an_address_that_can_be_opened(folder, tmp_path):
    letters = folder({"letter.txt": "The ambassador met the network in Skopje."})
    running = subprocess.Popen(
        [sys.executable, "-u", "-c", SERVE_ALL, str(letters), str(tmp_path / "state")],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = running.stdout.readline()
        (here, others) = (word for word in told.split() if word.startswith("http://"))
        port = here.rstrip("/").rpartition(":")[2]
        assert (here, others) == (f"http://127.0.0.1:{port}/", f"http://{socket.gethostname()}:{port}/")
        with urlopen(f"{here}health", timeout=60) as response:
            assert response.status == 200
    finally:
        running.terminate()
        running.wait(timeout=30)

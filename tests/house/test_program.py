"""The installed program in a process of its own: quick to start, and without a network."""

import json
import subprocess
import sys
from hashlib import sha256
from time import perf_counter
from urllib.request import urlopen

from checkout import succeed, tool

SLOW = {"torch", "gradio", "faiss", "numpy", "sentence_transformers", "transformers", "trafilatura", "lxml", "fastapi"}


def test_help_loads_nothing_slow(tmp_path):
    for arguments in (["--help"], ["chat", "--help"], ["ask", "--help"], ["index", "--help"], ["eval", "--help"]):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "guillemet.eval", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        loaded = {line.rsplit("|", 1)[-1].strip().partition(".")[0] for line in done.stderr.splitlines()}
        assert "typer" in loaded
        assert loaded & SLOW == set()


def test_help_answers_at_once(tmp_path):
    times = []
    for _ in range(7):
        start = perf_counter()
        succeed(tool("guillemet"), "--help", cwd=tmp_path)
        times.append(perf_counter() - start)
    # The shortest: the others say how busy the machine was. With the model's libraries it would take seconds.
    assert min(times) < 1


def test_guard_guards(no_network, tmp_path):
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=no_network, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode
    assert "SECRET NETWORK" in done.stderr


def test_first_run_needs_no_network(no_network, shared_home, tmp_path):
    question = "what does the abolitionist model change?"
    command = [tool("guillemet"), "ask", question, "--json"]
    done = subprocess.run(
        command,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "GUILLEMET_HOME": str(shared_home), **no_network},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SECRET NETWORK" not in done.stderr
    answer = json.loads(done.stdout)
    assert answer["question"] == question
    assert answer["answered"]
    for quote in answer["quotes"]:
        with urlopen(quote["document"]["uri"]) as file:
            content = file.read()
        assert sha256(content).hexdigest() == quote["document"]["sha256"]
        assert content.decode()[quote["start"] : quote["end"]] == quote["exact"]

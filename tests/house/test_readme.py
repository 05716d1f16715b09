"""The README does what it says: its commands and its Python session are run."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading

import pytest
from checkout import ROOT, succeed, tool

README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSION = """
import doctest, pathlib, sys


class Checker(doctest.OutputChecker):
    # doctest takes no space but the ASCII ones for white space; French has others.
    def check_output(self, want, got, flags):
        return " ".join(want.split()) == " ".join(got.split())


session = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
runner = doctest.DocTestRunner(Checker())
runner.run(doctest.DocTestParser().get_doctest(session, {}, "README.md", sys.argv[1], 0))
sys.exit(bool(runner.summarize().failed))
"""


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands():
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line.partition(" #")[0].strip() for line in lines if line.startswith("guillemet ")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with `letters/` and the README's gold file, as the README supposes it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "letters").mkdir()
    for name in ("reunion-skopje-2017.md", "modele-abolitionniste.md"):
        shutil.copy(ROOT / "corpus" / "documents" / name, folder / "letters")
    (gold,) = blocks("jsonl")
    (folder / "gold.jsonl").write_text(gold, encoding="utf-8")
    return folder


@pytest.mark.parametrize("line", commands(), ids=str)
def test_command(line, desk, shared_home):
    arguments = shlex.split(line)[1:]
    environment = {"GUILLEMET_HOME": str(shared_home), "HF_HUB_OFFLINE": "1"}
    if arguments[0] == "chat":
        _starts([*arguments, "--port", "0"], desk, environment)
        return
    printed = succeed(tool("guillemet"), *arguments, cwd=desk, env=environment)
    if line == 'guillemet ask "what does the abolitionist model change?"':
        (shown,) = blocks("text")
        assert printed.startswith(shown)
    if "--report" in arguments:
        assert (desk / "report.html").stat().st_size > 1000
    if "gold.jsonl" in arguments and "--json" in arguments:
        assert "stands in no document" not in printed


def _starts(arguments, cwd, environment):
    with subprocess.Popen(
        [tool("guillemet"), *arguments],
        cwd=cwd,
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        # Ends the reading below, too, when nothing is ever printed, or the process does not end.
        limit = threading.Timer(300, process.kill)
        limit.start()
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "http://127.0.0.1:" in line:
                process.terminate()
        limit.cancel()
    assert "http://127.0.0.1:" in "".join(printed)
    assert process.returncode == 0, "it did not end when asked to"


def test_python_session(desk, shared_home, tmp_path):
    session = tmp_path / "session.txt"
    session.write_text("\n".join(blocks("pycon")), encoding="utf-8")
    assert doctest.DocTestParser().get_examples(session.read_text(encoding="utf-8"))
    environment = {"GUILLEMET_HOME": str(shared_home), "HF_HUB_OFFLINE": "1"}
    succeed(sys.executable, "-c", SESSION, str(session), cwd=desk, env=environment)


def test_two_commands():
    (install, test, *_) = blocks("sh")
    assert install == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/guillemet chat\n"
    assert test == "bash .ci/test\n"
    # Continuous integration passes the second as it stands, in an environment made as in the first.
    assert re.search(r"^bash \.ci/test\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    script = (ROOT / ".ci" / "test").read_text(encoding="utf-8")
    assert '"$python" -m venv "$venv"' in script
    assert "-m pip install" in script
    assert "python=${PYTHON:-python3}" in script
    assert "venv=${VENV:-.venv}" in script

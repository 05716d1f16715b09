"""The wheel: built from a clean copy, installed in a clean environment, and asked a question there."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from urllib.request import urlopen

import pytest
from checkout import PACKAGES, ROOT, files, modules, succeed

pytestmark = pytest.mark.wheel

QUESTION = "what does the abolitionist model change?"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    for path in files():
        (folder / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / "copy" / path)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(folder / "copy")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "would be ignored" not in done.stdout + done.stderr
    assert "Deprecat" not in done.stdout + done.stderr
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    assert {name.split("/")[0] for name in names} == {"guillemet", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}
    expected = {f"guillemet/{module.as_posix()}" for module in modules()}
    expected |= {f"guillemet/{package}/py.typed" for package in PACKAGES}
    for pattern in ("corpus/documents/*.md", "index/*.safetensors", "eval/gold/*.jsonl", "assistant/static/*"):
        data = {f"guillemet/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob(pattern)}
        assert data
        expected |= data
    assert {name for name in names if name.startswith("guillemet/")} == expected


def test_works_in_a_clean_environment(wheel, tmp_path):
    (environment, elsewhere) = (tmp_path / "environment", tmp_path / "elsewhere")
    elsewhere.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GUILLEMET_", "PYTHON", "VIRTUAL"))
    }
    kept |= {"GUILLEMET_HOME": str(tmp_path / "state"), "HF_HUB_OFFLINE": "1"}
    try:
        _install_and_ask(wheel, environment, elsewhere, kept)
    finally:
        # Nearly 2 GB, which pytest would keep for three runs.
        shutil.rmtree(environment, ignore_errors=True)
        shutil.rmtree(tmp_path / "state", ignore_errors=True)


def _install_and_ask(wheel, environment, elsewhere, kept):
    def run(*command):
        done = subprocess.run(
            command,
            cwd=elsewhere,
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-5000:]}\n{done.stderr[-5000:]}"
        return done.stdout

    succeed(sys.executable, "-m", "venv", str(environment))
    python = str(environment / "bin" / "python")
    # Byte code is made of what is imported, not of the thousands of modules that are not.
    run(python, "-m", "pip", "install", "--quiet", "--no-compile", str(wheel))
    run(python, "-m", "pip", "check")
    listed = run(python, "-m", "pip", "show", "--files", "guillemet")
    installed = [line.strip() for line in listed.partition("Files:")[2].splitlines() if line.strip()]
    assert {name.split("/")[0] for name in installed if not name.startswith("..")} == {
        "guillemet",
        f"{wheel.name.rsplit('-', 3)[0]}.dist-info",
    }

    # Every reader finds the libraries that it stands on.
    (elsewhere / "page.html").write_text("<title>T</title><p>The mill of Orlane was built in 1911.", encoding="utf-8")
    report = json.loads(run(str(environment / "bin" / "guillemet"), "index", "page.html", "--json"))
    assert len(report["added"]) == 1

    answer = json.loads(run(str(environment / "bin" / "guillemet"), "ask", QUESTION, "--json"))
    assert answer["answered"]
    assert answer["quotes"]
    for quote in answer["quotes"]:
        assert str(environment) in quote["document"]["uri"]
        with urlopen(quote["document"]["uri"]) as file:
            content = file.read()
        assert sha256(content).hexdigest() == quote["document"]["sha256"]
        assert content.decode()[quote["start"] : quote["end"]] == quote["exact"]

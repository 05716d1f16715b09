"""The fuzzing command: inputs of every format, no harm done, and figures of it."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from guillemet.corpus.isolation import Limits
from guillemet.eval.fuzz import Fuzzing
from guillemet.eval.mutation import mutated

SEEDS = {"a.txt": b"Le pont de Lavaur.\n", "b.html": b"<h1>Le pont</h1><p>Il est vieux.</p>", "c.csv": b"a;b\n1;2\n"}


@pytest.fixture
def seeds(tmp_path: Path):
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, content in SEEDS.items():
        (folder / name).write_bytes(content)
    return folder


def test_the_command_tells_what_became_of_the_inputs(seeds) -> None:
    command = [sys.executable, "-m", "guillemet.eval.fuzz", str(seeds), "--inputs", "30", "--limit", "30"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["inputs"] == 30
    assert told["by_format"] == {".csv": 10, ".html": 10, ".txt": 10}
    assert sum(told["outcomes"].values()) == 30
    assert told["outcomes"]["read"] > 0
    assert told["errors"] == []


def test_without_seeds_it_says_so(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guillemet.eval.fuzz", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no file with a reader" in done.stderr


def test_the_same_number_gives_the_same_input_and_another_gives_another() -> None:
    data = [b"Le pont de Lavaur traverse la riviere. " * 20]
    made = [mutated(data, 0, random.Random(number)) for number in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_a_fault_of_ours_is_an_error_and_its_input_is_kept(seeds, tmp_path, monkeypatch) -> None:
    def fail(*_args):
        raise LookupError("the viewer fell over")

    monkeypatch.setattr("guillemet.eval.fuzz.viewer_page", fail)
    kept = tmp_path / "kept"
    kept.mkdir()
    fuzzing = Fuzzing(sorted(seeds.iterdir()), Limits(seconds=30), kept, 0)
    fuzzing.work(6, None)
    assert fuzzing.errors
    assert "the viewer fell over" in fuzzing.errors[0]
    assert list(kept.iterdir())

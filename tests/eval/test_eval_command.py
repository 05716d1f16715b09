"""`guillemet eval` as a reader runs it: a small folder, a small gold file, the real assistant."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

HALL = "The old hall was repaired in 1987 by the mason Ewald Brandt, who asked for no wages.\n\nIt has forty seats.\n"
GARDEN = "Le jardin botanique a été ouvert au public par Mme Delacour.\n\nIl compte trois cents espèces de fougères.\n"
QUESTIONS = [
    {"id": "mason", "question": "Who repaired the old hall?", "language": "en", "document": "hall.txt"}
    | {"evidence": ["Ewald Brandt"]},
    {"id": "ferns", "question": "How many kinds of fern grow there?", "language": "en", "document": "garden"}
    | {"evidence": ["trois cents espèces"], "history": ["Who opened the botanical garden?"]},
    {"id": "lost", "question": "Qui a ouvert le jardin ?", "language": "fr", "evidence": ["par M. Lenoir"]},
    {"id": "absurd", "question": "What is the boiling point of tungsten?", "language": "en", "answerable": False},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    (folder / "hall.txt").write_text(HALL, encoding="utf-8")
    (folder / "garden.md").write_text(GARDEN, encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02" * 50)
    return folder


@pytest.fixture(scope="module")
def gold_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("gold") / "village.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in QUESTIONS), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return os.environ.get("GUILLEMET_HOME") or str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def guillemet(home):
    def run(*arguments, module=False, **kwargs):
        call = ["-m", "guillemet.eval"] if module else ["-c", "from guillemet.eval.command import main; main()"]
        return subprocess.run(
            [sys.executable, *call, *map(str, arguments)],
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=600,
            env=os.environ | {"GUILLEMET_HOME": home, "COLUMNS": "100", "PYTHONUTF8": "1"},
            **kwargs,
        )

    return run


def test_json_report_and_bounds(guillemet, folder, gold_file, tmp_path):
    page = tmp_path / "page.html"
    done = guillemet(
        *("eval", "--corpus", folder, "--gold", gold_file, "--json", "--report", page),
        *("--fail-under", "exactness=1", "--fail-under", "evidence@3=1"),
    )
    assert done.returncode in {0, 1}, done.stderr
    whole = json.loads(done.stdout)
    assert whole["summary"]["overall"]["questions"] == len(QUESTIONS)
    assert whole["summary"]["overall"]["measures"]["exactness"]["value"] == 1
    assert whole["environment"]["documents"] == 2
    assert whole["environment"]["model"]
    rows = {row["id"]: row for row in whole["rows"]}
    assert rows["mason"]["scores"]["sentence@1"] == 1
    assert rows["ferns"]["kind"] == "follow-up"
    assert rows["lost"]["supported"] is False
    assert rows["lost"]["scores"]["evidence@3"] is None
    assert "the evidence of 1 of 4 gold questions stands in no document" in done.stderr
    assert "broken.txt" in done.stderr
    short = whole["summary"]["overall"]["measures"]["evidence@3"]["value"] < 1
    assert done.returncode == short
    assert ("evidence@3 is " in done.stderr) == short
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_tables(guillemet, folder, gold_file):
    done = guillemet("eval", "--corpus", folder, "--gold", gold_file, module=True)
    assert done.returncode == 0, done.stderr
    assert "by language" in done.stdout
    assert "evidence@3" in done.stdout
    assert "latency p95, ms" in done.stdout


def test_a_bound_that_is_missed_is_status_1_and_one_line(guillemet, folder, gold_file):
    # Two questions ask for what the documents hold, and one quote cannot be measured at three.
    done = guillemet(
        *("eval", "--corpus", folder, "--gold", gold_file, "--limit", "1", "--json", "--fail-under", "evidence@3=0")
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("guillemet: evidence@3 was not measured")
    assert json.loads(done.stdout)["limit"] == 1


def test_a_calibration_is_written_and_told(guillemet, folder, tmp_path, home):
    # As many questions as a calibration needs: what the documents hold, and what they do not.
    asked = [
        {"id": f"{at} {row['id']}", "language": "und", **row, "question": f"{row['question']} {'?' * at}"}
        for at in range(10)
        for row in (QUESTIONS[0], QUESTIONS[1], QUESTIONS[3])
    ]
    asked = [row | {"id": f"q{at}"} for at, row in enumerate(asked)]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(row) for row in asked), encoding="utf-8")
    done = guillemet("eval", "--corpus", folder, "--gold", gold, "--calibrate", "--max-risk", "0.5", "--json")
    assert done.returncode == 0, done.stderr
    calibration = json.loads(done.stdout)["calibration"]
    assert calibration["max_risk"] == 0.5
    assert calibration["held_out"]["folds"] == 5
    file = Path(home) / "calibration.json"
    assert f"calibration written to {file}" in done.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["slope"] == calibration["slope"]
    file.unlink()


def test_too_few_questions_to_calibrate_is_one_line(guillemet, folder, gold_file, home):
    done = guillemet("eval", "--corpus", folder, "--gold", gold_file, "--calibrate", "--json")
    assert done.returncode == 1
    assert "a calibration needs 10 of each" in done.stderr.splitlines()[-1]
    assert done.stdout == ""
    assert not (Path(home) / "calibration.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-under", "evidence@3"], "is not a bound"),
        (["--fail-under", "recall=1"], "there is no measure"),
        (["--fail-under", "exactness=2"], "is no rate"),
        (["--corpus", "."], "--gold FILE"),
        (["--limit", "0"], "limit"),
        (["--max-risk", "0.2"], "add --calibrate"),
        (["--calibrate", "--max-risk", "2"], "max-risk"),
        (["--report", "nowhere/page.html"], "existing folder"),
    ],
)
def test_wrong_usage_is_status_2(guillemet, tmp_path, arguments, said):
    done = guillemet("eval", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert done.stdout == ""


def test_other_mistakes_are_status_1_and_one_line(guillemet, folder, gold_file, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\n', encoding="utf-8")
    for arguments, said in (
        (["--corpus", folder, "--gold", tmp_path / "absent.jsonl"], "cannot read the gold file"),
        (["--gold", bad], 'bad.jsonl:1: "question" is missing'),
        (["--corpus", tmp_path / "absent", "--gold", gold_file], "absent"),
    ):
        done = guillemet("eval", *arguments)
        assert done.returncode == 1, done.stderr
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stdout == ""


def test_help_answers_at_once_and_loads_nothing_heavy(guillemet):
    script = (
        "import sys; from guillemet.eval.command import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'numpy', 'faiss', 'gradio'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    assert "eval" in done.stdout
    assert done.stderr.strip() == "[]"

    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert guillemet("eval", "--help").returncode == 0
        times.append(time.perf_counter() - start)
    # The promise is 0.3 s on a machine at rest; tests run beside others.
    assert min(times) < 1

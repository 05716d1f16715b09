"""Files are read in a process of their own: what it does to itself never reaches us."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from packing import zipped

from guillemet.corpus import CorpusError, UnreadableDocument, read_document
from guillemet.corpus.isolation import Limits, ReadingProcess

LETTER = "Le pont de Lavaur traverse la rivière.\n"
SLOW = b"<p>The mill turned. <b>It</b> stood.</p>\n" * 150_000


@pytest.fixture
def process():
    made = []

    def make(**limits):
        made.append(ReadingProcess(Limits(**limits)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_file_is_read_as_it_is_here(process, tmp_path: Path) -> None:
    path = tmp_path / "été & co.md"
    path.write_text("# Le pont\n\n- l’un\n- l’autre\n\n| a | b |\n|---|---|\n| c | d |\n")
    assert process().read(path).documents == (read_document(path),)


def test_one_worker_serves_many_files(process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    reading.read(tmp_path / "a.txt")
    worker = reading._process
    for _ in range(50):
        assert reading.read(tmp_path / "a.txt").documents[0].text == LETTER
    assert reading._process is worker


def test_a_worker_that_was_started_beforehand_reads_the_first_file(process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    reading.start()
    worker = reading._process
    assert reading.read(tmp_path / "a.txt").documents[0].text == LETTER
    assert reading._process is worker


@pytest.mark.parametrize("name", ["gone.txt", "empty.txt", "odd.nothing", "nul\0.txt", "loop.txt", "folder.txt"])
def test_what_cannot_be_read_is_one_line_and_harms_nothing(process, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "odd.nothing").write_text("x")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    with pytest.raises(UnreadableDocument) as caught:
        reading.read(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert reading.read(tmp_path / "a.txt").documents


def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(process, tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process(seconds=2)
    reading.read(tmp_path / "a.txt")
    with pytest.raises(UnreadableDocument, match=r"slow\.html: takes its reader more than the limit of 2 s"):
        reading.read(tmp_path / "slow.html")
    assert reading.read(tmp_path / "a.txt").documents


def test_a_file_that_takes_too_much_memory_is_named(process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER)
    (tmp_path / "large.html").write_bytes(SLOW)
    reading = process(megabytes=300)
    assert reading.read(tmp_path / "a.txt").documents
    with pytest.raises(UnreadableDocument, match=r"large\.html: (too deeply nested, or too large|crashed its reader)"):
        reading.read(tmp_path / "large.html")
    assert reading.read(tmp_path / "a.txt").documents


def test_a_part_that_stops_the_reader_does_not_take_its_neighbours_down(process, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": LETTER, "b/slow.html": SLOW, "c.txt": "Il est vieux.\n"}))
    found = process(seconds=2).read(path)
    assert [document.title for document in found.documents] == ["A", "C"]
    assert [part.name for part in found.skipped] == ["b/slow.html"]
    assert "limit of 2 s" in found.skipped[0].reason


def test_a_crash_is_told_and_the_next_file_is_read(process, tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    stop = threading.Event()

    def crash() -> None:
        while not stop.wait(0.2):
            if (worker := reading._process) is not None:
                os.kill(worker.pid, signal.SIGSEGV)

    killer = threading.Thread(target=crash)
    killer.start()
    try:
        with pytest.raises(UnreadableDocument, match=r"crashed its reader \(SIGSEGV\)"):
            reading.read(tmp_path / "slow.html")
    finally:
        stop.set()
        killer.join()
    assert reading.read(tmp_path / "a.txt").documents


def test_a_worker_that_died_between_two_files_is_replaced(process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    reading.read(tmp_path / "a.txt")
    os.kill(reading._process.pid, signal.SIGKILL)
    assert reading.read(tmp_path / "a.txt").documents


def test_a_module_in_the_current_folder_is_not_run(process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "lxml", "guillemet"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit")
    (tmp_path / "a.html").write_text("<p>Il est vieux.</p>")
    monkeypatch.chdir(tmp_path)
    assert process().read(tmp_path / "a.html").documents


def test_the_worker_ends_with_its_owner(process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER)
    reading = process()
    reading.read(tmp_path / "a.txt")
    worker = reading._process
    worker.stdin.close()
    for _ in range(100):
        if worker.poll() is not None:
            break
        time.sleep(0.05)
    assert worker.returncode == 0


def test_threads_take_turns(process, tmp_path: Path) -> None:
    reading = process()
    found = {}

    def read(number: int) -> None:
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Lettre {number}.\n")
        found[number] = reading.read(path).documents[0].text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"Lettre {number}.\n" for number in range(8)}


def test_a_disk_without_room_is_not_the_fault_of_the_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    assert resource
    (tmp_path / "a.txt").write_text(LETTER)
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom guillemet.corpus.isolation import ReadingProcess\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    ReadingProcess().read(Path(sys.argv[1]))\nexcept OSError as error:\n    print(error.strerror)\n"
    )
    command = [sys.executable, "-c", script, tmp_path / "a.txt"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    assert made.stdout == "File too large\n"


def test_a_process_that_cannot_be_started_is_held_against_no_file(tmp_path, monkeypatch):
    (tmp_path / "note.txt").write_text("The mill stands by the river.", encoding="utf-8")
    (tmp_path / "python").write_text("", encoding="utf-8")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(CorpusError, match="cannot be started") as raised:
        ReadingProcess().read(tmp_path / "note.txt")
    assert not isinstance(raised.value, UnreadableDocument)
    assert "\n" not in str(raised.value)

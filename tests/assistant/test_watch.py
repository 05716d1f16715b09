"""A followed folder: each change is taken up, and a signal ends it cleanly."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from guillemet.index.embedder import HashingEmbedder
from guillemet.index.rebuild import rebuild_index
from guillemet.index.settings import Settings
from guillemet.index.unmounted import GONE

MAIN = """
import guillemet.index.index as room
import guillemet.assistant.watch as watching
from guillemet.index.embedder import HashingEmbedder
room.embedder_of = lambda settings: HashingEmbedder()
watching._QUIET_MS, watching._LOOK_MS = 100, 200
from guillemet.eval.command import main
main()
"""


@pytest.fixture
def followed(state, folder):
    """Follows a folder in a process of its own; `next` is the next report, as JSON."""
    root = folder({"a.txt": "Le pont est vieux.\n"})
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "index", str(root), "--watch", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "GUILLEMET_HOME": str(state)},
    )

    class Followed:
        path = root

        def next(self):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            return json.loads(line)

        def added(self):
            """What is added next; until then, nothing is taken for deleted."""
            while not (report := self.next())["added"]:
                assert report["removed"] == []
            assert report["removed"] == []
            return report["added"]

        def said(self):
            return process.stderr.readline()

        def end(self, number):
            process.send_signal(number)
            (output, errors) = process.communicate(timeout=60)
            assert (process.returncode, output) == (0, ""), errors
            return errors

    yield Followed()
    process.kill()
    process.communicate()


def test_what_changes_is_taken_up_until_a_signal(followed):
    assert followed.next()["added"] == [str(followed.path / "a.txt")]
    assert "following" in followed.said()
    (followed.path / "b.txt").write_text("Le moulin tourne.\n")
    assert followed.next()["added"] == [str(followed.path / "b.txt")]
    (followed.path / "sub").mkdir()
    (followed.path / "b.txt").rename(followed.path / "sub" / "c.txt")
    assert followed.next()["moved"] == [
        {"path": str(followed.path / "sub" / "c.txt"), "from": str(followed.path / "b.txt")}
    ]
    (followed.path / ".guillemetignore").write_text("sub/\n")
    assert followed.next()["removed"] == [str(followed.path / "sub" / "c.txt")]
    assert followed.end(signal.SIGTERM) == "stopped\n"


def test_an_index_that_is_built_anew_is_gone_on_with(followed, state):
    followed.next()
    followed.said()
    rebuild_index([followed.path], Settings(home=state), HashingEmbedder())
    (followed.path / "b.txt").write_text("Le moulin tourne.\n")
    assert followed.next()["added"] == [str(followed.path / "b.txt")]
    assert followed.end(signal.SIGTERM) == "stopped\n"


def test_a_folder_that_vanishes_is_waited_for(followed):
    followed.next()
    followed.said()
    followed.path.rename(followed.path.with_name("elsewhere"))
    assert "waiting for it" in followed.said()
    followed.path.with_name("elsewhere").rename(followed.path)
    (followed.path / "b.txt").write_text("Le moulin tourne.\n")
    assert followed.next()["added"] == [str(followed.path / "b.txt")]
    assert followed.end(signal.SIGINT) == "stopped\n"


@pytest.fixture
def disk(tmp_path):
    """Mounts a disk, whose files stay, on a folder, and unmounts it."""
    held = tmp_path / "disk"
    held.mkdir()

    def mounted(*command):
        return subprocess.run(list(map(str, command)), capture_output=True, check=False).returncode == 0

    if sys.platform != "linux" or not mounted("mount", "-t", "tmpfs", "none", held):
        pytest.skip("may not mount")

    class Disk:
        path = held

        def mount(self, place):
            place.mkdir(exist_ok=True)
            assert mounted("mount", "--bind", held, place)

        def unmount(self, place):
            assert mounted("umount", place)

    yield Disk()
    mounted("umount", "--lazy", tmp_path / "letters" / "stick")
    mounted("umount", held)


def test_a_disk_below_a_folder_may_come_and_go_with_its_mount_point(followed, disk):
    followed.next()
    followed.said()
    stick = followed.path / "stick"
    (disk.path / "old.txt").write_text("Le four est chaud.\n")
    disk.mount(stick)
    assert followed.next()["added"] == [str(stick / "old.txt")]
    disk.unmount(stick)
    stick.rmdir()
    gone = followed.next()
    assert (gone["removed"], gone["skipped"]) == ([], [{"path": str(stick), "reason": GONE}])
    disk.mount(stick)
    disk.unmount(stick)
    disk.mount(stick)
    (stick / "new.txt").write_text("Le puits est sec.\n")
    assert followed.added() == [str(stick / "new.txt")]
    (stick / "old.txt").unlink()
    assert followed.next()["removed"] == [str(stick / "old.txt")]


def test_a_disk_that_is_mounted_again_at_once_is_followed(followed, disk):
    stick = followed.path / "stick"
    followed.next()
    followed.said()
    (disk.path / "old.txt").write_text("Le four est chaud.\n")
    disk.mount(stick)
    assert followed.next()["added"] == [str(stick / "old.txt")]
    time.sleep(1)
    disk.unmount(stick)
    disk.mount(stick)
    time.sleep(2)
    (stick / "new.txt").write_text("Le puits est sec.\n")
    assert followed.added() == [str(stick / "new.txt")]

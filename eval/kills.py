"""Kills the indexing of a changing folder again and again, and checks what each death leaves behind.

`python -m guillemet.eval.kills --count 200` does it at random moments of the first indexing, of later ones and of
rebuilding. After every kill the index must open and be whole, and hold each file as it was before or as it is now; at
the end one more run must bring it in step. What is tried is how the index is written, so that the model is the
deterministic stand-in of the tests, slowed down.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..corpus import shipped_documents
from ..corpus.naming import display_path
from ..index.checks import LOOSE_ROWS, damaged_documents, lone_vectors, words_are_sound
from ..index.database import Database
from ..index.embedder import HashingEmbedder, Vectors
from ..index.files import FileStore
from ..index.index import DATABASE_FILE, Index
from ..index.rebuild import rebuild_index
from ..index.settings import Settings

__all__ = ["Outcome", "main", "try_kills"]

_FILES = 60
_REBUILDS = 0.2
"""Of the killed processes, how many were building the index anew."""
_CHANGES = 0.3
"""After how many of the kills the folder changes once more before the next run."""


class SlowEmbedder(HashingEmbedder):
    """Takes a moment for each call, so that a kill may hit between any two writes."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the fake."""
        time.sleep(0.002)
        return super().embed_passages(texts)


@dataclass(slots=True)
class Outcome:
    """What a trial came to."""

    kills: int = 0
    finished: int = 0
    """Processes that were done before the kill came."""
    corrupt: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Files that are held neither as they were nor as they are, or twice, or not at all at the end."""

    def as_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {"kills": self.kills, "finished": self.finished, "corrupt": self.corrupt, "wrong": self.wrong}


def try_kills(count: int, seed: int, work: Path) -> Outcome:
    """Kill `count` processes that index a folder under `work`, with the choices of this seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    (home, root) = (work / "state", work / "folder")
    root.mkdir()
    for number in range(_FILES):
        (root / f"note-{number:02}.md").write_text(_note(chance, number), encoding="utf-8")
    outcome = Outcome()
    before: dict[Path, str] = {}
    longest = 1.0
    while outcome.kills < count:
        now = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.md")}
        rebuild = bool(before) and chance.random() < _REBUILDS
        lasted = _run_and_kill(home, root, chance.uniform(0, longest), rebuild=rebuild)
        if lasted is None:
            outcome.kills += 1
            longest *= 1.1
        else:
            outcome.finished += 1
            longest = lasted
        held = _check(home, outcome)
        for path, text in held.items():
            if text not in (before.get(path), now.get(path)):
                outcome.wrong.append(f"{display_path(path)} is held neither as it was nor as it is")
        if set(before) & set(now) - set(held):
            outcome.wrong.append(f"{len(set(before) & set(now) - set(held))} files were lost")
        before = held
        if lasted is not None and held != now:
            outcome.wrong.append("a finished run left the index out of step")
        if lasted is not None or chance.random() < _CHANGES:
            _change(chance, root)
    Index([root], Settings(home=home), SlowEmbedder()).sync()
    now = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.md")}
    if _check(home, outcome) != now:
        outcome.wrong.append("the last run did not bring the index in step")
    return outcome


def _run_and_kill(home: Path, root: Path, pause: float, *, rebuild: bool) -> float | None:
    """Start a process that indexes, kill it after `pause` seconds; how long it took where it was done before."""
    command = [sys.executable, "-m", __spec__.name, "--index", str(home), str(root), *["--rebuild"] * rebuild]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        start = time.perf_counter()
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None
        if process.returncode:
            raise RuntimeError(f"indexing failed with status {process.returncode}")
        return time.perf_counter() - start


def _check(home: Path, outcome: Outcome) -> dict[Path, str]:
    """The files in the index with their texts; what is not whole is put down."""
    if not (home / DATABASE_FILE).exists():
        return {}
    database = Database(home / DATABASE_FILE)
    bad = [row for (row,) in database.rows("PRAGMA integrity_check") if row != "ok"]
    bad += [] if words_are_sound(database) else ["an index of other words"]
    for table, loose in LOOSE_ROWS.items():
        bad += [f"loose row in {table}"] * database.rows(f"SELECT count(*) FROM {table} WHERE {loose}")[0][0]  # noqa: S608
    bad += [fault.reason for fault in damaged_documents(database, None, lambda _done: None)]
    bad += ["a vector of no text"] * len(lone_vectors(database))
    outcome.corrupt += bad
    rows = database.rows("SELECT uri, text FROM locations JOIN documents ON number = document")
    files = FileStore(database).every()
    twice = [uri for (uri, times) in Counter(uri for (uri, _) in rows).items() if times > 1]
    outcome.wrong += [f"{uri} is held twice" for uri in twice]
    texts = dict(rows)
    database.close()
    return {Path(file.path): texts[Path(file.path).as_uri()] for file in files}


def _change(chance: random.Random, root: Path) -> None:
    """What a day may do to a folder."""
    for _ in range(chance.randint(3, 25)):
        path = chance.choice(sorted(root.rglob("*.md")))
        other = root / chance.choice(["", "sub"]) / f"{chance.choice(['new', 'copy', 'moved'])}-{chance.random()}.md"
        other.parent.mkdir(exist_ok=True)
        match chance.choice(["add", "change", "change", "move", "copy", "remove"]):
            case "add":
                other.write_text(_note(chance, chance.randint(100, 999)), encoding="utf-8")
            case "change":
                path.write_text(f"{path.read_text(encoding='utf-8')}\n\nAjout {chance.random()}.\n", encoding="utf-8")
            case "move":
                path.rename(other)
            case "copy":
                shutil.copy(path, other)
            case _ if len(list(root.rglob("*.md"))) > _FILES // 2:
                path.unlink()


def _note(chance: random.Random, number: int) -> str:
    shipped = chance.choice(sorted(shipped_documents().glob("*.md"))).read_text(encoding="utf-8")
    paragraphs = shipped.split("\n\n")[1:]
    return f"# Note {number}\n\n" + "\n\n".join(chance.sample(paragraphs, min(3, len(paragraphs))))


def main() -> None:
    """Run a trial and print its outcome as JSON; exit status 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many processes to kill")
    parser.add_argument("--seed", type=int, default=0, help="of the choices and moments")
    parser.add_argument("--index", nargs=2, metavar=("HOME", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--rebuild", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.index:
        (home, root) = map(Path, given.index)
        settings = Settings(home=home)
        print("begun", flush=True)
        if given.rebuild:
            rebuild_index([root], settings, SlowEmbedder())
        else:
            Index([root], settings, SlowEmbedder()).sync()
        return
    with tempfile.TemporaryDirectory(prefix="guillemet-kills-") as work:
        outcome = try_kills(given.count, given.seed, Path(work).resolve())
    print(json.dumps(outcome.as_dict(), indent=2, ensure_ascii=False))
    sys.exit(bool(outcome.corrupt or outcome.wrong))


if __name__ == "__main__":
    main()

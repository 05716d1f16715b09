"""An index keeps its word when something goes wrong: damage, other settings, full disks, processes that die."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from guillemet.corpus.errors import IndexMismatchError, IndexStateError
from guillemet.index.deletion import delete_index
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings
from guillemet.index.vectors import FaissVectorStore


def note(number, place="Nord"):
    return (
        f"# Commune {number}\n\nLa commune numéro {number} du {place} compte {number}00 habitants.\n\n"
        f"Son école porte le nom code{number}. Le marché s’y tient le mardi.\n"
    )


@pytest.fixture
def notes(folder):
    return folder({f"note-{n:02}.md": note(n) for n in range(8)})


@pytest.fixture
def synced(notes, index_of):
    index = index_of(notes)
    index.sync()
    return index


def told(index, query="école code5 de la commune 5"):
    """Everything that a search gives, to be compared: spans, and how close they are in meaning.

    Rounded, since vectors are kept as float16; without the share of words, which other folders have a part in.
    """
    found = index.search(query, index.embedder.embed_queries([query])[0], 1000)
    return {(hit.document.uri, hit.span): pytest.approx(hit.closeness, abs=2e-3) for hit in found}


def check_one_line(error, *parts):
    message = str(error)
    assert "\n" not in message
    for part in parts:
        assert part in message


def vector_file(state):
    (path,) = state.glob("vectors.*")
    return path


# -- the manifest


@pytest.mark.parametrize(
    ("difference", "parts"),
    [
        ({"embedder": HashingEmbedder(32)}, ("hashing-64", "hashing-32")),
        ({"chunk_tokens": 99}, ("160", "99")),
    ],
)
def test_an_index_of_another_model_or_size_is_refused_with_the_mending_command(
    synced, notes, index_of, difference, parts
):
    with pytest.raises(IndexMismatchError) as raised:
        index_of(notes, **difference)
    check_one_line(raised.value, *parts, "guillemet index --rebuild", "GUILLEMET_HOME")
    assert told(index_of(notes)) == told(synced)


def test_the_mending_command_mends(synced, notes, index_of, state):
    other = HashingEmbedder(32)
    delete_index(Settings(home=state))
    index = index_of(notes, embedder=other)
    assert len(index.sync().added) == 8
    assert "code5" in index.search("code5", other.embed_queries(["code5"])[0], 1)[0].document.text


def test_deleting_an_index_leaves_the_model_and_the_documents(synced, notes, state):
    (state / "models").mkdir()
    delete_index(Settings(home=state))
    assert [path.name for path in state.iterdir()] == ["models"]
    assert len(list(notes.iterdir())) == 8
    delete_index(Settings(home=state))


# -- the vector file, which is derived


def test_the_vector_file_is_one_and_is_kept_when_nothing_changes(synced, notes, index_of, state):
    before = (vector_file(state), vector_file(state).stat().st_mtime_ns)
    index = index_of(notes)
    index.sync()
    told(index)
    assert (vector_file(state), vector_file(state).stat().st_mtime_ns) == before


def test_a_deleted_vector_file_is_made_again(synced, notes, index_of, state):
    expected = told(synced)
    vector_file(state).unlink()
    index = index_of(notes)
    index.sync()
    assert told(index) == expected
    assert vector_file(state).exists()


@pytest.mark.parametrize("damage", ["truncated", "garbage", "empty", "flipped"])
def test_a_damaged_vector_file_is_rebuilt_and_said(synced, notes, index_of, state, counting, damage):
    expected = told(synced)
    path = vector_file(state)
    content = path.read_bytes()
    flipped = content[:500] + bytes([content[500] ^ 1]) + content[501:]
    damaged = {"truncated": content[:1000], "garbage": b"garbage" * 99, "empty": b"", "flipped": flipped}
    path.write_bytes(damaged[damage])
    counting.embedded.clear()
    index = index_of(notes)
    report = index.sync()
    assert len(report.notices) == 1
    check_one_line(report.notices[0], str(path), "damaged", "rebuilt from the database")
    assert told(index) == expected
    assert counting.embedded == []
    again = index_of(notes)
    assert again.sync().notices == []
    assert told(again) == expected


def test_a_damaged_vector_file_is_no_hindrance_to_a_search_without_sync(synced, notes, index_of, state):
    expected = told(synced)
    vector_file(state).write_bytes(b"garbage")
    assert told(index_of(notes)) == expected


def test_a_vector_file_of_an_index_that_was_deleted_by_hand_is_not_taken_for_this_one(
    synced, folder, notes, index_of, state
):
    """Whoever deletes the database alone leaves a vector file behind that counts as many changes as the new one."""
    for path in state.glob("index.sqlite*"):
        path.unlink()
    folder({f"note-{n:02}.md": note(n + 50, "Sud") for n in range(8)})
    index = index_of(notes)
    index.sync()
    check_vectors(state)
    assert told(index, "école code53 de la commune 53") == told(fresh_index(index), "école code53 de la commune 53")


def fresh_index(index):
    """The same folders in a state folder of their own."""
    home = index.settings.home.with_name("fresh")
    fresh = Index(index.roots, Settings(home=home), HashingEmbedder())
    fresh.sync()
    return fresh


def test_the_vector_file_never_lacks_what_another_process_wrote_meanwhile(folder, index_of, state, monkeypatch):
    """Another sync ends at the very moment between this one's last change and the writing of its vectors."""
    one = index_of(folder({"a.md": note(1)}, "one"))
    other = index_of(folder({"b.md": note(2)}, "other"))
    write = one._vector_file.write

    def write_after_the_other(vectors, state):
        monkeypatch.setattr(one._vector_file, "write", write)
        other.sync()
        write(vectors, state)

    monkeypatch.setattr(one._vector_file, "write", write_after_the_other)
    one.sync()
    check_vectors(state)
    assert told(index_of(*other.roots)) == told(fresh_index(other))


def check_vectors(state):
    """The vector file of the database's present state, if there is one, holds just the database's embeddings."""
    with sqlite3.connect(state / "index.sqlite") as database:
        ((generation,),) = database.execute("SELECT value FROM manifest WHERE name = 'generation'").fetchall()
        vectors = dict(database.execute("SELECT id, vector FROM embeddings"))
    for path in state.glob(f"vectors*.{generation}.*"):
        store = FaissVectorStore.load(path, 64)
        assert len(store) == len(vectors)
        for id_, vector in vectors.items():
            found, scores = store.search(np.frombuffer(vector, np.float16), 1, among=np.array([id_]))
            assert found.tolist() == [id_]
            assert scores[0] == pytest.approx(1, abs=1e-3)


# -- the database


def test_a_database_of_garbage_is_one_line_with_the_mending_command(synced, notes, index_of, state):
    for path in state.glob("index.sqlite*"):
        path.unlink()
    (state / "index.sqlite").write_bytes(b"garbage " * 4096)
    with pytest.raises(IndexStateError) as raised:
        index_of(notes)
    check_one_line(raised.value, str(state / "index.sqlite"), "damaged", "guillemet index --rebuild")
    delete_index(Settings(home=state))
    assert len(index_of(notes).sync().added) == 8


@pytest.mark.parametrize("damage", ["truncated", "overwritten"])
def test_a_database_damaged_within_is_one_line_with_the_mending_command(notes, index_of, state, damage):
    index = index_of(notes)
    index.sync()
    index.database.close()
    path = state / "index.sqlite"
    assert [path.name for path in state.glob("index.*")] == ["index.sqlite"]
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] if damage == "truncated" else content[:8192] + b"\xa5" * (len(content) - 8192))
    with pytest.raises(IndexStateError) as raised:
        told_after_sync(index_of, notes)
    check_one_line(raised.value, "guillemet index --rebuild")


def told_after_sync(index_of, notes):
    index = index_of(notes)
    for path in notes.iterdir():
        path.write_text(path.read_text() + "\n\nUne phrase de plus.\n")
    index.sync()
    return told(index)


def test_an_empty_database_file_is_filled_anew(synced, notes, index_of, state):
    expected = told(synced)
    for path in state.glob("index.sqlite*"):
        path.unlink()
    (state / "index.sqlite").touch()
    index = index_of(notes)
    assert len(index.sync().added) == 8
    assert told(index) == expected


# -- places that cannot be written


@pytest.mark.parametrize("place", ["a file", "under a file", "/proc"])
def test_a_state_folder_that_cannot_be_is_one_line(notes, index_of, tmp_path, place):
    (tmp_path / "file").write_text("not a folder")
    home = {"a file": tmp_path / "file", "under a file": tmp_path / "file" / "home", "/proc": Path("/proc/guillemet")}
    with pytest.raises(IndexStateError) as raised:
        index_of(notes, home=home[place])
    check_one_line(raised.value, "cannot use the", "GUILLEMET_HOME")


def test_a_folder_in_the_place_of_the_database_is_one_line(notes, index_of, state):
    (state / "index.sqlite").mkdir()
    with pytest.raises(IndexStateError) as raised:
        index_of(notes)
    check_one_line(raised.value, str(state / "index.sqlite"))


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from guillemet.corpus.errors import IndexStateError
from guillemet.corpus.language import detect_language
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings

detect_language("The library behind it unpacks a file of its own.")
home, root, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    Index([root], Settings(home=home), HashingEmbedder()).sync()
    print("done")
except IndexStateError as error:
    print(error)
"""


def run(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def check_full(done):
    assert done.stderr == ""
    assert done.returncode == 0
    check_one_line(done.stdout.strip(), "room", "GUILLEMET_HOME")


def test_a_full_disk_is_one_line_and_the_old_index_stays_good(small_disk, folder, notes, index_of):
    index_of(notes, home=small_disk).sync()
    expected = told(index_of(notes, home=small_disk))
    many = folder({f"more-{n:03}.md": note(n, "Sud") + "Une longue phrase. " * 200 for n in range(200)}, "more")
    check_full(run(ON_A_FULL_DISK, small_disk, many, 0))
    assert told(index_of(notes, home=small_disk)) == expected
    for path in small_disk.glob("vectors*"):
        path.unlink()
    assert told(index_of(notes, home=small_disk)) == expected
    check_documents(small_disk)


def test_a_disk_that_became_read_only_is_one_line(small_disk, notes, index_of):
    index = index_of(notes, home=small_disk)
    index.sync()
    expected = told(index)
    (notes / "new.md").write_text(note(99))
    index.database.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        for use in (index.sync, lambda: index_of(notes, home=small_disk)):
            with pytest.raises(IndexStateError) as raised:
                use()
            check_one_line(raised.value, "can be written", "GUILLEMET_HOME")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    again = index_of(notes, home=small_disk)
    assert told(again) == expected
    assert len(again.sync().added) == 1


def test_a_disk_too_small_for_a_second_index_is_one_line_and_keeps_the_first(small_disk, folder, index_of):
    from guillemet.index.rebuild import rebuild_index

    many = folder({f"more-{n:03}.md": note(n, "Sud") for n in range(10)}, "more")
    index = index_of(many, home=small_disk)
    index.sync()
    expected = told(index)
    index.database.close()
    (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - 200_000))
    with pytest.raises(IndexStateError) as raised:
        rebuild_index([many], index.settings, HashingEmbedder())
    check_one_line(raised.value, "room")
    (small_disk / "ballast").unlink()
    assert told(index_of(many, home=small_disk)) == expected
    assert not list(small_disk.glob(".unfinished*"))


def test_a_file_that_may_not_grow_is_one_line_and_the_old_index_stays_good(folder, notes, synced, index_of, state):
    expected = told(synced)
    many = folder({f"more-{n:03}.md": note(n, "Sud") for n in range(200)}, "more")
    check_full(run(ON_A_FULL_DISK, state, many, 200_000))
    assert told(index_of(notes)) == expected
    check_documents(state)
    index = index_of(many)
    index.sync()
    assert len(index.documents()) == 200


def check_documents(state):
    """Every document in the database is whole: its chunks, its sentences, their embeddings, its terms."""
    with sqlite3.connect(state / "index.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        lacking = [
            "SELECT number FROM documents WHERE number NOT IN (SELECT document FROM chunks)",
            "SELECT id FROM chunks WHERE document NOT IN (SELECT number FROM documents)",
            "SELECT id FROM chunks WHERE embedding NOT IN (SELECT id FROM embeddings UNION SELECT id FROM pending)",
            "SELECT id FROM chunks WHERE id NOT IN (SELECT rowid FROM lexicon)",
            "SELECT id FROM chunks WHERE id NOT IN (SELECT chunk FROM sentences)",
            "SELECT id FROM sentences WHERE chunk NOT IN (SELECT id FROM chunks)",
            "SELECT id FROM sentences WHERE embedding NOT IN (SELECT id FROM embeddings UNION SELECT id FROM pending)",
            "SELECT rowid FROM lexicon WHERE rowid NOT IN (SELECT id FROM chunks)",
            "SELECT id FROM embeddings EXCEPT SELECT embedding FROM chunks EXCEPT SELECT embedding FROM sentences",
            "SELECT id FROM pending EXCEPT SELECT embedding FROM chunks EXCEPT SELECT embedding FROM sentences",
        ]
        for statement in lacking:
            assert database.execute(statement).fetchall() == [], statement


# -- processes


SLOWLY = """
import sys, time
from pathlib import Path
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings

class Slow(HashingEmbedder):
    def embed_passages(self, texts):
        time.sleep(0.01)
        return super().embed_passages(texts)

index = Index([Path(root) for root in sys.argv[2:]], Settings(home=Path(sys.argv[1])), Slow())
print("begun", flush=True)
index.sync()
print("done", flush=True)
"""


def start(*arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "begun\n", process.stderr.read()
    return process


@pytest.fixture
def forty(folder):
    return folder({f"note-{n:02}.md": note(n) for n in range(40)}, "forty")


def test_after_sudden_death_each_document_is_whole_or_absent_and_the_next_sync_finishes(forty, index_of, state):
    for pause in (0.02, 0.11, 0.23, 0.37):
        process = start(state, forty)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        index = index_of(forty)
        check_documents(state)
        check_vectors(state)
        held = index.documents()
        told(index)
        assert all(document.text == (forty / Path(document.uri).name).read_text() for document in held)
        # The next run has something to do again.
        for number in range(0, 40, 3):
            (forty / f"note-{number:02}.md").write_text(note(number, f"Est {pause}"))
    index = index_of(forty)
    index.sync()
    assert len(index.documents()) == 40
    check_documents(state)
    check_vectors(state)
    assert told(index) == told(fresh_index(index))


def test_two_processes_may_index_one_folder_at_once(forty, index_of, state):
    processes = [start(state, forty) for _ in range(2)]
    for process in processes:
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, output, errors) == (0, "done\n", "")
    check_documents(state)
    check_vectors(state)
    index = index_of(forty)
    report = index.sync()
    assert (len(report.unchanged), report.embedded) == (40, 0)
    assert told(index) == told(fresh_index(index))


def test_two_processes_may_index_two_folders_at_once(folder, index_of, state):
    roots = [folder({f"{n}.md": note(n, place) for n in range(15)}, place) for place in ("Nord", "Sud")]
    processes = [start(state, root) for root in roots]
    for process in processes:
        assert process.communicate(timeout=60) == ("done\n", "")
    check_documents(state)
    check_vectors(state)
    for root in roots:
        index = index_of(root)
        assert told(index) == told(fresh_index(index))


def test_what_another_process_changes_is_found_without_a_restart(notes, synced, index_of, find):
    assert "code5" in find(synced, "code5")[0]
    path = notes / "note-05.md"
    path.write_text(note(5).replace("code5", "quetzal"))
    process = start(synced.settings.home, notes)
    assert process.communicate(timeout=60) == ("done\n", "")
    assert "quetzal" in find(synced, "quetzal")[0]
    assert not any("code5" in text for text in find(synced, "code5", 50))


def test_what_another_process_adds_is_found_after_a_sync_that_embeds_nothing(notes, folder, synced, counting, find):
    find(synced, "code5")
    folder({"new.md": "# Volière\n\nLe quetzal vit dans la volière.\n"})
    assert start(synced.settings.home, notes).communicate(timeout=60) == ("done\n", "")
    counting.embedded.clear()
    synced.sync()
    assert counting.embedded == []
    assert "quetzal" in find(synced, "quetzal volière")[0]


def test_searching_in_threads_while_the_index_changes(notes, synced, find):
    stop = threading.Event()
    errors = []
    searched = [0]

    def search():
        while not stop.is_set():
            try:
                for query in ("code5", "école commune", "quetzal"):
                    for hit in synced.search(query, synced.embedder.embed_queries([query])[0], 5):
                        assert hit.document.text[hit.span.start : hit.span.end]
                searched[0] += 1
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in a thread is the finding
                errors.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(12):
        (notes / "note-05.md").write_text(note(5, f"round {round_}"))
        (notes / f"extra-{round_}.md").write_text(note(100 + round_))
        if round_:
            (notes / f"extra-{round_ - 1}.md").unlink()
        synced.sync()
    stop.set()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert searched[0] > 4
    assert any("code111" in text for text in find(synced, "code111", 50))


def test_a_busy_database_is_said(notes, synced, index_of, state, monkeypatch):
    from guillemet.corpus.errors import IndexBusyError
    from guillemet.index import database

    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.1)
    other = sqlite3.connect(state / "index.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(IndexBusyError) as raised:
            index_of(notes)
        check_one_line(raised.value, str(state / "index.sqlite"), "another process")
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_settings_are_read_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("GUILLEMET_HOME", str(tmp_path))
    monkeypatch.setenv("GUILLEMET_CHUNK_TOKENS", "99")
    settings = Settings()
    assert (settings.state_folder, settings.chunk_tokens) == (tmp_path, 99)
    monkeypatch.setenv("GUILLEMET_HOME", "~/elsewhere")
    assert Settings().state_folder == Path(os.path.expanduser("~/elsewhere"))  # noqa: PTH111

"""An index follows its folders: what is new is embedded, what is gone disappears, and nothing else happens."""

import ctypes
import os
import shutil
import sqlite3
import sys
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from guillemet.corpus.errors import CorpusError, GuillemetError
from guillemet.index import batch, files, sources, sync, unmounted
from guillemet.index.discovery import discover
from guillemet.index.files import Stamp, StoredFile
from guillemet.index.report import SyncReport
from guillemet.index.unmounted import AWAY, GONE, folders_of_disks_away, is_there

BRIDGE = "Le pont de Lavaur traverse la rivière.\n\nIl a été bâti en 1850 par des maçons italiens.\n"
MILL = "Le moulin de Castel tourne depuis trois siècles.\n\nSon meunier vend de la farine bise.\n"
CHEESE = "# Le fromage\n\nLe fromage mûrit en cave pendant six mois.\n\nLa croûte est lavée chaque semaine.\n"


@pytest.fixture
def letters(folder):
    return folder({"bridge.txt": BRIDGE, "mill.txt": MILL, "sub/cheese.md": CHEESE})


@pytest.fixture
def synced(letters, index_of, counting, find):
    """The index of the three letters, searched once; what it embedded so far is forgotten."""
    index = index_of(letters)
    index.sync()
    find(index, "pont")
    counting.embedded.clear()
    return index


@pytest.fixture
def patient(monkeypatch):
    """On a busy machine too, small files wait for each other."""
    monkeypatch.setattr(batch, "_MOST_SECONDS", float("inf"))


def names(paths):
    return sorted(path.name for path in paths)


def later(path):
    """Give a file another time, as a later save does, whatever the clock's grain."""
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns + 1_000_000_000))


def rewrite(path, content):
    path.write_text(content, encoding="utf-8")
    later(path)


def test_the_first_sync_adds_every_document(letters, index_of, counting, find):
    index = index_of(letters)
    report = index.sync()
    assert names(report.added) == names(report.present) == ["bridge.txt", "cheese.md", "mill.txt"]
    assert report.changed == report.removed == report.unchanged == report.skipped == report.notices == []
    assert report.embedded == len(counting.embedded) > 0
    assert "pont" in find(index, "pont rivière")[0]


def test_an_unchanged_folder_embeds_nothing(synced, letters, index_of, counting, find):
    for index in (synced, index_of(letters)):
        report = index.sync()
        assert len(report.unchanged) == 3
        assert report.embedded == 0
        assert report.added == report.changed == report.removed == []
        assert "pont" in find(index, "pont rivière")[0]
    assert counting.embedded == []


def test_a_file_saved_again_without_change_embeds_nothing(synced, letters, counting):
    later(letters / "bridge.txt")
    report = synced.sync()
    assert (len(report.unchanged), report.changed, counting.embedded) == (3, [], [])
    assert len(synced.sync().unchanged) == 3


def test_a_new_file_is_found(synced, folder, letters, counting, find):
    folder({"bees.txt": "Les abeilles butinent le tilleul en juin.\n"})
    report = synced.sync()
    assert (names(report.added), len(report.unchanged)) == (["bees.txt"], 3)
    assert all("abeilles" in text for text in counting.embedded)
    assert "abeilles" in find(synced, "abeilles tilleul")[0]


def test_of_a_changed_file_only_what_changed_is_embedded(letters, index_of, counting, find):
    paragraphs = [f"## Lieu {n}\n\nLe village numéro {n} compte {n}00 habitants et une école." for n in range(20)]
    (letters / "villages.md").write_text("# Villages\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    index = index_of(letters)
    index.sync()
    counting.embedded.clear()
    paragraphs[7] = paragraphs[7].replace("une école", "deux moulins")
    rewrite(letters / "villages.md", "# Villages\n\n" + "\n\n".join(paragraphs))
    report = index.sync()
    assert names(report.changed) == ["villages.md"]
    assert 0 < report.embedded == len(counting.embedded) <= 2
    assert all("deux moulins" in text for text in counting.embedded)
    assert any("deux moulins" in text for text in find(index, "deux moulins", 50))
    assert not any("numéro 7 compte 700 habitants et une école" in text for text in find(index, "numéro 7 école", 50))


def test_a_changed_heading_changes_what_stands_under_it(letters, index_of, counting):
    path = letters / "note.md"
    path.write_text("# Le port\n\nIl est profond.\n\n## Le phare\n\nIl est blanc.\n", encoding="utf-8")
    index = index_of(path)
    index.sync()
    counting.embedded.clear()
    rewrite(path, "# Le port\n\nIl est profond.\n\n## Le môle\n\nIl est blanc.\n")
    index.sync()
    assert counting.embedded
    assert not any("profond" in text for text in counting.embedded)


def test_a_changed_title_is_known_afterwards(letters, index_of):
    path = letters / "note.md"
    path.write_text("---\ntitle: Premier titre\n---\n\nLe port est profond.\n", encoding="utf-8")
    index = index_of(path)
    index.sync()
    rewrite(path, "---\ntitle: Autre titre\n---\n\nLe port est profond.\n")
    assert names(index.sync().changed) == ["note.md"]
    assert [document.title for document in index.documents()] == ["Autre titre"]


def test_the_same_text_in_two_files_is_embedded_once(folder, index_of, counting, find):
    root = folder({"a.md": "# Le pont\n\nIl est vieux.\n", "b.md": "# Le pont\n\nIl est vieux.\n\nIl est beau.\n"})
    index = index_of(root)
    index.sync()
    assert len(counting.embedded) == len(set(counting.embedded))
    (root / "a.md").unlink()
    index.sync()
    assert any("vieux" in text for text in find(index, "vieux"))


def uris(document):
    return [Path(urlsplit(uri).path).name for uri in document.locations]


def test_a_copy_is_another_place_of_one_document(synced, letters, counting, find):
    shutil.copy(letters / "sub" / "cheese.md", letters / "copy.md")
    report = synced.sync()
    (duplicate,) = report.duplicates
    assert (duplicate.path.name, duplicate.of.name) == ("copy.md", "cheese.md")
    assert (report.added, report.embedded, counting.embedded, len(report.present)) == ([], 0, [], 4)
    assert len([text for text in find(synced, "fromage cave mois") if "fromage" in text]) == 1
    assert sorted(map(uris, synced.documents())) == [["bridge.txt"], ["copy.md", "cheese.md"], ["mill.txt"]]
    assert len(synced.sync().unchanged) == 4


def test_a_document_stays_as_long_as_one_of_its_places(synced, letters, counting, find):
    shutil.copy(letters / "bridge.txt", letters / "a.txt")
    synced.sync()
    (letters / "bridge.txt").unlink()
    assert names(synced.sync().removed) == ["bridge.txt"]
    assert "Lavaur" in find(synced, "pont Lavaur")[0]
    assert {document.uri for document in synced.documents()} >= {(letters / "a.txt").as_uri()}
    (letters / "a.txt").unlink()
    synced.sync()
    assert not any("Lavaur" in text for text in find(synced, "pont Lavaur", 50))
    assert counting.embedded == []


def test_of_a_copy_in_another_folder_each_folder_shows_its_own(folder, index_of, counting, find):
    roots = [folder({f"{name}.txt": BRIDGE}, name) for name in ("one", "two")]
    indexes = [index_of(root) for root in roots]
    reports = [index.sync() for index in indexes]
    assert [len(report.added) for report in reports] == [1, 1]
    for index, root in zip(indexes, roots, strict=True):
        query = index.embedder.embed_queries(["pont"])[0]
        for document in (*index.documents(), *(hit.document for hit in index.search("pont", query, 5))):
            assert document.uri.startswith(root.as_uri())
            assert document.locations == (document.uri,)
            assert index.document(document.sha256).uri == document.uri
    assert uris(index_of(*roots).documents()[0]) == ["one.txt", "two.txt"]
    roots[0].joinpath("one.txt").unlink()
    indexes[0].sync()
    assert "Lavaur" in find(indexes[1], "pont Lavaur")[0]


@pytest.mark.parametrize("content", [BRIDGE, CHEESE], ids=["titled by its name", "titled by itself"])
def test_a_title_taken_from_the_name_follows_the_name(folder, index_of, counting, content):
    root = folder({"first-name.md": content})
    index = index_of(root)
    index.sync()
    counting.embedded.clear()
    (root / "first-name.md").rename(root / "second-name.md")
    report = index.sync()
    assert (len(report.moved), report.added, report.removed, counting.embedded) == (1, [], [], [])
    (document,) = index.documents()
    assert document.title == ("Second name" if content is BRIDGE else "Le fromage")
    again = index_of(root, home=root.with_name("fresh"))
    again.sync()
    (fresh,) = again.documents()
    assert (document.id, document.uri, document.title, document.date) == (fresh.id, fresh.uri, fresh.title, fresh.date)


def test_the_same_bytes_under_another_suffix_are_read_anew(folder, index_of):
    titled = "---\ntitle: Le fromage\n---\n\nLa tomme mûrit six mois en cave.\n"
    root = folder({"a.md": titled, "b.txt": titled})
    index = index_of(root)
    assert names(index.sync().added) == ["a.md", "b.txt"]
    kinds = [{block.kind for block in document.blocks} for document in index.documents()]
    assert len(kinds) == 2
    assert kinds[0] != kinds[1]


def test_a_moved_file_embeds_nothing_and_answers_under_its_new_name(synced, letters, counting, find):
    (letters / "sub" / "cheese.md").rename(letters / "tomme.md")
    report = synced.sync()
    (move,) = report.moved
    assert (move.path.name, move.origin.name) == ("tomme.md", "cheese.md")
    assert (report.added, report.removed, counting.embedded) == ([], [], [])
    assert len([text for text in find(synced, "fromage cave mois") if "fromage" in text]) == 1
    assert names(file.path for file in synced.files()) == ["bridge.txt", "mill.txt", "tomme.md"]


def test_a_moved_folder_and_swapped_files_embed_nothing(synced, letters, counting, find):
    (letters / "sub").rename(letters / "moved")
    (letters / "bridge.txt").rename(letters / "x")
    (letters / "mill.txt").rename(letters / "bridge.txt")
    (letters / "x").rename(letters / "mill.txt")
    report = synced.sync()
    assert ([move.path.name for move in report.moved], counting.embedded) == (["cheese.md"], [])
    assert names(report.changed) == ["bridge.txt", "mill.txt"]
    assert "Lavaur" in next(document.text for document in synced.documents() if uris(document) == ["mill.txt"])


def test_nearly_the_same_text_is_named_and_answers(folder, index_of, find):
    lines = [f"La commune numéro {n} tient son marché le mardi près de l’école." for n in range(30)]
    root = folder({"first.txt": "\n".join(lines), "other.txt": MILL})
    index = index_of(root)
    assert index.sync().near_duplicates == []
    lines[4] = lines[4].replace("mardi", "jeudi")
    folder({"second.txt": "\n".join(lines)})
    (near,) = index.sync().near_duplicates
    assert (near.path.name, near.of.name) == ("second.txt", "first.txt")
    assert 0.8 <= near.share < 1
    assert len(index.documents()) == 3
    assert "jeudi" in find(index, "jeudi")[0]


def test_a_link_that_vanishes_takes_its_documents_with_it(folder, letters, index_of, state):
    outside = folder({"bees.txt": "Les abeilles butinent le tilleul.\n"}, "outside")
    (letters / "link.txt").symlink_to(outside / "bees.txt")
    index = index_of(letters)
    index.sync()
    assert len(index_of(letters).documents()) == 4
    (letters / "link.txt").unlink()
    assert names(index.sync().removed) == ["bees.txt"]
    with sqlite3.connect(state / "index.sqlite") as database:
        assert database.execute("SELECT count(*) FROM documents").fetchone() == (3,)


def test_what_another_root_leads_to_stays_when_a_link_to_it_vanishes(folder, letters, index_of, counting):
    outside = folder({"bees.txt": "Les abeilles butinent le tilleul.\n"}, "outside")
    (letters / "link.txt").symlink_to(outside / "bees.txt")
    index_of(letters).sync()
    index_of(outside).sync()
    (letters / "link.txt").unlink()
    counting.embedded.clear()
    assert index_of(letters).sync().removed == []
    assert len(index_of(letters).documents()) == 3
    assert len(index_of(outside).sync().unchanged) == 1
    assert counting.embedded == []


def test_a_file_that_changes_while_it_is_read_is_read_again(synced, letters, counting, find, monkeypatch):
    from guillemet.index import sources

    path = letters / "bridge.txt"
    rewrite(path, "Le pont est rouge.\n")
    read = sources.read_documents

    def read_and_change(path, _alive):
        reading = read(path)
        if "rouge" in reading.documents[0].text:
            rewrite(path, "Le pont est vert et long.\n")
        return reading

    monkeypatch.setattr(sources, "read_documents", read_and_change)
    assert names(synced.sync().changed) == ["bridge.txt"]
    assert "vert" in find(synced, "pont vert")[0]
    assert not any("rouge" in text for text in counting.embedded if "vert" in text)


def test_a_file_that_never_rests_is_named_and_answers_as_before(synced, letters, find, monkeypatch):
    from guillemet.index import sources

    read = sources.read_documents

    def read_and_change(path, _alive):
        reading = read(path)
        rewrite(path, path.read_text() + "Encore.\n")
        return reading

    rewrite(letters / "bridge.txt", BRIDGE + "Il est neuf.\n")
    monkeypatch.setattr(sources, "read_documents", read_and_change)
    report = synced.sync()
    (skipped,) = report.skipped
    assert (skipped.path.name, len(report.present), report.removed) == ("bridge.txt", 3, [])
    assert "written to while it is read" in skipped.reason
    assert "Lavaur" in find(synced, "pont Lavaur")[0]
    monkeypatch.undo()
    assert names(synced.sync().changed) == ["bridge.txt"]


def test_a_change_that_keeps_time_and_size_is_seen(letters, index_of):
    path = letters / "bridge.txt"
    index = index_of(letters)
    index.sync()
    before = path.stat()
    path.write_text(BRIDGE.replace("1850", "1851"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(index.sync().changed) == ["bridge.txt"]


def test_a_file_over_the_limit_is_named(letters, index_of):
    (letters / "long.txt").write_bytes(b"une ligne\n" * 100_001)
    report = index_of(letters, max_file_mb=1).sync()
    (skipped,) = report.skipped
    assert skipped.path.name == "long.txt"
    assert "larger than 1 MB" in skipped.reason
    assert "GUILLEMET_MAX_FILE_MB" in skipped.reason


def test_a_refused_file_is_not_read_again_before_it_changes(letters, index_of, monkeypatch):
    monkeypatch.setattr(files, "SETTLED_NS", 0)
    (letters / "photo.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    index = index_of(letters)
    first = index.sync().skipped
    read = []
    monkeypatch.setattr(sources, "read_documents", lambda path, _alive: read.append(path.name))
    assert index.sync().skipped == first
    assert read == []
    monkeypatch.undo()
    rewrite(letters / "photo.txt", "La photo montre un pont.\n")
    assert names(index.sync().added) == ["photo.txt"]


def test_a_pipe_is_named_and_does_not_block(letters, index_of):
    os.mkfifo(letters / "pipe.txt")
    (skipped,) = index_of(letters).sync().skipped
    assert (skipped.path.name, skipped.reason) == ("pipe.txt", "not a regular file")


def test_the_state_folder_is_no_document(letters, index_of):
    index = index_of(letters, home=letters / "state")
    (letters / "state" / "notes.txt").write_text("Rien.")
    assert len(index.sync().present) == 3


def test_a_root_that_vanishes_meanwhile_loses_nothing(synced, letters, find):
    def unplug(step):
        if step.done == 1:
            letters.rename(letters.with_name("unplugged"))

    with pytest.raises(CorpusError, match="no such file or folder"):
        synced.sync(unplug)
    assert "fromage" in find(synced, "fromage cave")[0]


def test_words_are_counted_in_the_folders_searched(folder, index_of):
    lone = index_of(folder({"a.txt": BRIDGE}, "one"))
    lone.sync()
    query = lone.embedder.embed_queries(["pont maçons"])[0]
    (before,) = lone.search("pont maçons", query, 1)
    index_of(folder({f"{n}.txt": f"Le pont numéro {n} est vieux." for n in range(30)}, "two")).sync()
    (after,) = lone.search("pont maçons", query, 1)
    assert after.overlap == before.overlap


def test_a_removed_file_disappears(synced, letters, index_of, find):
    document = next(document for document in synced.documents() if "pont" in document.text)
    (letters / "bridge.txt").unlink()
    report = synced.sync()
    assert names(report.removed) == ["bridge.txt"]
    for index in (synced, index_of(letters)):
        assert not any("Lavaur" in text for text in find(index, "pont Lavaur rivière", 50))
        assert index.document(document.sha256) is None
        assert len(index.documents()) == 2


def test_a_removed_folder_disappears(synced, letters, find):
    shutil.rmtree(letters / "sub")
    assert names(synced.sync().removed) == ["cheese.md"]
    assert not any("fromage" in text for text in find(synced, "fromage cave", 50))


def test_when_all_is_removed_nothing_is_found(synced, letters, find):
    for path in letters.rglob("*.*"):
        path.unlink()
    report = synced.sync()
    assert (len(report.removed), report.present) == (3, [])
    assert find(synced, "pont") == []
    assert synced.documents() == []


@pytest.mark.parametrize("mounted", [".", "sub"])
def test_what_stood_on_a_disk_that_is_away_answers_on(mounted, synced, letters, find):
    """Of a disk that is unmounted, the folder stays that it was mounted on: empty, and older than what was on it."""
    place = (letters / mounted).resolve()
    disk = place.rename(letters.with_name("the disk"))
    place.mkdir()
    os.utime(place, (0, 0))
    report = synced.sync()
    assert report.removed == []
    assert [(item.path, item.reason) for item in report.skipped][:1] == [(place, AWAY)]
    assert "Le fromage mûrit" in find(synced, "fromage en cave")[0]
    place.rmdir()
    disk.rename(place)
    assert names(synced.sync().unchanged) == ["bridge.txt", "cheese.md", "mill.txt"]


@pytest.mark.parametrize(("emptied", "away"), [(-3, True), (-1, False), (3, False)])
def test_a_folder_that_was_emptied_after_its_files_were_read_is_no_disk(tmp_path, emptied, away):
    """Files of an old disk are older than the folder that it is mounted on; when they were read tells."""
    read = time.time_ns()
    os.utime(tmp_path, ns=(read, read + emptied * 1_000_000_000))
    file = StoredFile(tmp_path / "sub" / "old.txt", 1, "", Stamp(1, 1, 1), read)
    assert folders_of_disks_away([file], set()) == ({tmp_path: AWAY} if away else {})


@pytest.fixture
def on_a_disk(monkeypatch, letters):
    """The folder `sub` counts as a disk while it is there."""
    place = (letters / "sub").resolve()
    real = unmounted._device
    monkeypatch.setattr(unmounted, "_device", lambda folder: -1 if folder == place else real(folder))
    return place


@pytest.mark.parametrize("left", [False, True])
def test_a_disk_may_be_away_with_its_mount_point_or_leave_one_that_was_just_made(
    left, on_a_disk, letters, index_of, find, monkeypatch
):
    index = index_of(letters)
    index.sync()
    on_a_disk.rename(letters.with_name("the disk"))
    monkeypatch.undo()
    if left:
        on_a_disk.mkdir()
        later(on_a_disk)
    for _ in range(2):
        report = index.sync()
        assert report.removed == []
        assert [(item.path, item.reason) for item in report.skipped] == [(on_a_disk, AWAY if left else GONE)]
    assert "Le fromage mûrit" in find(index, "fromage en cave")[0]
    if left:
        on_a_disk.rmdir()
    letters.with_name("the disk").rename(on_a_disk)
    assert names(index.sync().unchanged) == ["bridge.txt", "cheese.md", "mill.txt"]
    # It is a folder like others now.
    (on_a_disk / "cheese.md").unlink()
    assert names(index.sync().removed) == ["cheese.md"]


def test_a_folder_that_vanishes_while_it_is_looked_at_is_no_disk(tmp_path):
    assert unmounted.disks_of([tmp_path / "gone" / "a.txt"]).mounted == set()


def test_a_disk_that_is_back_after_its_files_were_looked_for_loses_nothing(on_a_disk, letters, index_of, monkeypatch):
    index = index_of(letters)
    index.sync()
    away = on_a_disk.rename(letters.with_name("the disk"))

    def looked_for_meanwhile(*arguments):
        found = discover(*arguments)
        away.rename(on_a_disk)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(sync, "discover", looked_for_meanwhile)
        report = index.sync()
    assert (report.removed, [(item.path, item.reason) for item in report.skipped]) == ([], [(on_a_disk, GONE)])
    report = index.sync()
    assert (report.added, report.removed, report.skipped) == ([], [], [])


def test_from_a_disk_that_is_there_documents_may_be_deleted(on_a_disk, letters, index_of):
    index = index_of(letters)
    index.sync()
    (on_a_disk / "cheese.md").unlink()
    assert names(index.sync().removed) == ["cheese.md"]


def test_a_disk_that_is_unmounted_after_its_files_were_come_upon_loses_nothing(on_a_disk, letters, index_of):
    index = index_of(letters)
    index.sync()
    report = index.sync(lambda at: on_a_disk.exists() and on_a_disk.rename(letters.with_name("the disk")))
    assert (report.removed, names(report.unchanged)) == ([], ["bridge.txt", "mill.txt"])
    assert [(item.path, item.reason) for item in report.skipped] == [(on_a_disk, GONE)]


def test_when_a_file_was_read_is_kept(synced, letters):
    (first,) = [file for file in synced.files() if file.path.name == "mill.txt"]
    assert 0 < time.time_ns() - first.seen_ns < 60_000_000_000
    later(letters / "mill.txt")
    synced.sync()
    (again,) = [file for file in synced.files() if file.path.name == "mill.txt"]
    assert (again.number, again.seen_ns > first.seen_ns) == (first.number, True)


@contextmanager
def no_privileges():
    """Within it, even root may read no more than permissions say."""
    libc = ctypes.CDLL(None)
    (header, held, data) = ((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)())
    assert libc.capget(header, held) == 0
    data[:] = held[:]
    # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of what is in effect.
    data[0] &= ~0b110
    assert libc.capset(header, data) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="root's privileges are those of Linux")
@pytest.mark.parametrize(("closed", "mode"), [("sub", 0), ("sub", 0o444), ("sub/cheese.md", 0)])
def test_what_may_not_be_read_for_a_while_answers_as_it_was_read_before(synced, letters, find, closed, mode):
    later(letters / "sub" / "cheese.md")
    (letters / closed).chmod(mode)
    with no_privileges():
        report = synced.sync()
    assert (report.removed, len(report.present)) == ([], 3)
    assert [item.reason.partition(" (")[0] for item in report.skipped] == ["permission denied"]
    assert "fromage" in find(synced, "fromage cave")[0]
    (letters / closed).chmod(0o755)
    assert synced.sync().counts()["unchanged"] == 3


def test_what_may_not_be_looked_at_may_be_there(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    everything = os.geteuid() == 0
    if everything:
        os.seteuid(65534)
    try:
        seen = [is_there(path) for path in (tmp_path / "closed" / "a.txt", Path("/none/a.txt"), Path("/"))]
    finally:
        if everything:
            os.seteuid(0)
    assert seen == [True, False, True]


def test_what_is_hidden_in_an_archive_is_ignored_as_in_a_folder(synced, letters, monkeypatch):
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        for name in ("lettre.txt", "__MACOSX/._lettre.txt", "__MACOSX/._autre.txt", ".DS_Store"):
            archive.writestr(name, MILL)
    hidden = [letters / "annexes.zip" / name for name in (".DS_Store", "__MACOSX")]
    for _ in range(2):
        report = synced.sync()
        assert (sorted(item.path for item in report.ignored), report.skipped) == (hidden, [])
    # Nor is it tried again with other readers.
    monkeypatch.setattr("guillemet.index.sync.installed_readers", lambda: "others")
    monkeypatch.setattr("guillemet.index.sources.read_documents", None)
    assert len(synced.sync().unchanged) == 4


def test_a_root_that_is_gone_is_said_and_its_documents_are_kept(synced, letters, find):
    letters.rename(letters.with_name("elsewhere"))
    with pytest.raises(CorpusError, match="no such file or folder"):
        synced.sync()
    assert "Lavaur" in find(synced, "pont Lavaur")[0]


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02" * 500, b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 50], ids=["binary", "empty", "png"]
)
def test_a_file_that_becomes_unreadable_is_named_and_no_longer_answers(synced, letters, find, content):
    (letters / "bridge.txt").write_bytes(content)
    later(letters / "bridge.txt")
    report = synced.sync()
    assert names(skipped.path for skipped in report.skipped) == ["bridge.txt"]
    assert report.skipped[0].reason
    assert "\n" not in report.skipped[0].reason
    assert len(report.present) == 2
    assert not any("Lavaur" in text for text in find(synced, "pont Lavaur", 50))
    rewrite(letters / "bridge.txt", BRIDGE)
    assert "Lavaur" in find_after_sync(synced, find)


def find_after_sync(index, find):
    index.sync()
    return find(index, "pont Lavaur")[0]


def test_bad_files_among_good_ones_are_skipped_each_with_its_reason(synced, folder, find):
    folder(
        {
            "photo.txt": b"\xff\xd8\xff\xe0" + bytes(200),
            "empty.md": b"",
            "table.xlsx": b"PK\x03\x04",
            "film.mp4": b"\x00",
            "blank.txt": " \n ",
        }
    )
    report = synced.sync()
    reasons = {skipped.path.name: skipped.reason for skipped in report.skipped}
    assert set(reasons) == {"photo.txt", "empty.md", "table.xlsx", "film.mp4", "blank.txt"}
    assert "JPEG" in reasons["photo.txt"]
    assert "empty" in reasons["empty.md"]
    assert "damaged" in reasons["table.xlsx"]
    assert "no reader" in reasons["film.mp4"]
    assert "no text" in reasons["blank.txt"]
    assert len(report.unchanged) == 3
    assert "Lavaur" in find(synced, "pont Lavaur")[0]


def test_what_is_read_and_cannot_be_quoted_is_said_once(synced, letters):
    (letters / "dots.txt").write_text(". . . . .\n\n---\n")
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("lettre.txt", "Le pont est vieux.\n")
        archive.writestr("titre.md", "# Le titre\n")
    report = synced.sync()
    assert names(report.added) == ["annexes.zip", "dots.txt"]
    silent = (letters / "annexes.zip" / "titre.md", letters / "dots.txt")
    assert report.notices == [f"{path} holds nothing that can be quoted" for path in silent]
    assert synced.sync().notices == []


def test_a_file_is_named_before_its_copy_in_an_archive(synced, letters, find):
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("copy.txt", "Le bac de Gaillac traverse le Tarn.\n")
    (letters / "bac.txt").write_text("Le bac de Gaillac traverse le Tarn.\n")
    synced.sync()
    (bac,) = (document for document in synced.documents() if "Gaillac" in document.text)
    assert [uri.rpartition("/")[2] for uri in bac.locations] == ["bac.txt", "annexes.zip#part=copy.txt"]
    assert bac.uri == bac.locations[0]


def test_two_roots_in_one_state_folder_do_not_see_each_other(folder, index_of, find):
    one = index_of(folder({"a.txt": BRIDGE}, "one"))
    other = index_of(folder({"b.txt": MILL}, "one0"))
    one.sync()
    other.sync()
    one.sync()
    assert [names(file.path for file in index.files()) for index in (one, other)] == [["a.txt"], ["b.txt"]]
    assert not any("moulin" in text for text in find(one, "moulin Castel farine", 50))
    assert not any("pont" in text for text in find(other, "pont Lavaur", 50))
    assert "moulin" in find(other, "moulin Castel farine")[0]


def test_a_folder_whose_name_begins_like_another_is_another(folder, index_of):
    one, other = folder({"a.txt": BRIDGE}, "one"), folder({"b.txt": MILL}, "one-more")
    index_of(other).sync()
    assert index_of(one).sync().removed == []
    assert [names(file.path for file in index_of(root).files()) for root in (one, other)] == [["a.txt"], ["b.txt"]]


def test_of_nested_roots_each_sees_what_is_below_it(letters, index_of, counting, find):
    whole, part = index_of(letters), index_of(letters / "sub")
    whole.sync()
    embedded = len(counting.embedded)
    report = part.sync()
    assert (len(report.unchanged), len(counting.embedded)) == (1, embedded)
    assert names(file.path for file in part.files()) == ["cheese.md"]
    assert not any("Lavaur" in text for text in find(part, "pont Lavaur", 50))
    both = index_of(letters, letters / "sub", letters / "bridge.txt")
    assert len(both.sync().unchanged) == 3
    assert len(both.documents()) == 3


def test_a_single_file_is_a_root(letters, index_of, find):
    index = index_of(letters / "mill.txt")
    assert names(index.sync().added) == ["mill.txt"]
    assert all("Lavaur" not in text for text in find(index, "pont Lavaur", 50))


def test_a_link_out_of_the_folder_is_followed_and_forgotten_with_the_link(folder, letters, index_of, counting, find):
    outside = folder({"bees.txt": "Les abeilles butinent le tilleul.\n"}, "outside")
    (letters / "link.txt").symlink_to(outside / "bees.txt")
    index = index_of(letters)
    index.sync()
    assert "abeilles" in find(index, "abeilles tilleul")[0]
    counting.embedded.clear()
    assert index.sync().embedded == 0
    assert counting.embedded == []
    (letters / "link.txt").unlink()
    index.sync()
    for again in (index, index_of(letters)):
        assert not any("abeilles" in text for text in find(again, "abeilles tilleul", 50))


def test_a_loop_of_links_ends(letters, index_of):
    (letters / "sub" / "up").symlink_to(letters)
    assert len(index_of(letters).sync().added) == 3


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX alone")
def test_a_name_of_odd_bytes_is_indexed_and_removed_like_any_other(letters, index_of, find):
    path = os.fsencode(letters) + b"/caf\xe9 \n.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write("Le café ouvre à six heures.\n".encode())
    index = index_of(letters)
    assert len(index.sync().added) == 4
    assert len(index.sync().unchanged) == 4
    assert "café" in find(index, "café heures")[0]
    os.unlink(path)  # noqa: PTH108
    assert len(index.sync().removed) == 1


def test_progress_goes_from_nothing_to_all(letters, index_of):
    seen = []
    index_of(letters).sync(seen.append)
    reading = [step for step in seen if not step.embedding]
    assert [step.done for step in reading] == [0, 1, 2, 3]
    assert {step.total for step in reading} == {3}
    assert sorted(step.name for step in reading) == ["", "bridge.txt", "cheese.md", "mill.txt"]
    (first, last) = [(step.done, step.total) for step in seen if step.embedding]
    assert (first[0], first[1], last[0]) == (0, *last)


def test_what_was_done_before_an_error_stays_done(letters, index_of, counting, monkeypatch):
    monkeypatch.setattr(batch, "_MOST_FILES", 1)

    def stop(step):
        if step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_of(letters).sync(stop)
    counting.embedded.clear()
    report = index_of(letters).sync()
    assert (len(report.unchanged), len(report.added)) == (2, 1)


def test_what_another_process_forgets_while_it_waits_is_read_again(folder, index_of, find, patient):
    (one, two) = (folder({"bridge.txt": BRIDGE, "mill.txt": MILL}, "one"), folder({"bridge.txt": BRIDGE}, "two"))
    other = index_of(two)
    other.sync()

    def forget(step):
        if step.name == "mill.txt":
            other.forget(two / "bridge.txt")

    index = index_of(one)
    report = index.sync(forget)
    assert (names(report.added), report.duplicates, report.skipped) == (["bridge.txt", "mill.txt"], [], [])
    assert "Lavaur" in find(index, "pont Lavaur")[0]


def test_a_file_is_no_copy_of_one_that_is_rewritten_in_the_same_run(synced, letters, patient):
    rewrite(letters / "bridge.txt", "Le bac remplace le pont.\n")
    (letters / "old-bridge.txt").write_text(BRIDGE, encoding="utf-8")
    report = synced.sync()
    assert (names(report.changed), names(report.added), report.duplicates) == (["bridge.txt"], ["old-bridge.txt"], [])


def test_small_files_are_written_together(letters, index_of, patient):
    index = index_of(letters)
    held = []
    index.read(lambda step: held.append(len(index.files())))
    assert held == [0, 0, 0, 3]


def test_what_waits_is_found_before_a_file_is_read_that_takes_long(letters, index_of, monkeypatch, patient):
    monkeypatch.setattr(batch, "_LONG_READ_BYTES", 10 * len(MILL))
    (letters / "long.txt").write_text(20 * MILL, encoding="utf-8")
    index = index_of(letters)
    held = {}
    original = sources.read_documents
    monkeypatch.setattr(
        sources,
        "read_documents",
        lambda path, _alive: (held.update({path.name: len(index.files())}), original(path))[1],
    )
    index.read()
    assert (held["bridge.txt"], held["long.txt"], held["mill.txt"]) == (0, 1, 1)


def test_what_the_model_failed_on_is_found_by_its_words_and_tried_again(
    synced, letters, folder, counting, find, monkeypatch
):
    folder({"bees.txt": "Les abeilles butinent le tilleul.\n"})

    def fail(texts):
        raise GuillemetError("the model failed")

    monkeypatch.setattr(counting, "embed_passages", fail)
    with pytest.raises(GuillemetError, match="the model failed"):
        synced.sync()
    assert len(synced.documents()) == 4
    monkeypatch.undo()
    report = synced.sync()
    assert (len(report.unchanged), report.embedded, synced.pending) == (4, 1, 0)
    assert "abeilles" in find(synced, "abeilles")[0]


def test_a_report_is_told_as_plain_data(tmp_path):
    report = SyncReport(added=[tmp_path / "a"], unchanged=[tmp_path / "b"], embedded=3, notices=["rebuilt"])
    assert report.as_dict() == {
        "added": [str(tmp_path / "a")],
        "changed": [],
        "moved": [],
        "unchanged": 1,
        "duplicate": [],
        "removed": [],
        "skipped": [],
        "ignored": [],
        "near_duplicates": [],
        "embedded": 3,
        "notices": ["rebuilt"],
    }


def test_what_inside_a_file_cannot_be_read_is_named_each_time(letters, index_of):
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("note.txt", "La note parle du pont suspendu.\n")
        archive.writestr("photo.txt", b"\xff\xd8\xff\xe0" + bytes(200))
    index = index_of(letters)
    first = index.sync()
    assert [(item.path.parent.name, item.path.name) for item in first.skipped] == [("annexes.zip", "photo.txt")]
    assert index.sync().skipped == first.skipped
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("note.txt", "La note parle d’un autre pont, en pierre.\n")
    assert index.sync().skipped == []
    assert index.sync().skipped == []


def test_two_that_are_nearly_the_same_are_one_line_that_names_the_parts(letters, index_of):
    text = "".join(f"Le pont numéro {number} traverse la rivière près du moulin. " for number in range(40))
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("first.txt", text)
        archive.writestr("second.txt", text + "Une phrase de plus.")
    (near,) = index_of(letters).sync().near_duplicates
    assert {near.path, near.of} == {letters / "annexes.zip" / "first.txt", letters / "annexes.zip" / "second.txt"}


def test_what_inside_a_moved_file_cannot_be_read_is_named_at_its_new_place(letters, index_of):
    with zipfile.ZipFile(letters / "annexes.zip", "w") as archive:
        archive.writestr("note.txt", "La note parle du pont suspendu.\n")
        archive.writestr("photo.txt", b"\xff\xd8\xff\xe0" + bytes(200))
    index = index_of(letters)
    index.sync()
    (letters / "annexes.zip").rename(letters / "papers.zip")
    for _ in range(2):
        report = index.sync()
        assert [item.path for item in report.skipped] == [letters / "papers.zip" / "photo.txt"]
        assert report.embedded == 0


def test_a_folder_that_cannot_be_listed_this_time_loses_nothing(letters, index_of, counting, monkeypatch):
    import errno
    import os

    (letters / "far").mkdir()
    (letters / "far" / "far.txt").write_text("The island has no bridge.")
    index_of(letters).sync()
    listed = os.scandir

    def failing(path):
        if str(path).endswith("far"):
            raise OSError(errno.EIO, "Input/output error")
        return listed(path)

    monkeypatch.setattr("guillemet.corpus.folder.os.scandir", failing)
    index = index_of(letters)
    report = index.sync()
    assert [(item.path.name, item.reason) for item in report.skipped] == [("far", "cannot be listed")]
    assert report.removed == []
    assert letters / "far" / "far.txt" in [file.path for file in index.files()]
    monkeypatch.undo()
    counting.embedded.clear()
    assert len(index_of(letters).sync().unchanged) == 4
    assert counting.embedded == []

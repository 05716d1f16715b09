"""An index is built anew beside the old one, which answers until the switch; old formats are brought up to date."""

import os
import sqlite3

import pytest

from guillemet.corpus.errors import IndexBusyError, IndexMismatchError
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.pages import PageStore, StoredPage
from guillemet.index.rebuild import rebuild_index
from guillemet.index.schema import FORMAT
from guillemet.index.settings import Settings
from guillemet.index.unmounted import AWAY


@pytest.fixture
def letters(folder):
    names = ("pont", "moulin", "phare")
    return folder({f"{name}.md": f"# Le {name}\n\nLe {name} est vieux. On le répare.\n" for name in names})


@pytest.fixture
def synced(letters, index_of, find):
    index = index_of(letters)
    index.sync()
    find(index, "pont")
    return index


def left_in(state):
    return sorted(path.name.partition(".")[0] for path in state.iterdir() if not path.name.startswith("index.sqlite-"))


def test_the_old_index_answers_until_the_switch(synced, letters, find):
    answers = []

    def ask(_progress):
        answers.append(find(synced, "phare")[0])
        other = Index([letters], synced.settings, HashingEmbedder())
        answers.append(find(other, "phare")[0])

    report = rebuild_index([letters], synced.settings, HashingEmbedder(), ask)
    assert len(report.added) == 3
    assert len(answers) == 12
    assert all("phare" in answer for answer in answers)
    assert "phare" in find(synced, "phare")[0]
    assert left_in(synced.settings.home) == ["index", "vectors"]


def test_another_model_takes_over_and_who_has_the_old_one_says_so(synced, letters, find):
    other = HashingEmbedder(32)
    rebuild_index([letters], synced.settings, other)
    index = Index([letters], synced.settings, other)
    assert len(index.sync().unchanged) == 3
    assert "phare" in find(index, "phare")[0]
    with pytest.raises(IndexMismatchError, match=r"hashing-32.*hashing-64"):
        find(synced, "phare")
    with pytest.raises(IndexMismatchError, match=r"hashing-32.*hashing-64"):
        synced.sync()


def test_a_sync_that_was_under_way_when_the_index_was_replaced_writes_nothing(synced, letters):
    (letters / "pont.md").write_text("Le pont est neuf.\n")

    def replace(progress):
        if progress.done == 0:
            rebuild_index([letters], synced.settings, HashingEmbedder(32))
            (letters / "phare.md").write_text("Le phare est neuf.\n")

    with pytest.raises(IndexBusyError, match=r"built the index .* anew meanwhile"):
        synced.sync(replace)
    with sqlite3.connect(synced.settings.home / "index.sqlite") as database:
        assert database.execute("SELECT DISTINCT length(vector) FROM embeddings").fetchall() == [(64,)]


def test_who_has_the_old_index_goes_on_with_the_new_one_of_the_same_model(synced, letters, find):
    rebuild_index([letters], synced.settings, HashingEmbedder())
    (letters / "lavoir.md").write_text("Le lavoir est neuf.\n")
    assert synced.sync().added == [letters / "lavoir.md"]
    assert "lavoir" in find(synced, "lavoir")[0]
    assert synced.pending == 0


def test_what_else_was_indexed_is_built_anew_too_and_pages_are_carried_over(synced, letters, folder, index_of):
    others = [folder({"a.txt": f"Les {name} volent.\n"}, name) for name in ("abeilles", "merles")]
    for other in others:
        index_of(other).sync()
    others[1].joinpath("a.txt").unlink()
    others[1].rmdir()
    page = StoredPage("https://s.example/", "https://s.example/", "https://s.example/", "a.html", 9, None, None, 1)
    PageStore(synced.database).keep(page, b"<p>Oui.</p>")
    report = rebuild_index([letters], synced.settings, HashingEmbedder())
    assert len(report.added) == 4
    assert any(str(others[1]) in notice for notice in report.notices)
    assert not any(AWAY in notice for notice in report.notices)
    pages = PageStore(index_of(letters).database)
    assert [pages.body(held) for held in pages.every()] == [b"<p>Oui.</p>"]


def test_a_disk_that_is_away_is_said(synced, letters, folder, index_of):
    other = folder({"a.txt": "Les abeilles volent.\n"}, "abeilles")
    index_of(other).sync()
    letters.rename(letters.with_name("unplugged"))
    letters.mkdir()
    os.utime(letters, (0, 0))
    report = rebuild_index([other], synced.settings, HashingEmbedder())
    assert [notice for notice in report.notices if str(letters) in notice and AWAY in notice]


def test_documents_are_not_mixed_up_where_another_process_builds_anew(synced, letters):
    held = synced.documents()
    gone = min(letters.rglob("*.md"))
    gone.unlink()
    rebuild_index([letters], synced.settings, HashingEmbedder())
    kept = [document for document in held if document.uri != gone.as_uri()]
    assert 0 < len(kept) < len(held)
    assert [synced.document(document.sha256).text for document in kept] == [document.text for document in kept]
    assert [synced.document_at(document.uri).text for document in kept] == [document.text for document in kept]
    assert [document.text for document in synced.documents()] == [document.text for document in kept]


def test_what_ends_it_leaves_the_old_index_as_it_was(synced, letters, find):
    def stop(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_index([letters], synced.settings, HashingEmbedder(32), stop)
    assert "phare" in find(synced, "phare")[0]
    assert len(synced.sync().unchanged) == 3
    assert left_in(synced.settings.home) == ["index", "vectors"]


@pytest.mark.parametrize("damage", ["garbage", "within", "none", "empty"])
def test_a_damaged_index_is_replaced(synced, letters, find, state, damage):
    synced.database.close()
    path = state / "index.sqlite"
    content = path.read_bytes()
    damaged = {"garbage": b"garbage " * 999, "within": content[:8192] + b"\xa5" * (len(content) - 8192), "empty": b""}
    if damage == "none":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])
    assert len(rebuild_index([letters], synced.settings, HashingEmbedder()).added) == 3
    assert "phare" in find(Index([letters], synced.settings, HashingEmbedder()), "phare")[0]


FORMAT_1 = """
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO manifest VALUES ('generation', '3'), ('format', '1'), ('model', 'hashing-64'), ('chunk_tokens', '160');
CREATE TABLE documents (number INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
INSERT INTO documents (path, text) VALUES (x'2f78', 'old');
CREATE TABLE embeddings (id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL);
CREATE TABLE sentences (id INTEGER PRIMARY KEY AUTOINCREMENT, chunk INTEGER NOT NULL);
CREATE TABLE background (language TEXT NOT NULL, vector BLOB NOT NULL);
CREATE VIRTUAL TABLE lexicon USING fts5 (terms, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lexicon, row);
"""


def test_of_an_index_of_the_first_format_the_vectors_are_kept(synced, letters, index_of, counting, find, tmp_path):
    with sqlite3.connect(synced.settings.home / "index.sqlite") as database:
        vectors = database.execute("SELECT digest, vector FROM embeddings").fetchall()
    home = tmp_path / "old"
    home.mkdir()
    with sqlite3.connect(home / "index.sqlite") as database:
        database.executescript(FORMAT_1)
        database.executemany("INSERT INTO embeddings (digest, vector) VALUES (?, ?)", vectors)
    database.close()
    counting.embedded.clear()
    index = index_of(letters, home=home)
    report = index.sync()
    assert (len(report.added), report.embedded, counting.embedded) == (3, 0, [])
    assert any("format 1" in notice for notice in report.notices)
    assert "phare" in find(index, "phare")[0]
    assert index_of(letters, home=home).sync().notices == []


def test_an_index_of_a_later_format_is_refused_with_the_mending_command(synced, letters, index_of, state):
    with sqlite3.connect(state / "index.sqlite") as database:
        database.execute("UPDATE manifest SET value = '99' WHERE name = 'format'")
    database.close()
    with pytest.raises(IndexMismatchError, match="guillemet index --rebuild") as raised:
        index_of(letters)
    assert "\n" not in str(raised.value)
    rebuild_index([letters], Settings(home=state), HashingEmbedder())
    assert index_of(letters).database.manifest()["format"] == FORMAT

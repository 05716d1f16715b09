"""What was read is found by its words at once, and by its meaning as soon as it has vectors."""

import sqlite3

import pytest

from guillemet.index import large_file, pending, scope
from guillemet.index.doctor import examine
from guillemet.index.index import Index
from guillemet.index.rebuild import rebuild_index
from guillemet.index.settings import Settings

PLACES = ("pont", "moulin", "phare", "marché", "jardin", "port")


@pytest.fixture
def letters(folder):
    return folder({f"{name}.md": f"# Le {name}\n\nLe {name} est vieux. On le répare.\n" for name in PLACES})


@pytest.fixture
def read(letters, index_of):
    """An index of which every document is read and nothing is embedded."""
    index = index_of(letters)
    index.read()
    return index


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(pending, "_AT_ONCE", 2)
    monkeypatch.setattr(pending, "_FEW", 1)


def test_what_is_read_is_found_by_its_words_without_a_vector(read, counting, find, monkeypatch):
    monkeypatch.setattr("guillemet.index.index._HITS_SECONDS", 0)
    waiting = read.pending
    assert waiting > len(PLACES)
    assert "phare" in find(read, "phare")[0]
    assert (counting.embedded, read.pending) == ([], waiting)


def test_what_waits_is_counted_in_the_documents_that_are_asked(read):
    held = [one.id for one in read.listing()]
    counts = [read.pending_among(frozenset({one})) for one in held]
    assert min(counts) > 0
    assert sum(counts) == read.pending
    assert read.pending_among(frozenset()) == 0


def test_a_question_has_what_its_words_lead_to_embedded_first(read, counting, find):
    waiting = read.pending
    assert "phare" in find(read, "phare")[0]
    assert counting.embedded
    assert all("phare" in text for text in counting.embedded)
    assert read.pending == waiting - len(counting.embedded)


def test_what_a_question_could_not_wait_for_is_next(read, counting, find, monkeypatch, small_steps):
    monkeypatch.setattr("guillemet.index.index._HITS_SECONDS", 0)
    find(read, "phare")
    steps = iter([True, False])
    read.embed(lambda _done, _total: next(steps))
    assert counting.embedded
    assert sum("phare" in text for text in counting.embedded) >= len(counting.embedded) / 2


def test_chunks_come_before_sentences(letters, index_of, counting, small_steps):
    index_of(letters).sync()
    first = counting.embedded[: len(PLACES)]
    assert all("est vieux. On le répare." in text for text in first)
    assert not any("est vieux. On le répare." in text for text in counting.embedded[len(PLACES) :])


def test_embedding_goes_on_where_it_was_stopped(read, letters, index_of, counting, find, small_steps):
    told = []
    steps = iter([True, True, False])

    def step(done, total):
        told.append((done, total))
        return next(steps)

    (waiting, embedded) = (read.pending, read.embed(step))
    assert embedded == len(counting.embedded) == 4
    assert told == [(0, waiting), (2, waiting), (4, waiting)]
    again = index_of(letters)
    assert again.pending == waiting - 4
    report = again.sync()
    assert (len(report.unchanged), report.embedded) == (len(PLACES), waiting - 4)
    assert len(counting.embedded) == len(set(counting.embedded)) == waiting
    assert again.pending == 0
    assert "moulin" in find(again, "moulin")[0]


def test_the_result_is_that_of_a_sync_at_one_go(read, letters, index_of, find, tmp_path):
    find(read, "jardin")
    read.embed()
    whole = index_of(letters, home=tmp_path / "whole")
    whole.sync()
    for place in PLACES:
        (vector,) = read.embedder.embed_queries([f"{place} vieux"])
        told = [
            [(hit.document.uri, hit.span, pytest.approx(hit.score, abs=1e-6)) for hit in index.search(place, vector)]
            for index in (read, whole)
        ]
        assert told[0] == told[1]


def test_files_for_which_there_is_no_time_are_left_and_read_the_next_time(letters, index_of, find):
    index = index_of(letters)
    looks = iter([False, False, *[True] * 9])
    report = index.read(enough=lambda: next(looks))
    assert (len(report.added), report.unread, report.removed) == (2, 4, [])
    (letters / "jardin.md").write_text("# Le jardin\n\nIl est planté de buis.\n", encoding="utf-8")
    report = index.read(enough=lambda: True)
    assert (len(report.unchanged), report.unread, len(report.present)) == (1, 5, 2)
    assert "jardin" in find(index, "jardin")[0]
    report = index.read()
    assert (len(report.added), len(report.changed), report.unread) == (4, 1, 0)
    assert "buis" in find(index, "buis")[0]


def test_what_is_deleted_before_it_was_embedded_leaves_nothing(read, letters, counting, find):
    for path in letters.glob("*.md"):
        if path.stem != "phare":
            path.unlink()
    read.sync()
    assert read.pending == 0
    assert all("phare" in text for text in counting.embedded)
    told = examine(read.settings, counting)
    assert (told.findings, told.checked["documents"]) == ([], 1)


def test_the_doctor_finishes_what_waits_and_says_so(read, counting, find):
    waiting = read.pending
    told = examine(read.settings, counting)
    assert told.findings == []
    assert f"{waiting} passages that were read had no vectors yet; they are embedded" in told.notices
    assert len(counting.embedded) == waiting
    told = examine(read.settings, counting)
    assert (told.findings, told.notices) == ([], [])


def test_the_doctor_reads_again_where_not_even_a_vector_is_awaited(read, counting):
    with sqlite3.connect(read.settings.home / "index.sqlite") as database:
        database.execute("DELETE FROM pending WHERE id = -1")
    database.close()
    told = examine(read.settings, counting)
    assert [finding.found.rpartition(": ")[2] for finding in told.findings] == ["a vector is missing; it is read again"]
    assert examine(read.settings, counting).findings == []


def test_an_index_of_the_format_before_is_read_again_and_embeds_nothing(letters, index_of, counting, find):
    index = index_of(letters)
    index.sync()
    with sqlite3.connect(index.settings.home / "index.sqlite") as database:
        database.execute("CREATE TABLE bands (band BLOB, document INTEGER)")
        database.execute("INSERT INTO disks VALUES (x'2f6d')")
        database.execute("UPDATE manifest SET value = '4' WHERE name = 'format'")
    database.close()
    (before, counting.embedded[:]) = (len(counting.embedded), [])
    assert before
    later = index_of(letters)
    report = later.sync()
    assert (len(report.added), counting.embedded) == (len(PLACES), [])
    assert ["format 4" in notice for notice in report.notices] == [True]
    assert not later.database.rows("SELECT 1 FROM sqlite_master WHERE name = 'bands'")
    assert later.database.rows("SELECT path FROM disks WHERE path = x'2f6d'")
    (letters / "new.md").write_text("Le dragon dort.\n", encoding="utf-8")
    later.sync()
    assert "dragon" in find(later, "dragon")[0]


def test_rebuilding_embeds_no_text_twice(folder, state, counting):
    text = " ".join(
        f"Au village {number}, le conseil a voté {number + 100} euros pour la route." for number in range(9)
    )
    notes = folder({"note.md": f"# Budget\n\n{text}\n"})
    Index([notes], Settings(home=state), counting).sync()
    before = set(counting.embedded)
    counting.embedded.clear()
    report = rebuild_index([notes], Settings(home=state, chunk_tokens=60), counting)
    assert 0 < report.embedded == len(counting.embedded) < 9
    assert not before & set(counting.embedded)
    counting.embedded.clear()
    assert rebuild_index([notes], Settings(home=state, chunk_tokens=60), counting).embedded == 0
    assert counting.embedded == []
    told = examine(Settings(home=state, chunk_tokens=60), counting)
    assert told.findings == []


def test_a_large_index_follows_what_gets_its_vectors_later(folder, index_of, find, monkeypatch, small_steps):
    monkeypatch.setattr(large_file, "EXACT_MOST", 20)
    monkeypatch.setattr(large_file, "TAIL_MOST", 10)
    monkeypatch.setattr(scope, "_FEW", 5)
    monkeypatch.setattr("guillemet.index.index._HITS_SECONDS", 0)
    notes = folder({f"note-{number}.md": f"Le hameau {number} vend son four {number * 7}.\n" for number in range(40)})
    index = index_of(notes)
    index.sync()
    reader = index_of(notes)
    find(reader, "hameau 3")
    (notes / "new.md").write_text("Le dragon dort. Il ronfle au sommet.\n", encoding="utf-8")
    index.read()
    size = index.size
    assert "dragon" in find(index, "dragon sommet")[0]
    assert "dragon" in find(reader, "dragon sommet")[0]
    before = reader.size
    index.embed()
    assert index.pending == 0
    for one in (index, reader, index_of(notes)):
        (hit, *_) = one.search("", one.embedder.embed_queries(["Le dragon dort."])[0], 1)
        assert "dragon" in hit.document.text
        assert hit.closeness > 0.1
        assert one.size == before + 3
    assert size <= before

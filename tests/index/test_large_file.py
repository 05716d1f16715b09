"""An index with too many vectors to compare them all finds what one finds that compares them."""

import pytest

from guillemet.index import large_file, scope
from guillemet.index.database import Database
from guillemet.index.doctor import examine
from guillemet.index.index import DATABASE_FILE
from guillemet.index.rebuild import rebuild_index
from guillemet.index.settings import Settings

WORDS = ["école", "mairie", "pont", "forêt", "rivière", "marché", "moulin", "église"]
WORDS += ["gare", "usine", "jardin", "place", "route", "colline", "lac", "port"]


def note(number):
    (one, other) = (WORDS[number % 16], WORDS[number // 16 % 16])
    return f"La commune code{number} a rénové son {one} en {1800 + number}.\n\nUn {other} ouvre au nord{number}.\n"


@pytest.fixture
def notes(folder):
    return folder({f"note-{number:03}.md": note(number) for number in range(120)})


@pytest.fixture
def few(monkeypatch):
    """As if three hundred vectors were too many, and a tail of ten too long."""
    monkeypatch.setattr(large_file, "EXACT_MOST", 300)
    monkeypatch.setattr(large_file, "TAIL_MOST", 10)
    monkeypatch.setattr(scope, "_FEW", 40)


def told(index, query):
    hits = index.search(query, index.embedder.embed_queries([query])[0], 5)
    return [(hit.document.uri, hit.span, pytest.approx(hit.score, abs=1e-6)) for hit in hits]


def best(index, query):
    return index.search(query, index.embedder.embed_queries([query])[0], 1)[0].document.uri


QUERIES = [f"code{number} {WORDS[number % 16]} rénové" for number in range(0, 120, 7)]


def files(state):
    return sorted(path.name.split(".")[2].split("-")[0] for path in state.glob("vectors.*"))


def test_finds_what_comparing_every_vector_finds(notes, index_of, tmp_path, few, monkeypatch):
    large = index_of(notes)
    large.sync()
    assert files(large.settings.state_folder) == ["members", "upto"]
    monkeypatch.setattr(large_file, "EXACT_MOST", 10_000)
    exact = index_of(notes, home=tmp_path / "other")
    exact.sync()
    assert files(tmp_path / "other") == [str(exact.database.state[1])]
    for query in QUERIES:
        assert told(large, query) == told(exact, query)
    assert large.size == exact.size


def test_what_is_added_is_found_and_what_is_removed_is_not(notes, index_of, few):
    index = index_of(notes)
    index.sync()
    (notes / "new.md").write_text("Le dragon xylophone dort au sommet.\n", encoding="utf-8")
    index.sync()
    assert best(index, "dragon xylophone").endswith("new.md")
    assert best(index, "code35 forêt rénové").endswith("note-035.md")
    (notes / "new.md").unlink()
    (notes / "note-035.md").unlink()
    index.sync()
    assert not best(index, "dragon xylophone").endswith("new.md")
    assert not best(index, "code35 forêt rénové").endswith("note-035.md")
    assert best(index, "code36 rivière rénové").endswith("note-036.md")


def test_another_process_follows_without_the_files_being_written_anew(notes, index_of, few):
    index_of(notes).sync()
    reader = index_of(notes)
    assert best(reader, "code3 forêt").endswith("note-003.md")
    before = {path: path.stat().st_mtime_ns for path in reader.settings.state_folder.glob("vectors.*.faiss")}
    (notes / "new.md").write_text("Le dragon xylophone dort au sommet.\n", encoding="utf-8")
    index_of(notes).sync()
    assert best(reader, "dragon xylophone").endswith("new.md")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_long_tail_is_put_into_the_lists(notes, index_of, few):
    index = index_of(notes)
    index.sync()
    (old,) = index.settings.state_folder.glob("vectors.*.faiss")
    for number in range(120, 150):
        (notes / f"note-{number}.md").write_text(note(number), encoding="utf-8")
    index.sync()
    (new,) = index.settings.state_folder.glob("vectors.*.faiss")
    assert old != new
    assert best(index, "code149 rénové").endswith("note-149.md")
    assert best(index, "code3 forêt rénové").endswith("note-003.md")


def test_some_documents_of_a_large_index_are_searched_as_if_there_were_no_others(notes, index_of, few):
    index = index_of(notes)
    index.sync()
    every = {int(document.uri[-6:-3]): document.id for document in index.documents()}
    among = frozenset(every[number] for number in range(0, 120, 4))
    for number in range(0, 120, 12):
        query = f"code{number} {WORDS[number % 16]} rénové"
        hits = index.search(query, index.embedder.embed_queries([query])[0], 5, among=among)
        assert hits[0].document.id == every[number]
        assert {hit.document.id for hit in hits} <= among
        assert len(hits) == 5
    # The others are there as before.
    assert best(index, "code35 forêt rénové").endswith("note-035.md")


def test_only_documents_of_the_folder_asked_are_found(notes, folder, index_of, few):
    index_of(notes).sync()
    other = index_of(folder({f"more-{number}.md": note(number) for number in range(60)}, "other"))
    other.sync()
    assert best(other, "code3 forêt rénové").endswith("more-3.md")
    assert len(other.search("code3", other.embedder.embed_queries(["code3"])[0], 1000)) <= 60 * 2
    assert {"/other/" in uri for (uri, _, _) in told(other, "code100 marché rénové")} == {True}


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"garbage")])
@pytest.mark.parametrize("pattern", ["vectors.*.faiss", "vectors.*.npz"])
def test_a_lost_or_damaged_file_is_made_again(notes, index_of, few, damage, pattern):
    index = index_of(notes)
    index.sync()
    (path,) = index.settings.state_folder.glob(pattern)
    damage(path)
    assert best(index_of(notes), "code3 forêt rénové").endswith("note-003.md")
    index_of(notes).sync()
    assert files(index.settings.state_folder) == ["members", "upto"]


def test_the_doctor_mends_codes_that_lack_vectors(notes, index_of, few, counting, state):
    index_of(notes).sync()
    assert examine(Settings(home=state), counting).healthy
    (path,) = state.glob("vectors.*.faiss")
    path.write_bytes(b"garbage")
    diagnosis = examine(Settings(home=state), counting)
    assert [finding.found for finding in diagnosis.findings if "vector file" in finding.found and finding.mended]
    assert best(index_of(notes), "code3 forêt rénové").endswith("note-003.md")


def test_a_rebuilt_index_has_files_of_its_own(notes, index_of, few, counting, state):
    index_of(notes).sync()
    (old,) = state.glob("vectors.*.faiss")
    rebuild_index([notes.resolve()], Settings(home=state), counting)
    (new,) = state.glob("vectors.*.faiss")
    assert Database(state / DATABASE_FILE).state[0] in new.name
    assert old != new
    assert best(index_of(notes), "code3 forêt rénové").endswith("note-003.md")

"""The doctor finds what is wrong with a state folder, mends it, and says so."""

import os
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from guillemet.assistant.tables import diagnosis_lines
from guillemet.corpus.errors import IndexStateError
from guillemet.index.doctor import examine
from guillemet.index.leftovers import leftovers, unfinished_name
from guillemet.index.rebuild import rebuild_index
from guillemet.index.unmounted import AWAY


@pytest.fixture
def letters(folder):
    names = ("pont", "moulin", "phare")
    return folder({f"{name}.md": f"# Le {name}\n\nLe {name} est vieux. On le répare.\n" for name in names})


@pytest.fixture
def synced(letters, index_of):
    index = index_of(letters)
    index.sync()
    return index


@pytest.fixture
def checked(synced, counting, find):
    """Examines, tells the findings, and holds the index to be well afterwards."""

    def examined():
        told = examine(synced.settings, counting)
        assert told.healthy, told.findings
        again = examine(synced.settings, counting)
        assert (again.findings, again.notices) == ([], [])
        assert "phare" in find(synced, "phare")[0]
        return [finding.found for finding in told.findings]

    return examined


def change(index, statement, *parameters):
    with sqlite3.connect(index.settings.home / "index.sqlite") as database:
        changed = database.execute(statement, parameters).rowcount
        database.execute("UPDATE manifest SET value = value + 1 WHERE name = 'generation'")
    database.close()
    assert changed != 0


def test_a_document_that_holds_nothing_to_quote_is_whole(folder, index_of, counting):
    index = index_of(folder({"title.md": "# Le pont\n", "rule.md": "# Le phare\n\n…\n", "note.txt": "Le phare.\n"}))
    index.sync()
    assert examine(index.settings, counting).findings == []
    assert len(index.documents()) > 1


def test_an_index_that_is_well_has_no_findings(synced, counting):
    told = examine(synced.settings, counting)
    assert (told.findings, told.notices, told.healthy) == ([], [], True)
    assert (told.checked["documents"], told.checked["files"]) == (3, 3)
    assert told.checked["vectors"] > 3


def test_where_there_is_no_index_none_is_made(state, index_of, letters, counting):
    settings = index_of(letters, home=state / "other").settings
    settings = type(settings)(home=state)
    assert examine(settings, counting).healthy
    assert not (state / "index.sqlite").exists()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE chunks SET end = end + 1000 WHERE id = 1", "outside the text"),
        ("UPDATE chunks SET start = start + 4 WHERE id = 1", "words are not those"),
        ("UPDATE sentences SET start = start + 2 WHERE id = 2", "that of another text"),
        ("UPDATE sentences SET end = 10000 WHERE id = 2", "outside its chunk"),
        ("UPDATE documents SET text = replace(text, 'pont', 'mont')", "words are not those"),
        ("UPDATE lexicon SET terms = 'autre' WHERE rowid = 1", "words are not those"),
        ("UPDATE documents SET blocks = 'garbage' WHERE number = 1", "outside its text"),
        ("UPDATE documents SET blocks = '[[0,99999,\"row\",0]]' WHERE number = 1", "outside its text"),
        ("UPDATE documents SET pages = '[[5,2]]' WHERE number = 1", "outside its text"),
        ("UPDATE locations SET document = 2 WHERE document = 1", "not what was read from it"),
        ("UPDATE files SET sha256 = '00' WHERE number = 1", "not what was read from it"),
        ("DELETE FROM embeddings WHERE id = 2", "missing"),
        ("UPDATE embeddings SET vector = zeroblob(128) WHERE id = 2", "unit length"),
        ("UPDATE embeddings SET vector = zeroblob(20) WHERE id = 2", "wrong length"),
        ("DELETE FROM lexicon WHERE rowid = 2", "words are not those"),
        ("DELETE FROM sentences WHERE chunk = 2", "a chunk has none"),
        ("DELETE FROM sentences WHERE id = 2", "not all of its text"),
        ("DELETE FROM chunks WHERE document = 2", "not all of its text"),
    ],
)
def test_a_document_that_is_not_whole_is_read_again(synced, checked, damage, said):
    change(synced, damage)
    findings = checked()
    assert any(said in found and "read again" in found for found in findings), findings
    assert len(synced.documents()) == 3


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE lexicon_data SET block = x'00' WHERE id > 10",
        "DELETE FROM lexicon_data WHERE id > 10",
        "UPDATE lexicon_content SET c0 = replace(c0, 'phar', 'wort')",
        "DELETE FROM lexicon_docsize WHERE id = 1",
    ],
)
def test_a_damaged_index_of_words_is_made_again(synced, checked, damage):
    synced.database.close()
    change(synced, damage)
    assert any("index of words" in found for found in checked())


def test_words_that_were_changed_behind_their_index_go_from_both(synced, checked):
    synced.database.close()
    # SQLite's checksum of the index of words happens to be the same for both.
    change(synced, "UPDATE lexicon_content SET c0 = replace(c0, 'phar', 'phas')")
    assert any("words are not those" in found for found in checked())
    with synced.database.transaction() as cursor:
        cursor.execute("INSERT INTO lexicon (lexicon) VALUES ('integrity-check')")


def test_a_flipped_bit_in_the_index_of_words_is_noticed(synced, checked):
    ((number, block),) = synced.database.rows("SELECT id, block FROM lexicon_data WHERE id > 10 LIMIT 1")
    middle = len(block) // 2
    flipped = block[:middle] + bytes([block[middle] ^ 8]) + block[middle + 1 :]
    synced.database.close()
    change(synced, "UPDATE lexicon_data SET block = ? WHERE id = ?", flipped, number)
    assert any("index of words" in found for found in checked())


def test_a_vector_of_no_number_is_embedded_again(synced, checked, counting):
    counting.embedded.clear()
    change(synced, "UPDATE embeddings SET vector = ? WHERE id = 1", np.full(64, np.nan, np.float16).tobytes())
    assert any("unit length" in found for found in checked())
    assert counting.embedded


@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO chunks (document, start, end, embedding) VALUES (99, 0, 1, 1)",
        "INSERT INTO sentences (chunk, start, end, embedding) VALUES (99, 0, 1, 1)",
        "INSERT INTO lexicon (rowid, terms) VALUES (99, 'mot')",
        "INSERT INTO embeddings (digest, vector) VALUES (x'00', zeroblob(128))",
        "DELETE FROM locations WHERE file = 1",
        "DELETE FROM files WHERE number = 1",
    ],
)
def test_rows_that_belong_to_nothing_go(synced, checked, damage):
    change(synced, damage)
    assert any("deleted" in found for found in checked())
    assert len(synced.documents()) == 3
    synced.sync()
    assert len(synced.documents()) == 3


def test_a_document_that_was_lost_is_read_again(synced, checked):
    change(synced, "DELETE FROM documents WHERE number = 2")
    assert any("read again" in found for found in checked())
    assert len(synced.documents()) == 3


def test_what_was_lost_of_a_folder_that_is_gone_is_said_to_be_missing(synced, letters, counting):
    change(synced, "DELETE FROM documents WHERE number = 2")
    letters.rename(letters.with_name("unplugged"))
    told = examine(synced.settings, counting)
    assert (told.healthy, told.unread) == (True, True)
    assert list(diagnosis_lines(told))[-1] == "all is mended; the next guillemet index reads what is missing"


def test_after_a_change_of_format_the_vectors_wait_for_their_documents(synced, letters, counting, index_of):
    change(synced, "UPDATE manifest SET value = '1' WHERE name = 'format'")
    for _ in range(2):
        told = examine(synced.settings, counting)
        assert (told.findings, told.unread) == ([], True)
        assert any(f"guillemet index {letters}" in notice for notice in told.notices)
        assert "the next guillemet index reads what is missing" in list(diagnosis_lines(told))[-1]
    counting.embedded.clear()
    assert len(index_of(letters).sync().added) == 3
    assert counting.embedded == []
    assert not examine(synced.settings, counting).unread


def test_a_file_that_is_gone_answers_no_longer(synced, letters, checked):
    (letters / "pont.md").unlink()
    (found,) = checked()
    assert "pont.md" in found
    assert len(synced.documents()) == 2


def test_of_a_folder_that_is_gone_the_documents_are_kept_and_it_is_said(synced, letters, counting):
    letters.rename(letters.with_name("unplugged"))
    told = examine(synced.settings, counting)
    assert told.findings == []
    assert any(str(letters) in notice and "3 documents are kept" in notice for notice in told.notices)
    assert len(synced.documents()) == 3


def test_of_a_disk_that_is_away_the_documents_are_kept_and_it_is_said(synced, letters, counting):
    letters.rename(letters.with_name("unplugged"))
    letters.mkdir()
    os.utime(letters, (0, 0))
    told = examine(synced.settings, counting)
    assert told.findings == []
    assert [notice for notice in told.notices if AWAY in notice]
    assert len(synced.documents()) == 3


@pytest.mark.parametrize("damage", ["garbage", "other vectors"])
def test_a_vector_file_that_is_not_the_database_is_made_again(synced, state, checked, damage):
    (path,) = state.glob("vectors.*")
    if damage == "garbage":
        path.write_bytes(b"garbage")
    else:
        with sqlite3.connect(state / "index.sqlite") as database:
            (vector,) = database.execute("SELECT vector FROM embeddings WHERE id = 2").fetchone()
            # Another vector of unit length that the file does not hold.
            database.execute("UPDATE embeddings SET vector = ? WHERE id = 2", (vector[64:] + vector[:64],))
    (found,) = checked()
    assert "made again from the database" in found


def test_what_a_killed_process_left_goes_and_what_a_living_one_makes_stays(synced, state, checked):
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = int(done.stdout)
    (state / "models").mkdir()
    mine = state / "models" / unfinished_name("model-x")
    left = state / "models" / mine.name.replace(str(os.getpid()), str(dead))
    for path in (mine, left):
        path.mkdir()
        (path / "model.safetensors").write_bytes(b"x")
    assert leftovers(state) == [left]
    (found,) = checked()
    assert str(left) in found
    assert (mine.exists(), left.exists()) == (True, False)


def test_a_damaged_database_is_one_line_with_the_mending_command(synced, state, counting):
    synced.database.close()
    path = state / "index.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    with pytest.raises(IndexStateError, match="guillemet index --rebuild") as raised:
        examine(synced.settings, counting)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "table", ["manifest", "roots", "files", "locations", "documents", "chunks", "embeddings", "lexicon"]
)
def test_a_missing_table_is_damage_that_a_rebuild_mends(synced, letters, counting, table):
    with sqlite3.connect(synced.database.path) as database:
        database.execute(f"DROP TABLE {table}")
    database.close()
    synced.database.close()
    with pytest.raises(IndexStateError, match=r"damaged.*guillemet index --rebuild"):
        examine(synced.settings, counting)
    rebuild_index([letters], synced.settings, counting)
    assert examine(synced.settings, counting).checked["documents"] == 3


@pytest.mark.parametrize("names", ["name", "'generation'", "'identity'", "'model'", "'chunk_tokens'"])
def test_a_manifest_that_is_not_whole_is_damage_that_a_rebuild_mends(synced, letters, counting, index_of, names):
    change(synced, f"DELETE FROM manifest WHERE name = {names}")
    synced.database.close()
    with pytest.raises(IndexStateError, match=r"guillemet index --rebuild") as raised:
        index_of(letters)
    assert "\n" not in str(raised.value)
    with pytest.raises(IndexStateError, match=r"guillemet index --rebuild"):
        examine(synced.settings, counting)
    rebuild_index([letters], synced.settings, counting)
    assert examine(synced.settings, counting).checked["documents"] == 3

"""The command line as a user meets it: what it prints where, and its exit status."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from guillemet.index.index import DATABASE_FILE

FILES = {
    "bridge.md": "# Le pont de Lavaur\n\nLe pont fut bâti en 1850. Trois maçons italiens y travaillèrent.\n",
    "mill.txt": "Le moulin de Castel tourne depuis trois siècles. Son meunier vend de la farine.\n",
}

MAIN = "from guillemet.eval.command import main; main()"
WITHOUT_MODEL = f"""
import guillemet.index.index as room
from guillemet.index.embedder import HashingEmbedder
import guillemet.index.rebuild as rebuilding
room.embedder_of = rebuilding.embedder_of = lambda settings: HashingEmbedder()
{MAIN}
"""
"""The same with an embedder that needs no model: for what the model has no part in."""


@pytest.fixture
def guillemet(state):
    """Runs the command line in a process of its own."""

    def run(*arguments, main=WITHOUT_MODEL, home=state, **environment):
        return subprocess.run(
            [sys.executable, "-c", main, *map(os.fsencode, map(str, arguments))],
            capture_output=True,
            check=False,
            timeout=120,
            encoding="utf-8",
            env={
                **os.environ,
                "GUILLEMET_HOME": str(home),
                "COLUMNS": "200",
                "PYTHONIOENCODING": "utf-8",
                **environment,
            },
        )

    return run


@pytest.fixture
def letters(folder):
    return folder(FILES)


def check_error(done, *parts, status=1):
    assert done.stdout == ""
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("guillemet: ")
    for part in parts:
        assert part in done.stderr


# -- help and usage


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["index", "--help"], ["chat", "--help"], ["eval", "--help"]]
)
def test_help_explains_itself(guillemet, arguments):
    done = guillemet(*arguments, main=MAIN)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage:" in done.stdout


def test_help_names_every_command_and_option_of_the_contract(guillemet):
    assert all(command in guillemet("--help", main=MAIN).stdout for command in ("ask", "chat", "eval", "index"))
    shown = guillemet("ask", "--help", main=MAIN).stdout
    assert all(option in shown for option in ("--corpus", "--history", "--limit", "--json"))
    shown = guillemet("index", "--help", main=MAIN).stdout
    assert all(option in shown for option in ("--json", "--rebuild"))
    shown = guillemet("chat", "--help", main=MAIN).stdout
    assert all(option in shown for option in ("--host", "--port"))


def test_help_loads_no_heavy_library(guillemet):
    code = (
        "import sys\nfrom guillemet.eval.command import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'gradio', 'numpy', 'faiss', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert guillemet("--help", main=code).stdout.endswith("\n[]\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "Où ?", "--limit", "0"],
        ["ask", "Où ?", "--limit", "many"],
        ["ask", "Où ?", "--unknown"],
        ["ask", "Où", "est-il ?"],
        ["index"],
        ["chat", "--port", "99999"],
    ],
)
def test_wrong_usage_is_status_2_and_said_on_stderr(guillemet, arguments):
    done = guillemet(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr
    assert "Traceback" not in done.stderr


# -- ask


def test_ask_prints_one_json_object_and_nothing_else(guillemet, letters):
    done = guillemet("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--json", "--limit", "2")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["question", "query", "answered", "reason", "language", "text", "quotes"]
    assert (answer["question"], answer["language"]) == ("Quand le pont fut-il bâti ?", "fr")
    assert len(answer["quotes"]) <= 2
    for quote in answer["quotes"]:
        assert list(quote) == ["exact", "start", "end", "page", "score", "link", "document"]
        assert list(quote["document"]) == ["id", "title", "uri", "sha256", "date", "language"]
        text = next(text for name, text in FILES.items() if quote["document"]["uri"].endswith(name))
        assert text[quote["start"] : quote["end"]] == quote["exact"]
    assert "bâti" in done.stdout


def test_ask_prints_the_text_on_stdout(guillemet, letters):
    done = guillemet("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--limit", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "«\u00a0Le pont fut bâti en 1850.\u00a0»" in done.stdout


def test_ask_takes_history_and_several_corpora(guillemet, letters):
    history = ["--history", "Qui vend du fromage ?", "--history", "Où se trouve le pont de Lavaur ?"]
    corpora = ["--corpus", letters / "bridge.md", "--corpus", letters / "mill.txt"]
    answer = json.loads(guillemet("ask", "Et quand ?", *history, *corpora, "--json").stdout)
    assert answer["question"] == "Et quand ?"
    assert "Lavaur" in answer["query"]
    assert "fromage" not in answer["query"]


def test_ask_with_the_model_that_ships(guillemet, letters, state_with_model):
    """The only run here that loads the model: quiet, though its libraries like to talk."""
    done = guillemet("ask", "When was the bridge built?", "--corpus", letters, "--json", main=MAIN)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["quotes"][0]["exact"] == "Le pont fut bâti en 1850."


def test_skipped_files_are_named_and_the_good_ones_answer(guillemet, folder):
    letters = folder({**FILES, "photo.txt": b"\xff\xd8\xff\xe0" + bytes(300), "sheet.xlsx": b"PK"})
    done = guillemet("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"]
    assert sorted(line.split(":")[0] for line in done.stderr.splitlines()) == [
        f"skipped {letters / 'photo.txt'}",
        f"skipped {letters / 'sheet.xlsx'}",
    ]


@pytest.mark.parametrize("question", ["", "  ", "?!"])
def test_an_empty_question_is_one_line(guillemet, letters, question):
    check_error(guillemet("ask", question, "--corpus", letters), "the question is empty")


def test_a_very_long_question_is_one_line(guillemet, letters):
    check_error(guillemet("ask", "pourquoi " * 11_112, "--corpus", letters), "100,007 characters", "shorten")


def test_a_question_of_odd_bytes_is_no_crash(guillemet, letters):
    done = guillemet("ask", "Quand \udcff le pont de Lavaur fut-il bâti ?", "--corpus", letters, "--json")
    assert "Traceback" not in done.stderr
    if done.returncode:
        check_error(done)
    else:
        assert json.loads(done.stdout)["quotes"]


def test_a_missing_folder_is_one_line(guillemet, tmp_path):
    check_error(guillemet("ask", "Où ?", "--corpus", tmp_path / "missing"), "no such file or folder", "missing")


def test_the_chat_does_not_begin_on_a_missing_folder(guillemet, tmp_path):
    check_error(guillemet("chat", tmp_path / "missing", "--port", "0"), "no such file or folder", "missing")


def test_an_empty_folder_is_one_line(guillemet, folder):
    check_error(guillemet("ask", "Où ?", "--corpus", folder({}, "empty")), "no document to read", ".pdf, .docx")


@pytest.mark.parametrize("command", [["ask", "Où ?", "--corpus"], ["index"]])
def test_an_unusable_state_folder_is_one_line(guillemet, letters, tmp_path, command):
    (tmp_path / "file").write_text("")
    check_error(guillemet(*command, letters, home=tmp_path / "file" / "home"), "GUILLEMET_HOME")


# -- index


def counts(done):
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def test_index_tells_what_it_did(guillemet, letters):
    done = guillemet("index", letters)
    assert done.stderr == ""
    nothing = dict.fromkeys(("added", "changed", "moved", "unchanged", "duplicate", "removed", "skipped", "ignored"), 0)
    assert counts(done) == nothing | {"added": 2}
    assert len(done.stdout.splitlines()) == 8
    (letters / "mill.txt").rename(letters / "moulin.txt")
    (letters / "copy.md").write_bytes((letters / "bridge.md").read_bytes())
    (letters / "photo.txt").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    (letters / ".hidden").write_text("x")
    done = guillemet("index", letters)
    expected = {"moved": 1, "duplicate": 1, "unchanged": 1, "skipped": 1, "ignored": 1}
    assert counts(done) == nothing | expected
    assert done.stdout.splitlines()[8:] == [
        f"moved {letters / 'moulin.txt'}, from {letters / 'mill.txt'}",
        f"duplicate {letters / 'copy.md'}, the same as {letters / 'bridge.md'}",
        f"skipped {letters / 'photo.txt'}: not a text but a JPEG image",
    ]
    (letters / "moulin.txt").unlink()
    done = guillemet("index", letters)
    assert counts(done) == nothing | {"removed": 1, "unchanged": 2, "skipped": 1, "ignored": 1}


def test_documents_of_an_index_of_an_older_format_says_what_mends_it(guillemet, letters, state):
    guillemet("index", letters)
    with closing(sqlite3.connect(state / DATABASE_FILE)) as database, database:
        database.execute("UPDATE manifest SET value = '1' WHERE name = 'format'")
    for asked in ([], [letters]):
        check_error(guillemet("documents", *asked), "was of an older format", f"guillemet index {letters}")
    guillemet("index", letters)
    assert guillemet("documents").returncode == 0


def test_index_of_nothing_readable_names_all_and_fails(guillemet, folder):
    done = guillemet("index", folder({"a.xyz": "x", "b.txt": ""}, "bad"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no document to read" in done.stderr
    assert "a.xyz: no reader" in done.stdout
    assert "b.txt: is empty" in done.stdout


def test_documents_lists_what_is_indexed(guillemet, letters, folder):
    check_error(guillemet("documents"), "nothing is indexed", "guillemet index PATH")
    (letters / "copy.md").write_bytes((letters / "bridge.md").read_bytes())
    guillemet("index", letters)
    guillemet("index", folder({"other.txt": "Le phare est blanc.\n"}, "other"))
    told = guillemet("documents", "--json")
    entries = {entry["title"]: entry for entry in json.loads(told.stdout)["documents"]}
    assert entries.keys() == {"Le pont de Lavaur", "Mill", "Other"}
    bridge = entries["Le pont de Lavaur"]
    assert bridge["locations"] == [(letters / name).as_uri() for name in ("bridge.md", "copy.md")]
    assert (bridge["uri"], bridge["language"], bridge["near_duplicates"]) == (bridge["locations"][0], "fr", [])
    assert bridge["passages"] > 0
    told = guillemet("documents", letters)
    assert (told.returncode, told.stderr) == (0, "")
    assert "Le pont de Lavaur, fr" in told.stdout
    assert told.stdout.splitlines()[-1] == "2 documents, in 3 places"
    assert "Other" not in told.stdout


def test_a_quote_from_a_document_in_two_places_names_both(guillemet, letters):
    (letters / "copy.md").write_bytes((letters / "bridge.md").read_bytes())
    answer = json.loads(guillemet("ask", "Quand le pont de Lavaur fut-il bâti ?", "--corpus", letters, "--json").stdout)
    for quote in answer["quotes"]:
        several = "pont" in quote["exact"] or "maçons" in quote["exact"]
        assert ("locations" in quote["document"]) == several
    assert {"id", "title", "uri", "sha256", "date", "language"} <= quote["document"].keys()


def test_doctor_says_what_it_mended(guillemet, letters, state):
    guillemet("index", letters)
    done = guillemet("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "nothing is wrong"
    (path,) = state.glob("vectors.*")
    path.write_bytes(b"garbage")
    done = guillemet("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["healthy"], [finding["mended"] for finding in told["findings"]]) == (0, True, [True])
    assert guillemet("doctor").stdout.splitlines()[-1] == "nothing is wrong"
    (state / "index.sqlite").write_bytes(b"garbage " * 999)
    check_error(guillemet("doctor"), "damaged", "guillemet index --rebuild PATH")


def test_a_title_of_control_characters_stays_on_its_line(guillemet, folder):
    page = "<html><head><title>a\x1b[2Jb&#10;c</title></head><body><p>Le phare est blanc.</p></body></html>"
    guillemet("index", folder({"page.html": page}, "odd"))
    done = guillemet("documents")
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == 3


def test_index_prints_its_report_as_json(guillemet, letters):
    done = guillemet("index", letters, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert sorted(report["added"]) == [str(letters / "bridge.md"), str(letters / "mill.txt")]
    assert report["embedded"] > 0
    again = json.loads(guillemet("index", letters, "--json").stdout)
    assert (again["added"], again["unchanged"], again["embedded"]) == ([], 2, 0)


def test_names_of_different_odd_bytes_stay_different_in_table_and_json(guillemet, letters):
    for letter in (b"\xe9", b"\xe8", b"\n"):
        (letters / os.fsdecode(b"caf" + letter + b".xyz")).write_bytes(b"x")
    names = [f"{letters}/caf{shown}.xyz" for shown in (r"\n", r"\xe8", r"\xe9")]
    table = guillemet("index", letters).stdout
    told = json.loads(guillemet("index", letters, "--json").stdout)
    assert sorted(skipped["path"] for skipped in told["skipped"]) == names
    assert all(f"skipped {name}: " in table for name in names)


def test_index_names_files_of_odd_bytes(guillemet, letters):
    with open(os.fsencode(letters) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"Le bar ouvre.\n")
    with open(os.fsencode(letters) + b"/caf\xe9.xls", "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"PK")
    done = guillemet("index", letters, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert len(json.loads(done.stdout)["added"]) == 3
    done = guillemet("ask", "Que fait le bar ?", "--corpus", letters)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_a_mismatch_is_one_line_and_its_command_mends(guillemet, letters):
    assert guillemet("index", letters).returncode == 0
    done = guillemet("ask", "Où ?", "--corpus", letters, GUILLEMET_CHUNK_TOKENS="99")
    check_error(done, "160", "99", "guillemet index --rebuild PATH")
    assert counts(guillemet("index", "--rebuild", letters, GUILLEMET_CHUNK_TOKENS="99"))["added"] == 2
    assert counts(guillemet("index", letters, GUILLEMET_CHUNK_TOKENS="99"))["added"] == 0


def test_a_damaged_database_is_one_line_and_its_command_mends(guillemet, letters, state):
    assert guillemet("index", letters).returncode == 0
    (state / "index.sqlite").write_bytes(b"garbage " * 999)
    check_error(guillemet("ask", "Où est le pont ?", "--corpus", letters), "damaged", "guillemet index --rebuild PATH")
    assert counts(guillemet("index", "--rebuild", letters))["added"] == 2


def test_a_damaged_vector_file_is_rebuilt_and_said(guillemet, letters, state):
    assert guillemet("index", letters).returncode == 0
    (path,) = state.glob("vectors.*")
    path.write_bytes(b"garbage")
    done = guillemet("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"]
    assert done.stderr.count("\n") == 1
    assert "rebuilt from the database" in done.stderr


@pytest.mark.parametrize("value", ["12", "many"])
def test_a_setting_out_of_bounds_is_one_line(guillemet, letters, value):
    check_error(guillemet("index", letters, GUILLEMET_CHUNK_TOKENS=value), "GUILLEMET_CHUNK_TOKENS")


# -- chat


def test_a_busy_port_is_one_line(guillemet, letters):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = guillemet("chat", letters, "--port", port)
    check_error(done, f"port {port}", "--port")


# -- pages of the web


def test_pages_are_indexed_asked_and_listed(guillemet, site):
    head = "<head><title>Le phare</title></head>"
    page = f"<html>{head}<body><p>Le phare de Kerbrat est blanc depuis 1850.</p></body></html>"
    site.pages["/phare"] = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, page.encode())
    url = f"{site.url}/phare"
    check_error(guillemet("index", url), "private network", "--allow-private", url)
    assert site.asked == []
    check_error(guillemet("ask", "Où est le phare ?", "--corpus", url), f"guillemet index {url}")
    assert counts(guillemet("index", url, "--allow-private"))["added"] == 1
    assert counts(guillemet("index", url, "--allow-private"))["unchanged"] == 1
    asked = len(site.asked)
    done = guillemet("ask", "Quand le phare de Kerbrat est-il blanc ?", "--corpus", url, "--json")
    quotes = json.loads(done.stdout)["quotes"]
    assert len(site.asked) == asked
    for quote in quotes:
        assert quote["document"]["uri"] == url
        assert quote["link"].startswith(f"{url}#:~:text=")
    (entry,) = json.loads(guillemet("documents", url, "--json").stdout)["documents"]
    assert (entry["uri"], entry["title"]) == (url, "Le phare")


def test_only_folders_are_followed(guillemet, site):
    done = guillemet("index", site.url, "--watch")
    assert (done.returncode, "only folders" in done.stderr) == (2, True)


def test_without_time_to_read_it_is_answered_from_what_is_ready(guillemet, letters, folder):
    assert guillemet("index", letters).returncode == 0
    folder({"dragon.txt": "Le dragon de Lavaur dort sous le pont.\n"})
    asked = ("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--json")
    done = guillemet(*asked, "--wait", "0")
    assert done.returncode == 0
    assert json.loads(done.stdout)["unread"] == 1
    left = "answered from what is ready: 1 file is still to be read"
    assert done.stderr == f"guillemet: {left}; read all with: guillemet index {letters}\n"
    assert counts(guillemet("index", letters))["added"] == 1
    done = guillemet(*asked, "--wait", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "unread" not in json.loads(done.stdout)


def test_a_question_can_be_for_some_languages_and_dates(guillemet, letters):
    asked = ("ask", "Quand le pont fut-il bâti ?", "--corpus", letters, "--json")
    done = guillemet(*asked, "--language", "it", "--since", "2017")
    assert (done.returncode, json.loads(done.stdout)["quotes"]) == (0, [])
    check_error(guillemet(*asked, "--until", "yesterday"), "'yesterday' cannot narrow a question", "2017-11-15")

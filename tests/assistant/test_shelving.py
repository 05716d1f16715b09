"""Documents dropped into the browser, and how readers sort and remove them, over HTTP."""

import time
from base64 import b64encode
from contextlib import contextmanager

import pytest
from evidence_made import SKOPJE

from guillemet.assistant.access import Doors
from guillemet.assistant.assistant import Assistant
from guillemet.assistant.grouping import Grouping
from guillemet.assistant.indexing import Indexing, IndexingState
from guillemet.assistant.library import Library
from guillemet.assistant.notebook import NOTEBOOK_FILE, Notebook
from guillemet.assistant.standing import standing, unread
from guillemet.assistant.uploads import UPLOADS_FOLDER, Uploads, plain_parts
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

HONEY = b"The beekeepers of Orlane harvest chestnut honey in July.\n"
QUESTION = "the beekeepers of Orlane harvest chestnut honey in July"


def collection(client, name="Bees", **options):
    return client.post("/api/library/collections", json={"name": name}, **options).json()["id"]


def put(client, path, content=HONEY, into=None, **options):
    into = into or collection(client, **options)
    return client.put(f"/api/library/files/{into}", params={"path": path}, content=content, **options)


def settled(client, **options):
    deadline = time.monotonic() + 30
    while True:
        progress = client.get("/api/library/progress", **options).json()
        if progress["status"] == "ready" and progress["drop"]["done"] == progress["drop"]["total"]:
            return progress["drop"]["files"]
        assert time.monotonic() < deadline, progress
        time.sleep(0.02)


def library(client, **options):
    return client.get("/api/library", **options).json()


def titled(client, part):
    return next(one for one in library(client)["documents"] if part in one["uri"])


def quoted(client, **asked):
    answer = client.post("/api/ask", json={"question": QUESTION, "limit": 50, **asked}).json()
    return [quote["exact"] for quote in answer["quotes"]]


def test_what_is_dropped_answers_and_is_a_collection_of_its_own(client, state):
    response = put(client, "2019/honey.txt")
    assert response.status_code == 201
    assert response.json() == {"name": "honey.txt", "new": True, "changed": False, "reason": None}
    (own,) = [one for one in library(client)["collections"] if one["kind"] == "dropped"]
    told = {"collection": own["id"], "name": "2019/honey.txt", "state": "ready", "reason": None}
    assert settled(client) == [told]
    (own,) = [one for one in library(client)["collections"] if one["kind"] == "dropped"]
    assert HONEY.decode().strip() in quoted(client)
    assert (own["name"], own["documents"]) == ("Bees", 1)
    kept = state / UPLOADS_FOLDER / "everybody" / own["id"] / "2019" / "honey.txt"
    assert kept.read_bytes() == HONEY


def test_each_of_many_files_is_told_of_until_the_last_has_come(client):
    into = collection(client)
    for number in range(30):
        put(client, f"letter{number}.txt", f"The letter number {number} is about roofs.".encode(), into)
        if number == 10:
            settled(client)
    assert [file["state"] for file in settled(client)] == ["ready"] * 30
    assert len(library(client)["documents"]) == 32


def test_a_reader_of_french_is_told_why_in_french(client):
    french = {"headers": {"Accept-Language": "fr-FR"}}
    refused = put(client, "tool.exe", into=collection(client), **french)
    assert refused.json()["error"].startswith("format .exe non lu (formats lus : ")
    put(client, "broken.pdf", b"%PDF-1.4 and nothing more")
    assert [file["reason"] for file in settled(client)] == ["damaged, or no PDF document"]
    assert [file["reason"] for file in settled(client, **french)] == ["endommagé, ou n’est pas un PDF"]
    assert [one["reason"] for one in library(client, **french)["skipped"]] == ["endommagé, ou n’est pas un PDF"]
    missing = client.post("/api/ask", json={"question": QUESTION, "collections": ["none"]}, **french)
    assert missing.json()["error"] == "il n’y a pas de collection 'none' ; elle a pu être supprimée"


def test_nothing_is_overwritten(client):
    into = collection(client)
    names = [put(client, "a.txt", content, into).json() for content in (HONEY, HONEY, b"Something else entirely.")]
    assert names == [
        {"name": "a.txt", "new": True, "changed": False, "reason": None},
        {"name": "a.txt", "new": False, "changed": False, "reason": None},
        {"name": "a (2).txt", "new": True, "changed": False, "reason": None},
    ]


def test_a_folder_that_comes_again_brings_its_collection_up_to_date(client, state):
    def dropped(**files):
        into = client.post("/api/library/collections", json={"name": "Bees ", "reuse": True}).json()["id"]
        told = [
            client.put(
                f"/api/library/files/{into}", params={"path": f"in/{name}.txt", "replace": True}, content=content
            ).json()
            for name, content in files.items()
        ]
        settled(client)
        return into, [(one["name"], one["new"], one["changed"]) for one in told]

    (first, _told) = dropped(a=HONEY, b=b"The wax of Orlane is yellow.")
    (again, told) = dropped(a=HONEY, b=b"The wax of Orlane is white.", c=b"The combs of Orlane are full.")
    assert again == first
    assert told == [("a.txt", False, False), ("b.txt", True, True), ("c.txt", True, False)]
    place = state / UPLOADS_FOLDER / "everybody" / first / "in"
    assert sorted(path.name for path in place.iterdir()) == ["a.txt", "b.txt", "c.txt"]
    assert [one["documents"] for one in library(client)["collections"] if one["kind"] == "dropped"] == [3]
    assert "The wax of Orlane is white." in quoted(client)
    assert "The wax of Orlane is yellow." not in quoted(client)


def test_what_could_not_be_read_and_comes_again_says_why_again(client):
    into = collection(client)
    french = {"headers": {"Accept-Language": "fr"}}
    put(client, "a.pdf", b"none", into)
    settled(client)
    told = put(client, "a.pdf", b"none", into, **french).json()
    assert (told["new"], told["reason"]) == (False, "endommagé, ou n’est pas un PDF")


def test_two_names_that_become_one_do_not_replace_one_another(client):
    into = collection(client)
    for path, name in (("a?.txt", "a_.txt"), ("a:.txt", "a_ (2).txt")):
        asked = {"path": path, "replace": True}
        told = client.put(f"/api/library/files/{into}", params=asked, content=f"The file {path}.".encode())
        assert told.json() == {"name": name, "new": True, "changed": False, "reason": None}


def test_a_folder_dropped_again_is_not_taken_for_one_of_the_corpus(client):
    given = next(one for one in library(client)["collections"] if one["kind"] == "folder")
    client.patch(f"/api/library/collections/{given['id']}", json={"name": "Bees"})
    into = client.post("/api/library/collections", json={"name": "Bees", "reuse": True}).json()["id"]
    assert into != given["id"]
    assert put(client, "a.txt", into=into).status_code == 201


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("../../../escaped.txt", "escaped.txt"),
        ("/etc/absolute.txt", "etc/absolute.txt"),
        ("..\\..\\windows.txt", "windows.txt"),
        ("a/./../b.txt", "a/b.txt"),
        ("C:\\con.txt", "C_/_con.txt"),
        ("line\nbreak\x00.txt", "line_break_.txt"),
        ("trailing. /x.txt", "trailing/x.txt"),
        (f"{'é' * 300}.txt", f"{'é' * 88}.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(client, state, path, kept):
    into = collection(client)
    assert put(client, path, into=into).status_code == 201
    (file,) = [held for held in (state / UPLOADS_FOLDER).rglob("*") if held.is_file()]
    assert file.relative_to(state / UPLOADS_FOLDER / "everybody" / into).as_posix() == kept
    assert "/".join(plain_parts(path)) == kept


@pytest.mark.parametrize(
    ("path", "content", "status", "said"),
    [
        ("program.exe", HONEY, 422, "no reader for .exe"),
        ("noname", HONEY, 422, "no suffix"),
        ("..", HONEY, 422, "no name"),
        (".hidden.txt", HONEY, 422, "hidden"),
        ("Bees/.git/notes.txt", HONEY, 422, "hidden"),
        ("Bees\\._notes.txt", HONEY, 422, "hidden"),
        ("Bees/__MACOSX/notes.txt", HONEY, 422, "left behind by the system"),
        ("empty.txt", b"", 422, "is empty"),
        ("large.txt", b"x" * 1_000_001, 422, "larger than 1 MB"),
    ],
)
def test_what_is_not_taken_in_is_one_line_and_leaves_nothing(
    application, state, monkeypatch, path, content, status, said
):
    monkeypatch.setenv("GUILLEMET_MAX_FILE_MB", "1")
    with application() as client:
        into = collection(client)
        for sent in (content, iter([content])):
            response = put(client, path, sent, into)
            assert response.status_code == status
            assert said in response.json()["error"]
        assert [held for held in (state / UPLOADS_FOLDER).rglob("*") if held.is_file()] == []
        assert put(client, "a.txt", into="nowhere").status_code == 404
        (folder,) = [one for one in library(client)["collections"] if one["kind"] == "folder"]
        assert put(client, "a.txt", into=folder["id"]).status_code == 404


def test_what_cannot_be_read_is_named_with_its_reason(client):
    put(client, "broken.pdf", b"%PDF-1.4 and nothing more")
    (file,) = settled(client)
    assert file["state"] == "skipped"
    assert file["reason"]
    (skipped,) = library(client)["skipped"]
    assert skipped["name"].endswith("broken.pdf")
    assert skipped["reason"] == file["reason"]


def test_a_question_goes_to_one_collection_or_some_or_all(client):
    put(client, "honey.txt")
    settled(client)
    ids = {one["kind"]: one["id"] for one in library(client)["collections"]}
    honey = HONEY.decode().strip()
    assert quoted(client, collections=[ids["dropped"]]) == [honey]
    assert honey not in quoted(client, collections=[ids["folder"]])
    assert quoted(client, collections=list(ids.values())) == quoted(client)
    missing = client.post("/api/ask", json={"question": QUESTION, "collections": ["nowhere"]})
    assert (missing.status_code, "no collection" in missing.json()["error"]) == (404, True)


def test_collections_are_made_renamed_filled_and_deleted(client, letters):
    into = collection(client, "Mine")
    meeting = titled(client, "meeting.md")
    assert (
        client.post("/api/library/assign", json={"documents": [meeting["id"]], "collection": into}).status_code == 204
    )
    assert client.patch(f"/api/library/collections/{into}", json={"name": " Meetings \n"}).status_code == 204
    assert {one["name"]: one["documents"] for one in library(client)["collections"]} == {"letters": 1, "Meetings": 1}
    assert SKOPJE in quoted(client, question="Skopje meeting", collections=[into])
    assert client.delete(f"/api/library/collections/{into}").status_code == 204
    assert titled(client, "meeting.md")["collection"] == meeting["collection"]
    refused = client.delete(f"/api/library/collections/{meeting['collection']}")
    assert (refused.status_code, "remove its documents" in refused.json()["error"]) == (404, True)
    assert (letters / "meeting.md").exists()


def test_with_a_collection_goes_all_that_was_dropped_into_it(client, state):
    into = collection(client)
    put(client, "honey.txt", into=into)
    put(client, "broken.pdf", b"no PDF", into=into)
    settled(client)
    before = client.get("/health").json()["documents"]
    assert client.delete(f"/api/library/collections/{into}").status_code == 204
    assert [held for held in (state / UPLOADS_FOLDER).rglob("*") if held.is_file()] == []
    deadline = time.monotonic() + 30
    while client.get("/health").json()["documents"] != before - 1 or library(client)["skipped"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_removing_a_dropped_document_deletes_the_copy_and_its_index(client, state):
    put(client, "deep/honey.txt")
    settled(client)
    honey = titled(client, "honey.txt")
    assert client.post("/api/library/remove", json={"documents": [honey["id"]]}).status_code == 204
    assert HONEY.decode().strip() not in quoted(client)
    assert client.get(f"/api/documents/{honey['sha256']}").status_code == 404
    assert [held for held in (state / UPLOADS_FOLDER).rglob("*") if held.is_file()] == []


def test_removing_a_document_of_a_folder_leaves_its_file_and_can_be_undone(application, letters):
    with application() as client:
        vinegar = titled(client, "vinegar.txt")
        assert vinegar["own"] is False
        client.post("/api/library/remove", json={"documents": [vinegar["id"]]})
        assert "apples" not in str(quoted(client, question="vinegar of Orlane apples"))
    with application() as client:
        assert "apples" not in str(quoted(client, question="vinegar of Orlane apples"))
        assert titled(client, "vinegar.txt")["removed"] is True
        assert len(client.get("/api/documents").json()) == 1
        client.post("/api/library/restore", json={"documents": [vinegar["id"]]})
        assert "apples" in str(quoted(client, question="vinegar of Orlane apples"))
    assert (letters / "vinegar.txt").exists()


def test_what_one_user_drops_is_nobody_elses(application):
    def as_(name):
        return {"headers": {"Authorization": "Basic " + b64encode(f"{name}:longenough".encode()).decode()}}

    @contextmanager
    def closed():
        with application() as open_client:
            put(open_client, "shared.txt", b"The shared well of Orlane lies under the lime tree.")
            settled(open_client)
        # `application` waits at a door that is open to everybody.
        with application(doors=Doors({"anna": "longenough", "ben": "longenough"})) as client:
            yield client

    with closed() as client:
        assert client.put("/api/library/files/x", params={"path": "a.txt"}, content=HONEY).status_code == 401
        put(client, "honey.txt", **as_("anna"))
        settled(client, **as_("anna"))
        (sha256,) = [one["sha256"] for one in library(client, **as_("anna"))["documents"] if "honey" in one["uri"]]
        honey = HONEY.decode().strip()
        for name, sees in (("anna", True), ("ben", False)):
            answer = client.post("/api/ask", json={"question": QUESTION, "limit": 50}, **as_(name)).json()
            assert (honey in [quote["exact"] for quote in answer["quotes"]]) is sees
            uris = [one["uri"] for one in library(client, **as_(name))["documents"]]
            assert any("honey.txt" in uri for uri in uris) is sees
            assert any("shared.txt" in uri for uri in uris)
            for path in (f"/document/{sha256}", f"/document/{sha256}/original", f"/api/documents/{sha256}"):
                assert client.get(path, **as_(name)).status_code == (200 if sees else 404)
        for name, counted in (("anna", 4), ("ben", 3)):
            progress = client.get("/api/library/progress", **as_(name)).json()
            assert (progress["status"], progress["documents"]) == ("ready", counted)
        # The same words in a drop of Ben's own: he sees his own place and not hers.
        put(client, "mine.txt", **as_("ben"))
        settled(client, **as_("ben"))
        page = client.get(f"/document/{sha256}", **as_("ben")).text
        assert "mine.txt" in page
        assert "honey.txt" not in page
        saved = client.get(f"/document/{sha256}/original", **as_("ben"))
        assert saved.headers["content-disposition"].endswith("mine.txt")


def test_what_others_drop_is_not_counted(letters, state):
    """Neither while it is read, nor afterwards; what could not be read neither."""
    assistant = Assistant(letters, settings=Settings(home=state), embedder=HashingEmbedder())
    library = Library(assistant, Grouping(Notebook(state / NOTEBOOK_FILE)), Uploads(state / UPLOADS_FOLDER, 1_000_000))
    indexing = Indexing(assistant)
    for name, content in (("honey.txt", HONEY), ("more.txt", b"More honey."), ("broken.pdf", b"none")):
        place = library.uploads.of("user:anna") / "bees" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        indexing.arrivals.add("user:anna", place, "bees", name)
    assert standing(indexing, library, "user:ben") == IndexingState()
    assert unread(indexing, library, "user:anna") == 3
    indexing.start()
    assert indexing.wait(60)
    assert standing(indexing, library, "user:anna") == IndexingState("ready", documents=4, skipped=1)
    assert standing(indexing, library, "user:ben") == IndexingState("ready", documents=2)
    indexing.arrivals.add("user:anna", place.with_name("third.txt"), "bees", "third.txt")
    indexing.state = IndexingState("indexing", 3, 5)
    assert standing(indexing, library, "user:ben") == IndexingState()
    assert unread(indexing, library, "user:ben") == 0
    indexing.stop()


def test_a_foreign_page_cannot_drop_or_remove(client):
    """What a form of another site may send without asking: POST, with one of three types of content."""
    into = collection(client)
    assert client.post(f"/api/library/files/{into}", params={"path": "a.txt"}, content=HONEY).status_code in {404, 405}
    assert settled(client) == []
    body = b'{"documents": ["x"]}'
    assert client.post("/api/library/remove", content=body, headers={"Content-Type": "text/plain"}).status_code == 422


def test_ignore_files_name_files_of_a_drop_as_they_would_in_a_folder(client):
    rules = {"Bees/.guillemetignore": "drafts/\n*.txt\n", "Bees/kept/.guillemetignore": "!honey.txt\n"}
    rules["Bees/odd/.guillemetignore"] = "!\n"
    paths = ["Bees/drafts/deep/one.md", "Bees/honey.txt", "Bees/kept/honey.txt", "Bees/odd/a.md", "Wasps/honey.txt"]
    found = client.post("/api/library/ignored", json={"rules": rules, "paths": paths}).json()
    assert found["within"] == {"Bees/drafts/deep/one.md": "Bees/drafts", "Bees/honey.txt": "Bees/honey.txt"}
    reasons = found["reasons"]
    assert "none of its rules holds" in reasons.pop("Bees/odd/.guillemetignore")
    assert set(reasons) == {"Bees/drafts", "Bees/honey.txt"}
    assert set(reasons.values()) == {"named in Bees/.guillemetignore"}
    root = {"rules": {".guillemetignore": "a.txt"}, "paths": ["a.txt", "b.txt", "/a.txt", "../a.txt"]}
    assert client.post("/api/library/ignored", json=root).json()["within"]["a.txt"] == "a.txt"

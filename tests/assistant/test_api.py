"""The assistant for programs: JSON, events, a description, and who may come in."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from evidence_made import SKOPJE

from guillemet.assistant.access import Doors
from guillemet.assistant.assistant import Assistant
from guillemet.assistant.server import serve
from guillemet.corpus.errors import ServerError, SettingsError
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

QUESTION = "the tenth meeting of the network took place in Skopje"


def events(response):
    """Server-sent events: pairs of name and data."""
    blocks = [block for block in response.text.strip().split("\n\n") if not block.startswith(":")]
    fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(field["event"], json.loads(field["data"])) for field in fields]


def test_ask_gives_the_json_of_the_command_line(client, letters, state):
    answer = client.post("/api/ask", json={"question": QUESTION, "limit": 1}).json()
    assistant = Assistant(letters, settings=Settings(home=state), embedder=HashingEmbedder())
    assistant.update()
    printed = assistant.ask(QUESTION, limit=1).as_dict()
    (quote,), (expected,) = answer["quotes"], printed["quotes"]
    link = quote.pop("link")
    expected.pop("link")
    assert answer == printed
    page = client.get(link)
    assert page.status_code == 200
    assert quote["exact"] in page.text


def test_a_query_is_searched_for_word_for_word(client):
    answer = client.post("/api/ask", json={"question": "What?", "history": ["Where?"], "query": QUESTION}).json()
    assert (answer["question"], answer["query"]) == ("What?", QUESTION)
    assert SKOPJE in [quote["exact"] for quote in answer["quotes"]]


def test_answers_are_streamed_as_events(client):
    streamed = client.post("/api/ask/stream", json={"question": QUESTION})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    names = [name for name, _ in events(streamed)]
    whole = client.post("/api/ask", json={"question": QUESTION}).json()
    assert names == ["searching", *["quote"] * len(whole["quotes"]), "answer"]
    assert events(streamed)[-1][1] == whole
    failed = client.post("/api/ask/stream", json={"question": "?!"})
    assert events(failed) == [("error", {"error": "the question is empty: ask in a few words or a sentence"})]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/api/ask", {}, 422, "question: Field required"),
        ("POST", "/api/ask", {"question": "?!"}, 422, "the question is empty"),
        ("POST", "/api/ask", {"question": "x " * 3000}, 422, "at most 2,000"),
        ("POST", "/api/ask", {"question": "a", "limt": 3}, 422, "limt"),
        ("POST", "/api/ask", {"question": "a", "query": 3}, 422, "query: Input should be a valid string"),
        ("GET", f"/api/documents/{'0' * 64}", None, 404, "none of the indexed documents"),
        ("GET", "/api/conversations/nowhere-at-all", None, 404, "no such conversation"),
        ("DELETE", "/api/conversations/nowhere-at-all", None, 404, "no such conversation"),
        ("GET", "/api/nothing", None, 404, "nothing is done at this address"),
        ("GET", "/api/ask", None, 404, "nothing is done at this address"),
        ("POST", "/api/feedback", {"turn": 99, "good": True}, 404, "no question 99"),
        ("POST", "/api/feedback", {"turn": 2**63, "good": True}, 404, f"no question {2**63}"),
        ("POST", "/api/feedback", {"turn": -(10**30), "good": True}, 404, "no question -1000"),
        ("POST", "/api/ask", {"question": "a", "limit": 10**30}, 422, "limit: "),
        ("GET", "/api/conversations/99999999999999999999", None, 404, "no such conversation"),
    ],
)
def test_errors_are_one_line(client, method, path, body, status, said):
    response = client.request(method, path, json=body)
    assert response.status_code == status
    error = response.json()["error"]
    assert said in error
    assert "\n" not in error


def test_a_body_that_is_no_json_is_said_to_be_none(client):
    response = client.post("/api/ask", content=b'{"question": ', headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]) == (
        422,
        "the body is no JSON (at 13); see /api for what is expected",
    )


def test_documents_with_the_text_that_offsets_count_in(client):
    listed = client.get("/api/documents").json()
    assert {document["title"] for document in listed} >= {"The meeting"}
    for document in listed:
        read = client.get(f"/api/documents/{document['sha256']}").json()
        assert Path(read["uri"].removeprefix("file://")).read_text(encoding="utf-8") == read["text"]


def test_the_description_is_complete_and_runs_nothing(client):
    described = client.get("/api/openapi.json").json()
    assert {"/api/ask", "/api/ask/stream", "/api/documents", "/api/conversations", "/health", "/ready"} <= set(
        described["paths"]
    )
    assert client.head("/api").status_code == 200
    page = client.get("/api")
    assert all(path in page.text for path in described["paths"])
    assert "<script" not in page.text
    assert "src=" not in page.text


def test_a_page_elsewhere_cannot_ask(client):
    form = client.post("/api/ask", content=b'{"question": "a"}', headers={"Content-Type": "text/plain"})
    assert form.status_code == 422
    assert client.get("/health", headers={"Host": "elsewhere.example"}).status_code == 400
    assert "access-control-allow-origin" not in client.get("/api/documents", headers={"Origin": "http://x"}).headers


# -- who may come in


def test_without_a_password_nothing_but_the_state_is_told(application):
    doors = Doors({"anna": "correct horse"}, "token-for-programs")
    with application(doors=doors) as client:
        for path in (
            "/",
            "/api",
            "/api/documents",
            "/page/page.js",
            f"/document/{'0' * 64}",
            "/gradio_api/info",
            "/mcp",
        ):
            refused = client.get(path)
            assert refused.status_code == 401, path
            assert refused.headers["www-authenticate"].startswith("Basic")
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 200
        assert client.get("/", auth=("anna", "correct horse")).status_code == 200
        for wrong in (("anna", "wrong"), ("boris", "correct horse"), ("", "")):
            assert client.get("/api/documents", auth=wrong).status_code == 401
        bearer = {"Authorization": "Bearer token-for-programs"}
        assert client.get("/api/documents", headers=bearer).status_code == 200
        for header in ("Bearer token", "Bearer ", "Basic !!!", "Basic", "", "Bearer token-for-program\xe9"):
            assert client.get("/api/documents", headers={"Authorization": header.encode("latin-1")}).status_code == 401


def test_nobody_passes_for_somebody_else(application):
    with application() as client:
        first = client.get("/", headers={"guillemet-reader": "user:anna"}).headers["set-cookie"]
        assert "HttpOnly" in first
        assert "SameSite=Strict" in first
        client.cookies.clear()
        assert client.get("/").headers["set-cookie"] != first


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_other_machines_meet_a_password_or_nobody_listens(host):
    Doors({}, "long enough a token").must_suffice_for(host)
    assistant = SimpleNamespace(index=SimpleNamespace(settings=Settings(home="/nowhere")))
    with pytest.raises(ServerError, match="GUILLEMET_USERS") as failed:
        serve(assistant, host=host, port=0)
    assert "\n" not in str(failed.value)


def test_a_password_or_token_that_is_none_is_refused(monkeypatch):
    for users in (
        "anna",
        "anna:short",
        ":long enough",
        "anna:long-enough boris:short",
        "anna:long-enough anna:longer-still",
    ):
        monkeypatch.setenv("GUILLEMET_USERS", users)
        with pytest.raises(SettingsError) as failed:
            Doors.of(Settings.from_environment())
        assert "short" not in str(failed.value).replace("shorter", "")
    monkeypatch.setenv("GUILLEMET_USERS", "anna:long-enough\nboris:with:colons")
    assert Doors.of(Settings.from_environment()).users == {"anna": "long-enough", "boris": "with:colons"}
    monkeypatch.setenv("GUILLEMET_TOKEN", "short")
    with pytest.raises(SettingsError, match="at least 8"):
        Doors.of(Settings.from_environment())
    assert "long-enough" not in repr(Settings.from_environment())

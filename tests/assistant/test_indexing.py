"""Behind the page, questions are answered from what is read while the rest is read and embedded."""

import io
import threading
import time

import pytest

from guillemet.assistant import Assistant
from guillemet.assistant.indexing import Indexing
from guillemet.corpus import isolation
from guillemet.index import pending, rows
from guillemet.index.background import BACKGROUND
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

UNRELATED = {text for texts in BACKGROUND.values() for text in texts}


class HeldEmbedder(HashingEmbedder):
    """Embeds passages only while it is let; questions always."""

    def __init__(self):
        super().__init__()
        self.let = threading.Event()

    def embed_passages(self, texts):
        if not UNRELATED.issuperset(texts):
            self.let.wait(30)
        return super().embed_passages(texts)

    def embed_queries(self, texts):
        return super().embed_passages(texts)


@pytest.fixture
def held(folder, state, monkeypatch):
    """An indexing whose documents are read and cannot be embedded yet."""
    monkeypatch.setattr("guillemet.index.index._HITS_SECONDS", 0)
    monkeypatch.setattr(pending, "_AT_ONCE", 4)
    letters = folder({f"letter-{number}.txt": f"La digue {number} protège le port.\n" for number in range(9)})
    assistant = Assistant(letters, settings=Settings(home=state), embedder=HeldEmbedder())
    indexing = Indexing(assistant)
    indexing.start()
    until(lambda: indexing.state.embedding)
    yield indexing
    assistant.index.embedder.let.set()
    indexing.stop()


def until(true):
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_read_answers_and_says_what_it_does_not_know_yet(held):
    assert held.answers
    assert held.prepared
    assert (held.state.phase, held.state.done, held.unread) == ("indexing", 0, 0)
    answer = held.assistant.ask("digue 7 port")
    quotes = answer.quotes or answer.nearest
    assert any("digue 7" in quote.exact for quote in quotes)
    assert answer.pending == held.state.total == 9


def test_what_waits_in_documents_that_are_not_asked_is_not_counted(held):
    one = held.assistant.index.listing()[0].id
    assert 0 < held.assistant.ask("digue 7 port", among=frozenset({one})).pending < held.state.total
    assert held.assistant.ask("digue 7 port", among=frozenset()).pending == 0


def test_when_it_is_done_nothing_waits(held):
    held.assistant.index.embedder.let.set()
    assert held.wait(20)
    assert (held.state.phase, held.state.documents, held.prepared) == ("ready", 9, True)
    assert held.assistant.ask("digue 7 port").pending == 0


def test_a_new_file_is_read_before_the_rest_is_embedded(held, folder):
    path = folder({"new.txt": "Le dragon dort.\n"})
    held.refresh(path)
    assert held.unread == 1
    held.assistant.index.embedder.let.set()
    until(lambda: any(file.path.name == "new.txt" for file in held.assistant.index.files()))
    assert held.wait(20)
    assert (held.state.phase, held.state.documents, held.assistant.index.pending) == ("ready", 10, 0)


def test_it_can_be_stopped_and_another_one_goes_on(held, state):
    embedder = held.assistant.index.embedder
    threading.Timer(0.2, embedder.let.set).start()
    held.stop()
    assert (held.state.phase, held.state.error) == ("failed", "stopped")
    later = Assistant(held.assistant.roots, settings=Settings(home=state), embedder=embedder)
    waiting = later.index.pending
    assert 0 < waiting < 18
    assert later.update().embedded == waiting


@pytest.mark.parametrize("slow", ["read_documents", "count_tokens", "row_of"])
def test_it_ends_at_once_while_one_long_document_is_taken_in(slow, folder, state, monkeypatch):
    """Whether the reader, the cutting or the database is at work; and then it is as if it had not begun."""
    begun = threading.Event()
    letters = folder({"long.txt": "".join(f"La digue {number} protège le port.\n" for number in range(500))})
    embedder = HashingEmbedder()
    if slow == "count_tokens":
        monkeypatch.setattr(embedder, "count_tokens", lambda text: begun.set() or time.sleep(0.05) or len(text) // 4)
    if slow == "read_documents":
        monkeypatch.setattr(
            isolation.ReadingProcess, "_start", lambda self: begun.set() or setattr(self, "_process", _Silent())
        )
        monkeypatch.setattr(isolation, "_shared", isolation.ReadingProcess())
    if slow == "row_of":
        original = rows._embedding_of
        monkeypatch.setattr(
            rows, "_embedding_of", lambda *of, **how: begun.set() or time.sleep(0.05) or original(*of, **how)
        )
    indexing = Indexing(Assistant(letters, settings=Settings(home=state), embedder=embedder))
    indexing.start()
    assert begun.wait(20)
    since = time.monotonic()
    indexing.stop()
    assert time.monotonic() - since < 5
    assert not indexing._thread.is_alive()
    assert (indexing.state.error, indexing.assistant.index.files()) == ("stopped", [])
    monkeypatch.undo()
    assert len(Assistant(letters, settings=Settings(home=state), embedder=HashingEmbedder()).update().added) == 1


class _Silent:
    """A reader that says nothing."""

    stdin = io.BytesIO()

    def poll(self):
        return None

    kill = wait = poll

"""The application over a small folder, without a server and with an embedder that needs no model."""

import time
from contextlib import contextmanager

import pytest
from evidence_made import SKOPJE
from starlette.testclient import TestClient

from guillemet.assistant import Assistant
from guillemet.assistant.application import create_app
from guillemet.assistant.notebook import NOTEBOOK_FILE, Notebook
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

LETTERS = {
    "meeting.md": (
        f"---\ndate: 2017-11-20\nlanguage: en\n---\n\n# The meeting\n\n{SKOPJE}\n\nIt was opened by the minister.\n"
    ),
    "vinegar.txt": "The vinegar of the village of Orlane is made from apples.\n\nThe cellar opens in October.\n",
}


@pytest.fixture
def letters(folder):
    return folder(LETTERS)


@pytest.fixture
def application(letters, state):
    """Starts the application; again and again on the same state, as after a restart."""

    @contextmanager
    def start(**options):
        settings = Settings(home=state)
        app = create_app(Assistant(letters, settings=settings, embedder=HashingEmbedder()), **options)
        with TestClient(app, base_url="http://localhost") as client:
            deadline = time.monotonic() + 60
            while client.get("/ready").status_code != 200:
                assert time.monotonic() < deadline, client.get("/health").json()
                time.sleep(0.02)
            yield client

    return start


@pytest.fixture
def client(application):
    with application() as started:
        yield started


@pytest.fixture
def notebook(state):
    return Notebook(state / NOTEBOOK_FILE)

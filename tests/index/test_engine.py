"""Which engine runs the model, how near the two are, and what becomes of a damaged graph."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from guillemet.corpus.errors import SettingsError
from guillemet.index.background import BACKGROUND
from guillemet.index.embedded_model import EMBEDDED_MODEL
from guillemet.index.embedder import SentenceTransformerEmbedder
from guillemet.index.engine import embedder_of
from guillemet.index.onnx_embedder import OnnxEmbedder
from guillemet.index.settings import Settings

OTHERS = [
    "今天下雨，桥被淹了。",
    "Η γέφυρα της πόλης χτίστηκε το 1850.",
    "بني الجسر عام 1850 وما زال قائما.",
    "Мост был построен в 1850 году тремя каменщиками.",
    "Cầu được xây năm 1850.",
    "| 1850 | 12,5 % | 3 400 € |",
    "x",
    "Ja. " * 400,
]


@pytest.fixture
def graph(state, unpacked_home):
    """A copy of the graph's folder in a state folder of its own."""
    (made,) = (unpacked_home / "models").glob("*-int8-*")
    copy = state / "models" / made.name
    copy.mkdir(parents=True)
    for file in made.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def test_vectors_of_both_engines_may_stand_in_one_index(multilingual, multilingual_exact):
    texts = [*(text for texts in BACKGROUND.values() for text in texts[2::5]), *OTHERS]
    for embed in ("embed_passages", "embed_queries"):
        cosines = (getattr(multilingual, embed)(texts) * getattr(multilingual_exact, embed)(texts)).sum(axis=1)
        # Processors without VNNI add products of 8 bits in 16, where a few overflow: .9969 there, .998 elsewhere.
        assert cosines.min() > 0.996
    assert multilingual.name == multilingual_exact.name
    assert [multilingual.count_tokens(text) for text in texts] == list(map(multilingual_exact.count_tokens, texts))


@pytest.mark.parametrize(("engine", "kind"), [("onnx", OnnxEmbedder), ("torch", SentenceTransformerEmbedder)])
def test_an_engine_that_is_asked_for_is_taken(state, engine, kind):
    assert isinstance(embedder_of(Settings(home=state, engine=engine)), kind)


def test_a_model_of_somebody_elses_is_run_by_torch(state):
    assert isinstance(embedder_of(Settings(home=state, model="some/model")), SentenceTransformerEmbedder)
    with pytest.raises(SettingsError, match="GUILLEMET_ENGINE"):
        embedder_of(Settings(home=state, model="some/model", engine="onnx"))


@pytest.mark.parametrize(
    ("speedup", "cosine", "kind"),
    [
        (2.0, 0.995, OnnxEmbedder),
        (0.9, 0.999, SentenceTransformerEmbedder),
        (3.0, 0.98, SentenceTransformerEmbedder),
    ],
)
def test_what_was_measured_here_decides(state, graph, monkeypatch, speedup, cosine, kind):
    monkeypatch.setattr("guillemet.index.engine._has_nvidia", lambda: False)
    (graph / "figures.json").write_text(json.dumps({"speedup": speedup, "cosine": cosine}))
    assert isinstance(embedder_of(Settings(home=state))._engine, kind)


@pytest.mark.parametrize("name", ["encoder.onnx", "pieces.sqlite"])
def test_a_damaged_graph_is_made_anew(state, graph, multilingual, name):
    """As a power cut may leave it."""
    whole = (graph / name).read_bytes()
    (graph / name).write_bytes(whole[:5000])
    vectors = OnnxEmbedder(EMBEDDED_MODEL, state).embed_queries(["Où est le pont ?"])
    assert vectors == pytest.approx(multilingual.embed_queries(["Où est le pont ?"]), abs=1e-3)
    assert (graph / name).stat().st_size == len(whole)


def test_damage_deep_inside_the_vocabulary_does_no_harm(state, graph, multilingual):
    file = next(graph.glob("*.sqlite"))
    whole = bytearray(file.read_bytes())
    whole[200_000:] = bytes(len(whole) - 200_000)
    file.write_bytes(whole)
    vectors = OnnxEmbedder(EMBEDDED_MODEL, state).embed_queries(["Où est le pont ?"])
    assert vectors == pytest.approx(multilingual.embed_queries(["Où est le pont ?"]), abs=1e-3)


ASK = """
import sys
from guillemet.assistant import ask
print(ask("Quand le pont fut-il bâti ?", sys.argv[1]).quotes[0].exact)
slow = {"torch", "transformers", "sentence_transformers", "langchain_text_splitters", "pandas", "onnx"}
print(sorted(slow & set(sys.modules)))
"""


def test_neither_indexing_nor_asking_loads_torch(state_with_model, folder):
    letters = folder({"bridge.md": "# Le pont\n\nLe pont fut bâti en 1850. Trois maçons y travaillèrent.\n"})
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(letters)],
        env={**os.environ, "GUILLEMET_HOME": str(state_with_model)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "Le pont fut bâti en 1850.\n[]\n"


def test_the_two_tokenizers_of_questions_and_of_passages_agree(unpacked_home):
    """The first question is cut into tokens by the small one, those after a passage was read by the whole one."""
    embedder = OnnxEmbedder(EMBEDDED_MODEL, unpacked_home)
    before = embedder.embed_queries(["Où est le pont ?"])
    assert embedder.count_tokens("Où est le pont ?") > 4
    assert np.array_equal(embedder.embed_queries(["Où est le pont ?"]), before)

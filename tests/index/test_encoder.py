"""The graph of the model: in both precisions, with both outputs, beside sentence-transformers."""

import numpy as np
import pytest

from guillemet.index.background import BACKGROUND
from guillemet.index.embedded_model import ADAPTERS, EMBEDDED_MODEL
from guillemet.index.encoder import Encoder
from guillemet.index.graph import build_graph
from guillemet.index.packed_model import PackedModel
from guillemet.index.quantise import quantise

TEXTS = [text for texts in BACKGROUND.values() for text in texts[1::5]]


@pytest.fixture(scope="module")
def packed():
    return PackedModel()


@pytest.fixture(scope="module")
def weights(packed):
    return packed.weights(ADAPTERS[EMBEDDED_MODEL], words=False)


@pytest.fixture(scope="module")
def tokens(exact_model):
    return [list(ids) for ids in exact_model.tokenizer(["passage: " + text for text in TEXTS])["input_ids"]]


@pytest.fixture(scope="module")
def exact_model(multilingual_exact):
    return multilingual_exact.model


@pytest.fixture(scope="module")
def expected(exact_model):
    return exact_model.encode(TEXTS, prompt_name="document", normalize_embeddings=True)


@pytest.fixture(scope="module")
def quantised(packed, weights, tokens):
    return quantise(weights, packed.words, tokens[::4], output="states")


def test_in_full_precision_gives_the_vectors_of_sentence_transformers(packed, weights, tokens, expected):
    vectors = np.stack(Encoder(build_graph(weights), packed.words).encode_all(tokens))
    assert np.abs(vectors - expected).max() < 1e-5


def test_in_8_bits_the_states_of_every_token_are_near(packed, quantised, tokens, expected):
    states = Encoder(quantised.graph, packed.words).encode_all(tokens)
    assert [state.shape for state in states] == [(len(ids), packed.hidden) for ids in tokens]
    means = np.stack([state.mean(axis=0) for state in states])
    cosines = (means * expected).sum(axis=1) / np.linalg.norm(means, axis=1)
    assert cosines.min() > 0.995


def test_what_is_measured_is_told(quantised):
    assert 0.98 < quantised.cosine < 1
    assert quantised.speedup > 0.5
    assert len(quantised.graph) < 30_000_000


def test_a_text_comes_out_the_same_alone_and_among_others(packed, quantised, tokens):
    encoder = Encoder(quantised.graph, packed.words)
    for ids, state in zip(tokens, encoder.encode_all(tokens), strict=True):
        assert np.array_equal(encoder.encode(ids)[0][0], state)


def test_an_adapter_changes_the_weights_it_names_and_no_other(packed, weights):
    plain = packed.weights(words=False)
    changed = {name for name in plain if not np.array_equal(plain[name], weights[name])}
    assert changed
    assert all(name.startswith("encoder.layer.") and name.endswith(".weight") for name in changed)


def test_word_embeddings_of_some_tokens_are_rows_of_the_whole_table(packed):
    table = packed.weights()["embeddings.word_embeddings.weight"]
    some = [0, 5, 250_000, 5, 77_777]
    assert np.array_equal(packed.words(some), table[some])
    assert packed.words([]).shape == (0, packed.hidden)

"""A graph in 8 bits made from weights, and compared with the one in full precision."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from .encoder import OUTPUT, Encoder, States
from .graph import Output, build_graph
from .packed_model import Weights

__all__ = ["Quantised", "quantise"]


class Quantised(NamedTuple):
    """A graph in 8 bits, and how it compares with full precision on the sample that it was made with."""

    graph: bytes
    speedup: float
    """How many times as fast it is, by the time of one core."""
    cosine: float
    """The smallest between what the two make of a text, or of a token."""


def quantise(
    weights: Weights,
    words: Callable[[Sequence[int]], States],
    sample: Sequence[Sequence[int]],
    *,
    output: Output = "vectors",
    heads: int = 12,
    epsilon: float = 1e-12,
) -> Quantised:
    """Make the graph of these weights in 8 bits; `sample` are the tokens of some texts such as it will be given.

    `words` gives the word embeddings of tokens. See `build_graph` for what is `output`.
    """
    plain = Encoder(build_graph(weights, output=output, heads=heads, epsilon=epsilon), words)
    factors = [plain.encode(tokens, plain.outputs)[1:] for tokens in sample]
    ranges = [
        np.max([np.abs(factor[0]).max(axis=0) for factor in of_one], axis=0) for of_one in zip(*factors, strict=True)
    ]
    graph = build_graph(weights, output=output, ranges=ranges, heads=heads, epsilon=epsilon)
    eight = Encoder(graph, words)
    (exact, slow) = _timed(plain, sample)
    (near, fast) = _timed(eight, sample)
    cosines = (exact * near).sum(axis=1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(near, axis=1)
    return Quantised(graph, slow / fast, float(cosines.min()))


def _timed(encoder: Encoder, sample: Sequence[Sequence[int]]) -> tuple[States, float]:
    """The outputs for a sample, shape (outputs, hidden), and the seconds of this thread that they took."""
    encoder.encode(sample[0])
    before = time.thread_time()
    outputs = [encoder.encode(tokens, [OUTPUT])[0] for tokens in sample]
    taken = time.thread_time() - before
    return np.concatenate([output.reshape(-1, output.shape[-1]) for output in outputs]), taken

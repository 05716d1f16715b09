"""Runs the graph of a model on the tokens of texts: each text alone, as many at once as there are cores.

A text by itself needs no padding, keeps what it works on in the cache of its core, and has the same output whatever
stands beside it.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

__all__ = ["INPUT", "OUTPUT", "Encoder", "States", "cores"]

States = npt.NDArray[np.float32]

INPUT = "embeddings"
"""What a graph is given: the word embeddings of one text, shape (1, tokens, hidden)."""
OUTPUT = "output"


class Encoder:
    """A graph of `build_graph`, loaded; may be shared between threads.

    `words` gives the word embeddings of tokens, shape (tokens, hidden). Raises whatever ONNX Runtime does when the
    graph cannot be loaded.
    """

    def __init__(self, graph: Path | bytes, words: Callable[[Sequence[int]], States]) -> None:
        options = onnxruntime.SessionOptions()
        # Texts share the cores, not the steps of one text; and waiting threads must leave the cores to others.
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Texts differ in length, so that no plan of memory fits twice.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        model = graph if isinstance(graph, bytes) else str(graph)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.outputs = [output.name for output in self._session.get_outputs()]
        """The names of all that can be asked for."""
        self._words = words
        self._threads = ThreadPoolExecutor(cores(), "guillemet-encoder")

    def encode(self, tokens: Sequence[int], outputs: Sequence[str] = (OUTPUT,)) -> list[States]:
        """What the graph makes of one text, given as its tokens with the special ones."""
        made: list[States] = self._session.run(list(outputs), {INPUT: self._words(tokens)[None]})
        return made

    def encode_all(self, texts: Sequence[Sequence[int]]) -> list[States]:
        """The output for each text: of a graph of vectors, shape (hidden,); of states, (tokens, hidden)."""
        if len(texts) == 1:
            return [self.encode(texts[0])[0][0]]
        # The longest first: what comes last is short, and no core waits long for another.
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        made: dict[int, States] = dict(
            zip(order, self._threads.map(lambda at: self.encode(texts[at])[0][0], order), strict=True)
        )
        return [made[at] for at in range(len(texts))]


def cores() -> int:
    """As many as this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

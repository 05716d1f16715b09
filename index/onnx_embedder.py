"""The model that ships, run by ONNX Runtime in 8 bits: no torch is loaded, and nothing but the graph is unpacked."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from .background import BACKGROUND
from .embedded_model import ADAPTERS, make_once
from .embedder import Vectors
from .encoder import Encoder
from .leftovers import remove
from .packed_model import PackedModel, packed_tokenizer
from .vocabulary import Vocabulary, write_vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["OnnxEmbedder"]

T = TypeVar("T")

_QUERY = "query: "
_PASSAGE = "passage: "
"""What the model expects in front of a text."""
_FEW = 2000
"""Characters that are not worth loading the whole tokenizer for."""
_GRAPH = "encoder.onnx"
_PIECES = "pieces.sqlite"
_FIGURES = "figures.json"
_BATCH = 256
"""Texts whose tokens are held at once."""


class OnnxEmbedder:
    """One of the models that are unpacked, in the vector space that it has in full precision.

    The graph is made once, in the folder of the models under `home`, and made anew where it is damaged.
    """

    def __init__(self, name: str, home: Path) -> None:
        """`name` is EMBEDDED_MODEL or PLAIN_MODEL."""
        self.name = name
        self._home = home

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._packed.hidden)

    def count_tokens(self, text: str) -> int:
        """The length of a text in the model's own tokens, without special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._embed(_QUERY, texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched."""
        return self._embed(_PASSAGE, texts)

    def _embed(self, prompt: str, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [prompt + text for text in texts[start : start + _BATCH]]
            tokens = self._tokens(batch)
            vectors[start : start + len(batch)] = self._encoder.encode_all(tokens)
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """With the special tokens, and cut at the length of the model."""
        longest = self._packed.positions
        every = None
        if "_tokenizer" not in self.__dict__ and sum(map(len, texts)) <= _FEW:
            # Damage deep inside the file shows only when a piece is looked up.
            with suppress(sqlite3.Error):
                every = self._vocabulary.tokens(texts)
        if every is None:
            every = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        return [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in every]

    # -- loaded when first needed

    @cached_property
    def _packed(self) -> PackedModel:
        return PackedModel()

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self._whole(lambda folder: Vocabulary(folder / _PIECES))

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_file(str(packed_tokenizer()))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _encoder(self) -> Encoder:
        return self._whole(lambda folder: Encoder(folder / _GRAPH, self._packed.words))

    @property
    def figures(self) -> dict[str, float]:
        """How the graph compares with full precision on this machine: its `speedup` and its smallest `cosine`.

        Measured when the graph was made, and the same from then on. Raises IndexStateError when it cannot be made.
        """
        return self._whole(lambda folder: dict(json.loads((folder / _FIGURES).read_text(encoding="utf-8"))))

    def _whole(self, read: Callable[[Path], T]) -> T:
        """What is read from the folder of the graph, which is made anew where it is damaged."""
        folder = self._folder()
        try:
            return read(folder)
        except Exception:  # noqa: BLE001 - ONNX Runtime has no error of its own
            remove(folder)
            return read(self._folder())

    def _folder(self) -> Path:
        name = f"{self.name.rpartition('/')[2]}-int8-v1"
        return make_once(self._home, name, _FIGURES, self._write)

    def _write(self, folder: Path) -> None:
        from .quantise import quantise

        sample = [_PASSAGE + text for texts in BACKGROUND.values() for text in texts[::4]]
        write_vocabulary(packed_tokenizer(), folder / _PIECES)
        packed = self._packed
        tokens = Vocabulary(folder / _PIECES).tokens(sample)
        weights = packed.weights(ADAPTERS[self.name], words=False)
        made = quantise(weights, packed.words, tokens, heads=packed.heads, epsilon=packed.epsilon)
        (folder / _GRAPH).write_bytes(made.graph)
        figures = {"speedup": made.speedup, "cosine": made.cosine}
        (folder / _FIGURES).write_text(json.dumps(figures), encoding="utf-8")

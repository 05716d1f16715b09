"""What runs the model: ONNX Runtime in 8 bits or torch, whichever is the faster one on this machine."""

import ctypes
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version

from ..corpus.errors import SettingsError
from .embedded_model import ADAPTERS
from .embedder import Embedder, SentenceTransformerEmbedder, Vectors
from .onnx_embedder import OnnxEmbedder
from .settings import Settings

__all__ = ["embedder_of"]

_NEAR_ENOUGH = 0.99
"""The cosine to full precision from which on vectors of both engines may stand in one index."""


def embedder_of(settings: Settings) -> Embedder:
    """The embedder that the settings ask for; nothing is loaded before it is needed.

    A model of somebody else's is run by torch. Raises SettingsError where that cannot be.
    """
    (model, home) = (settings.model, settings.state_folder)
    if model not in ADAPTERS:
        if settings.engine == "onnx":
            raise SettingsError(
                f"GUILLEMET_ENGINE is onnx, which runs the embedded model only, and GUILLEMET_MODEL is {model}; "
                "unset one of them"
            )
        return SentenceTransformerEmbedder(model, home)
    (onnx, torch) = (OnnxEmbedder(model, home), SentenceTransformerEmbedder(model, home))
    engines: dict[str, Embedder] = {"auto": _Fastest(onnx, torch), "onnx": onnx, "torch": torch}
    return engines[settings.engine]


class _Fastest:
    """The faster one of two embedders of one model.

    What was measured when the graph was made decides, so that it is the same one as long as the state folder lives.
    """

    def __init__(self, onnx: OnnxEmbedder, torch: SentenceTransformerEmbedder) -> None:
        self.name = onnx.name
        self._onnx = onnx
        self._torch = torch

    @cached_property
    def _engine(self) -> Embedder:
        if _has_nvidia():
            import torch

            if torch.cuda.is_available():
                return self._torch
        figures = self._onnx.figures
        fit = figures["speedup"] > 1 and figures["cosine"] >= _NEAR_ENOUGH
        return self._onnx if fit else self._torch

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._onnx.dimension

    def count_tokens(self, text: str) -> int:
        """The length of a text in the model's own tokens, without special ones."""
        return self._engine.count_tokens(text)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._engine.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched."""
        return self._engine.embed_passages(texts)


def _has_nvidia() -> bool:
    """Whether the driver is there and torch built for it, which can be told without loading torch."""
    if version("torch").endswith("+cpu"):
        return False
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True

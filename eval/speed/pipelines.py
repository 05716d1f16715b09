"""From texts to the first answer, by Guillemet and by others: one pipeline in this process."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Protocol, cast
from unittest.mock import patch

from ...corpus.errors import ExtraMissingError
from ...index.embedder import SentenceTransformerEmbedder
from ...index.onnx_embedder import OnnxEmbedder
from ..measures import percentile
from .memory import peak_megabytes
from .texts import pages, questions

__all__ = ["PIPELINES", "check_installed", "measure_pipeline"]

PIPELINES = {
    "guillemet": ("guillemet", ()),
    "sentence-transformers loop": ("sentence_transformers_loop", ()),
    "LangChain, FAISS": ("langchain_faiss", ("langchain_community", "langchain_huggingface")),
    "LlamaIndex": ("llama_index_default", ("llama_index.core", "llama_index.embeddings.huggingface")),
    "BM25": ("bm25", ("bm25s",)),
}
"""By the names shown: the module of each, and what it imports that is not always there."""
_ASKED = 20


class _Build(Protocol):
    def __call__(self, model: Path, texts: Sequence[str]) -> Callable[[str], object]: ...


def check_installed() -> None:
    """Raises ExtraMissingError, which names the extra, when one of the others is not installed."""
    for _, needed in PIPELINES.values():
        for package in needed:
            try:
                there = find_spec(package) is not None
            except ModuleNotFoundError:
                there = False
            if not there:
                raise ExtraMissingError(f"{package} is not installed; install it with: pip install 'guillemet[speed]'")


def measure_pipeline(name: str, model: Path, count: int, paragraphs: int) -> dict[str, Any]:
    """What one pipeline takes for so many pages of so many paragraphs; importing its libraries counts.

    Of Guillemet also the share of time that is not embedding.
    """
    texts = [page.markdown() for page in pages(count, paragraphs)]
    asked = questions(_ASKED, count, paragraphs)
    build = cast("_Build", import_module(f"{__package__}.rivals.{PIPELINES[name][0]}").build)
    embedding = [0.0]

    def timed(embed: Callable[..., object]) -> Callable[..., object]:
        def measured(*given: object) -> object:
            begun = process_time()
            vectors = embed(*given)
            embedding[0] += process_time() - begun
            return vectors

        return measured

    (begun, worked) = (perf_counter(), process_time())
    with ExitStack() as patched:
        for engine in (SentenceTransformerEmbedder, OnnxEmbedder):
            patched.enter_context(patch.object(engine, "embed_passages", timed(engine.embed_passages)))
        search = build(model, texts)
    search(asked[0])
    (first, worked) = (perf_counter() - begun, process_time() - worked)
    times = []
    for question in asked:
        begun = perf_counter()
        search(question)
        times.append((perf_counter() - begun) * 1000)
    figures: dict[str, Any] = {
        "pages": count,
        "characters": sum(map(len, texts)),
        "first_answer_s": first,
        "first_answer_processor_s": worked,
        "pages_per_second": count / first,
        "query_p50_ms": percentile(times, 50),
        "query_p95_ms": percentile(times, 95),
        "peak_mb": peak_megabytes(),
    }
    if name == "guillemet":
        figures["not_embedding_share"] = 1 - embedding[0] / worked
    return figures

"""Tokens a second of the embedding engines, beside the machine's own limit: `python -m guillemet.eval.speed.embedding`.

The texts are what the model reads of the shipped notes: passages and sentences with their context. Everything is
measured in turn, round after round, so that a busy moment of the machine meets all alike, and the medians count. Beside
what the clock says stands the time that this process had the processors: on a busy machine it is the steadier one.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus import shipped_documents
from ...corpus.document import Document
from ...corpus.file_reading import read_file
from ...index.chunks import chunk_document
from ...index.context import PassageContext
from ...index.embedded_model import ADAPTERS, EMBEDDED_MODEL
from ...index.embedder import SentenceTransformerEmbedder, Vectors
from ...index.onnx_embedder import OnnxEmbedder
from ...index.packed_model import PackedModel
from ...index.settings import Settings
from ..environment import describe
from .limits import Limits

__all__ = ["main", "measure", "model_inputs"]

PLAIN = "sentence-transformers"
OURS = "guillemet"


def model_inputs(count_tokens: Callable[[str], int], chunk_tokens: int) -> list[str]:
    """What the model reads of the shipped notes when they are indexed."""
    documents = [
        document
        for path in sorted(shipped_documents().iterdir())
        for document in read_file(path)
        if isinstance(document, Document)
    ]
    return [
        PassageContext(document).model_input(span)
        for document in documents
        for chunk in chunk_document(document, count_tokens, chunk_tokens)
        for span in (chunk.span, *chunk.sentences)
    ]


def measure(home: Path, *, texts: int, rounds: int, chunk_tokens: int = 160) -> dict[str, Any]:
    """The figures of so many texts, taken evenly from all, in so many rounds; the models are unpacked into `home`."""
    ours = OnnxEmbedder(EMBEDDED_MODEL, home)
    plain = SentenceTransformerEmbedder(EMBEDDED_MODEL, home)
    every = model_inputs(ours.count_tokens, chunk_tokens)
    chosen = every[:: max(1, len(every) // texts)][:texts]
    tokens = sum(map(ours.count_tokens, chosen))
    limits = Limits()
    engines: dict[str, Callable[[Sequence[str]], Vectors]] = {
        # The loop of its own documentation, on all texts at once: it sorts them by length and cuts them into batches.
        PLAIN: lambda given: plain.model.encode(list(given), prompt_name="document", normalize_embeddings=True),
        OURS: ours.embed_passages,
    }
    vectors = {name: embed(chosen) for (name, embed) in engines.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    found: dict[str, list[float]] = {"fp32": [], "int8": [], "bandwidth": []}
    for _ in range(rounds):
        for name, embed in engines.items():
            taken[name].append(_seconds(embed, chosen))
        for precision in ("fp32", "int8"):
            found[precision].append(limits.operations(precision))
        found["bandwidth"].append(limits.bandwidth())
    limit = {name: statistics.median(values) for (name, values) in found.items()}
    needed = _operations()
    rates = {}
    for name, precision in ((PLAIN, "fp32"), (OURS, "int8")):
        (clock, processor) = (statistics.median(seconds) for seconds in zip(*taken[name], strict=True))
        rates[name] = {
            "tokens_per_second": tokens / clock,
            "tokens_per_processor_second": tokens / processor,
            "share_of_limit": tokens / clock * needed / limit[precision],
        }
    cosines = (vectors[PLAIN] * vectors[OURS]).sum(axis=1)
    return {
        "texts": len(chosen),
        "tokens": tokens,
        "rounds": rounds,
        "engines": rates,
        "ratio": rates[OURS]["tokens_per_second"] / rates[PLAIN]["tokens_per_second"],
        "processor_ratio": rates[OURS]["tokens_per_processor_second"] / rates[PLAIN]["tokens_per_processor_second"],
        "cosine": {"smallest": float(cosines.min()), "mean": float(cosines.mean())},
        "limit": {"fp32_operations": limit["fp32"], "int8_operations": limit["int8"], "bytes": limit["bandwidth"]},
        "operations_per_token": needed,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.speed.embedding", description=__doc__)
    parser.add_argument("--texts", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are told (default: 5)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    settings = Settings.from_environment()
    told = measure(settings.state_folder, texts=given.texts, rounds=given.rounds, chunk_tokens=settings.chunk_tokens)
    if given.json:
        environment = describe(model=EMBEDDED_MODEL, documents=0, characters=0)
        json.dump({"environment": {"cpu": environment.cpu, "cores": environment.cores}, **told}, sys.stdout, indent=2)
        print()
    else:
        print("\n".join(_lines(told)))


def _seconds(embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> tuple[float, float]:
    """By the clock, and of the processors."""
    (clock, processor) = (time.perf_counter(), time.process_time())
    embed(texts)
    return time.perf_counter() - clock, time.process_time() - processor


def _operations() -> int:
    """Multiplications and additions that the matrices of the model take for one token."""
    weights = PackedModel().weights(ADAPTERS[EMBEDDED_MODEL], words=False)
    return sum(2 * matrix.size for (name, matrix) in weights.items() if np.ndim(matrix) == 2 and "encoder" in name)


def _lines(told: dict[str, Any]) -> list[str]:
    (limit, cosine) = (told["limit"], told["cosine"])
    lines = [
        f"{told['texts']} texts of {told['tokens'] / told['texts']:.0f} tokens, medians of {told['rounds']} rounds",
        f"{'':22} {'tokens/s':>9} {'tokens/s CPU':>13} {'of limit':>9}",
    ]
    for name, rate in told["engines"].items():
        (clock, processor) = (rate["tokens_per_second"], rate["tokens_per_processor_second"])
        lines.append(f"{name:22} {clock:9,.0f} {processor:13,.0f} {rate['share_of_limit']:9.0%}")
    lines.append(f"{'ratio':22} {told['ratio']:9.2f} {told['processor_ratio']:13.2f}")
    lines.append(f"cosine to full precision: smallest {cosine['smallest']:.4f}, mean {cosine['mean']:.4f}")
    (fp32, int8) = (f"{limit[f'{name}_operations'] / 1e9:,.0f}" for name in ("fp32", "int8"))
    lines.append(f"products of matrices on this machine: {fp32} fp32 and {int8} int8 billion operations/s")
    lines.append(
        f"a token takes {told['operations_per_token'] / 1e6:.0f} million; memory {limit['bytes'] / 1e9:.1f} GB/s"
    )
    return lines


if __name__ == "__main__":
    main()

"""The plain loop: paragraphs encoded by sentence-transformers, and a matrix product."""

from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["build"]


def build(model: Path, texts: Sequence[str]) -> Callable[[str], object]:
    """Embed every paragraph of `texts` with the model in a folder."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    vectors = encoder.encode(paragraphs, normalize_embeddings=True, show_progress_bar=False)

    def search(question: str) -> object:
        query = encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)[0]
        return [paragraphs[at] for at in (vectors @ query).argsort()[::-1][:10]]

    return search

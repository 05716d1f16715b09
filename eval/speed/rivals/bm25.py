"""Words alone: BM25 by bm25s, no model."""

from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["build"]


def build(_model: Path, texts: Sequence[str]) -> Callable[[str], object]:
    """Index the words of every paragraph."""
    import bm25s

    paragraphs = [part for text in texts for part in text.split("\n\n")]
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(paragraphs, show_progress=False), show_progress=False)

    def search(question: str) -> object:
        asked = bm25s.tokenize([question], show_progress=False)
        return retriever.retrieve(asked, k=min(10, len(paragraphs)), show_progress=False)

    return search

"""LlamaIndex's default pipeline: its sentence splitter and its vector store in memory."""

from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["build"]


def build(model: Path, texts: Sequence[str]) -> Callable[[str], object]:
    """Split, embed and index as `VectorStoreIndex.from_documents` does by itself."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedding = HuggingFaceEmbedding(model_name=str(model), device="cpu")
    index = VectorStoreIndex.from_documents([Document(text=text) for text in texts], embed_model=embedding)
    retriever = index.as_retriever(similarity_top_k=10)

    def search(question: str) -> object:
        return retriever.retrieve(question)

    return search

"""LangChain's usual chain: its splitter, HuggingFaceEmbeddings and FAISS."""

from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["build"]


def build(model: Path, texts: Sequence[str]) -> Callable[[str], object]:
    """Split, embed and index with the settings that its guide has: 1000 characters, 200 of them twice."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    documents = splitter.create_documents(list(texts))
    store = FAISS.from_documents(
        documents, HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"device": "cpu"})
    )

    def search(question: str) -> object:
        return store.similarity_search(question, k=10)

    return search

"""What built an index: the model, the settings and the versions of the libraries, kept in the database."""

from importlib.metadata import version

from ..corpus.errors import IndexMismatchError
from .database import Database
from .embedder import Embedder
from .settings import Settings

__all__ = ["check_manifest", "declared_dimension", "is_accounted_for"]

_RECORDED = (
    "guillemet",
    "onnxruntime",
    "sentence-transformers",
    "langchain-text-splitters",
    "sentencex",
    "PyStemmer",
    "faiss-cpu",
)
"""Packages whose versions are kept, for whoever has to explain an index later."""


def check_manifest(database: Database, model: str, settings: Settings) -> None:
    """Declare a new database, or check one that is there; IndexMismatchError where it was built otherwise."""
    expected = {"model": model, "chunk_tokens": str(settings.chunk_tokens)}
    held = database.manifest()
    if "model" not in held and is_accounted_for(database):
        held |= expected
        database.declare(expected | {package: version(package) for package in _RECORDED})
    differing = [name for name in expected if held.get(name) != expected[name]]
    if differing:
        found = ", ".join(f"{name} {held.get(name, 'unknown')}" for name in differing)
        wanted = ", ".join(f"{name} {expected[name]}" for name in differing)
        raise IndexMismatchError(
            f"the index in {settings.state_folder} was built with {found}, but this run uses {wanted}; build it anew "
            "with: guillemet index --rebuild PATH, or set GUILLEMET_HOME to another folder"
        )


def is_accounted_for(database: Database) -> bool:
    """Whether the manifest says which model and settings made what is there, if anything is."""
    return {"model", "chunk_tokens"} <= database.manifest().keys() or not database.rows(
        "SELECT 1 FROM embeddings UNION ALL SELECT 1 FROM documents LIMIT 1"
    )


def declared_dimension(database: Database, embedder: Embedder) -> int:
    """Of the vectors, without loading the model where the manifest knows."""
    held = database.manifest().get("dimension")
    if held is None:
        held = str(embedder.dimension)
        database.declare({"dimension": held})
    return int(held)

"""The documents of a file that another file with the same bytes has shown already."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..corpus.naming import title_from_name
from ..corpus.place import WebAddress, document_id, place_uri
from .documents import DocumentStore, located
from .files import FileStore, StoredFile
from .rows import PreparedDocument

__all__ = ["documents_of_a_twin"]


def documents_of_a_twin(
    file: StoredFile, twins: Sequence[StoredFile], files: FileStore, store: DocumentStore
) -> list[PreparedDocument]:
    """The documents of a file as one of its twins holds them, if they differ in nothing but their place; else none."""
    if isinstance(file.path, WebAddress):
        return []  # a page says itself how it is called
    (new, name) = (place_uri(file.path), Path(file.path.name))
    for twin in twins:
        old = place_uri(twin.path)
        held = files.held_by(twin)
        named_for_content = all(where.title != title_from_name(twin.path.name) for (where, _) in held)
        same_name = twin.path.name == file.path.name
        if not (same_name or (named_for_content and Path(twin.path.name).suffix == name.suffix)):
            continue
        documents = []
        for location, content in held:
            document = store.content(location.document)
            if document is None or not location.uri.startswith(old):
                break
            uri = new + location.uri.removeprefix(old)
            moved = replace(location, uri=uri, id=document_id(uri))
            documents.append(PreparedDocument(located(document, [moved]), content))
        if documents and len(documents) == len(held):
            return documents
    return []

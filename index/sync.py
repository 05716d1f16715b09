"""Brings the index in step with folders: what is new is read and embedded, what is gone disappears."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..corpus.document import Document
from ..corpus.errors import UnreadableDocument
from ..corpus.folder import Skipped, find_files
from ..corpus.isolation import read_documents
from ..corpus.naming import display_path
from ..corpus.parts import part_names, part_path
from .chunks import chunk_document
from .context import PassageContext
from .documents import DocumentStore, EmbeddingChanges, PreparedChunk, StoredFile
from .embedder import Embedder, Vectors
from .sentences import Span
from .words import terms

__all__ = ["Progress", "SyncReport", "sync_folders"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is, in files."""

    done: int
    total: int
    name: str
    """The file under way; empty at the end."""


@dataclass(slots=True)
class SyncReport:
    """What a sync did, file by file."""

    added: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    present: list[Path] = field(default_factory=list)
    """Every file that answers from now on."""
    embedded: int = 0
    """How many texts (chunks and sentences) had to be embedded; the others were known."""
    notices: list[str] = field(default_factory=list)
    """One line each: what else the reader should know, such as a derived file that was rebuilt."""

    def as_dict(self) -> dict[str, Any]:
        """The report as `guillemet index --json` prints it."""
        return {
            **{name: [display_path(path) for path in getattr(self, name)] for name in ("added", "changed", "removed")},
            "unchanged": len(self.unchanged),
            "skipped": [{"path": display_path(skipped.path), "reason": skipped.reason} for skipped in self.skipped],
            "embedded": self.embedded,
            "notices": self.notices,
        }


def sync_folders(
    paths: Sequence[Path],
    store: DocumentStore,
    embedder: Embedder,
    chunk_tokens: int,
    on_change: Callable[[EmbeddingChanges], None],
    progress: Callable[[Progress], None] | None = None,
) -> SyncReport:
    """Bring the documents under `paths` (absolute) up to date; one transaction a document.

    A file whose time and size are unchanged is not opened; one whose bytes are unchanged is not read; of a changed
    one, only the texts that are new are embedded. A file that cannot be read is skipped, named with its reason, and
    no longer answers. `on_change` is told after each transaction. Raises CorpusError when there is nothing to read.
    """
    report = SyncReport()
    (files, report.skipped) = find_files(paths)
    # A link may lead out of the folder, so that the files are looked up by name as well.
    known = store.files_under([*paths, *files])
    parts = _by_file(known, files)
    for done, path in enumerate(files):
        if progress:
            progress(Progress(done, len(files), path.name))
        held = {name: known[name] for name in parts[path]}
        try:
            found = path.stat()
            if held and all(_is_as_it_was(file, found) for file in held.values()):
                report.unchanged += held
                report.present += held
                for name in held:
                    del known[name]
                continue
            reading = read_documents(path)
        except (UnreadableDocument, OSError) as error:
            report.skipped.append(Skipped(path, str(error).removeprefix(f"{display_path(path)}: ")))
            continue
        report.skipped += [Skipped(part_path(path, [part.name]), part.reason) for part in reading.skipped]
        for document in reading.documents:
            name = part_path(path, part_names(document.uri))
            known.pop(name, None)
            report.present.append(name)
            before = held.get(name)
            if before and before.sha256 == document.sha256:
                store.touch(before, found.st_mtime_ns, found.st_size)
                report.unchanged.append(name)
                continue
            (chunks, vectors) = _prepare(document, store, embedder, chunk_tokens)
            file = StoredFile(name, 0, document.sha256, found.st_mtime_ns, found.st_size)
            on_change(store.replace(file, document, chunks, vectors))
            report.embedded += len(vectors)
            (report.changed if before else report.added).append(name)
    for path, gone in known.items():
        on_change(store.remove(gone))
        report.removed.append(path)
    if progress:
        progress(Progress(len(files), len(files), ""))
    return report


def _is_as_it_was(file: StoredFile, found: os.stat_result) -> bool:
    return (file.modified_ns, file.size) == (found.st_mtime_ns, found.st_size)


def _by_file(known: Iterable[Path], files: Iterable[Path]) -> dict[Path, list[Path]]:
    """Of each file, what is known of it: itself, and the documents inside it, which stand below its path."""
    found: dict[Path, list[Path]] = {file: [] for file in files}
    for path in known:
        file = next((above for above in (path, *path.parents) if above in found), None)
        if file:
            found[file].append(path)
    return found


def _prepare(
    document: Document, store: DocumentStore, embedder: Embedder, chunk_tokens: int
) -> tuple[list[PreparedChunk], dict[bytes, Vectors]]:
    texts: dict[bytes, str] = {}
    context = PassageContext(document)

    def digest(span: Span) -> bytes:
        text = context.model_input(span)
        key = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        texts[key] = text
        return key

    prepared = [
        PreparedChunk(
            chunk.span,
            digest(chunk.span),
            " ".join(terms(document.text[chunk.span.start : chunk.span.end], document.language)),
            tuple((span, digest(span)) for span in chunk.sentences),
        )
        for chunk in chunk_document(document, embedder.count_tokens, chunk_tokens)
    ]
    held = store.held_digests(texts)
    new = [key for key in texts if key not in held]
    vectors = embedder.embed_passages([texts[key] for key in new])
    return prepared, dict(zip(new, vectors, strict=True))

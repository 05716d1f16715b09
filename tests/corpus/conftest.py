from collections.abc import Callable
from pathlib import Path

import pytest

from guillemet.corpus import Block, BlockKind, Document, read_document


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    """Write a file and read it as a document."""

    def _read(name: str, content: str | bytes) -> Document:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_document(path)

    return _read


@pytest.fixture
def parts() -> Callable[..., list[tuple[str, str]]]:
    """The blocks of a document as (kind, text), or only the texts of one kind."""

    def _parts(document: Document, kind: BlockKind | None = None) -> list:
        def text(block: Block) -> str:
            return document.text[block.start : block.end]

        if kind is not None:
            return [text(block) for block in document.blocks if block.kind is kind]
        return [(block.kind.value, text(block)) for block in document.blocks]

    return _parts

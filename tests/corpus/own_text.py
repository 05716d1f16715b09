"""The project's own text, for documents that tests make: the prose of the notes that ship."""

import re

from guillemet.corpus import BlockKind, read_document, shipped_documents

__all__ = ["prose"]


def prose(shortest=120):
    """Their paragraphs without markup, all different, in characters that every writer can put down."""
    found = {}
    for path in sorted(shipped_documents().glob("*.md")):
        document = read_document(path)
        for block in document.blocks:
            text = " ".join(document.text[block.start : block.end].split())
            plain = not re.search(r"[*_`<>|\\[\]&]", text) and text.encode("cp1252", "ignore").decode("cp1252") == text
            if block.kind is BlockKind.PARAGRAPH and plain and len(text) >= shortest:
                found[text] = None
    return list(found)

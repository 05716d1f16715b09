"""Paths as people read them: in a message, and as the title of a document that has none."""

import os
import re
from pathlib import Path

__all__ = ["display_path", "title_from_name"]


def display_path(path: Path | str) -> str:
    """The path on one line of valid Unicode, whatever bytes its name is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def title_from_name(name: str) -> str:
    """A readable title from a file name.

    >>> title_from_name("annual_report-2019.final.txt")
    'Annual report 2019 final'
    """
    shown = display_path(Path(name))
    stem = Path(shown).stem or shown
    words = re.sub(r"[\s_.\-]+", " ", stem).strip() or shown
    return words[0].upper() + words[1:]

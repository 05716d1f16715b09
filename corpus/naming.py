"""Paths as people read them: in a message, and as the title of a document that has none."""

import os
import re
from pathlib import Path

__all__ = ["display_path", "title_from_name"]


def display_path(path: Path | str) -> str:
    r"""The path on one line of valid Unicode, whatever bytes its name is made of: those that show nothing, escaped.

    >>> print(display_path("caf\udce9.txt"), display_path("two\nlines.txt"))
    caf\xe9.txt two\nlines.txt
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def title_from_name(name: str) -> str:
    """A readable title from a file name.

    >>> title_from_name("annual_report-2019.final.txt")
    'Annual report 2019 final'
    """
    text = os.fsencode(name).decode("utf-8", "replace")
    shown = "".join(character if character.isprintable() else " " for character in text)
    stem = Path(shown).stem or shown
    words = re.sub(r"[\s_.\-]+", " ", stem).strip() or shown.strip() or display_path(name)
    return words[0].upper() + words[1:]

"""Words found in a document as a reader types them: whatever the case, the accents, the apostrophes and the spaces."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

__all__ = ["LONGEST_SEARCH", "MOST_FOUND", "find_words"]

LONGEST_SEARCH = 200
"""Characters."""

MOST_FOUND = 1_000
"""Places that are shown; more are not worth leafing through."""

_APOSTROPHES = "'’ʼ‘`´"
_HYPHENS = "-‐‑‒–—"


def find_words(text: str, words: str) -> Iterator[tuple[int, int]]:
    """The spans `[start, end)` of the text where the words stand, in order and apart."""
    wanted = unicodedata.normalize("NFC", words[:LONGEST_SEARCH]).split()
    if not wanted:
        return
    pattern = r"\s+".join("".join(map(_any_form, word)) for word in wanted)
    yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _any_form(character: str) -> str:
    """What matches a character typed by a reader."""
    if character in _APOSTROPHES:
        return f"[{_APOSTROPHES}]"
    if character in _HYPHENS:
        return f"[{_HYPHENS}]"
    base = _base(character)
    if base.isalpha() and base.isascii():
        # A decomposed accent may follow its letter.
        return f"[{base}{_accented()[base]}][\u0300-\u036f]*"
    return re.escape(character)


@cache
def _accented() -> dict[str, str]:
    """Latin letters by the small letter they carry an accent on."""
    found: defaultdict[str, str] = defaultdict(str)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        base = _base(letter)
        if base.isascii() and base != letter:
            found[base] += letter
    return found


def _base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()

"""Whether the text of a page makes sense, and pages named in a few words."""

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["is_nonsense", "page_ranges"]

_MOST_UNKNOWN = 0.3
_FEWEST_VOWELS = 0.2
_MOST_MUTE = 0.12
"""Of the words, that have no vowel: in no written language as many as in letters at random."""
_ENOUGH = 150
"""Latin letters from which the shares are telling."""
_LONG_WORD = re.compile(r"[a-z]{4,}")
_VOWEL = re.compile("[aeiouy]")


def is_nonsense(text: str) -> bool:
    """Whether fonts gave other characters than the page shows: unknown ones, private ones, or letters at random."""
    shown = [character for character in text if not character.isspace()]
    if not shown:
        return False
    unknown = sum(1 for character in shown if unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"})
    unknown += shown.count("\N{REPLACEMENT CHARACTER}")
    if unknown > _MOST_UNKNOWN * len(shown):
        return True
    plain = unicodedata.normalize("NFD", text.casefold())
    latin = [letter for letter in plain if "a" <= letter <= "z"]
    letters = sum(character.isalpha() for character in shown)
    if len(latin) < _ENOUGH or len(latin) < 0.7 * letters:
        return False
    words = _LONG_WORD.findall(plain)
    mute = sum(1 for word in words if not _VOWEL.search(word))
    vowels = sum(letter in "aeiouy" for letter in latin)
    return vowels < _FEWEST_VOWELS * len(latin) or mute > _MOST_MUTE * max(len(words), 30)


def page_ranges(labels: Sequence[str]) -> str:
    """Pages by their labels, those that follow one another as a range.

    >>> page_ranges(["1", "3", "4", "5"])
    'pages 1, 3–5'
    """
    runs: list[list[str]] = []
    for label in labels:
        if runs and re.fullmatch(r"\d{1,9}", label) and runs[-1][-1] == str(int(label) - 1):
            runs[-1].append(label)
        else:
            runs.append([label])
    shown = ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"page{'s' if len(labels) > 1 else ''} {shown}"

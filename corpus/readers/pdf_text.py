"""Whether the text of a page makes sense, and pages named in a few words."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["is_nonsense", "page_ranges"]

_MOST_UNKNOWN = 0.3
_MOST_MUTE = 0.12
"""Of the words of four letters and more, that have no vowel: in no written language as many as in letters at random."""
_FEWEST_TURNS = 1.15
"""Times as often as by chance that a vowel stands beside a consonant; in Irish 1.25, in French 1.5."""
_ENOUGH_NEIGHBOURS = 300
_MOST_ACCENTS = 0.2
"""Of the letters: Vietnamese writes whole rows of vowels, and accents on them."""
_MOST_INNER_SIGMAS = 0.04
"""Of the words, with a sigma before another letter that only words end with."""
_ENOUGH = 150
"""Letters of one script from which the shares are telling."""
_MOST = 0.7
"""Of all letters, those of a script in which the text is."""
_SMALL_ALPHABET = 256
"""Code points that all letters of a European text are within, and Chinese characters or Korean syllables never are."""
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
_INNER_SIGMA = re.compile(r"ς[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """What the letters of all languages in a script have in common, in small letters without accents."""

    letters: str
    """From which to which one, as in a regular expression."""
    vowels: str
    fewest_vowels: float
    frequent: str = ""
    fewest_frequent: float = 0.0


_ALPHABETS = (
    _Alphabet("a-z", "aeiouy", 0.2, "aeinorstu", 0.28),
    _Alphabet("Ͱ-Ͽ", "αεηιουω", 0.3, "αοειστην", 0.5),
    _Alphabet("Ѐ-ԯ", "аеиоуыэюяєіѣѵәөүӯ", 0.3, "аеиінотрсэ", 0.36),
)


def is_nonsense(text: str) -> bool:
    """Whether fonts gave other characters than the page shows: unknown ones, private ones, or letters at random."""
    shown = [character for character in text if not character.isspace()]
    if not shown:
        return False
    unknown = sum(1 for character in shown if unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"})
    unknown += shown.count("\N{REPLACEMENT CHARACTER}")
    if unknown > _MOST_UNKNOWN * len(shown):
        return True
    letters = sum(character.isalpha() for character in shown)
    if letters < _ENOUGH:
        return False
    plain = unicodedata.normalize("NFD", text.casefold())
    return (
        any(_is_at_random(plain, letters, alphabet) for alphabet in _ALPHABETS)
        or len(_INNER_SIGMA.findall(text)) > _MOST_INNER_SIGMAS * len(text.split())
        or _is_alphabet_of_ideographs(text, letters)
    )


def _is_at_random(plain: str, letters: int, alphabet: _Alphabet) -> bool:
    own = re.findall(f"[{alphabet.letters}]", plain)
    if len(own) < max(_ENOUGH, _MOST * letters):
        return False
    words = re.findall(f"[{alphabet.letters}]{{4,}}", plain)
    vowels = sum(letter in alphabet.vowels for letter in own)
    frequent = sum(letter in alphabet.frequent for letter in own)
    return (
        vowels < alphabet.fewest_vowels * len(own)
        # One by one, too: a page of commands may say "https" in each line.
        or all(_is_mute(each, alphabet.vowels) for each in (words, set(words)))
        or frequent < alphabet.fewest_frequent * len(own)
        or _take_no_turns(plain, alphabet)
    )


def _is_mute(words: Collection[str], vowels: str) -> bool:
    mute = sum(1 for word in words if not any(vowel in word for vowel in vowels))
    return mute > _MOST_MUTE * max(len(words), 40)


def _take_no_turns(plain: str, alphabet: _Alphabet) -> bool:
    """Whether vowels and consonants follow one another as by chance: in every language they take turns.

    Sukhotin (1962) finds the vowels of an unknown script by it. Each word counts once.
    """
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    if len(plain) - len(letters) > _MOST_ACCENTS * len(letters):
        return False
    words = [
        [letter in alphabet.vowels for letter in word] for word in set(re.findall(f"[{alphabet.letters}]+", letters))
    ]
    turns = [one != other for word in words for one, other in pairwise(word)]
    vowels = sum(map(sum, words)) / max(sum(map(len, words)), 1)
    return len(turns) >= _ENOUGH_NEIGHBOURS and sum(turns) < _FEWEST_TURNS * 2 * vowels * (1 - vowels) * len(turns)


def _is_alphabet_of_ideographs(text: str, letters: int) -> bool:
    """Whether Chinese characters or Korean syllables stand for the letters of an alphabet."""
    points = sorted(map(ord, _IDEOGRAPH.findall(text)))
    few = len(points) // 20
    return len(points) >= max(_ENOUGH, _MOST * letters) and points[-1 - few] - points[few] < _SMALL_ALPHABET


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

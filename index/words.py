"""Turns text into the terms of the lexical leg: words, accents folded, stemmed for their language.

Stemming: Snowball (Porter, https://snowballstem.org), after folding, so that "evenement" and "événement" meet.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from ..corpus.function_words import COMMON_LANGUAGES, WORD_WEIGHTS
from ..corpus.raised import SUPERSCRIPTS
from .numerals import in_digits, numbers

__all__ = ["STEMMED_LANGUAGES", "content_words", "folded", "stemmed", "terms", "without_marks", "words"]

STEMMED_LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 codes and the names of their Snowball algorithms."""

_LIGATURES: dict[int, str] = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that Unicode does not decompose."""

_WORD = re.compile(r"\w+")
# "m²" and "x²" are words as they are; no note stands behind so short a word as a rule.
_MARK = re.compile(
    rf"(?:(?<=\d)|(?<=[^\W\d_{SUPERSCRIPTS}]{{3}})|(?<=[^\w\s{SUPERSCRIPTS}]))[{SUPERSCRIPTS}]+"
    rf"|(?<!\w)[{SUPERSCRIPTS}]+(?=[^\W\d_])"
)


class _Folding(dict[int, int | str | None]):
    """What each decomposed character becomes: nothing, for a mark; found out when it is first met."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = None if unicodedata.combining(chr(code)) else _LIGATURES.get(code, code)
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Case, accents and the marks of notes removed, compatibility forms unified ("L’État²" and "l'Etat" alike)."""
    if text.isascii():
        return text.lower()
    text = without_marks(text)
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_FOLDING)


def without_marks(text: str) -> str:
    """The text without raised figures that are no part of a word: folded, "1811²" would be the year 18112."""
    return text if text.isascii() else _MARK.sub("", text)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; an apostrophe or a hyphen parts two words."""
    return _WORD.findall(folded(text))


def terms(text: str, language: str | None) -> list[str]:
    """The folded, stemmed words of a text; unstemmed where the language is unknown or has no Snowball stemmer.

    Numbers that are spelled out are there twice: as their words, and in digits at the end.
    """
    text = without_marks(text)
    return [*stemmed(words(text), language), *numbers(text, language)]


def stemmed(unstemmed: list[str], language: str | None) -> list[str]:
    """The stems of folded words, one for one."""
    if language not in STEMMED_LANGUAGES:
        return unstemmed
    return [str(stem) for stem in _stemmer(language).stemWords(unstemmed)]


def content_words(text: str, language: str | None) -> list[str]:
    """The folded words of a text, each once, without articles, question words and the like of its language.

    Numbers are in digits.
    """
    empty = _function_words(language)
    return [word for word in dict.fromkeys(words(in_digits(without_marks(text), language))) if word not in empty]


@lru_cache
def _function_words(language: str | None) -> frozenset[str]:
    return frozenset(
        part
        for (word, languages) in WORD_WEIGHTS.items()
        if language is None or language not in COMMON_LANGUAGES or language in languages
        for part in words(word)
    )


@lru_cache
def _stemmer(language: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(STEMMED_LANGUAGES[language])

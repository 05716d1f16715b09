"""Numbers in one spelling: "cinquante-sept" and "57", "dixième", "10e" and "10th", "1 500" and "1500" meet as digits.

Words are turned into digits by text2num (MIT), which knows the languages below; other languages keep their words.
"""

import re
from functools import lru_cache

__all__ = ["in_digits", "numbers"]

_SPELLED = frozenset(("da", "de", "en", "es", "fr", "it", "nl", "pt"))
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([ \u00a0\u2009\u202f.,'’])\d{3})(?:\1\d{3})*(?![\d.,]?\d)")
_ORDINAL = re.compile(
    r"(?<!\w)(\d+)(?:ers?|res?|i?[eè]res?|n?ds?|ndes?|[eè]mes?|[eè]|st|th|rd|te[rn]?|ste[rn]?|[ºªoa]|\.[ºª])(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+")
_ARTICLES = frozenset(("a", "an", "e", "een", "ein", "em", "en", "et", "um", "un", "y"))
"""What is mostly something else than a number."""
_FIRST = {
    **dict.fromkeys(("premier", "première", "premiers", "premières", "first", "primero", "primera", "primo"), "1"),
    **dict.fromkeys(("second", "seconde"), "2"),
}
"""Left alone by text2num."""


def in_digits(text: str, language: str | None) -> str:
    """The text with its numbers in digits, ordinals like the number itself; `language` is its ISO 639-1 code.

    >>> in_digits("le dixième des cinquante-sept États", "fr")
    'le 10 des 57 États'
    """
    if language in _SPELLED and any(_is_numeral(word, language) for word in _WORD.findall(text.lower())):
        text = _converted(text, language)
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return _ORDINAL.sub(r"\1", text)


def numbers(text: str, language: str | None) -> list[str]:
    """The numbers of a text that are spelled in another way than in plain digits, as digits.

    >>> numbers("the tenth of 57 states", "en")
    ['10']
    """
    rewritten = in_digits(text, language)
    if rewritten == text:
        return []
    plain = set(re.findall(r"\w+", text))
    return [number for number in re.findall(r"\d+", rewritten) if number not in plain]


def _converted(text: str, language: str) -> str:
    from text_to_num import alpha2digit  # noqa: PLC0415 - few texts spell a number

    converted = str(alpha2digit(text, language, threshold=2))
    return _WORD.sub(lambda found: _FIRST.get(found[0].lower(), found[0]), converted)


@lru_cache(65_536)
def _is_numeral(word: str, language: str) -> bool:
    return word not in _ARTICLES and _converted(word, language) != word

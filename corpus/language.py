"""Which language a text is in, be it a book or a question of two words."""

import math
import re
import threading
from collections import defaultdict
from functools import cache
from typing import Any

from .function_words import COMMON_LANGUAGES, WORD_WEIGHTS

__all__ = ["detect_language", "language_code", "load_language_model"]

_WORD = re.compile(r"[^\W\d_]+['’]?")
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|(?<!\w)['‘][^'‘’]*['’](?!\w)")

_ONE_SCRIPT = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"), "ko"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
    (re.compile(r"[\u0530-\u058f]"), "hy"),
    (re.compile(r"[\u10a0-\u10ff]"), "ka"),
)
_SHARED_SCRIPTS = (
    # The first language is the answer where the statistics point to none of the others.
    (re.compile(r"[\u0400-\u052f]"), ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg")),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f]"), ("ar", "fa", "ur", "ps", "ug", "ku")),
    (re.compile(r"[\u0900-\u097f]"), ("hi", "mr", "ne", "sa")),
)
_LETTERS_OF = tuple(
    (re.compile(letters, re.IGNORECASE), language)
    for letters, language in (
        ("[ñ¿¡]", "es"),
        ("ß", "de"),
        ("[ãõ]", "pt"),
        ("œ|ê[^\\W\\d_]", "fr"),
        ("[łśźżćęą]", "pl"),
        ("[șțăşţ]", "ro"),
        ("å", "sv"),
        (r"[^\W\d_]\s[?!;]", "fr"),
    )
)

_PRIOR = {"fr": 1.0, "en": 1.0, "de": 0.8, "es": 0.8, "it": 0.8}
"""Added to the score of a short text, so that a word which several languages share goes to the likelier ones."""
_SAMPLE = 600
"""Characters that the statistical model reads: more costs time and changes nothing."""
_LONG = 12
"""Words from which statistics outweigh single words."""
_THREE_LETTERS = {
    "fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "swe": "sv", "pol": "pl", "ron": "ro", "rum": "ro", "rus": "ru", "ell": "el", "gre": "el", "ara": "ar",
}  # fmt: skip


def language_code(tag: object) -> str | None:
    """ISO 639-1 from a language tag as documents carry them ("fr-FR", "fra", "en_GB"), or None.

    >>> language_code("fr-FR")
    'fr'
    """
    primary = re.split(r"[-_]", str(tag).strip().lower())[0]
    code = _THREE_LETTERS.get(primary, primary)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def detect_language(text: str) -> str | None:
    """The language of `text` as an ISO 639-1 code, or None where nothing in it tells ("Skopje 2017?").

    What stands between quotation marks counts only where nothing else does: a question may quote its documents.
    """
    sample = _NOISE.sub(" ", _sample(text))
    unquoted = _QUOTED.sub(" ", sample)
    return _detect(unquoted) or (_detect(sample) if unquoted != sample else None)


def _sample(text: str) -> str:
    """The text, or of a long one a part from its beginning and one from its middle."""
    if len(text) <= _SAMPLE:
        return text
    middle = len(text) // 2
    return text[: _SAMPLE // 2] + "\n" + text[middle : middle + _SAMPLE // 2]


def _detect(sample: str) -> str | None:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(sample)]
    letters = sum(map(len, words))
    if not letters:
        return None
    by_script = _language_of_script(sample, letters)
    if by_script:
        return by_script
    votes = _votes(words, sample)
    return _of_long(sample, votes) if len(words) >= _LONG else _of_short(sample, len(words), votes)


def _language_of_script(sample: str, letters: int) -> str | None:
    for script, language in _ONE_SCRIPT:
        # A few kana among Chinese characters already make a text Japanese.
        if len(script.findall(sample)) > letters * (0.15 if language == "ja" else 0.4):
            return language
    for script, languages in _SHARED_SCRIPTS:
        if len(script.findall(sample)) > 0.4 * letters:
            ranked = _probabilities(sample)
            best = max(languages, key=lambda language: ranked.get(language, 0.0))
            return best if ranked.get(best, 0.0) > 0.2 else languages[0]
    return None


def _votes(words: list[str], sample: str) -> dict[str, float]:
    """Evidence for each common language from its small words, its own letters and its spacing."""
    votes: defaultdict[str, float] = defaultdict(float)
    for position, word in enumerate(words):
        known = WORD_WEIGHTS.get(word) or WORD_WEIGHTS.get(word.rstrip("'"), {})
        for language, weight in known.items():
            # A question's language shows in its first word; names and borrowed terms come later.
            votes[language] += weight * (1.5 if position == 0 else 1.0)
    for letters, language in _LETTERS_OF:
        if letters.search(sample):
            votes[language] += 1.0
    return votes


def _of_long(sample: str, votes: dict[str, float]) -> str | None:
    ranked = _probabilities(sample)
    best = max(ranked, key=ranked.__getitem__)
    if ranked[best] < 0.5 and votes:
        return max(votes, key=votes.__getitem__)
    return language_code(best)


def _of_short(sample: str, words: int, votes: dict[str, float]) -> str | None:
    ranked = _probabilities(sample)
    best = max(ranked, key=ranked.__getitem__)
    if best not in COMMON_LANGUAGES and ranked[best] > 0.85 and words > 2:
        return language_code(best)
    if votes:
        scores = {
            language: 2.0 * vote + math.log(ranked.get(language, 0.0) + 0.01) + _PRIOR.get(language, 0.0)
            for language, vote in votes.items()
        }
        first, *others = sorted(scores, key=scores.__getitem__, reverse=True)
        return first if votes[first] >= 0.15 and all(scores[first] - scores[other] > 0.02 for other in others) else None
    mass = sum(ranked.get(language, 0.0) for language in COMMON_LANGUAGES)
    first = max(COMMON_LANGUAGES, key=lambda language: ranked.get(language, 0.0))
    return first if mass > 0.25 and ranked[first] > 0.15 and ranked[first] > 0.45 * mass else None


def _probabilities(sample: str) -> dict[str, float]:
    return dict(load_language_model().rank(sample))


def load_language_model() -> Any:  # noqa: ANN401 - the library has no types
    """The statistical model; takes half a second the first time."""
    with _loading:
        return _identifier()


_loading = threading.Lock()
"""Many threads that ask at once shall not each load the model."""


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library has no types
    # Half a second to load, and many a run never asks.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""Why something was not done, in the language of the reader: the errors and refusals of all rooms, worded anew.

The rooms below speak English, on the command line and in what they keep. As message catalogues do, this looks the
English sentence up; what is filled into it is found by its place, and translated where it is such a sentence itself.
"""

import re
from functools import cache, lru_cache

from .french_reasons import FRENCH_REASONS

__all__ = ["told"]

_CATALOGUES = {"fr": FRENCH_REASONS}


@lru_cache(maxsize=4096)
def told(reason: str, language: str) -> str:
    """The reason in a language, ISO 639-1; as it is where there are no words for it.

    >>> told("larger than 50 MB", "fr")
    'dépasse 50 Mo'
    >>> told("larger than 50 MB", "en")
    'larger than 50 MB'
    """
    catalogue = _CATALOGUES.get(language)
    if catalogue is None or not reason:
        return reason
    for pattern, words in _compiled(language):
        if found := pattern.fullmatch(reason):
            return words.format(*(told(value, language) for value in found.groups()))
    return reason


@cache
def _compiled(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Those with the most words of their own first: `{} (it no longer answers)` fits more than it is meant for."""
    catalogue = _CATALOGUES[language]
    most_first = sorted(catalogue, key=lambda template: len(template.replace("{}", "")), reverse=True)
    return [
        (re.compile("(.+?)".join(map(re.escape, template.split("{}"))), re.DOTALL), catalogue[template])
        for template in most_first
    ]

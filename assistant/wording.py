"""The words of the interface, in the language of the reader."""

from collections.abc import Sequence

from .english import ENGLISH
from .french import FRENCH
from .phrasebook import Wording

__all__ = ["ENGLISH", "FRENCH", "Wording", "preferred", "wording"]

_BY_LANGUAGE = {"en": ENGLISH, "fr": FRENCH}


def wording(language: str | None) -> Wording:
    """The words for a language, ISO 639-1; English where there is no translation."""
    return _BY_LANGUAGE.get((language or "").partition("-")[0].lower(), ENGLISH)


def preferred(accept_language: str | None, among: Sequence[str] = tuple(_BY_LANGUAGE)) -> str:
    """The first language of an `Accept-Language` header, by its weights, that the interface speaks.

    >>> preferred("de-AT, fr;q=0.8, en;q=0.9")
    'en'
    """
    offers: list[tuple[float, str]] = []
    for offer in (accept_language or "").split(","):
        tag, _, parameters = offer.strip().partition(";")
        weight = parameters.strip().removeprefix("q=")
        try:
            offers.append((float(weight) if weight else 1.0, tag.partition("-")[0].lower()))
        except ValueError:
            continue
    offers.sort(key=lambda offer: -offer[0])
    return next((tag for weight, tag in offers if tag in among and weight > 0), "en")

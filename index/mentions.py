"""Which words of a question stand in the documents, and which stand nowhere."""

from typing import NamedTuple

from ..corpus.language import detect_language
from .cognates import with_cognates
from .passages import PassageStore
from .words import content_words, stemmed, words

__all__ = ["Mentions", "mentions"]

_SHORTEST = 3
"""Letters or digits; shorter words are seldom what a question is about."""


class Mentions(NamedTuple):
    """Content words of a question, as it spells them, in its order."""

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def mentions(passages: PassageStore, languages: list[str | None], question: str) -> Mentions:
    """The words of a question that documents in these languages hold, and those that they do not.

    A word is absent when neither its stem nor a cognate of it occurs. Nothing is said of a question in a language in
    which there is no document: its words may be there in translation.
    """
    language = detect_language(question)
    if language is None or language not in languages:
        return Mentions()
    asked = [word for word in content_words(question, language) if len(word) >= _SHORTEST]
    forms = list(zip(*(stemmed(asked, of) for of in languages), strict=True))
    vocabulary = passages.terms_like({form for held in forms for form in held})
    spelled = {word: part for part in question.split() for word in words(part)}
    found: dict[bool, list[str]] = {True: [], False: []}
    alike = with_cognates([dict.fromkeys(held, 1.0) for held in forms], vocabulary)
    for word, terms in zip(asked, alike, strict=True):
        found[not vocabulary.isdisjoint(terms)].append(spelled.get(word, word).strip("«»“”„\"'’?!.,;:()¿¡ \u00a0"))
    return Mentions(tuple(dict.fromkeys(found[True])), tuple(dict.fromkeys(found[False])))

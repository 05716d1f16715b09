"""From a question and what was asked before to a query that stands alone.

A question that leans on earlier ones is completed with them in square brackets: "Et en Serbie ? [Que finance la
France au Monténégro ?]". One that stands alone is still looked for first where the question before is answered; where
that matters, the brackets say so: "Quel est le budget ? [cf. Qui dirige le musée ?]". The query says all that is
searched for: asked by itself, word for word, it finds the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..corpus.errors import QuestionError
from ..corpus.language import detect_language
from ..index.words import content_words, words

__all__ = ["LONGEST_QUESTION", "Query", "checked_question", "checked_risk", "standalone_query"]

LONGEST_QUESTION = 2_000
"""Code points; the model reads about 512 tokens, and a question that long is a text pasted by mistake."""

_MOST_CONTENT = 4
"""A question with more words of its own stands alone, whatever it points to."""

_COMPLETED = re.compile(r"\s*(\S[^\[\]]*?)\s*\[\s*([^\[\]]*\w[^\[\]]*?)\s*\]\s*")
_FOCUS = "cf. "
"""In brackets, before a question that only says where to look first; alike in many languages."""
_NO_BRACKETS = str.maketrans("[]", "()")

# fmt: off
_LEADING = frozenset((
    "et", "mais", "alors", "donc", "sinon", "and", "but", "so", "then", "also", "or", "und", "aber", "dann", "y",
    "pero", "entonces", "e", "ma", "allora", "invece",
))
# fmt: on
"""Words that tie a question to the one before."""

_POINTING = {
    "fr": "il elle ils elles y lui leur eux cela ca celui celle ceux celles cet cette ces son sa ses leurs",
    "en": "he she it they him her them his its their theirs this that these those there then one ones",
    "de": "er sie ihn ihm ihr ihnen ihre ihren ihrem ihrer sein seine seinen dort diese dieser dieses davon dazu darin "
    "dabei damals jener jene",
    "es": "ella ellos ellas su sus eso esto ese esa esos esas este esta estos estas alli ahi entonces",
    "it": "lui lei loro esso essa essi esse suo sua suoi sue ci vi ne questo questa questi queste quello quella",
}
"""Folded words that may point back to something said before."""


def checked_question(question: str) -> str:
    """The question without white space at its edges; QuestionError when it is empty or too long to be one."""
    # A lone surrogate comes from bytes that are no text; neither the model nor JSON can hold it.
    stripped = question.encode("utf-8", "replace").decode().strip()
    if not any(map(str.isalnum, stripped)):
        raise QuestionError("the question is empty: ask in a few words or a sentence")
    if len(stripped) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question is {len(stripped):,} characters long, and at most {LONGEST_QUESTION:,} are searched: "
            "shorten it, or put long texts into a document"
        )
    return stripped


def checked_risk(max_risk: float) -> float:
    """The share of wrong answers to accept; QuestionError when it is none."""
    if not 0 <= max_risk <= 1:
        raise QuestionError(f"the risk is {max_risk:g}; expected the share of wrong answers to accept, from 0 to 1")
    return max_risk


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    question: str
    context: str = ""
    """Earlier questions that it leans on; they say what it is about, not what it asks."""
    focus: str = ""
    """The question before, of one that stands alone: it says only where to look first."""

    def __str__(self) -> str:
        aside = self.context or (self.focus and _FOCUS + self.focus)
        return f"{self.question} [{aside}]" if aside else self.question

    @classmethod
    def parse(cls, text: str) -> "Query":
        """The query that reads like this: see `__str__`.

        >>> Query.parse("And in Serbia? [What did France pay for in Montenegro?]").context
        'What did France pay for in Montenegro?'
        """
        found = _COMPLETED.fullmatch(text)
        if not found:
            return cls(text)
        (question, aside) = found.groups()
        focus = aside.removeprefix(_FOCUS)
        return cls(question, focus=focus) if focus != aside and words(focus) else cls(question, aside)


def standalone_query(question: str, history: Sequence[str]) -> Query:
    """What to search for: the question alone, or with the earlier questions that it depends on.

    `history` is oldest first. A dependent question gets the last one that stands alone, with at most one
    dependent question after it, so that "and in Serbia?" after "when?" keeps the subject of both; any other has these
    in `focus`. A question that brings its own in brackets is left as it is.
    """
    query = Query.parse(question)
    spoken = [earlier for earlier in history if words(earlier)]
    if query != Query(question) or not spoken:
        return query
    leans = _depends(question)
    between: list[str] = []
    for earlier in reversed(spoken):
        between.append(earlier)
        if not _depends(earlier):
            break
    topic = between[-1:] + (between[:1] if len(between) > 1 else [])
    question = _unbracketed(question)
    room = max(0, LONGEST_QUESTION - len(f"{question} [{'' if leans else _FOCUS}]"))
    context = _unbracketed(" ".join(topic))[:room].strip()
    if not words(context):
        return Query(question)
    return Query(question, context) if leans else Query(question, focus=context)


def _unbracketed(text: str) -> str:
    return " ".join(text.translate(_NO_BRACKETS).split())


def _depends(question: str) -> bool:
    spoken = words(question)
    if not spoken:
        return True
    language = detect_language(question)
    content = content_words(question, language)
    if spoken[0] in _LEADING or len(content) <= 1:
        return True
    pointing = _POINTING.get(language or "en", "").split()
    return any(word in pointing for word in spoken) and len(content) <= _MOST_CONTENT

"""One reader's conversation with the assistant, in the stages in which the page shows it."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..corpus.errors import GuillemetError, QuestionError
from .answer import Turn
from .cards import answer_html, message_html, question_html
from .wording import Wording, wording

if TYPE_CHECKING:
    from .assistant import Assistant
    from .indexing import Indexing

__all__ = ["Dialogue", "Message", "Stage", "respond"]

logger = logging.getLogger(__name__)

_BETWEEN_QUOTES = 0.12
"""Seconds: long enough to see that a quote was added, short enough not to wait for it."""


class Message(NamedTuple):
    """What one side said, as HTML."""

    role: Literal["user", "assistant"]
    html: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns, which later questions are understood from, and the messages that the reader sees."""

    turns: tuple[Turn, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """What the page shows at one moment of answering."""

    dialogue: Dialogue
    question: str = ""
    """What stands in the question box."""
    notice: str = ""
    """HTML beside the question box."""


def respond(
    assistant: "Assistant", indexing: "Indexing", dialogue: Dialogue, question: str, language: str
) -> Iterator[Stage]:
    """Answer one question stage by stage; the last stage holds the dialogue to go on with.

    `language` is that of the page, for what is said before the answer's own language is known.
    """
    words = wording(language)
    if not question.strip():
        yield Stage(dialogue, question, message_html(words.empty_question, kind="error", language=language))
        return
    asked = Dialogue(dialogue.turns, (*dialogue.messages, Message("user", question_html(question.strip()))))
    for line in _until_ready(indexing, words):
        yield Stage(_saying(asked, message_html(line, language=language)))
    try:
        answer = assistant.ask(question, history=dialogue.turns)
    except QuestionError as error:
        # The question itself is at fault: give it back to be mended.
        yield Stage(dialogue, question, message_html(str(error), kind="error", language=language))
        return
    except GuillemetError as error:
        yield Stage(_saying(asked, message_html(str(error), kind="error", language=language)))
        return
    except Exception:
        logger.exception("a question could not be answered")
        yield Stage(_saying(asked, message_html(words.broken, kind="error", language=language)))
        return
    for shown in range(len(answer.quotes)):
        yield Stage(_saying(asked, answer_html(answer, shown=shown)))
        time.sleep(_BETWEEN_QUOTES)
    turns = (*dialogue.turns, Turn(answer.question, answer))
    yield Stage(_saying(Dialogue(turns, asked.messages), answer_html(answer)))


def _until_ready(indexing: "Indexing", words: Wording) -> Iterator[str]:
    """What to say while the index is not ready, and at last that the search begins."""
    said = None
    while not indexing.wait(0 if said is None else 0.3):
        state = indexing.state
        line = words.waiting_files.format(state.done, state.total) if state.total else words.waiting
        if line != said:
            yield line
        said = line
    yield words.searching


def _saying(dialogue: Dialogue, html: str) -> Dialogue:
    return Dialogue(dialogue.turns, (*dialogue.messages, Message("assistant", html)))

"""The parts of the chat page that are HTML of our own, and the mark that says which conversation it shows."""

import re
from html import escape
from typing import TYPE_CHECKING

from .cards import status_html
from .reasons import told
from .wording import ENGLISH, FRENCH, Wording

if TYPE_CHECKING:
    from .indexing import IndexingState

__all__ = ["brand", "conversation_in", "current_mark", "given_back", "hint", "status_line", "welcome"]


def current_mark(conversation: str) -> str:
    """Says on the page which conversation it shows."""
    return f'<i data-conversation="{escape(conversation)}"></i>'


def given_back(question: str) -> str:
    """Leaves a question to the page, which puts it into the box where that is empty."""
    return f'<i hidden data-given-back="{escape(question)}"></i>' if question else ""


def conversation_in(current: str) -> str:
    """The conversation that `current_mark` or the address names."""
    found = re.search(r"[\w-]{10,40}", current.removeprefix('<i data-conversation="'))
    return found.group() if found else ""


def status_line(state: "IndexingState", words: Wording) -> str:
    """How far the index is, as HTML."""
    if state.phase == "failed":
        return status_html(words.failed.format(told(state.error or "", words.language)), kind="failed")
    if state.phase == "indexing":
        counted = words.preparing_passages if state.embedding else words.preparing_files
        line = counted.format(state.done, state.total) if state.total else words.preparing
        if left := words.time_left(state.left):
            line = f"{line} · {left}"
        return status_html(line, done=state.done, total=state.total, kind="indexing")
    if not state.documents:
        return status_html(words.ready_none)
    line = words.ready_one if state.documents == 1 else words.ready_many.format(state.documents)
    if state.skipped:
        line = f"{line} · {words.skipped.format(state.skipped)}"
    return status_html(line)


def brand() -> str:
    """The name."""
    return '<h1><span aria-hidden="true">«</span> Guillemet <span aria-hidden="true">»</span></h1>'


def welcome() -> str:
    """What stands where no question has been asked yet, in both languages: the style sheet cannot know which."""
    return "".join(
        f'<p class="g-welcome" lang="{words.language}">{escape(words.tagline)}</p>' for words in (ENGLISH, FRENCH)
    )


def hint() -> str:
    """What stands below the question box, of which the style sheet shows one language."""
    return "".join(f'<p lang="{words.language}">{escape(words.send_hint)}</p>' for words in (ENGLISH, FRENCH))

"""A reader's conversation with the assistant, in the stages in which the page shows it."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..corpus.errors import ConversationError, GuillemetError, QuestionError
from .cards import answer_html, message_html, question_html
from .evidence import KeptAnswer
from .library import owner_of
from .reasons import told
from .standing import standing, unread
from .wording import Wording, wording

if TYPE_CHECKING:
    from .assistant import Assistant
    from .conversations import Conversations, KeptConversation, KeptTurn
    from .feedback import Feedback
    from .indexing import Indexing, IndexingState
    from .library import Library
    from .visitor import Visitor

__all__ = ["Asked", "Dialogue", "Message", "Stage"]

logger = logging.getLogger(__name__)

_BETWEEN_QUOTES = 0.12
"""Seconds: long enough to see that a quote was added, short enough not to wait for it."""


class Message(NamedTuple):
    """What one side said, as HTML."""

    role: Literal["user", "assistant"]
    html: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks, and in place of what."""

    question: str
    query: str | None = None
    """What to search for, word for word; None lets the assistant complete the question from the conversation."""
    again: int | None = None
    """The turn that is asked anew: see `Conversations.before`."""
    among: tuple[str, ...] = ()
    """The collections that are asked; all where empty."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the page shows at one moment of answering."""

    conversation: str = ""
    """The id of the conversation; empty before its first answer."""
    messages: tuple[Message, ...] = ()
    question: str = ""
    """What stands in the question box."""
    notice: str = ""
    """HTML beside the question box."""
    running: bool = False
    """Whether there is something to stop."""


class Dialogue:
    """Asks for readers, keeps their conversations, and tells what the page is to show."""

    def __init__(
        self,
        assistant: "Assistant",
        indexing: "Indexing",
        conversations: "Conversations",
        feedback: "Feedback",
        library: "Library",
    ) -> None:
        self._assistant = assistant
        self._indexing = indexing
        self._conversations = conversations
        self._feedback = feedback
        self._library = library

    def standing(self, visitor: "Visitor") -> "IndexingState":
        """How far the index is, as this reader may know it."""
        return standing(self._indexing, self._library, owner_of(visitor.reader))

    def shown(self, visitor: "Visitor", conversation: str) -> Stage:
        """A conversation as it was left; an empty page, with a line that says so, where the reader has none such."""
        if not conversation:
            return Stage()
        try:
            kept = self._conversations.open(visitor.reader, conversation)
        except GuillemetError as error:
            return Stage(notice=_error_html(error, visitor))
        return Stage(kept.about.id, self._messages(kept, visitor))

    def respond(self, visitor: "Visitor", conversation: str, asked: Asked) -> Iterator[Stage]:
        """Answer one question stage by stage; the answer is kept before it is shown."""
        words = wording(visitor.language)
        question = asked.question.strip()
        try:
            (kept, before) = self._before(visitor, conversation, asked)
        except GuillemetError as error:
            notice = _error_html(error, visitor)
            yield replace(self.shown(visitor, conversation), question=asked.question, notice=notice)
            return
        unchanged = Stage(conversation, self._messages(kept, visitor) if kept else ())
        if not question or (asked.query is not None and not asked.query.strip()):
            notice = message_html(words.empty_question, kind="error", language=visitor.language)
            yield replace(unchanged, question=asked.question, notice=notice)
            return
        earlier = replace(unchanged, messages=self._messages(kept, visitor, before) if kept else ())
        earlier = _saying(earlier, "user", question_html(question))
        waiting = earlier
        for line in _until_ready(self._indexing, lambda: self.standing(visitor), words):
            waiting = _saying(earlier, "assistant", message_html(line, language=visitor.language))
            yield replace(waiting, running=True)
        try:
            answer = self._answer(replace(asked, question=question), visitor, [turn.answer.question for turn in before])
            # An answer that was not waited for is not kept.
            yield replace(waiting, running=True)
            turn = self._keep(visitor.reader, kept, asked, answer)
            now = self._conversations.of_turn(visitor.reader, turn.id)
        except QuestionError as error:
            # The question itself is at fault: give it back to be mended.
            notice = _error_html(error, visitor)
            yield replace(unchanged, question=asked.question, notice=notice)
            return
        except GuillemetError as error:
            yield self._failed(earlier, error, visitor)
            return
        except Exception:
            logger.exception("a question could not be answered")
            yield _saying(earlier, "assistant", message_html(words.broken, kind="error", language=visitor.language))
            return
        done = Stage(now.about.id, self._messages(now, visitor))
        for shown in range(len(answer.quotes)):
            partly = Message(
                "assistant", answer_html(answer, language=visitor.language, base=visitor.base, shown=shown)
            )
            yield replace(done, messages=(*done.messages[:-1], partly), running=True)
            time.sleep(_BETWEEN_QUOTES)
        yield done

    def stopped(self, visitor: "Visitor", conversation: str, asked: Asked) -> Stage:
        """The conversation after the reader has stopped the answer: the question is back in its box."""
        stage = self.shown(visitor, conversation)
        if stage.conversation:
            kept = self._conversations.open(visitor.reader, conversation)
            if kept.questions[-1:] == (asked.question.strip(),):
                # It was answered before the reader stopped it.
                return stage
        notice = message_html(wording(visitor.language).stopped, kind="stopped", language=visitor.language)
        return replace(stage, question=asked.question, notice=notice)

    def _before(
        self, visitor: "Visitor", conversation: str, asked: Asked
    ) -> tuple["KeptConversation | None", tuple["KeptTurn", ...]]:
        """The conversation as it is, and the turns that the question comes after."""
        if asked.again is not None:
            kept = self._conversations.of_turn(visitor.reader, asked.again)
            return kept, tuple(turn for turn in kept.turns if turn.id < asked.again)
        if not conversation:
            return None, ()
        try:
            kept = self._conversations.open(visitor.reader, conversation)
        except ConversationError:
            # Deleted meanwhile, in another window: the question begins a new one.
            return None, ()
        return kept, kept.turns

    def _answer(self, asked: Asked, visitor: "Visitor", history: list[str]) -> KeptAnswer:
        scope = self._library.scope(owner_of(visitor.reader), asked.among)
        waiting = unread(self._indexing, self._library, owner_of(visitor.reader))
        if asked.query is None:
            answer = self._assistant.ask(asked.question, history=history, among=scope.documents)
        else:
            answer = self._assistant.ask(asked.query.strip(), among=scope.documents)
        return replace(KeptAnswer.of(answer), question=asked.question, within=scope.names, unread=waiting)

    def _keep(self, reader: str, kept: "KeptConversation | None", asked: Asked, answer: KeptAnswer) -> "KeptTurn":
        """Keep an answer. Raises ConversationError where its conversation was deleted while it was worked out."""
        if asked.again is not None:
            conversation = self._conversations.before(reader, asked.again, asked.question)
        elif kept:
            conversation = kept.about.id
        else:
            conversation = self._conversations.begin(reader, asked.question)
        return self._conversations.add(reader, conversation, answer)

    def _messages(
        self, kept: "KeptConversation", visitor: "Visitor", turns: tuple["KeptTurn", ...] | None = None
    ) -> tuple[Message, ...]:
        turns = kept.turns if turns is None else turns
        judgements = self._feedback.judgements([turn.id for turn in turns])
        messages: list[Message] = []
        for turn in turns:
            asked = question_html(turn.answer.question, turn=turn.id, language=visitor.language)
            answered = answer_html(
                turn.answer,
                language=visitor.language,
                turn=turn.id,
                base=visitor.base,
                judgement=judgements.get(turn.id),
                last=turn is turns[-1],
            )
            messages += [Message("user", asked), Message("assistant", answered)]
        return tuple(messages)

    @staticmethod
    def _failed(stage: Stage, error: GuillemetError, visitor: "Visitor") -> Stage:
        return _saying(stage, "assistant", _error_html(error, visitor))


def _until_ready(indexing: "Indexing", state_now: Callable[[], "IndexingState"], words: Wording) -> Iterator[str]:
    """What to say while there is nothing to answer from, or more will be there soon; at last that the search begins."""
    said = None
    begun = time.monotonic()
    while not indexing.wait(0 if said is None else 0.3):
        if time.monotonic() - begun >= indexing.patience and indexing.answers:
            break
        state = state_now()
        counting = state.total and not state.embedding
        line = words.waiting_files.format(state.done, state.total) if counting else words.waiting
        # Said again even where nothing is new: between two stages is the time to stop.
        yield line
        said = line
    yield words.searching


def _error_html(error: GuillemetError, visitor: "Visitor") -> str:
    return message_html(told(str(error), visitor.language), kind="error", language=visitor.language)


def _saying(stage: Stage, role: Literal["user", "assistant"], html: str) -> Stage:
    return replace(stage, messages=(*stage.messages, Message(role, html)))

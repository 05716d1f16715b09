"""A conversation on the page, stage by stage."""

import pytest
from evidence_made import SKOPJE

from guillemet.assistant import Assistant
from guillemet.assistant.conversations import Conversations
from guillemet.assistant.dialogue import Asked, Dialogue
from guillemet.assistant.feedback import Feedback
from guillemet.assistant.grouping import Grouping
from guillemet.assistant.indexing import Indexing
from guillemet.assistant.library import Library
from guillemet.assistant.uploads import Uploads
from guillemet.assistant.visitor import Visitor
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

ANNA = Visitor("anna", "en", "http://localhost")
QUESTION = "the tenth meeting of the network took place in Skopje"


@pytest.fixture
def dialogue(letters, state, notebook):
    assistant = Assistant(letters, settings=Settings(home=state), embedder=HashingEmbedder())
    indexing = Indexing(assistant)
    indexing.start()
    library = Library(assistant, Grouping(notebook), Uploads(state / "uploads", 1_000_000))
    yield Dialogue(assistant, indexing, Conversations(notebook), Feedback(notebook), library)
    indexing.stop()


def last(stages):
    return list(stages)[-1]


def test_an_answer_is_kept_and_shown_again(dialogue):
    stages = list(dialogue.respond(ANNA, "", Asked(QUESTION)))
    assert any(stage.running for stage in stages)
    assert not stages[-1].running
    assert SKOPJE in stages[-1].messages[-1].html
    assert dialogue.shown(ANNA, stages[-1].conversation) == stages[-1]


def test_a_query_is_searched_for_in_place_of_the_question(dialogue):
    first = last(dialogue.respond(ANNA, "", Asked("What?", QUESTION)))
    assert QUESTION in first.messages[-1].html
    assert "What?" in first.messages[0].html
    assert SKOPJE in first.messages[-1].html


def test_stopped_while_its_answer_is_worked_out_nothing_is_kept(dialogue):
    answering = dialogue.respond(ANNA, "", Asked(QUESTION))
    (waiting, stage) = (next(answering), next(answering))
    while stage != waiting:
        (waiting, stage) = (stage, next(answering))
    assert (stage.running, stage.conversation) == (True, "")
    answering.close()
    assert dialogue.stopped(ANNA, "", Asked(QUESTION)).question == QUESTION


def test_stopped_before_its_answer_the_question_is_given_back(dialogue):
    answering = dialogue.respond(ANNA, "", Asked(QUESTION))
    stage = next(answering)
    assert stage.running
    answering.close()
    stopped = dialogue.stopped(ANNA, stage.conversation, Asked(QUESTION))
    assert (stopped.question, stopped.messages) == (QUESTION, ())
    assert "Stopped." in stopped.notice


def test_a_conversation_deleted_meanwhile_stays_deleted(dialogue, notebook):
    begun = last(dialogue.respond(ANNA, "", Asked(QUESTION))).conversation
    answering = dialogue.respond(ANNA, begun, Asked(QUESTION))
    assert next(answering).running
    conversations = Conversations(notebook)
    conversations.delete(ANNA.reader, begun)
    assert "no such conversation" in last(answering).messages[-1].html
    assert conversations.shelf(ANNA.reader) == []


def test_stopped_after_its_answer_the_answer_stays(dialogue):
    done = last(dialogue.respond(ANNA, "", Asked(QUESTION)))
    assert dialogue.stopped(ANNA, done.conversation, Asked(QUESTION)) == done


def test_a_turn_of_somebody_else_is_not_asked_anew(dialogue):
    done = last(dialogue.respond(ANNA, "", Asked(QUESTION)))
    boris = Visitor("boris", "en", "http://localhost")
    refused = last(dialogue.respond(boris, "", Asked("And?", again=1)))
    assert "no such conversation" in refused.notice
    assert refused.messages == ()
    assert dialogue.shown(ANNA, done.conversation) == done

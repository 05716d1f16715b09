"""Feedback, and the gold questions that come of it."""

import json

import pytest
from evidence_made import SKOPJE, kept_answer
from typer.testing import CliRunner

from guillemet.assistant.conversations import Conversations
from guillemet.assistant.feedback import Feedback, Passage
from guillemet.corpus.errors import ConversationError
from guillemet.eval import read_gold
from guillemet.eval.command import app


@pytest.fixture
def judged(notebook):
    """Keeps an answer after an earlier question, and judges it."""
    conversations, feedback = Conversations(notebook), Feedback(notebook)

    def judge(answer, **verdict):
        conversation = conversations.begin("anna", "Earlier?")
        conversations.add("anna", conversation, kept_answer("Earlier?"))
        turn = conversations.add("anna", conversation, answer).id
        return turn, feedback.give("anna", conversations.open("anna", conversation), turn, **verdict)

    return judge


def gold(notebook):
    return Feedback(notebook).gold()


def test_a_good_answer_is_held_to_its_words(notebook, judged):
    turn, becomes = judged(kept_answer("Where?"), good=True)
    assert becomes
    assert gold(notebook) == (
        [
            {
                "id": f"feedback-{turn}", "question": "Where?", "language": "en", "history": ["Earlier?"],
                "answerable": True, "document": "m.md", "evidence": [SKOPJE],
            }
        ],
        0,
    )  # fmt: skip


def test_a_passage_selected_by_the_reader_is_the_evidence(notebook, judged):
    right = Passage("It was opened by the minister.", "file:///letters/the%20meeting.md")
    assert judged(kept_answer("Who?"), good=False, reason="wrong-passage", passage=right)[1]
    ((question,), _) = gold(notebook)
    assert question["document"] == "the meeting.md"
    assert question["evidence"] == ["It was opened by the minister."]


def test_refusals_become_questions_that_the_documents_do_not_answer(notebook, judged):
    assert judged(kept_answer("Moons?", quotes=()), good=True)[1]
    assert judged(kept_answer("Airport?"), good=False, reason="not-in-documents")[1]
    (questions, _) = gold(notebook)
    assert [question["answerable"] for question in questions] == [False, False]


def test_what_says_too_little_is_counted(notebook, judged):
    assert not judged(kept_answer("Who?"), good=False)[1]
    assert not judged(kept_answer("Whom?"), good=False, reason="misunderstood")[1]
    assert gold(notebook) == ([], 2)


def test_the_last_judgement_counts(notebook, judged):
    judged(kept_answer("Who?"), good=True)
    judged(kept_answer("Who?"), good=False, reason="misunderstood")
    assert gold(notebook) == ([], 1)


def test_no_other_reason_is_taken(judged):
    with pytest.raises(ConversationError, match="expected one of"):
        judged(kept_answer(), good=False, reason="because")


def test_the_command_writes_a_file_that_eval_reads(notebook, judged, tmp_path, monkeypatch):
    judged(kept_answer("Where?"), good=True)
    monkeypatch.setenv("GUILLEMET_HOME", str(notebook.path.parent))
    file = tmp_path / "gold.jsonl"
    done = CliRunner().invoke(app, ["feedback", "--output", str(file)])
    assert done.exit_code == 0, done.output
    (question,) = read_gold([file])
    assert (question.question, question.history, question.evidence) == ("Where?", ("Earlier?",), (SKOPJE,))
    printed = CliRunner().invoke(app, ["feedback"])
    assert json.loads(printed.stdout) == json.loads(file.read_text(encoding="utf-8"))

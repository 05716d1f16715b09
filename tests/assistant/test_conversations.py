"""Conversations kept, each for its reader."""

import pytest
from evidence_made import kept_answer

from guillemet.assistant.citations import Citations
from guillemet.assistant.conversations import Conversations
from guillemet.assistant.evidence import KeptAnswer
from guillemet.assistant.notebook import Notebook
from guillemet.corpus.errors import ConversationError, IndexStateError


@pytest.fixture
def kept(notebook):
    return Conversations(notebook)


def begun(kept, reader, *questions):
    conversation = kept.begin(reader, questions[0])
    return conversation, [kept.add(reader, conversation, kept_answer(question)) for question in questions]


def test_what_was_kept_is_found_again_after_a_restart(kept, notebook):
    conversation, turns = begun(kept, "anna", "Where?", "And when?")
    again = Conversations(Notebook(notebook.path)).open("anna", conversation)
    assert again.turns == tuple(turns)
    assert again.questions == ("Where?", "And when?")
    assert again.about.title == "Where?"
    assert KeptAnswer.from_dict(again.turns[0].answer.as_dict()) == turns[0].answer


def test_a_reader_meets_none_but_their_own(kept):
    conversation, (turn,) = begun(kept, "anna", "Where?")
    assert kept.shelf("boris") == []
    for forbidden in (
        lambda: kept.open("boris", conversation),
        lambda: kept.of_turn("boris", turn.id),
        lambda: kept.add("boris", conversation, kept_answer()),
        lambda: kept.before("boris", turn.id, "Why?"),
        lambda: kept.rename("boris", conversation, "Mine"),
        lambda: kept.delete("boris", conversation),
    ):
        with pytest.raises(ConversationError):
            forbidden()
    assert kept.open("anna", conversation).turns == (turn,)


def test_they_are_searched_without_case_and_accents(kept):
    (first, _), (second, _) = begun(kept, "anna", "Où est la RÉUNION ?"), begun(kept, "anna", "Le vinaigre ?")
    assert [shelved.id for shelved in kept.shelf("anna", "reunion ou")] == [first]
    assert [shelved.id for shelved in kept.shelf("anna", "vinaigre")] == [second]
    # Of the quotes, and of a title that was given later.
    assert {shelved.id for shelved in kept.shelf("anna", "tenth SKOPJE")} == {first, second}
    kept.rename("anna", second, "  Cuisine\n d’été ")
    assert [(shelved.id, shelved.title) for shelved in kept.shelf("anna", "ete")] == [(second, "Cuisine d’été")]
    assert kept.shelf("anna", "%") == []


def test_deleting_takes_turns_and_citations_along(kept, notebook):
    conversation, (turn,) = begun(kept, "anna", "Where?")
    place = turn.answer.quotes[0].place
    assert Citations(notebook).find(place) == turn.answer.quotes[0]
    kept.delete("anna", conversation)
    assert kept.shelf("anna") == []
    assert Citations(notebook).find(place) is None
    assert notebook.rows("SELECT count(*) FROM turns") == [(0,)]


def test_the_last_question_is_asked_anew_in_its_place_and_an_earlier_one_on_a_branch(kept):
    conversation, (first, second) = begun(kept, "anna", "Where?", "And when?")
    assert kept.before("anna", second.id, "Who then?") == conversation
    assert kept.open("anna", conversation).questions == ("Where?",)
    kept.add("anna", conversation, kept_answer("And who?"))
    branch = kept.before("anna", first.id, "Where else?")
    assert branch != conversation
    assert kept.open("anna", conversation).questions == ("Where?", "And who?")
    assert kept.open("anna", branch).questions == ()
    assert [shelved.title for shelved in kept.shelf("anna")] == ["Where else?", "Where?"]


def test_a_conversation_is_called_as_its_only_question_unless_it_was_given_a_name(kept):
    conversation, (only,) = begun(kept, "anna", "Where?")
    kept.before("anna", only.id, "Where else?")
    assert kept.open("anna", conversation).about.title == "Where else?"
    turn = kept.add("anna", conversation, kept_answer("Where else?"))
    kept.rename("anna", conversation, "Places")
    kept.before("anna", turn.id, "Where to?")
    assert kept.open("anna", conversation).about.title == "Places"


def test_an_empty_title_is_refused(kept):
    conversation, _ = begun(kept, "anna", "Where?")
    with pytest.raises(ConversationError, match="empty"):
        kept.rename("anna", conversation, " \n")


def test_a_damaged_file_is_one_clear_line(tmp_path):
    file = tmp_path / "conversations.sqlite"
    file.write_bytes(b"no database at all, and long enough to be looked at as one" * 40)
    with pytest.raises(IndexStateError, match="move that file away"):
        Notebook(file)


def test_a_file_of_a_newer_version_is_left_alone(notebook):
    with notebook.transaction() as cursor:
        cursor.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexStateError, match="newer Guillemet"):
        Notebook(notebook.path)

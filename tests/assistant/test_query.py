"""Which questions can be asked, and what is searched for when a question leans on those before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.assistant.query import LONGEST_QUESTION, Query, checked_question, checked_risk, standalone_query
from guillemet.corpus.errors import QuestionError


@pytest.mark.parametrize("question", ["", " ", "\n\t\u00a0", "?", "…!?", "« »", "--", "👍", "\u200b"])
def test_a_question_without_a_word_cannot_be_asked(question):
    with pytest.raises(QuestionError, match="empty") as raised:
        checked_question(question)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("length", [LONGEST_QUESTION + 1, 100_000])
def test_a_question_that_is_too_long_cannot_be_asked(length):
    with pytest.raises(QuestionError, match=f"{length:,} characters") as raised:
        checked_question("a" * length)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_risk_is_a_share():
    assert [checked_risk(risk) for risk in (0, 0.1, 1)] == [0, 0.1, 1]
    for risk in (-0.1, 1.1, 10, float("nan")):
        with pytest.raises(QuestionError, match="from 0 to 1"):
            checked_risk(risk)


@pytest.mark.parametrize("question", ["Où ?", "1912", "为什么？", "a" * LONGEST_QUESTION, "« Pourquoi »"])
def test_a_question_is_taken_as_it_is(question):
    assert checked_question(f" \n{question}\t") == question


@pytest.mark.parametrize(
    "question",
    [
        "Où s’est tenue la réunion des maires de la vallée ?",
        "Quel est le budget de l’école de Castelnau ?",
        "Where did the mayors of the valley meet?",
        "What is the budget of the Castelnau school?",
        "Wo haben sich die Bürgermeister des Tals getroffen?",
        "¿Dónde se reunieron los alcaldes del valle?",
        "Dove si sono riuniti i sindaci della valle?",
        "Which bridge did the Italian masons build in Lavaur?",
    ],
)
def test_a_question_that_stands_alone_gets_no_context_only_a_focus(question):
    history = ["Qui dirige le musée de la soie ?", "Who runs the silk museum?"]
    assert standalone_query(question, []) == Query(question)
    query = standalone_query(question, history)
    assert query == Query(question, focus=history[-1])
    assert str(query) == f"{question} [cf. {history[-1]}]"


def test_the_focus_of_a_question_is_what_the_one_before_was_about():
    first = "Where did the mayors of the valley meet?"
    query = standalone_query(
        "What is the budget of the Castelnau school?", ["Who runs the silk museum?", first, "When?"]
    )
    assert query.focus == f"{first} When?"


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("Et quand ?", "Où s’est tenue la réunion des maires ?"),
        ("Et en Serbie ?", "Qui est l’ambassadeur de France en Albanie ?"),
        ("Pourquoi ?", "Quand le pont de Lavaur a-t-il été fermé ?"),
        ("Qui l’a signé ?", "Quand l’accord de Castel a-t-il été conclu ?"),
        ("Quel est son budget ?", "Qui dirige le musée de la soie ?"),
        ("And in Serbia?", "Who is the French ambassador to Albania?"),
        ("When?", "Where did the mayors of the valley meet?"),
        ("Why did they refuse?", "What did the fishermen of Douarnenez ask for?"),
        ("How many?", "Which schools opened a canteen?"),
        ("Who signed it?", "When was the agreement of Castel concluded?"),
        ("Und wann?", "Wo haben sich die Bürgermeister getroffen?"),
        ("Warum?", "Wann wurde die Brücke von Lavaur gesperrt?"),
        ("Wer leitet es?", "Wo steht das Seidenmuseum?"),
        ("¿Y en Serbia?", "¿Quién es el embajador de Francia en Albania?"),
        ("¿Cuándo?", "¿Dónde se reunieron los alcaldes del valle?"),
        ("E in Serbia?", "Chi è l’ambasciatore di Francia in Albania?"),
        ("Quando?", "Dove si sono riuniti i sindaci della valle?"),
        ("?", "Dove si sono riuniti i sindaci della valle?"),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_completed(question, earlier):
    query = standalone_query(question, [earlier])
    assert query == Query(question, earlier)


def test_without_history_even_a_short_question_is_left_alone():
    assert standalone_query("Et quand ?", []) == Query("Et quand ?")


def test_a_chain_of_short_questions_keeps_its_subject():
    first = "Where did the mayors of the valley meet?"
    query = standalone_query("And in Serbia?", ["Who runs the silk museum?", first, "When?"])
    assert query == Query("And in Serbia?", f"{first} When?")


def test_a_change_of_subject_leaves_the_old_one_behind():
    history = ["Où s’est tenue la réunion des maires ?", "Quel est le budget de l’école de Castelnau ?"]
    query = standalone_query("Et en 2020 ?", history)
    assert query.context == history[-1]


@given(
    question=st.text(max_size=60).filter(lambda text: any(map(str.isalnum, text))),
    history=st.lists(st.text(max_size=60), max_size=5),
)
def test_a_query_asked_word_for_word_is_the_same_query(question, history):
    query = standalone_query(question, history)
    assert Query.parse(str(query)) == standalone_query(str(query), []) == query


def test_a_question_that_brings_its_context_needs_no_history():
    written = "Et en Serbie ? [Que finance la France au Monténégro ?]"
    query = standalone_query(written, ["Qui dirige le musée de la soie ?"])
    assert query == Query("Et en Serbie ?", "Que finance la France au Monténégro ?")


@pytest.mark.parametrize("question", ["Que dit l’article [3] de la loi ?", "Et [sic] ?", "[…]", "Où ? []", "[Où ?]"])
def test_other_brackets_are_part_of_the_question(question):
    assert Query.parse(question) == Query(question)


def test_a_long_history_leaves_a_query_that_can_be_asked():
    query = standalone_query("Et quand ?", ["pont " * 1000])
    assert checked_question(str(query)) == str(query)
    assert query.context.startswith("pont pont")
    assert standalone_query("Et " + "a" * (LONGEST_QUESTION - 4), ["pont"]).context == ""
    focused = standalone_query("Où s’est tenue la réunion des maires ?", ["pont bâti " * 1000])
    assert checked_question(str(focused)) == str(focused)
    assert focused.focus.startswith("pont bâti pont")

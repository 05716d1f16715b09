"""A run over a respondent that knows its lines, and what is made of it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus.errors import GoldError, QuestionError
from guillemet.eval import (
    Failure,
    GoldQuestion,
    Kind,
    failure_of,
    parse_bound,
    run_as_dict,
    run_gold,
    shortfalls,
    summarise,
    wilson,
)
from guillemet.eval.environment import _commit


@pytest.fixture
def board(make_document):
    return make_document("Anna chairs the board. Bo keeps the books. It rains.", "board.md", "The board")


@pytest.fixture
def questions(gold):
    return [
        gold(id="first", question="Who chairs?", evidence=("Anna chairs",), language="en"),
        gold(id="late", question="Qui tient les livres ?", evidence=("Bo keeps",), language="fr"),
        gold(id="missed", question="Et le temps ?", evidence=("It rains",), history=("Qui ?",), kind=Kind.FOLLOW_UP),
        gold(id="silent", question="Who is Bo?", evidence=("Bo",), language="fr"),
        gold(id="refused", question="Who swims?", answerable=False, kind=Kind.NEAR_MISS),
        gold(id="made up", question="Who flies?", answerable=False, kind=Kind.OFF_TOPIC),
    ]


@pytest.fixture
def run(questions, respondent, answer, quote, board):
    (anna, bo, rain) = (quote(board, words) for words in ("Anna chairs the board.", "Bo keeps the books.", "It rains."))
    answers = {
        "Who chairs?": answer(anna, bo),
        "Qui tient les livres ?": answer(anna, bo),
        "Et le temps ?": answer(anna, bo),
        "Who is Bo?": answer(nearest=[bo]),
        "Who swims?": answer(nearest=[rain]),
        "Who flies?": answer(rain),
    }
    asked = respondent([board], answers)
    return run_gold(asked, questions, model="a-model", notices=["skipped x.bin: binary"]), asked


def test_each_question_is_asked_once_after_a_warm_up(run, questions):
    (finished, asked) = run
    assert asked.asked[0] == asked.asked[1] == ("Who chairs?", (), 3)
    assert [question for question, *_ in asked.asked[1:]] == [question.question for question in questions]
    assert ("Et le temps ?", ("Qui ?",), 3) in asked.asked
    assert all(row.milliseconds > 0 and row.embedding_milliseconds > 0 for row in finished.rows)


def test_environment(run):
    where = run[0].environment
    assert where.model == "a-model"
    assert (where.documents, where.characters) == (1, len("Anna chairs the board. Bo keeps the books. It rains."))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", where.date)
    assert where.cpu
    assert where.cores >= 1


def test_a_repository_around_the_installation_is_not_ours(tmp_path):
    assert _commit(tmp_path) is None


def test_summary_by_hand(run):
    summary = summarise(run[0])
    values = {name: (figure.value, figure.cases) for name, figure in summary.overall.figures.items()}
    assert values == {
        "document@1": (0.75, 4),
        "document@3": (0.75, 4),
        "evidence@1": (0.25, 4),
        "evidence@3": (0.5, 4),
        "sentence@1": (0.5, 4),
        "sentence@3": (0.75, 4),
        "exactness": (1.0, 6),
        "answered": (0.75, 4),
        "abstention-precision": (0.5, 2),
        "abstention-recall": (0.5, 2),
    }
    assert [(group.name, group.questions) for group in summary.by_language] == [("en", 4), ("fr", 2)]
    assert [group.name for group in summary.by_kind] == ["single", "follow-up", "near-miss", "off-topic"]
    french = summary.by_language[1].figures
    assert french["evidence@3"].value == 0.5
    assert french["abstention-recall"].value is None
    assert summary.overall.latency["p50"] <= summary.overall.latency["p95"]


def test_failures(run):
    assert [failure_of(row) for row in run[0].rows] == [
        None,
        Failure.LATE,
        Failure.MISSED,
        Failure.ABSTAINED,
        None,
        Failure.ANSWERED,
    ]


def test_evidence_in_no_document_is_told_and_not_scored(respondent, answer, quote, board, gold):
    lost = gold(id="lost-7", evidence=("Carl chairs",), document="board.md")
    held = gold(id="held", question="Where?", evidence=("Anna",))
    asked = respondent([board], {"Who?": answer(quote(board, "Bo")), "Where?": answer(quote(board, "Anna"))})
    finished = run_gold(asked, [lost, held])
    (warning,) = finished.warnings
    assert warning.startswith("the evidence of 1 of 2 gold questions stands in no document")
    assert "lost-7" in warning
    assert finished.rows[0].scores == {name: 1.0 if name == "exactness" else None for name in finished.rows[0].scores}
    assert failure_of(finished.rows[0]) is Failure.UNSUPPORTED
    assert summarise(finished).overall.figures["evidence@1"].cases == 1


def test_a_measure_deeper_than_the_limit_does_not_apply(respondent, answer, quote, board, gold):
    asked = respondent([board], {"Who?": answer(quote(board, "Anna"))})
    scores = run_gold(asked, [gold(evidence=("Anna",))], limit=1).rows[0].scores
    assert scores["evidence@1"] == 1
    assert scores["evidence@3"] is None


def test_a_question_that_cannot_be_asked_is_named(respondent, board, gold):
    asked = respondent([board], {"Who?": QuestionError("too long")})
    with pytest.raises(GoldError, match=r'gold\.jsonl:3: "q1" cannot be asked: too long'):
        run_gold(asked, [gold(document="board.md", source="gold.jsonl:3")])


def test_no_question_is_an_error(respondent):
    with pytest.raises(GoldError):
        run_gold(respondent([], {}), [])


def test_progress_counts_to_the_end(respondent, answer, board, gold):
    seen = []
    asked = respondent([board], {"Who?": answer()})
    run_gold(asked, [gold(answerable=False)], progress=lambda *at: seen.append(at))
    assert seen == [(1, 1)]


def test_json_is_whole(run):
    whole = json.loads(json.dumps(run_as_dict(run[0], summarise(run[0]))))
    assert whole["environment"]["model"] == "a-model"
    assert whole["warnings"] == ["skipped x.bin: binary"]
    assert whole["summary"]["overall"]["measures"]["evidence@3"]["value"] == 0.5
    assert whole["summary"]["by_kind"]["near-miss"]["questions"] == 1
    row = whole["rows"][3]
    assert row["id"] == "silent"
    assert row["answer"]["answered"] is False
    assert row["answer"]["nearest"][0]["exact"] == "Bo keeps the books."
    assert row["scores"]["sentence@1"] == 1


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_rate(hits, misses):
    low, high = wilson(hits, hits + misses)
    assert 0 <= low <= high <= 1
    if hits + misses:
        assert low <= hits / (hits + misses) <= high
        assert high - low < 1


def test_wilson_by_the_book():
    assert wilson(0, 0) == (0, 1)
    assert [round(end, 4) for end in wilson(0, 10)] == [0, 0.2775]
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]


@pytest.mark.parametrize(
    ("expression", "measure", "least"),
    [("evidence@3=.9", "evidence@3", 0.9), (" exactness = 1.0 ", "exactness", 1), ("answered=0", "answered", 0)],
)
def test_bounds_are_read(expression, measure, least):
    bound = parse_bound(expression)
    assert (bound.measure, bound.least) == (measure, least)


@pytest.mark.parametrize("expression", ["", "=", "evidence@3", "evidence@3=", "=.9"])
def test_what_is_no_bound(expression):
    with pytest.raises(ValueError, match="is not a bound, expected MEASURE=NUMBER"):
        parse_bound(expression)


@pytest.mark.parametrize("number", ["high", "1.1", "-0.1", "nan", "inf", "9e-1", "90%", ".", "=.9", "٠"])
def test_what_is_no_rate(number):
    with pytest.raises(ValueError, match="is no rate, expected a number from 0 to 1"):
        parse_bound(f"evidence@3={number}")


def test_an_unknown_measure_is_answered_with_the_names():
    with pytest.raises(ValueError, match=r'no measure "recall", expected one of document@1, .*abstention-recall$'):
        parse_bound("recall=.5")


def test_shortfalls(run, gold):
    summary = summarise(run[0])
    assert shortfalls(summary, [parse_bound("evidence@3=.5"), parse_bound("exactness=1")]) == []
    (line,) = shortfalls(summary, [parse_bound("evidence@1=.3")])
    assert line == "evidence@1 is 0.2500 over 4 questions, below the bound of 0.3"


def test_what_was_not_measured_reaches_no_bound(respondent, answer, board):
    asked = respondent([board], {"Who?": answer()})
    only = GoldQuestion("q", "Who?", "en", answerable=False)
    (line,) = shortfalls(summarise(run_gold(asked, [only])), [parse_bound("evidence@1=0")])
    assert "evidence@1 was not measured" in line

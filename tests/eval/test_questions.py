"""Gold files: what is read, and what is refused with which words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus.errors import GoldError
from guillemet.eval import Kind, read_gold

ROW = {"id": "a", "question": "Who?", "language": "en", "evidence": ["Anna"]}


@pytest.fixture
def write(tmp_path):
    def write(*lines, name="gold.jsonl", encoding="utf-8"):
        file = tmp_path / name
        text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        file.write_bytes(text.encode(encoding))
        return file

    return write


def test_reads_a_whole_row(write):
    row = ROW | {"history": ["Where?"], "answerable": True, "document": "note.md", "kind": "follow-up"}
    (question,) = read_gold([write(row)])
    assert question.id == "a"
    assert question.history == ("Where?",)
    assert question.document == "note.md"
    assert question.evidence == ("Anna",)
    assert question.kind is Kind.FOLLOW_UP
    assert question.source.endswith("gold.jsonl:1")


def test_tolerates_a_byte_order_mark_blank_lines_and_windows_line_ends(write):
    file = write(json.dumps(ROW) + "\r", "", "  \r", json.dumps(ROW | {"id": "b"}), "", encoding="utf-8-sig")
    assert [question.id for question in read_gold([file])] == ["a", "b"]
    assert read_gold([file])[1].source.endswith(":4")


def test_a_line_separator_inside_a_string_is_not_a_line_end(write):
    (question,) = read_gold([write(ROW | {"question": "Who\u2028then?"})])
    assert question.question == "Who\u2028then?"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, Kind.SINGLE),
        ({"history": []}, Kind.SINGLE),
        ({"history": ["Where?"]}, Kind.FOLLOW_UP),
        ({"history": ["Where?"], "kind": "single"}, Kind.SINGLE),
        ({"answerable": False, "evidence": []}, Kind.UNANSWERABLE),
        ({"answerable": False, "evidence": [], "document": "", "kind": "near-miss"}, Kind.NEAR_MISS),
        ({"answerable": False, "evidence": [], "history": ["Where?"]}, Kind.UNANSWERABLE),
    ],
)
def test_kind_is_stated_or_follows_from_the_rest(write, fields, kind):
    assert read_gold([write(ROW | fields)])[0].kind is kind


def test_language_may_be_missing(write):
    assert read_gold([write({"id": "a", "question": "Who?", "evidence": ["Anna"]})])[0].language == "und"


def test_a_document_alone_is_evidence_enough(write):
    assert read_gold([write({"id": "a", "question": "Who?", "document": "note.md"})])[0].evidence == ()


def test_notes_are_left_alone(write):
    assert read_gold([write(ROW | {"comment": "checked twice", "author": "A. B."})])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "cannot be read"),
        ('{"id": ' + "9" * 5000 + "}", "cannot be read"),
        ('["a"]', "found a list, expected a JSON object"),
        ("null", "found null"),
        ({"question": "Who?"}, '"id" is missing'),
        (ROW | {"id": 7}, '"id" is a number, expected a string'),
        (ROW | {"question": "  "}, '"question" is empty'),
        (ROW | {"question": None}, '"question" is missing'),
        (ROW | {"history": "Where?"}, '"history" is a string, expected a list of strings'),
        (ROW | {"history": ["Where?", None]}, 'item 2 of "history" is null'),
        (ROW | {"evidence": [""]}, 'item 1 of "evidence" is empty'),
        (ROW | {"evidence": {}}, '"evidence" is an object'),
        (ROW | {"answerable": "yes"}, '"answerable" is a string, expected true or false'),
        (ROW | {"answerable": None}, '"answerable" is null'),
        (ROW | {"kind": "hard"}, '"kind" is "hard", expected one of single, follow-up'),
        (ROW | {"kind": 3}, '"kind" is a number'),
        (ROW | {"kind": "near-miss"}, 'needs "answerable": false'),
        (ROW | {"kind": "follow-up"}, 'needs a "history"'),
        (ROW | {"evidence": []}, "nothing says what answers"),
        (ROW | {"answerable": False}, "marked unanswerable but has evidence"),
        (ROW | {"anserable": False}, 'unknown field "anserable", did you mean "answerable"?'),
        (ROW | {"Evidences": []}, 'did you mean "evidence"?'),
        (r'{"id": "a", "question": "\ud800?", "evidence": ["x"]}', "half a surrogate pair"),
    ],
)
def test_a_bad_line_is_one_clear_line(write, line, said):
    with pytest.raises(GoldError) as caught:
        read_gold([write(ROW | {"id": "first"}, line)])
    message = str(caught.value)
    assert said in message
    assert "gold.jsonl:2: " in message
    assert "\n" not in message


def test_an_id_stands_once_over_all_files(write):
    files = [write(ROW, name="one.jsonl"), write("", ROW, name="two.jsonl")]
    with pytest.raises(GoldError, match=r'two\.jsonl:2: the id "a" stands already at .*one\.jsonl:1'):
        read_gold(files)


def test_files_that_cannot_be_read(tmp_path, write):
    with pytest.raises(GoldError, match=r"absent\.jsonl: cannot read the gold file: No such file"):
        read_gold([tmp_path / "absent.jsonl"])
    with pytest.raises(GoldError, match="cannot read the gold file"):
        read_gold([tmp_path])
    with pytest.raises(GoldError, match="byte 0 is not UTF-8"):
        read_gold([write(ROW, encoding="utf-16")])
    with pytest.raises(GoldError, match=r"empty\.jsonl: found no gold question"):
        read_gold([write("", name="empty.jsonl")])
    with pytest.raises(GoldError, match="no gold file"):
        read_gold([])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["id", "question", "language", "history", "answerable", "document", "evidence", "kind"])


@given(st.dictionaries(FIELDS, JSON_VALUES))
def test_any_object_is_a_question_or_a_gold_error(tmp_path_factory, row):
    file = tmp_path_factory.mktemp("gold") / "any.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    try:
        (question,) = read_gold([file])
    except GoldError as error:
        message = str(error)
    else:
        assert question.id == row["id"]
        assert question.evidence or question.document or not question.answerable
        return
    assert message.startswith(f"{file}:1: ")
    assert "\n" not in message

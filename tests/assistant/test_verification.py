"""A conversation taken away, and each of its quotes checked again."""

import json
from dataclasses import replace

import pytest
from evidence_made import evidence, kept_answer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from guillemet.assistant.conversations import KeptConversation, KeptTurn, Shelved
from guillemet.assistant.evidence import Evidence
from guillemet.assistant.export import EXPORTS, export
from guillemet.assistant.verification import read_export, verify
from guillemet.corpus.errors import ExportError
from guillemet.corpus.reader import read_document
from guillemet.eval.command import app

HOSTILE = "Words <b>of</b> --> `sha256:x` *stars* | [link](x) \\ </blockquote> &amp; 1. #"
TEXT = f"# Title\n\n{HOSTILE}\n\nThe same words.\n\nThe same words.\n"


def conversation(*quotes, question="Where?"):
    about = Shelved("c" * 16, f"{question} <i>", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+00:00")
    turns = (
        KeptTurn(1, about.created, kept_answer(question, quotes)),
        KeptTurn(2, about.created, kept_answer("Why?", (), reason="no", nearest=quotes[:1])),
    )
    return KeptConversation(about, turns)


def quoted(path, words, nth=0):
    document = read_document(path)
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(words, start + 1)
    made = evidence(words, start, uri=document.uri, sha256=document.sha256)
    assert document.text[made.start : made.end] == words
    return made


@pytest.fixture
def letter(folder):
    return folder({"letter.md": TEXT}) / "letter.md"


@pytest.fixture
def exported(tmp_path, letter):
    def make(form, *quotes):
        quotes = quotes or (quoted(letter, HOSTILE), quoted(letter, "The same words.", 1))
        file = tmp_path / f"export.{form}"
        file.write_text(export(conversation(*quotes), form, base="http://localhost:7860"), encoding="utf-8", newline="")
        return file

    return make


def verdicts(file, corpus=()):
    return [finding.verdict.value for finding in verify(read_export(file), corpus)]


@pytest.mark.parametrize("form", EXPORTS)
def test_every_quote_of_every_form_holds(form, exported, letter):
    file = exported(form)
    assert verdicts(file) == ["holds"] * 3
    starts = [quote.start for quote in read_export(file)]
    assert starts == [TEXT.index(HOSTILE), TEXT.rindex("The same words."), TEXT.index(HOSTILE)]


@pytest.mark.parametrize("form", EXPORTS)
def test_an_altered_export_is_found_out(form, exported, letter):
    file = exported(form, quoted(letter, "The same words."))
    text = file.read_text(encoding="utf-8")
    assert text.count("The same words") >= 2
    altered = text.replace("The same words", "The other words")
    if form == "md":
        altered = text.replace("The same words\\.", "The other words\\.")
    file.write_text(altered, encoding="utf-8")
    assert verdicts(file) == ["false"] * 2


def test_a_quote_that_is_added_without_a_proof_is_found_out(exported):
    file = exported("md")
    file.write_text(f"{file.read_text(encoding='utf-8')}\n> The client is to pay.\n", encoding="utf-8")
    assert verdicts(file) == ["holds"] * 3 + ["false"]


@pytest.mark.parametrize("form", EXPORTS)
def test_what_has_become_of_the_document_is_told(form, exported, letter, tmp_path):
    file = exported(form)
    letter.write_text(TEXT.replace("# Title", "# Another title").replace("The same", "Other"), encoding="utf-8")
    assert verdicts(file) == ["changed", "lost", "changed"]
    letter.unlink()
    assert verdicts(file) == ["missing"] * 3
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "renamed.md").write_text(TEXT, encoding="utf-8")
    assert verdicts(file, [tmp_path / "elsewhere"]) == ["holds"] * 3


def test_the_page_needs_nothing_and_runs_nothing(letter):
    page = export(conversation(quoted(letter, HOSTILE), question="<script>alert(1)</script>"), "html")
    assert "<script" not in page
    assert "src=" not in page
    assert "<link" not in page
    assert "default-src 'none'" in page


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_words_come_back_from_every_form(tmp_path_factory, words):
    made = evidence(words, 3)
    for form in EXPORTS:
        file = tmp_path_factory.getbasetemp() / f"any.{form}"
        file.write_bytes(export(conversation(made), form).encode())
        for quote in read_export(file):
            assert (quote.start, quote.end, quote.sha256, quote.uri) == (
                3,
                3 + len(words),
                made.document.sha256,
                "file:///m.md",
            )
            if form == "md":
                assert quote.exact.split() == words.split()
            else:
                assert quote.exact == words


@pytest.mark.parametrize("content", [b"", b"# Just Markdown", b"\xff\xfe", b'{"form": "guillemet-conversation-1"}'])
def test_what_is_no_export_is_one_clear_line(tmp_path, content):
    file = tmp_path / "export.md"
    file.write_bytes(content)
    with pytest.raises(ExportError) as failed:
        read_export(file)
    assert str(file) in str(failed.value)
    assert "\n" not in str(failed.value)


CHECKED = "checked were their words and places, not the questions, titles and dates beside them"


def test_the_command_says_which_hold(exported, letter):
    file = exported("json")
    whole = CliRunner().invoke(app, ["verify", str(file)])
    assert (whole.exit_code, whole.stderr.strip()) == (0, f"3 of 3 quotes hold; {CHECKED}")
    letter.write_text(TEXT.replace("The same", "Other"), encoding="utf-8")
    partly = CliRunner().invoke(app, ["verify", str(file), "--json"])
    assert partly.exit_code == 1
    found = json.loads(partly.stdout)
    assert [quote["verdict"] for quote in found["quotes"]] == ["changed", "lost", "changed"]
    assert found["holding"] == 0


def test_evidence_survives_json():
    made = replace(evidence(), page="xii")
    assert Evidence.from_dict(json.loads(json.dumps(made.as_dict()))) == made

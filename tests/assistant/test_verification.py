"""A conversation taken away, and each of its quotes checked again."""

import json
from dataclasses import replace

import pytest
from evidence_made import evidence, kept_answer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from guillemet.assistant.answer import Quote
from guillemet.assistant.conversations import KeptConversation, KeptTurn, Shelved
from guillemet.assistant.evidence import Evidence
from guillemet.assistant.export import EXPORTS, export
from guillemet.assistant.exported import read_export
from guillemet.assistant.verification import verify
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
    return Evidence.of(Quote(document, start, start + len(words), None, 0.9, document.uri))


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


RENT = "The rent is 4,250 euros."


@pytest.mark.parametrize(
    ("form", "written", "altered", "reason"),
    [
        ("json", f"“{RENT}”", "“The rent is 9,250 euros.”", "the text of the answer does not repeat its quotes"),
        ("json", f"“{RENT}” [1]", "The rent is 9,250 euros [1]", "the text of the answer does not repeat its quotes"),
        ("json", "The deposit is", "No deposit is", "other words stand before or after it"),
        ("json", "Nothing else", "Something else", "other words stand before or after it"),
        ("json", "/document/", "/documents/", "its link leads elsewhere"),
        ("json", '"sha256"', '"hash"', "it has no proof: a hash and offsets"),
        ("json", '"start": ', '"start": -', "it has no proof: a hash and offsets"),
        ("html", "http://localhost:7860/document/", "https://evil.example/?/document/", "its link leads elsewhere"),
        ("html", "?start=", "?start=1", "its link leads elsewhere"),
        ("html", "data-start", "data-begin", "it has no proof: a hash and offsets"),
        ("html", "4,250", "<s>4,250</s>", "it is marked up, which no export does"),
        ("html", "4,250", "4,250<!-- --><br>", "it is marked up, which no export does"),
        ("html", "<blockquote", '<blockquote style="display:none"', "it is marked up, which no export does"),
        ("html", "<section>", "<section><del>", "it is marked up, which no export does"),
        ("html", "<code>sha256:", "<code>sha256:0", "what stands below it names another place"),
        ("md", "http://localhost:7860/document/", "https://evil.example/", "its link leads elsewhere"),
        ("md", "\n>\n", "\n> to be paid twice\n", "what stands below it names another place"),
        ("md", "> The rent", "> No rent is due.\nThe rent", "it is marked up, which no export does"),
    ],
)
def test_what_no_export_says_is_found_out(form, written, altered, reason, exported, folder):
    letter = folder({"lease.md": f"The deposit is 500 euros.\n\n{RENT}\n\nNothing else is due.\n"}) / "lease.md"
    file = exported(form, quoted(letter, RENT))
    assert verdicts(file) == ["holds"] * 2
    text = file.read_text(encoding="utf-8")
    assert written in text
    file.write_text(text.replace(written, altered), encoding="utf-8")
    found = verify(read_export(file))
    assert {(finding.verdict, finding.reason) for finding in found} >= {("false", reason)}
    told = CliRunner().invoke(app, ["verify", str(file)])
    assert told.exit_code == 1
    assert reason in told.stdout


@pytest.mark.parametrize("form", EXPORTS)
def test_one_quote_without_a_proof_leaves_the_others_checked(form, exported):
    file = exported(form)
    text = file.read_text(encoding="utf-8")
    if form == "json":
        kept = json.loads(text)
        kept["turns"][0]["quotes"].append({"exact": "The client is to pay."})
        text = json.dumps(kept)
    else:
        added = "<blockquote>The client is to pay.</blockquote>" if form == "html" else "\n> The client is to pay.\n"
        text = text.replace("</main>", f"{added}</main>") if form == "html" else f"{text}{added}"
    file.write_text(text, encoding="utf-8")
    assert sorted(verdicts(file)) == ["false"] + ["holds"] * 3


def test_another_server_and_quotation_marks_in_a_title_are_no_alteration(exported, letter):
    made = quoted(letter, HOSTILE)
    titled = replace(made, document=replace(made.document, title="“Notes” « old » [1]"))
    file = exported("json", titled)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("http://localhost:7860", "https://documents.example/read"), encoding="utf-8")
    assert verdicts(file) == ["holds"] * 2


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
            assert not quote.fault or form == "json"
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


CHECKED = "checked were their words and places, not the questions, titles, pages and dates beside them"


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

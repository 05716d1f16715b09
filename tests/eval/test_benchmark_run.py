"""Benchmarks from a folder to figures: the model, the assistant and the references that ship."""

import json

import benchmark_folder as made
import pytest
from typer.testing import CliRunner

from guillemet.assistant import Assistant
from guillemet.corpus import BenchmarkError
from guillemet.eval.benchmarks import command
from guillemet.eval.benchmarks.dataset import load_benchmark
from guillemet.eval.benchmarks.record import Record
from guillemet.eval.benchmarks.run import run_benchmark
from guillemet.eval.benchmarks.summary import summarise
from guillemet.eval.benchmarks.vector_cache import VectorCache


class Counting:
    """The real embedder, which counts the passages that it was given."""

    def __init__(self, embedder):
        self._embedder = embedder
        self.passages = 0

    def __getattr__(self, name):
        return getattr(self._embedder, name)

    def embed_passages(self, texts):
        self.passages += len(texts)
        return self._embedder.embed_passages(texts)


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """Notes with questions, one of which follows another."""
    corpus = list(made.passages())
    queries = list(made.questions(corpus))
    follow_up = {"id": "then", "text": "And who was it in 2021?", "lang": "en", "doc": "vienna-regional-programme.md"}
    before = {"speaker": "user", "text": "Who was the French programme officer in Vienna?"}
    rewrite = "Who was the French programme officer in Vienna in 2021?"
    text = corpus[1]["text"]
    span = {"answers": ["Erwann Tor"], "answer_start": text.index("Erwann Tor")}
    queries.append(follow_up | span | {"history": [before], "rewrite": rewrite, "context_dep": True})
    return made.write(tmp_path_factory.mktemp("sets") / "notes", corpus, queries)


@pytest.fixture(scope="module")
def state_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("benchmarks")


@pytest.fixture(scope="module")
def run(notes, state_folder, multilingual):
    benchmark = load_benchmark(notes)
    return run_benchmark(benchmark, benchmark.questions, state=state_folder, embedder=multilingual)


def test_figures_of_every_pipeline(run):
    figures = {(held.pipeline, held.variant, held.group): held for held in summarise(run)}
    assert {pipeline for pipeline, *_ in figures} == {"guillemet", "dense", "bm25"}
    assert {variant for _, variant, _ in figures} == {"alone", "with history", "rewritten"}
    for pipeline in ("guillemet", "dense", "bm25"):
        whole = figures[pipeline, "alone", "all"]
        assert whole.questions == 35
        assert whole.retrieval["hit@5"] == (1 if pipeline != "bm25" else pytest.approx(1, abs=0.3))
        assert 0 < whole.quotes["sentence@1"] <= whole.quotes["sentence@3"] <= 1
        assert 0 <= whole.refusals["auroc"] <= 1
        assert whole.refusals["curve"][-1][0] == 1
        assert whole.latency["p50"] <= whole.latency["p95"]
    own = figures["guillemet", "with history", "all"]
    assert own.refusals["answered"] > 0.5
    assert 0 < own.refusals["refusal_recall"] <= 1
    assert own.quotes["evidence@1"] <= own.quotes["sentence@1"]
    assert figures["dense", "alone", "all"].refusals["answered"] is None
    assert figures["guillemet", "with history", "later turn"].questions == 1
    followed = figures["guillemet", "with history", "depends on context"]
    assert followed.retrieval["hit@1"] == followed.quotes["sentence@3"] == 1
    assert set(run.documents_language.split("+")) == {"en", "fr"}
    assert {f"{language}→{run.documents_language}" for language in ("en", "fr")} <= {group for *_, group in figures}


def test_the_record_holds_what_was_measured_and_on_what(run):
    record = Record({"split": "all", "limit": None})
    record.add(run)
    whole = json.loads(record.json())
    assert whole["options"] == {"split": "all"}
    (benchmark,) = whole["benchmarks"]
    assert benchmark["environment"]["documents"] == 3
    assert benchmark["environment"]["model"]
    rows = [json.loads(line) for line in record.rows().splitlines()]
    assert len(rows) == len(run.outcomes)
    assert {"passages", "quotes", "confidence", "right"} <= rows[0].keys()
    table = [line for line in record.markdown().splitlines() if line.startswith("|")]
    compared = {(held["of"], held["to"], held["group"]) for held in benchmark["differences"]}
    assert len(table) == 2 + len(benchmark["figures"]) + 2 + len(compared)
    assert ("guillemet with history", "guillemet alone", "depends on context") in compared
    assert ("guillemet alone", "bm25 alone", "all") in compared
    for held in benchmark["differences"]:
        assert -1 <= held["low"] <= held["value"] <= held["high"] <= 1


def test_another_run_embeds_nothing_and_finds_the_same(run, notes, state_folder, multilingual):
    counting = Counting(multilingual)
    benchmark = load_benchmark(notes)
    again = run_benchmark(benchmark, benchmark.questions[:5], state=state_folder, embedder=counting)
    assert counting.passages == 0
    first = {(outcome.pipeline, outcome.variant, outcome.question.id): outcome.response for outcome in run.outcomes}
    for outcome in again.outcomes:
        if outcome.variant == "asked":
            before = first[outcome.pipeline, "alone", outcome.question.id]
            assert (outcome.response.passages, outcome.response.quotes) == (before.passages, before.quotes)


def test_earlier_questions_are_handed_on_with_their_answers(run, notes, state_folder, multilingual, monkeypatch):
    told = []
    ask = Assistant.ask

    def listening(self, question, *, history=(), limit=3):
        told.append((question, [(turn.question, turn.answer.question) for turn in history]))
        return ask(self, question, history=history, limit=limit)

    monkeypatch.setattr(Assistant, "ask", listening)
    benchmark = load_benchmark(notes)
    last = [question for question in benchmark.questions if question.history]
    options = {"state": state_folder, "embedder": multilingual, "references": False}
    again = run_benchmark(benchmark, last, converse=True, **options)
    (before,) = last[0].history
    assert (before, []) in told
    assert (last[0].text, [(before, before)]) in told
    assert {outcome.pipeline for outcome in again.outcomes} == {"guillemet"}


def test_what_could_not_be_read_is_named(tmp_path, multilingual):
    rows = [{"id": "good", "text": "The bridge of Lavaur was built in 1850."}, {"id": "bad", "text": "\0\1\2" * 30}]
    made.write(tmp_path / "set", rows, [{"id": "1", "text": "When was the bridge built?", "doc": "good"}])
    benchmark = load_benchmark(tmp_path / "set")
    done = run_benchmark(benchmark, benchmark.questions, state=tmp_path / "state", embedder=multilingual)
    assert [outcome.response.passages for outcome in done.outcomes if outcome.pipeline == "guillemet"] == [("good",)]
    (notice,) = done.notices
    assert notice.startswith("1 passages cannot be found, since they could not be read: bad (the first: ")


def test_vectors_are_kept_for_their_model(tmp_path, multilingual):
    cache = VectorCache(tmp_path / "vectors.npz", multilingual)
    vectors = cache.vectors(["un moulin", "a mill", "un moulin"])
    assert vectors.shape == (3, multilingual.dimension)
    cache.save()
    counting = Counting(multilingual)
    assert (VectorCache(tmp_path / "vectors.npz", counting).vectors(["a mill"]) == vectors[1]).all()
    assert counting.passages == 0
    (tmp_path / "vectors.npz").write_bytes(b"PK\x03\x04 broken")
    assert (VectorCache(tmp_path / "vectors.npz", counting).vectors(["a mill"]) == vectors[1]).all()
    assert counting.passages == 1


@pytest.fixture
def program(monkeypatch, unpacked_home):
    monkeypatch.setenv("GUILLEMET_HOME", str(unpacked_home))
    return lambda *arguments: CliRunner().invoke(command.app, [str(argument) for argument in arguments])


def test_the_command_writes_what_it_prints(program, run, notes, state_folder, tmp_path):
    files = {name: tmp_path / f"out.{name}" for name in ("json", "markdown", "rows")}
    options = [part for name, file in files.items() for part in (f"--{name}", file)]
    done = program(notes, "--state", state_folder, "--limit", 4, "--seed", 3, "--split", "dev", *options)
    assert done.exit_code == 0, done.output
    assert files["markdown"].read_text(encoding="utf-8").strip() in done.stdout
    assert json.loads(files["json"].read_text(encoding="utf-8"))["options"] == {"split": "dev", "limit": 4, "seed": 3}
    rows = [json.loads(line) for line in files["rows"].read_text(encoding="utf-8").splitlines()]
    assert len({row["question"] for row in rows}) == 4


def test_mistakes_are_told_in_one_line(program, notes, tmp_path, monkeypatch):
    for arguments, said in (
        ([tmp_path / "absent"], "is no folder"),
        ([tmp_path], "is no benchmark"),
        ([notes, "--documents", "fr"], "no set has folders by language"),
    ):
        done = program(*arguments)
        assert isinstance(done.exception, BenchmarkError)
        assert said in str(done.exception)
    assert program(notes, "--json", tmp_path / "no" / "file").exit_code == 2
    made.write(tmp_path / "set" / "en", list(made.passages())[:1], [{"id": "1", "text": "Who?", "doc": made.NOTES[0]}])
    with_languages = program(tmp_path / "set", "--questions", "xx")
    assert 'no language "xx"; expected some of en' in str(with_languages.exception)
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    assert "pip install 'guillemet[bench]'" in str(program(notes).exception)

"""The measurement of speed: its texts, its states, and what it says."""

import subprocess
import sys
import time

import numpy as np
import pytest

from guillemet.corpus.errors import ExtraMissingError
from guillemet.corpus.language import detect_language
from guillemet.eval.speed import pipelines
from guillemet.eval.speed.asking import measure_asking
from guillemet.eval.speed.dropping import measure_drop
from guillemet.eval.speed.memory import peak_megabytes, resident_megabytes
from guillemet.eval.speed.plots import write_plots
from guillemet.eval.speed.rivals import bm25
from guillemet.eval.speed.stages import STAGES, stages
from guillemet.eval.speed.states import PARAGRAPHS, WordsEmbedder, build_state
from guillemet.eval.speed.tables import tables
from guillemet.eval.speed.texts import SENTENCES, pages, questions
from guillemet.index.checks import damaged_documents
from guillemet.index.database import Database
from guillemet.index.index import DATABASE_FILE
from guillemet.index.passages import PassageStore


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    work = tmp_path_factory.mktemp("speed")
    build_state(work / "state", work / "folder", 2 * PARAGRAPHS)
    return work / "state", work / "folder"


@pytest.fixture(scope="module")
def measured(built):
    return measure_asking(*built, 2 * PARAGRAPHS, 5)


def test_texts_are_the_same_every_time_and_grow_by_pages():
    (first, second) = pages(2, 3)
    assert [page.markdown() for page in pages(2, 3)] == [first.markdown(), second.markdown()]
    assert next(pages(1, 3, first=1)).markdown() == second.markdown()
    assert first.markdown() != second.markdown()
    assert [len(paragraph) for paragraph in first.sentences()] == [SENTENCES] * 3
    assert [detect_language(page.markdown()) for page in pages(10, 3)] == ["fr"] * 7 + ["en"] * 3


def test_questions_are_made_of_words_of_the_pages():
    held = {word for page in pages(3, 2) for word in page.markdown().casefold().replace(".", "").split()}
    assert {word for question in questions(5, 3, 2) for word in question.split()[:-1]} <= held


def test_vectors_lie_in_a_narrow_cone_and_nearer_where_words_are_shared():
    embedder = WordsEmbedder()
    sentences = [sentence for page in pages(20, 1) for sentence in page.sentences()[0]]
    vectors = embedder.embed_passages(sentences)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    products = vectors @ vectors.T
    assert 0.5 < np.median(products) < 0.85
    own = embedder.embed_queries([" ".join(sentences[7].split()[:6])])[0]
    assert int(np.argmax(vectors @ own)) == 7


def test_a_state_is_what_indexing_would_have_written(built):
    (state, _) = built
    database = Database(state / DATABASE_FILE)
    assert PassageStore(database).count() == 2 * PARAGRAPHS
    assert database.rows("SELECT count(*) FROM sentences")[0][0] == 2 * PARAGRAPHS * SENTENCES
    faults = {fault.reason for fault in damaged_documents(database, 384, lambda _done: None)}
    # The stand-in's vectors are not named for what the model is given.
    assert faults <= {"a vector is that of another text"}


def test_asking_is_measured_by_both_clocks_and_by_stage(measured):
    assert (measured["chunks"], measured["vectors"]) == (2 * PARAGRAPHS, 2 * PARAGRAPHS * (SENTENCES + 1))
    for clock in ("wall", "processor"):
        assert 0 < measured[clock]["search"]["p50"] <= measured[clock]["ask"]["p95"]
        assert set(measured[clock]["stages_p50"]) == set(STAGES)
    assert measured["recall_at_10"] == 1
    assert measured["add_s"] > measured["delete_s"] > 0
    assert measured["resident_mb"] > 50
    assert set(measured["questions_per_second"]) == {"1", "4", "16"}


def test_stages_sum_up_to_the_whole():
    with stages(time.perf_counter) as seconds:
        time.sleep(0.02)
    assert sum(seconds.values()) == seconds["rest"] == pytest.approx(0.02, abs=0.015)


def test_memory_is_at_most_its_peak():
    assert 10 < resident_megabytes() <= peak_megabytes() * 1.01


def test_bm25_finds_the_paragraph(tmp_path):
    pytest.importorskip("bm25s")
    (found, scores) = bm25.build(tmp_path, ["rose lilas\n\nchêne hêtre", "fer cuivre"])("hêtre ?")
    assert (found[0][0], scores[0][0] > 0) == (1, True)


def test_a_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setattr(pipelines, "PIPELINES", {"other": ("other", ("no_such_library.part",))})
    with pytest.raises(ExtraMissingError, match=r"guillemet\[speed\]"):
        pipelines.check_installed()


def test_tables_name_every_figure(measured):
    environment = {"date": "2026-01-01T00:00:00", "cpu": "C", "cores": 2, "system": "S", "commit": None}
    names = (
        "first_answer_s",
        "first_answer_processor_s",
        "pages_per_second",
        "query_p50_ms",
        "query_p95_ms",
        "peak_mb",
    )
    figures = dict.fromkeys(names, 1.0) | {"not_embedding_share": 0.1}
    text = tables(
        {
            "environment": environment,
            "asking": [measured, measured],
            "pipelines": {"guillemet": figures},
            "cold": {"help_s": 0.25},
            "embedding": EMBEDDING,
            "dropped": {"pages": 2000, "first": DROPPED, "again": DROPPED | {"unread": 0}},
        }
    )
    assert text.startswith("2026-01-01, C, 2 cores, S, commit no commit.")
    assert "| chunks | 200 | 200 |" in text
    assert "10% is not embedding" in text
    assert "| help | 0.25 |" in text
    assert "| guillemet | 4,000 | 2,000 | 50% |" in text
    assert "| first answer | 7.0 | 6.0 | 1,500 | 40 |" in text
    assert "| asked again | 7.0 | 6.0 | 2,000 | 40 |" in text


EMBEDDING = {
    "engines": {
        name: {"tokens_per_second": 2.0 * rate, "tokens_per_processor_second": 1.0 * rate, "share_of_limit": 0.5}
        for (name, rate) in (("sentence-transformers", 500), ("guillemet", 2000))
    },
    "ratio": 4.0,
    "processor_ratio": 4.0,
    "cosine": {"smallest": 0.999, "mean": 0.9999},
    "limit": {"fp32_operations": 1e11, "int8_operations": 1e12, "bytes": 1e10},
    "operations_per_token": 42_000_000,
}
DROPPED = {"seconds": 7.0, "processor_s": 6.0, "unread": 500, "pending": 40}


def test_plots_are_the_same_for_the_same_figures(measured, tmp_path):
    figures = {"guillemet": {"first_answer_processor_s": 2.0}, "BM25": {"first_answer_processor_s": 1.0}}
    found = {"asking": [measured, measured], "pipelines": figures, "embedding": EMBEDDING}
    first = {path.name: path.read_bytes() for path in write_plots(found, tmp_path / "one")}
    again = {path.name: path.read_bytes() for path in write_plots(found, tmp_path / "two")}
    assert first.keys() == {"asking.svg", "embedding.svg", "pipelines.svg"}
    assert first == again
    assert all(b"<svg" in picture for picture in first.values())


def test_a_dropped_folder_is_answered_from_what_is_ready(tmp_path, state_with_model):
    told = measure_drop(state_with_model, tmp_path / "folder", 3)
    assert told["pages"] == 3 > told["first"]["unread"] >= told["again"]["unread"]
    assert told["first"]["processor_s"] > 0


def test_the_command_measures_a_small_index(tmp_path, built):
    command = [sys.executable, "-m", "guillemet.eval.speed", "--state", str(tmp_path), "--row", "asking 200"]
    (tmp_path / "index-200").symlink_to(built[0])
    (tmp_path / "folder-200").symlink_to(built[1])
    done = subprocess.run([*command, "--questions", "2"], capture_output=True, text=True, check=True)
    assert '"chunks": 200' in done.stdout

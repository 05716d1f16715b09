"""The adapter's training: real steps on sets made from the shipped notes."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from guillemet.corpus import CorpusError
from guillemet.eval.train_adapter import main
from guillemet.eval.training_pairs import Pairs, is_held_out

PARAGRAPH = "Les ministres se sont vus à Skopje. La France a payé la réunion. Onze pays y étaient représentés."
ANSWER = "La France a payé la réunion."
TITLES = [f"Réunion {number}" for number in range(30)]


def write(folder, **files):
    folder.mkdir(parents=True)
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.fixture
def sets(tmp_path):
    sentences = [s + "." for s in PARAGRAPH.rstrip(".").split(". ")]
    documents = [{"id": f"d{n}", "title": title, "text": PARAGRAPH} for n, title in enumerate(TITLES)]
    asked = [{"id": f"q{n}", "doc": f"d{n}", "text": f"Qui a payé la {t} ?"} for n, t in enumerate(TITLES)]
    for language in ("en", "de", "es", "ru", "zh", "ar", "el"):
        write(
            tmp_path / "sets" / "xquad_r" / language,
            corpus=documents,
            queries=[row | {"sentence": f"{row['doc']}_1"} for row in asked],
            sentences=[{"doc": d["id"], "text": text} for d in documents for text in sentences],
        )
    start = PARAGRAPH.index(ANSWER)
    write(tmp_path / "sets" / "piaf_fr", corpus=documents, queries=[r | {"answer_start": start} for r in asked])
    marked = [
        {"id": r["id"], "text": r["text"], "passage": r["doc"], "answerable": True, "gold_sentences": [ANSWER]}
        for r in asked
    ]
    write(tmp_path / "sets" / "clapnq_dev", corpus=documents, queries=marked)
    return tmp_path / "sets"


def test_pairs_hold_the_answering_sentence_and_its_neighbours(sets):
    pairs = Pairs(sets, seed=1)
    drawn = [pair for _ in range(10) for pair in pairs.batch(24)]
    assert len(drawn) == 240
    for pair in drawn:
        assert pair.answering.endswith(ANSWER)
        assert not any(other.endswith(ANSWER) for other in pair.others)
        assert len(pair.others) == 2
        assert pair.paragraph.endswith(PARAGRAPH)


def test_articles_that_are_held_out_are_never_drawn(sets):
    pairs = Pairs(sets, seed=1)
    kept = {title for title in TITLES if not is_held_out(title)}
    assert 0 < len(kept) < len(TITLES)
    drawn = [pair.question for _ in range(40) for pair in pairs.batch(24)]
    assert set(drawn) == {f"Qui a payé la {title} ?" for title in kept}


def test_the_same_seed_draws_the_same(sets):
    assert Pairs(sets, seed=3).batch(24) == Pairs(sets, seed=3).batch(24)
    assert Pairs(sets, seed=3).batch(24) != Pairs(sets, seed=4).batch(24)


def test_a_set_that_is_missing_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"xquad_r.*expected a folder with"):
        Pairs(tmp_path, seed=0)


def test_command_writes_an_adapter_that_has_learnt(sets, tmp_path, capsys):
    out = tmp_path / "adapter.safetensors"
    assert main([str(sets), str(out), "--steps", "1", "--strength", "0.5"]) == 0
    written = load_file(out)
    assert len(written) == 2 * 8 * 6
    assert {name.rpartition(".")[2] for name in written} == {"a", "b"}
    assert all(tensor.dtype == np.float16 for tensor in written.values())
    # The second factor begins at nought.
    assert all(np.abs(tensor).max() > 0 for name, tensor in written.items() if name.endswith(".b"))
    capsys.readouterr()
    assert main([str(tmp_path / "nowhere"), str(out)]) == 1
    assert capsys.readouterr().err.count("\n") == 1

"""Benchmark folders read, checked, parted into halves and written as documents."""

import json

import benchmark_folder as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus import BenchmarkError, read_document
from guillemet.eval.benchmarks.dataset import Evidence, Passage, Question, language_folders, load_benchmark
from guillemet.eval.benchmarks.evidence import holds, is_right, sentence_hit
from guillemet.eval.benchmarks.pipelines import Quoted, Response
from guillemet.eval.benchmarks.retrieval import RETRIEVAL, retrieval_scores
from guillemet.eval.benchmarks.sampling import Split, sampled
from guillemet.eval.benchmarks.shelf import Shelf
from guillemet.index.sentences import Span

CORPUS = [
    {"id": "a", "title": "The_mill", "text": "It turns. Its miller sells flour.", "headings": ["Work"]},
    {"id": "b", "title": "", "text": "The bridge was built in 1850."},
]
QUERIES = [
    {"id": "1", "text": "When?", "lang": "en", "doc": "b", "answers": ["1850"], "answer_start": 24},
    {"id": "2", "text": "And who sells?", "lang": "en", "passage": "a", "gold_sentences": ["Its miller sells flour."]}
    | {"history": [{"speaker": "user", "text": "Does it turn?"}, {"speaker": "agent", "text": "It does."}]}
    | {"context_dep": True},
    {"id": "3", "text": "Why?", "lang": "en", "passage": "a", "answerable": False, "gold_sentences": []},
    {"id": "4", "text": "lost", "doc": "b", "answers": ["nowhere"], "answer_start": 0, "span_ok": False},
    {
        "id": "5",
        "text": "So?",
        "user_turns": ["What turns?", "So?"],
        "rewrite": "What of it?",
        "conv": "c1",
        "doc": "a",
    },
]


def question(id_, group="g", **fields):
    given = {"text": "?", "language": "en", "history": (), "rewrite": None, "answerable": True, "relevant": {}}
    given |= {"evidence": (), "context_dependent": None}
    return Question(id=id_, group=group, **(given | fields))


@pytest.fixture
def folder(tmp_path):
    return made.write(tmp_path / "village", CORPUS, QUERIES)


def test_what_a_set_says_of_its_questions(folder):
    (folder / "qrels.tsv").unlink()
    read = load_benchmark(folder)
    assert read.name == read.corpus == "village"
    assert read.passages[0] == Passage("a", "The mill", ("Work",), "It turns. Its miller sells flour.")
    (when, sells, why, so) = read.questions
    assert when.evidence == (Evidence("b", 24, 28, 1.0),)
    assert when.relevant == {"b": 1}
    assert sells.history == ("Does it turn?",)
    assert sells.context_dependent
    assert sells.evidence == (Evidence("a", 10, 33, 0.5),)
    assert not why.answerable
    assert why.relevant == {}
    assert (so.history, so.rewrite, so.group) == (("What turns?",), "What of it?", "c1")
    assert read.notices == ("1 questions left out whose answer has no certain place",)


def test_distractors_are_added_to_the_passages(folder, tmp_path):
    (tmp_path / "more.jsonl").write_text(made.lines([{"id": "a", "text": "The forge is cold."}]), encoding="utf-8")
    read = load_benchmark(folder, distractors=tmp_path / "more.jsonl")
    assert [passage.id for passage in read.passages] == ["a", "b", "distractor a"]
    assert read.name == "village with distractors"


def test_a_set_in_several_languages(tmp_path):
    made.write(tmp_path / "en", CORPUS, QUERIES[:1])
    french = {"id": "b", "title": "", "text": "Le pont date de 1850."}
    asked = QUERIES[0] | {"text": "Quand ?", "lang": "fr", "answer_start": 16}
    made.write(tmp_path / "fr", [CORPUS[0], french], [asked])
    assert language_folders(tmp_path) == ["en", "fr"]
    (question,) = load_benchmark(tmp_path, questions="en", documents=["fr"]).questions
    assert (question.text, question.evidence) == ("When?", (Evidence("fr/b", 16, 20, 1.0),))
    (question,) = load_benchmark(tmp_path, questions="fr", documents=["fr", "en"]).questions
    assert (question.text, question.relevant) == ("Quand ?", {"fr/b": 1, "en/b": 1})
    assert question.group == load_benchmark(tmp_path, questions="en", documents=["en"]).questions[0].group


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", '{"id": "a"}', "corpus.jsonl:1: text does not fit: Field required"),
        ("corpus.jsonl", "nonsense", "corpus.jsonl:1: the line does not fit: Invalid JSON"),
        ("corpus.jsonl", made.lines([CORPUS[0], CORPUS[0]]), 'the id "a" stands twice'),
        ("corpus.jsonl", "caf\xe9".encode("latin-1"), "byte 3 is not UTF-8"),
        ("queries.jsonl", json.dumps(QUERIES[0] | {"answer_start": 3}), "the answer does not stand at 3"),
        ("queries.jsonl", json.dumps(QUERIES[0] | {"doc": "z"}), 'the passage "z" is not in the corpus'),
        ("queries.jsonl", json.dumps(QUERIES[1] | {"gold_sentences": ["No."]}), "a gold sentence does not stand"),
        ("queries.jsonl", made.lines([QUERIES[0], QUERIES[0]]), 'two questions have the id "1"'),
        ("queries.jsonl", "\n", "holds no question"),
        ("qrels.tsv", "head\n1\tb\n", "qrels.tsv:2: expected question, passage and a whole number"),
        ("qrels.tsv", "head\n1\tz\t1\n", 'the passage "z" is not in the corpus'),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(folder, file, content, said):
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    if file == "queries.jsonl":
        (folder / "qrels.tsv").unlink()
    with pytest.raises(BenchmarkError, match=said.replace("(", r"\(")) as raised:
        load_benchmark(folder)
    assert "\n" not in str(raised.value)


def test_halves_are_whole_and_apart():
    every = [question(str(number), f"document {number // 3}") for number in range(300)]
    (dev, test) = (sampled(every, Split.DEV), sampled(every, Split.TEST))
    assert not {one.group for one in dev} & {one.group for one in test}
    assert sorted(int(one.id) for one in dev + test) == list(range(300))
    assert 90 < len(dev) < 210
    few = sampled(every, Split.DEV, 20, 7)
    assert len(few) == 20
    assert [one for one in dev if one in few] == few == sampled(every[::-1], Split.DEV, 20, 7)[::-1]
    assert few != sampled(every, Split.DEV, 20, 8)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(title=words, headings=st.lists(words, max_size=2), text=words.filter(lambda text: text.strip()))
def test_a_document_holds_the_passage_at_its_offset(tmp_path_factory, title, headings, text):
    flat = [" ".join(heading.split()) for heading in headings]
    passage = Passage("p", " ".join(title.split()), tuple(filter(None, flat)), text)
    (item,) = Shelf([passage], tmp_path_factory.getbasetemp() / "shelf").items
    assert item.content[item.offset :].removesuffix("\n") == text or item.content == f"# {text}\n"
    assert item.content[item.offset : item.offset + len(text)] == text


def test_the_shelf_keeps_what_is_right_and_removes_what_is_not(tmp_path):
    passages = [Passage(str(at), "", (), f"Same words at the beginning, always the same, {at}") for at in range(3)]
    shelf = Shelf(passages, tmp_path / "documents")
    shelf.write()
    before = {path: path.stat().st_mtime_ns for path in shelf.folder.iterdir()}
    assert len(before) == 3
    (shelf.folder / "stale.txt").write_text("gone", encoding="utf-8")
    shelf.write()
    assert {path: path.stat().st_mtime_ns for path in shelf.folder.iterdir()} == before
    document = read_document(shelf.items[1].path)
    assert shelf.of(document).passage is passages[1]
    shelf.items[1].path.write_text("Another text altogether.", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="another text than was written"):
        shelf.of(read_document(shelf.items[1].path))


def test_a_title_that_the_text_repeats_becomes_its_heading(tmp_path):
    (item,) = Shelf([Passage("p", "The mill", (), "The mill\nIt turns.")], tmp_path / "documents").items
    assert (item.content, item.offset) == ("# The mill\nIt turns.\n", 2)


def test_quotes_are_judged_by_offsets():
    answer = Evidence("p", 10, 14, 1.0)
    assert holds(Quoted("p", Span(0, 14)), answer)
    assert not holds(Quoted("p", Span(0, 13)), answer)
    assert not holds(Quoted("q", Span(0, 40)), answer)
    sentence = Evidence("p", 10, 30, 0.5)
    assert holds(Quoted("p", Span(5, 20)), sentence)
    assert not holds(Quoted("p", Span(5, 19)), sentence)
    asked = question("1", relevant={"p": 1}, evidence=(answer,))
    late = Response(("p",), (Quoted("q", Span(0, 9)), Quoted("p", Span(9, 20))), 0.5, answered=True, milliseconds=1.0)
    assert (sentence_hit(asked, late, 1), sentence_hit(asked, late, 3), is_right(asked, late)) == (0, 1, False)


def test_retrieval_is_measured_by_the_library():
    scores = retrieval_scores({"1": {"a": 1}, "2": {"b": 1}, "3": {}}, {"1": ["b", "a"], "2": [], "3": ["a"]})
    assert scores.keys() == {"1", "2"}
    assert scores["1"].keys() == RETRIEVAL.keys()
    assert (scores["1"]["hit@1"], scores["1"]["hit@5"], scores["1"]["MRR"]) == (0, 1, 0.5)
    assert scores["1"]["nDCG@10"] == pytest.approx(0.6309, abs=1e-4)
    assert set(scores["2"].values()) == {0}

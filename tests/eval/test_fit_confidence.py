"""What speaks for an answer, weighed on questions that are answered and the same without their answer."""

import benchmark_folder as made
import numpy as np
import pytest

from guillemet.eval.benchmarks.dataset import load_benchmark
from guillemet.eval.fit_confidence import Case, cases, fit, main


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    corpus = list(made.passages())
    queries = [row for row in made.questions(corpus) if "doc" in row]
    return made.write(tmp_path_factory.mktemp("sets") / "notes", corpus, queries)


def test_each_question_is_asked_with_its_answer_and_without(notes, multilingual, tmp_path):
    benchmark = load_benchmark(notes)
    found = list(cases(benchmark, benchmark.questions, tmp_path, multilingual))
    assert len(found) == 2 * len(benchmark.questions)
    (answered, unanswered) = ([case for case in found if case.answerable is kind] for kind in (True, False))
    assert sum(case.right for case in answered) > len(answered) / 2
    assert not any(case.right for case in unanswered)
    nearness = [np.mean([case.signals[0] for case in kind]) for kind in (answered, unanswered)]
    assert nearness[0] > nearness[1]


def test_a_set_with_unanswerable_questions_of_its_own_is_asked_these(tmp_path, multilingual):
    corpus = list(made.passages())
    queries = list(made.questions(corpus))
    benchmark = load_benchmark(made.write(tmp_path / "notes", corpus, queries))
    found = list(cases(benchmark, benchmark.questions, tmp_path / "state", multilingual))
    assert len(found) == len(queries)
    assert sum(not case.answerable for case in found) == sum(not row.get("answerable", True) for row in queries) > 0


def test_the_fit_finds_what_tells_right_from_wrong():
    random = np.random.default_rng(0)
    found = []
    for number in range(2_000):
        signals = random.normal(0, 0.05, 3)
        answerable = number % 2 == 0
        right = answerable and bool(random.random() < 1 / (1 + np.exp(-(1 + 40 * signals[0]))))
        found.append(Case((signals[0], signals[1], signals[2]), right, answerable, "one" if number % 3 else "two"))
    fitted = fit(found)
    assert fitted.weights[0] > 10 > abs(fitted.weights[1])
    (probabilities, risks, coverages) = zip(*fitted.operating_points, strict=True)
    assert list(probabilities) == sorted(probabilities, reverse=True)
    assert list(coverages) == sorted(coverages)
    assert coverages[-1] == 1
    assert risks[0] < risks[-1]


def test_the_command_says_what_is_missing(tmp_path, capsys):
    assert main([str(tmp_path / "none"), "--state", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1

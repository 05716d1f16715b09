"""Fits what speaks for an answer to public sets: `python -m guillemet.eval.fit_confidence FOLDER...`.

Each question of the development half is asked twice: as it is, and with the passages that answer it left out of what is
found, as if they were in no document. Where a set has unanswerable questions of its own, these are asked instead. Right
is an answer of which one of the first three quotes holds the evidence or, where a set names none, stands in a relevant
passage. Sets weigh alike, and in each of them one question in five is unanswerable.

What it prints goes into `assistant/abstention.py` (weights) and `assistant/calibration.py` (operating points).
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from ..assistant.abstention import signals
from ..assistant.assistant import Assistant
from ..assistant.selection import Candidate, best_sentences
from ..corpus.errors import GuillemetError
from ..index.embedder import Embedder
from ..index.sentences import Span
from ..index.settings import Settings
from .benchmarks.dataset import Benchmark, Question, language_folders, load_benchmark
from .benchmarks.evidence import holds
from .benchmarks.pipelines import QUOTES, Quoted
from .benchmarks.run import state_of
from .benchmarks.sampling import Split, sampled
from .benchmarks.shelf import Shelf

__all__ = ["Case", "Fit", "cases", "fit", "main"]

_HITS = 20
_MORE = 40
"""Passages found, so that enough are left without those that answer."""
_UNANSWERABLE = 0.2
_SCALES = np.array([50.0, 1.0, 50.0])
"""Bring the signals to one size, so that the fit converges."""
_PROBABILITIES = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.2, 0.0)


class Case(NamedTuple):
    """A question asked of a set."""

    signals: tuple[float, float, float]
    right: bool
    answerable: bool
    set_name: str


class Fit(NamedTuple):
    """Weights and offset of the log-odds, and what they mean for those they were fitted to."""

    weights: tuple[float, ...]
    offset: float
    operating_points: tuple[tuple[float, float, float], ...]
    """Probability, risk and coverage: see `Calibration`."""


def cases(
    benchmark: Benchmark, questions: Sequence[Question], state: Path, embedder: Embedder | None = None
) -> Iterator[Case]:
    """What speaks for the answers to these questions of a set, and whether they are right.

    Files and indexes are kept under `state`; the embedder is that of the settings unless one is given.
    """
    home = state_of(benchmark, state)
    shelf = Shelf(benchmark.passages, home / "documents")
    shelf.write()
    assistant = Assistant(shelf.folder, settings=Settings(home=home), embedder=embedder)
    assistant.update()
    own = any(not question.answerable for question in benchmark.questions)
    for question in questions:
        hits = assistant.search(question.text, limit=_MORE)
        others = [hit for hit in hits if not question.relevant.get(shelf.of(hit.document).passage.id, 0)]
        asked = [(hits, question.answerable)] if own else [(hits, True), (others, False)]
        for found, answerable in asked:
            candidates = best_sentences(found[:_HITS])
            if candidates:
                (nearness, deviation, rise) = signals(candidates, found[:_HITS], assistant.index.size)[0].tolist()
                right = answerable and _is_right(question, candidates[:QUOTES], shelf)
                yield Case((nearness, deviation, rise), right, answerable, benchmark.name)


def _is_right(question: Question, best: Sequence[Candidate], shelf: Shelf) -> bool:
    quotes = []
    for candidate in best:
        item = shelf.of(candidate.document)
        span = Span(candidate.span.start - item.offset, candidate.span.end - item.offset)
        quotes.append(Quoted(item.passage.id, span))
    if question.evidence:
        return any(holds(quote, span) for quote in quotes for span in question.evidence)
    return any(question.relevant.get(quote.passage, 0) > 0 for quote in quotes)


def fit(found: Sequence[Case]) -> Fit:
    """A logistic regression of being right over the signals; there must be right and wrong answers of each set."""
    values = np.array([case.signals for case in found])
    right = np.array([case.right for case in found])
    share = _weights(found)
    model = LogisticRegression(C=1e6, max_iter=10_000).fit(values * _SCALES, right, sample_weight=share * len(found))
    weights = model.coef_[0] * _SCALES
    offset = float(model.intercept_[0])
    probability = 1 / (1 + np.exp(-(offset + values @ weights)))
    points = []
    for least in _PROBABILITIES:
        answered = probability >= least
        if answered.any():
            risk = 1 - float(np.average(right[answered], weights=share[answered]))
            points.append((least, round(risk, 3), round(float(share[answered].sum()), 2)))
    return Fit(tuple(np.round(weights, 2).tolist()), round(offset, 2), tuple(points))


def _weights(found: Sequence[Case]) -> npt.NDArray[np.float64]:
    """Each case's weight, shape (cases,), together 1."""
    kinds = [(case.set_name, case.answerable) for case in found]
    sets = {name for (name, _) in kinds}
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    return np.array(
        [(1 - _UNANSWERABLE if kind[1] else _UNANSWERABLE) / counts[kind] / len(sets) for kind in kinds], np.float64
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the exit status is 1 for a set that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.fit_confidence", description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+", help="folders in the form of a benchmark")
    parser.add_argument("--state", type=Path, required=True, help="where files and indexes are kept")
    parser.add_argument("--pairs", default="en:de,es:en,de:es+en", help="of sets in several languages: asked:documents")
    parser.add_argument("--limit", type=int, help="at most so many questions of each set")
    given = parser.parse_args(arguments)
    found: list[Case] = []
    try:
        for folder in given.sets:
            for benchmark in _benchmarks(folder, given.pairs):
                questions = sampled(benchmark.questions, Split.DEV, given.limit)
                found += cases(benchmark, questions, given.state.absolute())
                print(f"{benchmark.name}: {len(questions)} questions", file=sys.stderr)
    except GuillemetError as error:
        print(error, file=sys.stderr)
        return 1
    fitted = fit(found)
    print(f"weights {fitted.weights}, offset {fitted.offset}, {len(found)} cases")
    for point in fitted.operating_points:
        print(f"{point},")
    return 0


def _benchmarks(folder: Path, pairs: str) -> Iterator[Benchmark]:
    if not language_folders(folder):
        yield load_benchmark(folder)
        return
    for pair in pairs.split(","):
        (asked, documents) = pair.split(":")
        yield load_benchmark(folder, questions=asked, documents=documents.split("+"))


if __name__ == "__main__":
    sys.exit(main())

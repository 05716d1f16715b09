"""A benchmark as it is asked: passages, and questions with what is relevant and what answers them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...corpus.errors import BenchmarkError
from .rows import PassageRow, QuestionRow, read_judgements, read_rows

__all__ = ["Benchmark", "Evidence", "Passage", "Question", "language_folders", "load_benchmark"]

_OF_AN_ANSWER = 1.0
_OF_A_SENTENCE = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched."""

    id: str
    title: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that answers."""

    passage: str
    start: int
    end: int
    """Offsets in the passage's text, in code points."""
    share: float
    """How much of it a quote must cover: the whole of a short answer, half of a sentence, whose ends are a matter of
    how sentences are told apart."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what answers it."""

    id: str
    text: str
    language: str
    history: tuple[str, ...]
    """The earlier questions, oldest first."""
    rewrite: str | None
    answerable: bool
    relevant: dict[str, int]
    """The grades of the relevant passages, by id."""
    evidence: tuple[Evidence, ...]
    group: str
    """What questions have in common that must not be parted: a conversation, or else a document."""
    context_dependent: bool | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Passages and the questions about them."""

    name: str
    corpus: str
    """What names the passages, whichever questions are asked."""
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]
    notices: tuple[str, ...] = field(default=())
    """What was left out, for the reader."""


def language_folders(folder: Path) -> list[str]:
    """The languages of a set that has a folder for each; empty for a set of one folder."""
    if (folder / "corpus.jsonl").is_file():
        return []
    found = sorted(file.parent.name for file in folder.glob("*/corpus.jsonl") if len(file.parent.name) in {2, 3})
    if not found:
        raise BenchmarkError(
            f"{folder} is no benchmark: expected corpus.jsonl and queries.jsonl there or in folders named for languages"
        )
    return found


def load_benchmark(
    folder: Path, *, questions: str | None = None, documents: Sequence[str] = (), distractors: Path | None = None
) -> Benchmark:
    """Read a set. With `documents`, the passages of these language folders, and the questions of that of `questions`.

    `distractors` is a file of passages that answer nothing. Raises BenchmarkError for what does not fit.
    """
    sources = {language: folder / language for language in documents} or {"": folder}
    passages: dict[str, Passage] = {}
    merged: dict[str, _Merged] = {}
    for language, source in sources.items():
        own = _passages(source / "corpus.jsonl", f"{language}/" if language else "")
        judged = read_judgements(source / "qrels.tsv") if (source / "qrels.tsv").is_file() else {}
        for where, row in read_rows(source / "queries.jsonl", QuestionRow):
            merged.setdefault(row.id, _Merged()).add(row, where, judged, own)
        passages |= {passage.id: passage for passage in own.values()}
    if distractors is not None:
        passages |= {passage.id: passage for passage in _passages(distractors, "distractor ").values()}
    asked_in = folder / questions if questions else folder
    asked = [row for (_, row) in read_rows(asked_in / "queries.jsonl", QuestionRow)]
    _refuse_twice([row.id for row in asked], folder)
    usable = [row for row in asked if row.span_ok]
    left_out = len(asked) - len(usable)
    extra = " with distractors" if distractors else ""
    pool = "+".join(documents)
    return Benchmark(
        name=folder.name + (f" {questions}→{pool}" if pool else "") + extra,
        corpus=folder.name + (f" {pool}" if pool else "") + extra,
        passages=tuple(passages.values()),
        questions=tuple(_question(row, merged.get(row.id, _Merged())) for row in usable),
        notices=(f"{left_out} questions left out whose answer has no certain place",) if left_out else (),
    )


@dataclass(slots=True)
class _Merged:
    """What the folders of several languages say of one question."""

    relevant: dict[str, int] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, row: QuestionRow, where: str, judged: dict[str, dict[str, int]], held: dict[str, Passage]) -> None:
        stated = row.doc or row.passage
        relevant = judged.get(row.id, {stated: 1} if stated and row.answerable else {})
        for id_, grade in relevant.items():
            self.relevant[_held(id_, held, where).id] = grade
        if row.answers and row.doc and row.answer_start is not None and row.span_ok:
            passage = _held(row.doc, held, where)
            end = row.answer_start + len(row.answers[0])
            if passage.text[row.answer_start : end] != row.answers[0]:
                raise BenchmarkError(f'{where}: the answer does not stand at {row.answer_start} of passage "{row.doc}"')
            self.evidence.append(Evidence(passage.id, row.answer_start, end, _OF_AN_ANSWER))
        for sentence in row.gold_sentences:
            passage = _held(row.passage or row.doc or "", held, where)
            # The set gives these sentences without their places.
            start = passage.text.find(sentence)
            if start < 0:
                raise BenchmarkError(f'{where}: a gold sentence does not stand in passage "{row.passage}"')
            self.evidence.append(Evidence(passage.id, start, start + len(sentence), _OF_A_SENTENCE))


def _question(row: QuestionRow, found: _Merged) -> Question:
    spoken = [turn.text for turn in row.history if turn.speaker == "user"] or row.user_turns[:-1]
    return Question(
        id=row.id,
        text=row.text,
        language=row.lang,
        history=tuple(text for text in spoken if text.strip()),
        rewrite=row.rewrite,
        answerable=row.answerable,
        relevant=found.relevant,
        evidence=tuple(found.evidence),
        # Without the language, so that the versions of one document stay together.
        group=row.conv or row.doc or row.passage or min(found.relevant, default=row.id),
        context_dependent=row.context_dep,
    )


def _passages(file: Path, prefix: str) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for where, row in read_rows(file, PassageRow):
        if row.id in found:
            raise BenchmarkError(f'{where}: the id "{row.id}" stands twice; ids are unique')
        title = " ".join(row.title.replace("_", " ").split())
        headings = tuple(line for heading in row.headings if (line := " ".join(heading.split())))
        found[row.id] = Passage(prefix + row.id, title, headings, row.text)
    return found


def _held(id_: str, held: dict[str, Passage], where: str) -> Passage:
    if id_ not in held:
        raise BenchmarkError(f'{where}: the passage "{id_}" is not in the corpus')
    return held[id_]


def _refuse_twice(ids: Iterable[str], folder: Path) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise BenchmarkError(f'{folder}: two questions have the id "{id_}"; ids are unique')
        seen.add(id_)
    if not seen:
        raise BenchmarkError(f"{folder}: queries.jsonl holds no question")

"""Warm questions to an index of a stated size: how long they take and where, what is found, and at what cost of memory.

Run in a process of its own for each size, so that memory is that of serving it and nothing else.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

import numpy as np

from ...assistant.assistant import Assistant
from ...index.passages import PassageStore
from ...index.preparation import get_ready
from ...index.scope import LargeScope
from ...index.search import Hit
from ...index.sentences import Span
from ...index.settings import Settings
from ..measures import percentile
from .memory import resident_megabytes
from .stages import STAGES, stages
from .states import PARAGRAPHS, WordsEmbedder, write_page
from .texts import pages, questions

__all__ = ["measure_asking"]

_DEPTH = 10
"""Of recall."""
_NEAR = 100
"""Vectors of each language that lead to passages, as in the search."""
_USERS = (1, 4, 16)


def measure_asking(home: Path, folder: Path, chunks: int, count: int) -> dict[str, Any]:
    """Every figure of an index that `build_state` made; times are in ms unless they say otherwise.

    By the clock on the wall, and by that of the processor, which leaves out what other programs take.

    The page that is added for a moment is removed again.
    """
    assistant = Assistant([folder], settings=Settings(home=home), embedder=WordsEmbedder())
    (warm, *asked) = questions(count + 1, max(1, chunks // PARAGRAPHS), PARAGRAPHS)
    begun = perf_counter()
    assistant.ask(warm)
    opened = perf_counter() - begun
    by_clock = {
        name: _timed(assistant, asked, clock) for (name, clock) in (("wall", perf_counter), ("processor", process_time))
    }
    files = sum(path.stat().st_size for path in home.iterdir() if path.is_file())
    resident = resident_megabytes()
    return {
        "chunks": chunks,
        "vectors": assistant.index.size,
        "questions": len(asked),
        "open_s": opened,
        **by_clock,
        "resident_mb": resident,
        "disk_mb_per_1000_chunks": files / 1e6 / (chunks / 1000),
        "questions_per_second": {str(users): _throughput(assistant, asked, users) for users in _USERS},
        "recall_at_10": _recall(assistant, asked),
        **_change(assistant, folder, chunks),
    }


def _timed(assistant: Assistant, asked: Sequence[str], clock: Callable[[], float]) -> dict[str, Any]:
    """Of the answers, of the search in them, and of each stage; `clock` says in seconds what time it is."""
    each = []
    for question in asked:
        with stages(clock) as seconds:
            assistant.ask(question)
        each.append({stage: 1000 * held for stage, held in seconds.items()})
    return {
        "ask": _percentiles([sum(of.values()) for of in each]),
        "search": _percentiles([of["dense"] + of["lexical"] + of["search"] for of in each]),
        "stages_p50": {stage: percentile([of[stage] for of in each], 50) for stage in STAGES},
    }


def _percentiles(times: Sequence[float]) -> dict[str, float | None]:
    return {f"p{share}": percentile(list(times), share) for share in (50, 95, 99)}


def _throughput(assistant: Assistant, asked: Sequence[str], users: int) -> float:
    """Questions a second of so many threads, each with questions of its own."""
    shares = [asked[at::users] for at in range(users)]
    threads = [threading.Thread(target=lambda own=own: [assistant.ask(question) for question in own]) for own in shares]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(asked) / (perf_counter() - begun)


def _recall(assistant: Assistant, asked: Sequence[str]) -> float:
    """The share of the ten best passages that are also found by comparing all vectors and ranking all matches of words.

    Of an index that compares all anyway it is 1.
    """
    shares = []
    for question, near in zip(asked, _nearest(assistant, asked), strict=True):
        found = _best(assistant, question)
        with patch.object(LargeScope, "near", return_value=near), patch.object(LargeScope, "rows_ranked", None):
            exact = _best(assistant, question)
        shares.append(len(found & exact) / len(exact))
    return sum(shares) / len(shares)


def _best(assistant: Assistant, question: str) -> set[tuple[str, Span]]:
    return {(hit.document.uri, hit.span) for hit in assistant.search(question, limit=_DEPTH)}


def _nearest(assistant: Assistant, asked: Sequence[str]) -> list[set[int]]:
    """For each question the embeddings of each language that are nearest, all compared."""
    queries = assistant.index.embedder.embed_queries(asked)
    passages = PassageStore(assistant.index.database)
    near: list[set[int]] = [set() for _ in asked]
    for members in passages.embeddings_by_language(None).values():
        best: list[list[tuple[float, int]]] = [[] for _ in asked]
        for ids, vectors in passages.every_vector():
            own = np.isin(ids, members)
            products = queries @ vectors[own].T
            top = np.argsort(-products, axis=1)[:, :_NEAR]
            for row, columns in enumerate(top):
                found = [*best[row], *zip(products[row, columns].tolist(), ids[own][columns].tolist(), strict=True)]
                best[row] = sorted(found, reverse=True)[:_NEAR]
        for row, found in enumerate(best):
            near[row].update(id_ for (_, id_) in found)
    return near


def _change(assistant: Assistant, folder: Path, chunks: int) -> dict[str, float]:
    """Seconds until a page that was added is found, and until one that was deleted is not.

    What a server has ready by then is ready: the process that reads files, and the libraries.
    """
    assistant.update()
    get_ready()
    page = next(pages(1, PARAGRAPHS, seed=1, first=chunks // PARAGRAPHS))
    # All words of a sentence: among millions, six common ones may stand in another.
    question = page.sentences()[0][0]

    def first() -> list[Hit]:
        return assistant.search(question, limit=1)

    path = write_page(folder, page)
    begun = perf_counter()
    assistant.update()
    found = first()
    added = perf_counter() - begun
    assert found[0].document.uri == path.as_uri()
    path.unlink()
    begun = perf_counter()
    assistant.update()
    found = first()
    deleted = perf_counter() - begun
    assert found[0].document.uri != path.as_uri()
    return {"add_s": added, "delete_s": deleted}

"""How long each stage of an answer takes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from ...assistant import retrieval
from ...index.index import Index
from ...index.passages import PassageStore
from ...index.scope import ExactScope, LargeScope

__all__ = ["STAGES", "stages"]

_TIMED: tuple[tuple[str, Any, str], ...] = (
    ("embed", retrieval.Retrieval, "_vector"),
    ("dense", ExactScope, "near"),
    ("dense", LargeScope, "near"),
    ("lexical", PassageStore, "matching"),
    ("lexical", PassageStore, "frequencies"),
    ("search", Index, "search"),
    ("sentences", retrieval, "best_sentences"),
)
STAGES = ("embed", "dense", "lexical", "search", "sentences", "rest")
"""Embedding the question; nearest vectors; matches of words; what else the search does, such as reading passages and
scoring them; choosing sentences; and all else, such as languages and texts."""


@contextmanager
def stages(clock: Callable[[], float]) -> Iterator[dict[str, float]]:
    """Within it, the seconds of each stage by `clock` are summed up; `rest` is what this took besides them.

    Only one thread may ask.
    """
    seconds = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            before = seconds["dense"] + seconds["lexical"]
            begun = clock()
            result = function(*given, **named)
            seconds[stage] += clock() - begun
            if stage == "search":
                # What it called is counted by itself.
                seconds[stage] -= seconds["dense"] + seconds["lexical"] - before
            return result

        return run

    with ExitStack() as patches:
        for stage, owner, name in _TIMED:
            patches.enter_context(patch.object(owner, name, timed(stage, getattr(owner, name))))
        begun = clock()
        yield seconds
        seconds["rest"] = clock() - begun - sum(seconds.values())

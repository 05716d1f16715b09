"""Lines set to both edges of a column: the white between their words is no white between cells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from .pdf_lines import are_words, grouped, text_of
from .pdf_runs import Run
from .pdf_white import LEAST_WHITE

__all__ = ["justified"]

_ALIKE = 0.15
"""Line heights that the gaps of a line may differ by: a font's rounding, a word in another font."""
_FEWEST_LINES = 3
_MOST_RUNS = 60
"""On a line; what has more is a drawing."""
_NEXT_LINE = 2.0
"""Line heights from one line to the next, at most."""

_Chain = list[Run]
"""Runs beside each other."""


def justified(runs: Sequence[Run]) -> list[Run]:
    """The runs of a page with those on one line of a justified column as one.

    All gaps of such a line are as wide, lines share both edges, and yet their words stand nowhere below each other.
    """
    lines = [line for line in grouped(runs) if len(line) <= _MOST_RUNS and not any(map(_is_apart, line))]
    spans: dict[tuple[int, int], list[_Chain]] = defaultdict(list)
    for line in lines:
        for chain in _even(line):
            spans[round(chain[0].x0), round(chain[-1].x1)].append(chain)
    joined: dict[int, Run] = {}
    gone: set[int] = set()
    for (left, right), chains in sorted(spans.items(), key=lambda item: -len(item[1])):
        if len({_places(chain) for chain in chains}) < _FEWEST_LINES:
            continue
        within = [chain for line in lines if (chain := _within(line, left, right))]
        if 2 * sum(map(_is_even, within)) < len(within):
            continue
        above: Run | None = None
        for chain in within:
            full = _is_even(chain) or (above and _single_gap(chain) and _follows(chain[0], above))
            above = chain[0] if full else None
            if full and _looks_torn(chain) and not any(id(run) in gone for run in chain):
                joined[id(chain[0])] = _joined(chain)
                gone.update(map(id, chain))
    return [joined.get(id(run), run) for run in runs if id(run) in joined or id(run) not in gone]


def _is_apart(run: Run) -> bool:
    """Whether it is a row of a table, or dots that lead to a number."""
    return bool(run.cells) or ". ." in run.text


def _even(line: _Chain) -> Iterator[_Chain]:
    """The longest stretches of a line with even gaps, of three words and more."""
    chain: _Chain = []
    for run in line:
        if chain and not _are_even([*chain, run]):
            if _is_even(chain):
                yield chain
            chain = []
        chain.append(run)
    if _is_even(chain):
        yield chain


def _are_even(chain: _Chain) -> bool:
    gaps = _gaps(chain)
    return not gaps or max(gaps) - min(gaps) <= _ALIKE * chain[0].size


def _is_even(chain: _Chain) -> bool:
    return len(_between(chain)) + sum(run.text.count(" ") for run in chain) > 1 and _are_even(chain)


def _looks_torn(chain: _Chain) -> bool:
    """Whether white in it is as wide as that between cells."""
    return max(_between(chain), default=0.0) > LEAST_WHITE * chain[0].size


def _single_gap(chain: _Chain) -> bool:
    return len(_gaps(chain)) == 1


def _follows(run: Run, above: Run) -> bool:
    return above.middle - run.middle < _NEXT_LINE * run.size


def _between(chain: _Chain) -> list[float]:
    return [run.x0 - before.x1 for before, run in pairwise(chain) if are_words(before.x1, run)]


def _gaps(chain: _Chain) -> list[float]:
    """The white between runs, and the widest in each of them."""
    return _between(chain) + [run.space for run in chain if run.space]


def _within(line: _Chain, left: int, right: int) -> _Chain:
    """What goes from one edge to the other, if something does."""
    chain = [run for run in line if left - 1 <= run.x0 and run.x1 <= right + 1]
    reaches = chain and chain[0].x0 < left + 1 and chain[-1].x1 > right - 1
    return chain if reaches else []


def _places(chain: _Chain) -> tuple[str | int, ...]:
    """Where its runs begin, which is the same in the rows of a table; one run is text for itself."""
    return tuple(round(run.x0) for run in chain) if len(chain) > 1 else (chain[0].text,)


def _joined(chain: _Chain) -> Run:
    """As high as its longest run: a large first letter reaches down beside the next lines."""
    longest = max(chain, key=lambda run: len(run.text))
    bold = all(run.bold for run in chain)
    return replace(longest, text=text_of(chain), x0=chain[0].x0, x1=chain[-1].x1, bold=bold)

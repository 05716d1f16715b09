"""How far the index is, as one reader may know it: of what others have dropped for themselves, nothing is said."""

from typing import TYPE_CHECKING

from .indexing import IndexingState

if TYPE_CHECKING:
    from .indexing import Indexing
    from .library import Library

__all__ = ["standing", "unread"]


def standing(indexing: "Indexing", library: "Library", owner: str) -> IndexingState:
    """The state of the index, with counts of what the owner may see."""
    state = indexing.state
    if library.alone(owner) or state.phase == "failed":
        return state
    if state.phase == "indexing":
        return IndexingState()
    skipped = sum(library.may_see(path, owner) for path in indexing.skipped)
    return IndexingState(state.phase, documents=len(library.holdings(owner)), skipped=skipped)


def unread(indexing: "Indexing", library: "Library", owner: str) -> int:
    """How many of the documents that the owner may see are still to be looked at."""
    if library.alone(owner):
        return indexing.unread
    return max(indexing.arrivals.waiting_of(owner), int(not indexing.prepared))

"""What became of each dropped file."""

import time
from pathlib import Path

from guillemet.assistant.arrivals import Arrivals, Pace

(A, B, C) = (Path("/up/a.txt"), Path("/up/b.pdf"), Path("/up/c.txt"))


def states(arrivals, owner=""):
    return {file["name"]: (file["state"], file["reason"]) for file in arrivals.as_dict(owner)["files"]}


def test_each_goes_from_waiting_to_ready_or_skipped():
    arrivals = Arrivals()
    for path in (A, B, C):
        arrivals.add("", path, "x", path.name)
    arrivals.under_way(A, {})
    assert states(arrivals) == {"a.txt": ("reading", None), "b.pdf": ("waiting", None), "c.txt": ("waiting", None)}
    arrivals.under_way(B, {})
    arrivals.under_way(None, {B: "damaged"})
    assert states(arrivals)["b.pdf"] == ("skipped", "damaged")
    assert arrivals.waiting == 1
    # What came while the sync was under way is not settled by it.
    arrivals.settled(frozenset({A}), {B: "damaged"})
    assert (arrivals.as_dict("")["done"], arrivals.as_dict("")["total"]) == (2, 3)
    arrivals.settled(frozenset({A, C}), {})
    assert states(arrivals)["c.txt"] == ("ready", None)


def test_what_replaced_another_file_is_ready_after_a_sync_that_began_since():
    arrivals = Arrivals()
    begun = time.monotonic()
    arrivals.add("", A, "x", "a.txt", changed=True)
    arrivals.settled(frozenset({A}), {}, begun)
    assert states(arrivals) == {"a.txt": ("waiting", None)}
    arrivals.settled(frozenset({A}), {}, time.monotonic() + 1)
    assert states(arrivals) == {"a.txt": ("ready", None)}


def test_owners_are_told_of_their_own():
    arrivals = Arrivals()
    arrivals.add("user:anna", A, "x", "a.txt")
    assert states(arrivals, "user:ben") == {}
    assert states(arrivals, "user:anna") == {"a.txt": ("waiting", None)}


def test_the_time_left_is_told_once_it_can_be():
    pace = Pace()
    assert pace.left(5) is None
    for _ in range(4):
        pace.step()
    assert pace.left(0) == 0
    assert pace.left(10) > 0

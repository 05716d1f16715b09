"""A question that is sent while another is being answered."""

import threading

from guillemet.assistant.seat import Seat


def waiting(seat, then):
    """Whether a question that waits at a seat may be asked, once `then` has happened to the answer under way."""
    seat.running = True
    told = []
    thread = threading.Thread(target=lambda: told.append(seat.wait()))
    thread.start()
    while not seat.queued:
        pass
    then()
    thread.join(timeout=10)
    assert seat.queued == 0
    return told


def test_it_comes_after_that():
    seat = Seat(conversation="a")
    assert waiting(seat, lambda: setattr(seat, "running", False)) == [True]


def test_it_is_given_up_where_the_page_has_turned_elsewhere_or_was_stopped():
    seat = Seat(conversation="a")
    assert waiting(seat, lambda: seat.turn_to("b")) == [False]
    assert waiting(seat, lambda: seat.turn_to("b", stopped=True)) == [False]

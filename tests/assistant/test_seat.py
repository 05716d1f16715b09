"""Questions that are sent while another is being answered."""

import threading

from guillemet.assistant.seat import Seat


def line_at(seat, count, then):
    """What questions that wait behind one are told when their turn comes, once `then` has happened to that one."""
    told = []

    def ask(number):
        with seat.turn("of the page") as wanted:
            told.append((number, wanted, seat.conversation, seat.stopped))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    with seat.turn("of the page") as wanted:
        assert wanted
        for number, thread in enumerate(threads):
            thread.start()
            while seat.queued <= number:
                pass
        then()
    for thread in threads:
        thread.join(timeout=10)
    assert seat.queued == 0
    return told


def test_they_come_after_it_in_order():
    seat = Seat()
    told = line_at(seat, 3, lambda: setattr(seat, "conversation", "begun"))
    assert told == [(number, True, "begun", False) for number in range(3)]


def test_they_come_where_that_was_stopped():
    seat = Seat()
    told = line_at(seat, 2, seat.stop)
    assert told == [(number, True, "of the page", False) for number in range(2)]


def test_they_are_given_up_where_the_page_has_turned_elsewhere():
    seat = Seat()
    told = line_at(seat, 2, lambda: seat.turn_to("b"))
    assert {wanted for _, wanted, _, _ in told} == {False}
    with seat.turn("a") as wanted:
        assert (wanted, seat.conversation) == (True, "b")

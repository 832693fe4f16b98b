"""How long a page waits for Seller Center, and how many do so at once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest

from packages_ui.seller_center import page
from packages_ui.seller_center.errors import TooLate
from packages_ui.seller_center.page import Crowded, Page, Room, page_of, request_all

LONG = 600.0  # seconds: longer than a test lasts


def room_of(places: int, *, flows: bool = False) -> Room:
    """`flows`: for ever; else nothing has been answered for long."""
    return Room(places, clock=(lambda: 0.0) if flows else count(0, page.IN_FLOW).__next__)


def test_it_leaves_a_worker_the_time_of_its_calls() -> None:
    assert page.allowed(30, is_write=False) == 30


def test_it_gives_all_calls_of_a_page_one_time_together() -> None:
    with page_of(Room(1), seconds=LONG):
        assert 2 < page.allowed(2 * LONG, is_write=False) <= LONG
        assert page.allowed(2, is_write=False) == 2
    with page_of(Room(1), seconds=0), pytest.raises(TooLate, match="ran out"):
        page.allowed(30, is_write=False)


def test_it_gives_a_write_its_own_time_and_some_to_look_again() -> None:
    with page_of(Room(1), seconds=0):
        assert page.allowed(30, is_write=True) == page.WRITE_SECONDS
        assert page.left() > page.AFTER_WRITE
        assert page.allowed(2, is_write=False) == 2


def test_a_first_look_is_short_and_takes_nothing_from_the_page() -> None:
    with page_of(Room(1), seconds=LONG):
        with page.short_wait(0) as look, pytest.raises(TooLate):
            page.allowed(30, is_write=False)
        assert look.is_over
        assert not page.is_short_wait()
        assert 2 < page.allowed(2 * LONG, is_write=False) <= LONG
        with page.short_wait(LONG / 2) as look:
            assert page.is_short_wait()
        assert not look.is_over


def test_it_takes_one_place_for_all_calls_and_gives_it_back() -> None:
    room = room_of(1)
    for _ in range(2):
        with page_of(room):
            page.enter()
            page.enter()


def test_it_lets_no_more_wait_than_there_are_places() -> None:
    room = room_of(2)
    inside = [Page(room, LONG), Page(room, LONG)]
    for each in inside:
        each.enter()
    with page_of(room), pytest.raises(Crowded):
        page.allowed(30, is_write=False)
    inside[0].close()
    with page_of(room):
        page.allowed(30, is_write=False)


def test_it_queues_for_a_place_while_answers_come() -> None:
    room = room_of(1, flows=True)
    first = Page(room, LONG)
    first.enter()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(room.enter)
        first.close()
        assert second.result()


def test_it_queues_for_a_place_in_the_first_moment_of_a_crowd() -> None:
    """Nothing was asked for long, and then many at once."""
    now = 100.0
    room = Room(1, clock=lambda: now)
    now = 200.0
    assert room.enter()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(room.enter)
        room.leave()
        assert second.result()


def test_it_asks_in_threads_as_the_same_page() -> None:
    with page_of(room_of(1)) as mine, ThreadPoolExecutor(3) as pool:
        assert request_all(pool, lambda one: (one, page._page.get()), range(3)) == [
            (n, mine) for n in range(3)
        ]


def test_it_waits_for_no_thread_beyond_the_time_of_the_page() -> None:
    hangs = Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(hangs.wait)
        with page_of(room_of(1), seconds=0.05), pytest.raises(TooLate):
            request_all(pool, lambda one: one, range(3))
        hangs.set()

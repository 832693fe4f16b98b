"""A printer is asked often only when it is about to be done."""

import pytest

from packages_ui.services.printing.pacing import CLOSE, LATEST, SOONEST, Pacing


class Clock:
    """A clock that tests turn."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pacing:
    """Of a printer that takes a second for a label."""
    made = Pacing(clock=clock)
    made.sent()
    clock.now += 1
    made.printed()
    return made


def test_it_asks_soon_while_it_knows_nothing(clock: Clock) -> None:
    pace = Pacing(clock=clock)
    pace.sent()
    assert pace.pause() == SOONEST
    clock.now += 2
    assert SOONEST < pace.pause() < LATEST


def test_it_waits_until_the_label_is_nearly_done(pace: Pacing, clock: Clock) -> None:
    assert pace.pause() == LATEST
    clock.now += CLOSE - 0.1
    assert pace.pause() == pytest.approx(0.1)
    clock.now += 0.2
    assert pace.pause() == pytest.approx(SOONEST)


def test_it_asks_less_often_when_it_takes_much_longer(pace: Pacing, clock: Clock) -> None:
    clock.now += 20
    assert pace.pause() == LATEST


def test_it_learns_that_the_printer_has_become_slower(pace: Pacing, clock: Clock) -> None:
    for _ in range(20):
        clock.now += 3
        pace.printed()
    assert pace.expected == pytest.approx(3, rel=0.01)


def test_it_does_not_count_the_time_in_which_nothing_was_printed(pace: Pacing, clock: Clock) -> None:
    pace.idle()
    clock.now += 600
    pace.sent()
    clock.now += 1
    pace.printed()
    assert pace.expected == pytest.approx(1)


def test_it_goes_on_with_what_another_feeder_has_sent(clock: Clock) -> None:
    pace = Pacing(expected=1.0, clock=clock)
    pace.under_way(0.9)
    pace.busy()
    assert pace.pause() < 0.05

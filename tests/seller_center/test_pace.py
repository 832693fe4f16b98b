"""The gate's arithmetic with a clock of our own, and the gate between threads and client."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from packages_ui.seller_center import pacing
from packages_ui.seller_center.errors import Limited
from packages_ui.seller_center.gate import LocalGate
from packages_ui.seller_center.pacing import Pace
from packages_ui.seller_center.types import PackageChanges
from tests.seller_center.server import Clock, Server, answer
from tests.seller_center.simulation import bucket, simulate, sliding_window


def after_refusal(calls: int = 100, *, retry_after: float | None = 1.0) -> Pace:
    """`calls` borne in the first half second, then a refusal at 0.5."""
    pace = Pace()
    for call in range(calls):
        pace = pacing.answered(pace, 0.5 * call / calls, sent_at=0.0)
    return pacing.refused(pace, 0.5, retry_after=retry_after, sent_at=0.45)


def test_it_is_open_while_nothing_is_refused() -> None:
    assert pacing.reserve(Pace(), 5.0) == (Pace(), (None, 0.0))


def test_it_shuts_for_the_time_told() -> None:
    pace = after_refusal()
    assert pacing.reserve(pace, 0.5)[1] == (None, 1.0)
    assert pacing.reserve(after_refusal(retry_after=None), 0.5)[1] == (None, pacing.DEFAULT_WAIT)
    assert pacing.reserve(after_refusal(retry_after=9999), 0.5)[1] == (None, pacing.MOST_WAIT)


def test_it_gives_slots_at_the_rate_shown() -> None:
    pace, waits = after_refusal(), []
    for _ in range(3):
        pace, (_, wait) = pacing.reserve(pace, 1.5)
        waits.append(round(wait, 4))
    assert waits == [0.0, round(1 / 95, 4), round(2 / 95, 4)]


def test_it_lets_a_slot_go_at_its_time() -> None:
    pace, (slot, _) = pacing.reserve(after_refusal(), 1.6)
    assert slot is not None
    assert pacing.reserve(pace, slot, slot) == (pace, (slot, 0.0))


def test_it_takes_slots_back_when_it_shuts_again() -> None:
    pace, (slot, _) = pacing.reserve(after_refusal(), 1.6)
    pace = pacing.refused(pace, 1.7, retry_after=2.0, sent_at=1.65)
    kept, wait = pacing.reserve(pace, 1.8, slot)[1]
    assert kept is None
    assert wait == pytest.approx(1.9)


def test_it_is_slowed_once_by_calls_that_were_under_way_together() -> None:
    pace = after_refusal()
    again = pacing.refused(pace, 0.52, retry_after=1.0, sent_at=0.46)
    assert (again.rate, again.reopens_at) == (pace.rate, 1.52)


def test_it_slows_further_when_a_paced_call_is_refused() -> None:
    pace = after_refusal()
    slower = pacing.refused(pace, 5.0, retry_after=1.0, sent_at=4.95)
    assert pacing.rate_at(slower, slower.reopens_at) == pytest.approx(0.92 * pacing.rate_at(pace, 5.0))


def test_it_rises_slowly_and_forgets_in_the_end() -> None:
    pace = after_refusal()
    rates = [pacing.rate_at(pace, 1.5 + seconds) for seconds in (0, 5, 10, 20, 301)]
    assert rates[:2] == [pytest.approx(95), pytest.approx(98.6, abs=0.1)]
    assert rates[1] < rates[2] < rates[3]
    assert rates[4] == 0


def test_it_learns_from_calls_borne_after_the_burst_was_gone() -> None:
    pace = pacing.refused(Pace(), 0.10, retry_after=1.0, sent_at=0.05)
    for call in range(5):
        pace = pacing.answered(pace, 0.11 + call / 100, sent_at=0.06 + call / 100)
    assert pacing.rate_at(pace, 1.1) == pytest.approx(95)


@pytest.mark.parametrize(
    ("measured", "likely"), [(80, 100), (120, 100), (9, 10), (3.2, 3.2), (0.23, 0.2), (0, 0)]
)
def test_it_takes_a_limit_for_a_round_number(measured: float, likely: float) -> None:
    assert pacing.likely(measured) == pytest.approx(likely)


def test_it_shuts_for_a_row_of_503_and_not_for_a_single_one() -> None:
    pace = Pace()
    for count in range(4):
        assert pacing.is_open(pace, 1.0) is True, count
        pace = pacing.failed(pace, 1.0, retry_after=3.0, sent_at=0.9)
    assert pacing.reserve(pace, 1.0)[1] == (None, 3.0)


def test_it_does_not_shut_for_503_among_answers() -> None:
    pace = Pace()
    for _ in range(50):
        pace = pacing.failed(pace, 1.0, retry_after=3.0, sent_at=0.9)
        pace = pacing.answered(pace, 1.0, sent_at=0.9)
    assert pacing.is_open(pace, 1.0)


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        (bucket(rate=100, burst=20), 1.30),
        (bucket(rate=100, burst=100), 1.20),
        (sliding_window(calls=100, seconds=1), 1.25),
    ],
    ids=["small burst", "large burst", "sliding window"],
)
def test_it_uses_a_limited_api_almost_fully(limit: object, most: float) -> None:
    run = simulate(limit, calls=500, callers=16, latency=0.05, failing=0.05)  # type: ignore[arg-type]  # made by a function
    assert run.seconds <= most * 500 / 0.95 / 100
    assert run.refused <= 0.05 * run.sent


def test_it_holds_all_threads_of_a_process() -> None:
    clock = Clock()
    gate = LocalGate(clock)
    assert gate.reserve() == (None, 0.0)
    assert gate.refused(retry_after=2.0, took=0.1) is True
    with ThreadPoolExecutor(4) as threads:
        assert {wait for _, wait in threads.map(lambda _: gate.reserve(), range(20))} == {2.0}


def test_it_waits_at_the_gate_and_then_gets_the_label() -> None:
    server = Server(answer({}, 429, {"retry-after": "2"}), answer({"data": "label"}))
    assert server.client(gate=LocalGate(server.clock)).get_label("1") == "label"
    assert server.clock.slept == [2.0]


def test_it_lets_no_write_wait_longer_than_it_may() -> None:
    server = Server(answer({}, 429, {"retry-after": "60"}))
    client = server.client(gate=LocalGate(server.clock))
    for _ in range(2):
        with pytest.raises(Limited) as caught:
            client.update("1", PackageChanges(status=3))
        assert caught.value.retry_after == 60
    assert len(server.requests) == 1


def test_it_waits_for_a_503_that_names_a_time() -> None:
    server = Server(answer({}, 503, {"retry-after": "7"}), answer({"data": "label"}))
    server.client(gate=LocalGate(server.clock)).get_label("1")
    assert server.clock.slept == [7.1]


def test_it_tries_a_lone_503_among_answers_again_soon() -> None:
    busy = answer({}, 503, {"retry-after": "7"})
    server = Server(*[answer({"data": "label"})] * 10, busy, busy, busy, answer({"data": "label"}))
    client = server.client(gate=LocalGate(server.clock))
    for _ in range(11):
        client.get_label("1")
    assert server.clock.slept == [0.1, 0.2, 7.1]

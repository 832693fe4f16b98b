"""One gate for all processes: the pace lives in a real Redis, and a lost Redis opens it."""

import threading
from collections.abc import Callable, Iterator

import pytest
import redis

from packages_ui.seller_center import pacing
from packages_ui.services.client import REFRESH, RedisGate
from tests.seller_center.server import Clock

KEY = "test:gate"


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def gate(client: redis.Redis) -> RedisGate:
    return RedisGate(client, KEY)


@pytest.fixture
def clock() -> Clock:
    """What the gates of `timed` go by, and Redis for them."""
    return Clock()


@pytest.fixture
def timed(client: redis.Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[], RedisGate]:
    def make() -> RedisGate:
        made = RedisGate(client, KEY, clock)
        swap = made._swap
        monkeypatch.setattr(made, "_swap", lambda **words: [*swap(**words)[:2], f"{clock()}".encode()])
        return made

    return make


def test_it_is_open_until_something_is_refused(client: redis.Redis) -> None:
    assert gate(client).reserve() == (None, 0.0)


def test_it_shuts_for_another_process_too(timed: Callable[[], RedisGate]) -> None:
    mine, theirs = timed(), timed()
    assert mine.refused(retry_after=100.0, took=0.05) is True
    assert theirs.reserve()[1] == pytest.approx(100.0)


def test_it_shuts_for_a_process_that_had_found_it_open(timed: Callable[[], RedisGate], clock: Clock) -> None:
    mine, theirs = timed(), timed()
    theirs.reserve()
    mine.refused(retry_after=100.0, took=0.05)
    clock.sleep(2 * REFRESH)
    assert theirs.reserve()[1] == pytest.approx(100.0 - 2 * REFRESH)


def test_it_never_gives_a_slot_twice(timed: Callable[[], RedisGate], clock: Clock) -> None:
    gates = [timed() for _ in range(4)]
    gates[0].refused(retry_after=pacing.LEAST_WAIT, took=0.05)
    clock.sleep(pacing.LEAST_WAIT + 0.01)
    slots: list[float] = []

    def take(one: RedisGate) -> None:
        slots.extend(slot for slot, _ in (one.reserve() for _ in range(10)) if slot is not None)

    threads = [threading.Thread(target=take, args=(one,)) for one in gates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(slots)) == 40


def test_it_counts_what_all_processes_had_answered(timed: Callable[[], RedisGate]) -> None:
    mine, theirs = timed(), timed()
    for one in (mine, theirs):
        for _ in range(100):
            one.answered(took=0.01)
    theirs.reserve()
    mine.refused(retry_after=1.0, took=0.05)
    assert mine._pace.rate == pytest.approx(190)  # 200 calls in the second that the API asks for


def test_it_asks_redis_seldom_while_open(client: redis.Redis) -> None:
    clock = Clock()
    one = RedisGate(client, KEY, clock)
    one.reserve()
    before = client.info("commandstats").get("cmdstat_evalsha", {"calls": 0})["calls"]
    for _ in range(1000):
        one.reserve()
        one.answered(took=0.01)
    assert client.info("commandstats")["cmdstat_evalsha"]["calls"] == before


def test_it_survives_a_flushed_redis(client: redis.Redis) -> None:
    one = gate(client)
    one.refused(retry_after=110.0, took=0.05)
    client.flushdb()
    one._synced_at -= 1
    assert one.reserve() == (None, 0.0)
    assert one.refused(retry_after=110.0, took=0.05)
    assert gate(client).reserve()[1] > 80


def test_it_goes_on_alone_while_redis_is_away() -> None:
    away = redis.Redis(unix_socket_path="/nonexistent/redis.sock")
    one = gate(away)
    assert one.reserve() == (None, 0.0)
    one.answered(took=0.01)
    assert one.refused(retry_after=100.0, took=0.05)
    assert one.reserve()[1] > 70


def test_it_takes_strange_content_for_no_pace(client: redis.Redis) -> None:
    client.set(KEY, b"not ours")
    assert gate(client).reserve() == (None, 0.0)

"""How quickly Seller Center answers, counted by all processes together."""

import math
import time
from collections.abc import Iterator

import pytest
import redis

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services import calls, client
from packages_ui.services.calls import Calls, Counting, last_hour


@pytest.fixture(autouse=True)
def _empty(redis_url: str) -> Iterator[None]:
    with redis.Redis.from_url(redis_url) as kept:
        kept.flushdb()
        yield
        kept.flushdb()


def note_all(*milliseconds: float, is_error: bool = False) -> None:
    """Each in a process of its own."""
    for each in milliseconds:
        Counting().note(each / 1000, is_error=is_error)


def test_it_counts_for_all_processes() -> None:
    note_all(*[80] * 18, 400, 4000)
    note_all(20_000, is_error=True)
    assert last_hour() == Calls(total=21, errors=1, median=100, slow=5000)


def test_it_knows_nothing_without_calls() -> None:
    assert last_hour() == Calls()


def test_it_writes_once_a_second() -> None:
    counting = Counting()
    counting.note(0.01, is_error=False)
    counting._next = math.inf
    for _ in range(4):
        counting.note(0.01, is_error=False)
    assert last_hour() == Calls(total=1, median=50, slow=50)
    counting._next = 0.0
    counting.note(0.01, is_error=False)
    assert last_hour() == Calls(total=6, median=50, slow=50)


def test_it_forgets_what_is_older(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    note_all(80)
    with redis.Redis.from_url(redis_url) as kept:
        assert [
            0 < int(str(kept.ttl(key))) <= calls.KEPT_SECONDS
            for key in kept.scan_iter("seller-center:calls:*")
        ] == [True]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert last_hour() == Calls()


def test_a_lost_redis_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, counting = 0, Counting()

    def away() -> redis.Redis:
        nonlocal tried
        tried += 1
        raise redis.ConnectionError

    monkeypatch.setattr(calls, "quick_redis", away)
    monkeypatch.setattr(calls, "AWAY_SECONDS", math.inf)
    for _ in range(calls.MOST_WAITING + 50):
        counting.note(0.01, is_error=False)
    assert tried == 1
    assert last_hour() is None
    assert len(counting._waiting) <= calls.MOST_WAITING
    monkeypatch.undo()
    note_all(80)
    assert last_hour() == Calls(total=1, median=100, slow=100)


def test_every_attempt_is_counted(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost one too; a number that Seller Center does not have is an answer."""
    noted: list[bool] = []
    monkeypatch.setattr(calls, "note", lambda _seconds, *, is_error: noted.append(is_error))
    config = Config(url="http://127.0.0.1:1", api_key="key", tries=2)
    made = SellerCenter(config, on_attempt=client._count, sleep=lambda _seconds: None)
    with pytest.raises(SellerCenterError):
        made.list_packages()
    assert noted == [True, True]

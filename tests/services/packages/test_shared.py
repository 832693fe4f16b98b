"""Many ask for the same at once, and Seller Center is asked once."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock, Semaphore
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from pytest_django import Settings

from packages_ui.seller_center.errors import ServerFailed
from packages_ui.services.cached import Cached
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Kept, Shared
from tests.processes import PATIENCE

MANY = 12


@dataclass
class Api:
    """Answers when the gate is open: how often it has been called."""

    gate: Event = field(default_factory=Event)
    begun: Event = field(default_factory=Event)
    calls: int = 0
    fails: bool = False
    lock: Lock = field(default_factory=Lock)

    def fetch(self) -> int:
        with self.lock:
            self.calls += 1
            number = self.calls
        self.begun.set()
        assert self.gate.wait(PATIENCE)
        if self.fails:
            raise ServerFailed("503", call="PKG101", retry_after=2)
        return number


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY) as threads:
        yield threads


def shared(api: Api, *, fresh: bool = True, after: float = 0, patience: float = 10 * PATIENCE) -> Shared[int]:
    return Shared(
        key="shared:test",
        kind=Cached(Kept[int]),
        fetch=api.fetch,
        is_fresh=lambda _kept: fresh,
        keep=60,
        patience=patience,
        after=after,
    )


@pytest.fixture
def all_ask(pool: ThreadPoolExecutor, api: Api, monkeypatch: pytest.MonkeyPatch) -> list[Future[Kept[int]]]:
    """One of them has asked Seller Center; the others have found that, and look again once it answered."""
    looked, answered = Semaphore(0), Event()

    def sleep(_seconds: float) -> None:
        looked.release()
        assert answered.wait(PATIENCE)

    def ask_first() -> Kept[int]:
        try:
            return shared(api).get()
        finally:
            answered.set()

    monkeypatch.setattr(package_cache, "time", Mock(wraps=time, sleep=sleep))
    for name in ("LOCK_SECONDS", "FAILED_SECONDS"):
        monkeypatch.setattr(package_cache, name, 10 * int(PATIENCE))
    first = pool.submit(ask_first)
    assert api.begun.wait(PATIENCE)
    others = [pool.submit(shared(api).get) for _ in range(MANY - 1)]
    assert all(looked.acquire(timeout=PATIENCE) for _ in others)
    return [first, *others]


def test_it_asks_once_for_all_who_find_nothing(all_ask: list[Future[Kept[int]]], api: Api) -> None:
    api.gate.set()
    assert {one.result().answer for one in all_ask} == {1}
    assert api.calls == 1


def test_it_tells_all_who_waited_of_the_failure(all_ask: list[Future[Kept[int]]], api: Api) -> None:
    api.fails = True
    api.gate.set()
    errors = [one.exception() for one in all_ask]
    assert {type(error) for error in errors} == {ServerFailed}
    assert {getattr(error, "retry_after", None) for error in errors} == {2}
    assert api.calls == 1


def test_it_gives_the_older_answer_while_one_asks(pool: ThreadPoolExecutor, api: Api) -> None:
    api.gate.set()
    old = shared(api).get()
    api.gate.clear()
    api.begun.clear()
    first = pool.submit(shared(api, fresh=False).get)
    assert api.begun.wait(PATIENCE)
    assert shared(api, fresh=False).get() == old
    api.gate.set()
    assert first.result().answer == 2


def test_it_does_not_give_the_older_answer_to_whoever_has_just_changed_something(
    pool: ThreadPoolExecutor, api: Api
) -> None:
    api.gate.set()
    old = shared(api).get()
    assert shared(api, after=old.asked_at).get().answer == 2


def test_it_waits_no_longer_than_its_patience(api: Api) -> None:
    api.gate.set()
    cache.add("shared:test:asker", 1, 60)  # it has died
    assert shared(api, patience=0.05).get().answer == 1


def test_it_asks_at_once_where_redis_is_away(api: Api, settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    api.gate.set()
    assert [shared(api).get().answer for _ in range(2)] == [1, 2]

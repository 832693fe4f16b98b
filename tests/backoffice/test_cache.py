"""What lies in Redis runs no code, and is believed only where one of our own processes wrote it."""

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache

from backoffice.cache import SIGNATURE, _signature
from packages_ui.services.packages.package_cache import Known

RAN: list[str] = []


class Bomb:
    """Runs code in whoever reads its pickle."""

    def __reduce__(self) -> tuple[Any, ...]:
        return RAN.append, ("it ran",)


def put(key: str, raw: bytes) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.set(cache.make_key(key), raw)


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    RAN.clear()


@pytest.mark.parametrize("value", [7, 1.5, True, "x", ["a", 1], {"a": 1}])
def test_it_gives_back_what_was_kept(value: Any) -> None:
    cache.set("it", value)
    assert cache.get("it") == value
    assert cache.get_many(["it", "other"]) == {"it": value}


@pytest.mark.parametrize("signature", [b"", b"x" * SIGNATURE])
def test_it_believes_no_value_of_a_stranger(signature: bytes) -> None:
    put("it", signature + b'"a lie"')
    assert cache.get("it") is None
    assert cache.get_many(["it"]) == {}


def test_it_reads_no_pickle_whoever_signed_it() -> None:
    """SECRET_KEY may be known to whoever writes there."""
    body = pickle.dumps(Bomb())
    put("it", _signature(body) + body)
    assert cache.get("it") is None
    assert cache.get_many(["it"]) == {}
    assert RAN == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000], ids=["empty", "cut", "no text", "deep"]
)
def test_it_takes_what_cannot_be_read_for_a_miss(body: bytes) -> None:
    put("it", _signature(body) + body)
    assert cache.get("it") is None
    cache.set("it", 1.5)
    assert cache.get("it") == 1.5


def test_it_finds_nothing_that_another_release_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice.cache.release", lambda: "another")
    cache.set("it", 1.5)
    monkeypatch.undo()
    assert cache.get("it") is None


@pytest.mark.parametrize(
    "value",
    [object(), datetime(2026, 1, 1, tzinfo=UTC), (1, 2), Known("f")],
    ids=lambda it: type(it).__name__,
)
def test_it_keeps_nothing_that_would_come_back_as_something_else(value: object) -> None:
    """Values with a type are kept by services/cached.py."""
    with pytest.raises(TypeError):
        cache.set("it", value)


def test_it_takes_a_lost_redis_for_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(redis.connection.ConnectionPool, "get_connection", lost)
    assert cache.get("it") is None
    assert cache.get_many(["it"]) == {}

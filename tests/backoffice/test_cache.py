"""What lies in Redis is believed only where one of our own processes wrote it."""

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache

from backoffice.cache import SIGNATURE, _signature, release
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


@pytest.mark.parametrize(
    "value", [Known("f", ("1",)), datetime(2026, 1, 1, tzinfo=UTC), 7, 1.5, "x", {"a": 1}]
)
def test_it_gives_back_what_was_kept(value: Any) -> None:
    cache.set("it", value)
    assert cache.get("it") == value
    assert cache.get_many(["it", "other"]) == {"it": value}


@pytest.mark.parametrize("signature", [b"", b"x" * SIGNATURE])
def test_it_reads_no_pickle_of_a_stranger(signature: bytes) -> None:
    put("it", signature + pickle.dumps(Bomb()))
    assert cache.get("it") is None
    assert cache.get_many(["it"]) == {}
    assert RAN == []


@pytest.mark.parametrize(
    "body",
    [
        release() + b"cpackages_ui.services.gone\nGone\n.",
        b"another-" + pickle.dumps(Known("f", ("1",))),  # its class had other fields
        pickle.dumps(Known("f", ("1",))),
        b"",
    ],
    ids=["unreadable", "another release", "an older release", "nothing"],
)
def test_it_takes_what_another_release_wrote_for_a_miss(body: bytes) -> None:
    put("it", _signature(body) + body)
    assert cache.get("it") is None
    cache.set("it", 1.5)
    assert cache.get("it") == 1.5


def test_it_takes_a_lost_redis_for_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(redis.connection.ConnectionPool, "get_connection", lost)
    assert cache.get("it") is None
    assert cache.get_many(["it"]) == {}

import time

import pytest
from django.core import checks
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from kombu.exceptions import OperationalError
from pytest_django import Settings

from backoffice import celery_app
from backoffice.celery import prepare_worker
from backoffice.checks import check_time_limits
from backoffice.databases import celery_broker


@pytest.mark.parametrize("word", ["silent", "closed"])
def test_it_gives_up_within_two_seconds_when_redis_is_out(silent_port: int, word: str) -> None:
    port = silent_port if word == "silent" else 1
    started = time.monotonic()
    with (
        pytest.raises(OperationalError),
        celery_app.connection_for_write(f"redis://127.0.0.1:{port}/0") as one,
    ):
        celery_app.send_task("nobody.takes.this", connection=one)
    assert time.monotonic() - started < 2


def test_it_takes_a_lost_redis_for_a_miss(settings: Settings) -> None:
    caches = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": caches}
    lost: BaseCache = cache
    lost.set("a", 1)
    assert lost.get("a") is None


def test_it_has_limits_in_the_right_order() -> None:
    assert check_time_limits() == []


@pytest.mark.parametrize(("soft", "hard", "visible"), [(9, 9, 10), (8, 10, 10), (11, 9, 12)])
def test_it_refuses_limits_in_the_wrong_order(settings: Settings, soft: int, hard: int, visible: int) -> None:
    settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT = soft, hard
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": visible}
    assert [one.id for one in checks.run_checks() if one.id == "backoffice.E001"] == ["backoffice.E001"]


def test_it_lets_no_worker_start_with_limits_in_the_wrong_order(settings: Settings) -> None:
    settings.CELERY_TASK_TIME_LIMIT = 10_000
    with pytest.raises(SystemExit, match="wrong order"):
        prepare_worker(conf=celery_app.conf)


@pytest.mark.parametrize(
    ("address", "broker"),
    [
        ("redis://host:6379/1", "redis://host:6379/1"),
        ("rediss://host/0", "rediss://host/0"),
        ("unix:///run/redis.sock?db=2", "redis+socket:///run/redis.sock?virtual_host=2"),
    ],
)
def test_it_spells_addresses_for_celery(address: str, broker: str) -> None:
    assert celery_broker(address) == broker


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_serializer", "json"),
        ("accept_content", ["json"]),
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("task_ignore_result", True),
        ("worker_prefetch_multiplier", 1),
    ],
)
def test_it_works_the_careful_way(name: str, value: object) -> None:
    assert celery_app.conf[name] == value

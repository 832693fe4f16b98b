import os
import shlex
import subprocess
import sys

import pytest
from django.core import checks
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from kombu.exceptions import OperationalError
from pytest_django import Settings

from backoffice import celery_app, priority
from backoffice.celery import prepare_worker
from backoffice.checks import check_delivery, check_print_times, check_time_limits
from backoffice.databases import celery_broker
from backoffice.paths import BASE_DIR


@pytest.mark.parametrize("word", ["silent", "closed"])
def test_it_gives_up_when_redis_is_out(silent_port: int, word: str) -> None:
    port = silent_port if word == "silent" else 1
    with (
        pytest.raises(OperationalError),
        celery_app.connection_for_write(f"redis://127.0.0.1:{port}/0") as one,
    ):
        celery_app.send_task("nobody.takes.this", connection=one)


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


def test_it_prints_within_its_times() -> None:
    assert check_print_times() == []
    assert check_delivery() == []


@pytest.mark.parametrize(
    "change",
    [
        {"PRINT_RUN_SECONDS": 14},
        {"PRINT_STEP_SECONDS": 18},
        {"PRINT_DRAW_SECONDS": 34},
        {"PRINT_LEASE_SECONDS": 8},
        {"PRINT_TIME_LIMIT": 30},
        {"CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 50}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_it_refuses_times_in_which_labels_would_be_cut_off(
    settings: Settings, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert [one.id for one in checks.run_checks() if one.id == "backoffice.E002"] == ["backoffice.E002"]


@pytest.mark.parametrize(
    ("name", "value"), [("CELERY_WORKER_PREFETCH_MULTIPLIER", 4), ("CELERY_TASK_ACKS_LATE", False)]
)
def test_it_refuses_tasks_handed_out_ahead_of_time(settings: Settings, name: str, value: object) -> None:
    setattr(settings, name, value)
    assert "backoffice.E003" in [one.id for one in checks.run_checks()]
    with pytest.raises(SystemExit, match="ahead of time"):
        prepare_worker(conf=celery_app.conf)


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


def test_it_keeps_the_background_apart_from_what_people_wait_for() -> None:
    route = celery_app.amqp.router.route
    names = [name for name in celery_app.tasks if name.startswith("packages_ui.")]
    queues = {name.rpartition(".")[2]: route({}, name)["queue"].name for name in names}
    assert {"fetch_ahead", "sync_packages", "make_documents", "forget_files"} <= {
        name for name, queue in queues.items() if queue == "background"
    }
    assert {name for name, queue in queues.items() if queue == "paper"} == {
        "fetch_labels",
        "feed_printers",
        "look_at_printer",
        "watch_printers",
        "join_batch",
        "send_status_changes",
        "sweep",
    }


def test_it_lets_one_worker_do_everything_paper_first() -> None:
    assert list(celery_app.amqp.queues.consume_from) == ["paper", "background"]
    assert celery_app.conf.broker_transport_options["queue_order_strategy"] == "priority"


STEP_BACK = """
import os, sys
from types import SimpleNamespace as Made
from backoffice.celery import leave_to_others
from backoffice.keep import KEEPER
if sys.argv[2] == "kept":
    os.environ[KEEPER] = str(os.getppid())
queues = dict.fromkeys(sys.argv[1].split(","))
leave_to_others(instance=Made(app=Made(amqp=Made(queues=Made(consume_from=queues))), concurrency=3))
print(os.nice(0), open("/proc/self/autogroup").read().split()[-1])
"""


@pytest.mark.skipif(
    not priority.AUTOGROUP.exists(), reason="this kernel does not divide processors among sessions"
)
@pytest.mark.parametrize("taken", ["paper", "background", "paper,background"])
@pytest.mark.parametrize("session", ["own", "kept", "shared"])
def test_a_worker_steps_back_without_its_neighbours(taken: str, session: str) -> None:
    command = [sys.executable, "-c", STEP_BACK, taken, session]
    if session != "own":  # the shell stays, and leads the session
        command = ["sh", "-c", f"{shlex.join(command)}; exit $?"]
    ran = subprocess.run(
        command, cwd=BASE_DIR, start_new_session=True, capture_output=True, text=True, check=True
    )
    nice = priority.BACKGROUND if taken == "background" else priority.PAPER
    most = max(nice, os.nice(0))
    assert ran.stdout.split() == [str(most), "0" if session == "shared" else str(nice)]

"""The Celery application. Its settings are Django's, with the prefix CELERY_."""

import gc
import os
import signal
import time
from importlib import import_module
from typing import Any, NoReturn

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import (
    beat_init,
    celeryd_after_setup,
    celeryd_init,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_before_create_process,
)
from django.db import close_old_connections

from backoffice import priority
from backoffice.background import BACKGROUND, Task, room
from backoffice.keep import KEEPER

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
# Django's checks would load every page and form into the worker; those that matter to it are run below.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")

app = Celery("backoffice", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery configures no logging where this signal has a receiver: Django's is already set up."""


@celeryd_init.connect
def prepare_worker(conf: Any, **_: Any) -> None:
    """A worker can wait: it does not drop its connection to a Redis that is slow for a second."""
    from backoffice import checks  # noqa: PLC0415 - reads the settings

    checks.prepare()
    conf.broker_transport_options = {**conf.broker_transport_options, "socket_timeout": 10}
    start_what_is_embedded()
    checks.hold_restored()


@celeryd_after_setup.connect
def leave_to_others(instance: Any, **_: Any) -> None:
    """A worker for the background alone takes what the others leave of the machine, one for paper what the
    web leaves; in one for both the background leaves processes to what people wait for."""
    queues = set(instance.app.amqp.queues.consume_from)
    room.prepare(queues=queues, processes=instance.concurrency)
    nice = priority.BACKGROUND if queues == {BACKGROUND} else priority.PAPER
    is_own = str(os.getsid(0)) in (str(os.getpid()), os.environ.get(KEEPER))  # or its keeper's
    priority.step_back(nice, has_session=is_own)


@beat_init.connect
def start_what_is_embedded(**_: Any) -> None:
    from backoffice import embedded  # noqa: PLC0415 - reads the settings, which import this module's package

    embedded.ensure_redis()
    embedded.ensure_sandbox()


class TimeIsUp(SoftTimeLimitExceeded, KeyboardInterrupt):
    """The soft time limit, in the middle of anything. As after Ctrl-C, psycopg cancels a statement that it
    interrupts; without that its connection refuses every other, of those that tidy up too."""


def interrupt(*_: Any) -> NoReturn:
    raise TimeIsUp


@task_prerun.connect
def interrupt_by_time(task: Any, **_: Any) -> None:
    """Each time: the pool sets its own handler after all signals of a process that starts."""
    if not task.request.is_eager:
        signal.signal(signal.SIGUSR1, interrupt)


@task_prerun.connect
def drop_old_connections(task: Any, **_: Any) -> None:
    """As before a request: that of the task before may have broken or become old meanwhile."""
    if not task.request.is_eager:
        close_old_connections()


@task_prerun.connect
def note_start(task: Any, **_: Any) -> None:
    task.request.started = time.perf_counter()


@task_postrun.connect
def count(task: Any, state: str | None = None, **_: Any) -> None:
    from backoffice import metrics  # noqa: PLC0415 - makes its folder, which the settings name

    seconds = time.perf_counter() - getattr(task.request, "started", time.perf_counter())
    metrics.tasks.labels(task.name, state or "UNKNOWN").observe(seconds)


@worker_before_create_process.connect
def share_memory(**_: Any) -> None:
    """What is loaded before the fork stays shared: the collector of a child does not touch it."""
    for module in ("httpcore", "django.db.models.sql.compiler", "django_redis.cache", "encodings.idna"):
        import_module(module)
    gc.collect()
    gc.freeze()

"""Figures for Prometheus, counted by all processes of this machine together in files under `var/metrics`."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

FOLDER = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])  # set by the settings
FOLDER.mkdir(parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Histogram, generate_latest  # noqa: E402 - looks for the folder
from prometheus_client.core import GaugeMetricFamily  # noqa: E402 - the same
from prometheus_client.exposition import CONTENT_TYPE_LATEST  # noqa: E402 - the same
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402 - the same
from prometheus_client.registry import Collector  # noqa: E402 - the same

QUEUES = tuple(queue.name for queue in settings.CELERY_TASK_QUEUES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
requests = Histogram("backoffice_request_seconds", "Time to answer a request", ["method", "route", "status"])
tasks = Histogram("backoffice_task_seconds", "Time to run a task", ["task", "state"])


class QueueCollector(Collector):
    """How many messages wait in Redis now."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, retry=None) as client:
                waiting, up = {name: int(str(client.llen(name))) for name in QUEUES}, 1
        except redis.RedisError:
            waiting, up = dict.fromkeys(QUEUES, 0), 0
        yield GaugeMetricFamily("backoffice_redis_up", "Whether Redis answers", value=up)
        length = GaugeMetricFamily("backoffice_queue_length", "Tasks that wait in Redis", labels=["queue"])
        for name, tasks_there in waiting.items():
            length.add_metric([name], tasks_there)
        yield length


def clear() -> None:
    """Drops the files of an earlier start: those whose processes have all ended."""
    files = list(FOLDER.glob("*.db"))
    if not any(Path(f"/proc/{file.stem.rpartition('_')[2]}").exists() for file in files):
        for file in files:
            file.unlink(missing_ok=True)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For signed-in staff, or with METRICS_TOKEN. Everybody else gets 403."""
    if not may_read(request):
        return HttpResponse("Sign in as staff, or send METRICS_TOKEN as a bearer token.\n", status=403)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # its author left it so
    registry.register(QueueCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    return bool(request.user.is_authenticated and request.user.is_staff)

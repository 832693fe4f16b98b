"""Tasks that last until they are let go; for a worker that takes both queues."""

import redis
from celery import shared_task
from django.conf import settings

from packages_ui.drawing.draw import to_pdf
from packages_ui.labels.detect import LabelFormat

PATIENCE = 300  # seconds


def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE)


@shared_task
def hold() -> None:
    """In the background, until `go`. `most` keeps how many there were at once."""
    with _redis() as client:
        now = client.incr("now")
        client.zadd("most", {"most": now}, gt=True)
        client.blpop(["go"], PATIENCE)
        client.decr("now")
        client.incr("done")


@shared_task
def meet() -> None:
    """For people: it comes to its end only beside another one."""
    with _redis() as client:
        client.rpush("here", 1)
        if client.blpop(["there"], PATIENCE):
            client.incr("met")


@shared_task
def greet() -> None:
    """The other one."""
    with _redis() as client:
        if client.blpop(["here"], PATIENCE):
            client.rpush("there", 1)


@shared_task
def draw_beside_another() -> None:
    """Two of them are in two processes."""
    to_pdf(b"<p>A label</p>", LabelFormat.HTML)
    with _redis() as client:
        if client.incr("drawn") == 2:
            client.rpush("both", 1, 1)
        client.blpop(["both"], PATIENCE)

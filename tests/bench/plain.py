"""Yardsticks for workers: a task per label that remembers nothing, and a task that does nothing."""

import redis
from celery import shared_task
from django.conf import settings

from packages_ui.labels.detect import detect
from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.printers.raw import RawPrinter
from packages_ui.services.client import seller_center


@shared_task
def answer(key: str) -> None:
    """Whoever waits for `key` hears at once."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.rpush(key, 1)


@shared_task
def print_plainly(number: str, host: str, port: int) -> None:
    """Fetch, make ready and send one label."""
    found = detect(seller_center().get_label(number))
    printable = to_zpl(found.content, found.format, media=Media(LABEL_100X150, 203))
    RawPrinter(host, port, allow_local=True).send(printable.content)

"""Fetch pictures of products, make them small in a child process, and keep them on our own disk."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.models import Product
from packages_ui.seller_center.files import FileFailed, FileRefused, Source
from packages_ui.services.goods import files

logger = logging.getLogger(__name__)
SOME = 100
SECONDS = 10.0  # for one picture on the way, and again for drawing it
AGAIN = timedelta(hours=1)  # after the first failure, then four times as long each time
MOST_TRIES = 5


def fetch_pictures(goes_on: Callable[[], bool]) -> bool:
    """Those that are due, while `goes_on`; whether more are. A picture that fails is tried again some times,
    one from a host that is not allowed never."""
    while rows := list(Product.objects.filter(picture_due_at__lte=timezone.now()).order_by("pk")[:SOME]):
        for row in rows:
            if not goes_on():
                return True
            try:
                _keep(row)
            except Busy:  # children draw labels that people wait for
                return False
            except OSError as error:
                logger.warning("Pictures of products cannot be stored: %s.", error.strerror)
                return False
    return False


def forget() -> int:
    """Delete the files that no product has any more; how many."""
    return files.forget(kept=set(Product.objects.exclude(picture="").values_list("picture", flat=True)))


def source() -> Source:
    """Where pictures may come from."""
    hosts = tuple(settings.PICTURE_HOSTS)
    return Source(own=settings.SELLER_CENTER_URL, hosts=hosts, seconds=SECONDS)


def _keep(row: Product) -> None:
    try:
        drawn = draw.draw_pictures(source().fetch(row.image), patience=Patience(seconds=SECONDS, wait=1.0))
    except (FileRefused, LabelError) as error:
        logger.info("The picture of a product is not shown: %s.", error)
        _note(row, due_at=None)
    except FileFailed as error:
        logger.info("The picture of a product could not be fetched: %s.", error)
        _fail(row)
    else:
        _note(row, due_at=None, picture=files.store(drawn))


def _note(row: Product, *, due_at: datetime | None, **fields: str) -> None:
    """Unless it has another picture by now."""
    same = Product.objects.filter(pk=row.pk, image=row.image)
    same.update(picture_due_at=due_at, picture_tries=0, **fields)


def _fail(row: Product) -> None:
    tries = row.picture_tries + 1
    due_at = timezone.now() + AGAIN * 4**row.picture_tries if tries < MOST_TRIES else None
    same = Product.objects.filter(pk=row.pk, image=row.image)
    same.update(picture_due_at=due_at, picture_tries=F("picture_tries") + 1)

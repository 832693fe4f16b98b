"""Learn what the products in open packages are called, politely: one call at a time, in the background, after
everything that people wait for. A product that is not found is requested again later."""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils import timezone

from packages_ui.models import Product, StoredItem
from packages_ui.seller_center.errors import (
    Forbidden,
    Limited,
    Malformed,
    NotFound,
    Refused,
    SellerCenterError,
    ServerFailed,
    Unauthorized,
)
from packages_ui.services import lease
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Budget, Turn, document_waits, wait_for_people
from packages_ui.services.client import seller_center
from packages_ui.services.goods.match import Facts, base_of, match
from packages_ui.services.goods.pictures import fetch_pictures
from packages_ui.services.mirror.named import renamed
from packages_ui.services.mirror.stored import LIVE

logger = logging.getLogger(__name__)
LEASE, LEASE_SECONDS = "products", 60
RUN_SECONDS = 8.0  # others in the background wait for no longer
DEADLINE_SECONDS = 8.0  # for one call, retries included
AT_ONCE = 500  # new products in one run
FAILURES = 3  # one after the other: an outage, or a call that Seller Center does not have
CHANGED, MISSED, FAILED = timedelta(days=7), timedelta(hours=12), timedelta(hours=1)  # requested again after
USED = timedelta(days=1)  # by which `used_at` may be behind
PAUSE_KEY = "goods:pause"
KEY_SECONDS, ABSENT_SECONDS, LIMITED_SECONDS = 900, 3600, 60


def fetch_products(*, seconds: float = RUN_SECONDS) -> bool:
    """For about so long; whether more is to do at once. Never raises for Seller Center's errors. Nothing is
    requested with SELLER_CENTER_PRODUCTS off, or while Seller Center refuses our key."""
    if not settings.SELLER_CENTER_PRODUCTS or cache.get(PAUSE_KEY) or fetch_pause.turn() is not Turn.GO:
        return False
    with lease.held(name=LEASE, seconds=LEASE_SECONDS) as token:
        if token is None:
            return False
        note_used()
        goes_on = _goes_on(token, monotonic() + seconds)
        more = _fetch_due(goes_on)
        return fetch_pictures(goes_on) or more


def note_used() -> None:
    """Products that open packages have; new ones are requested at once."""
    now = timezone.now()
    items = StoredItem.objects.filter(package__status__in=LIVE).exclude(product="").order_by()
    kept = Product.objects.filter(sku=OuterRef("product"))
    new = items.filter(~Exists(kept)).values_list("product", flat=True).distinct()[:AT_ONCE]
    rows = [Product(sku=sku, due_at=now, used_at=now) for sku in new]
    Product.objects.bulk_create(rows, ignore_conflicts=True)
    Product.objects.filter(used_at__lt=now - USED, sku__in=items.values("product")).update(used_at=now)


def _goes_on(token: str, until: float) -> Callable[[], bool]:
    budget = Budget()

    def goes_on() -> bool:
        budget.pause()
        if monotonic() > until or document_waits() or not wait_for_people(until=until):
            return False
        return lease.renew(token=token, seconds=LEASE_SECONDS)

    return goes_on


def _fetch_due(goes_on: Callable[[], bool]) -> bool:
    failed = 0
    while rows := list(Product.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")[:AT_ONCE]):
        for row in rows:
            if not goes_on():
                return True
            try:
                _note(row, _find(row.sku))
                failed = 0
            except (NotFound, ServerFailed, Refused, Malformed) as error:
                _later(row, FAILED if isinstance(error, ServerFailed) else MISSED)
                failed += 1
                if failed >= FAILURES:
                    return _pause(error, ABSENT_SECONDS)
            except SellerCenterError as error:
                return _pause(error, _rest(error))
    return False


def _find(sku: str) -> Facts | None:
    found = match(sku, seller_center().search_products(sku, deadline=DEADLINE_SECONDS))
    base = base_of(sku)
    if found or not base:
        return found
    return match(sku, seller_center().search_products(base, deadline=DEADLINE_SECONDS))


def _note(row: Product, facts: Facts | None) -> None:
    """What is known already stays where a later search misses it."""
    if facts is None:
        _later(row, MISSED)
        return
    now = timezone.now()
    fields = {"name": facts.name, "colour": facts.colour, "size": facts.size}
    rows = Product.objects.filter(pk=row.pk)
    rows.update(found_at=now, due_at=now + CHANGED, **fields)
    if facts.name != row.name and not row.own_name:
        renamed()
    new = rows.exclude(image=facts.image)
    if facts.image:
        new.update(image=facts.image, picture_due_at=now, picture_tries=0)
    else:
        new.update(image="", picture="", picture_due_at=None)


def _later(row: Product, after: timedelta) -> None:
    Product.objects.filter(pk=row.pk).update(due_at=timezone.now() + after)


def _rest(error: SellerCenterError) -> float:
    """Seconds: a key is refused until an administrator acts; a refusal for haste names its time."""
    if isinstance(error, Unauthorized):
        return KEY_SECONDS
    if isinstance(error, Forbidden):
        return ABSENT_SECONDS
    retry_after = error.retry_after if isinstance(error, Limited) else None
    return max(retry_after or 0.0, LIMITED_SECONDS)


def _pause(error: SellerCenterError, seconds: float) -> bool:
    """No product is requested in this time; labels and packages are."""
    logger.info("Names of products are fetched again in %d seconds: %s.", seconds, type(error).__name__)
    cache.set(PAUSE_KEY, 1, seconds)
    return False

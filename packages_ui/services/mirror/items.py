"""What is in the packages that are still here (PKG102): read once each time that a package has changed."""

import logging

from packages_ui.models import StoredPackage
from packages_ui.seller_center.errors import Malformed, NotFound, Refused, ServerFailed
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep_items
from packages_ui.services.mirror.walk import DEADLINE_SECONDS, Run

logger = logging.getLogger(__name__)
SOME = 50
OUTAGE = 3  # that fail one after the other


def read_items(run: Run) -> bool:
    """The newest first, as the oldest are fetched ahead (services/ahead); whether more is to do. One that
    cannot be read is left alone until it changes. Raises a SellerCenterError."""
    failed = 0
    while rows := list(StoredPackage.objects.filter(items_wanted=True).order_by("-placed_at")[:SOME]):
        for row in rows:
            if not run.goes_on():
                return True
            try:
                _read(row)
                failed = 0
            except ServerFailed:
                failed += 1
                if failed == OUTAGE:
                    raise
                _leave(row)
            except (Refused, NotFound, Malformed) as error:
                logger.info("The items of a package could not be read: %s", type(error).__name__)
                _leave(row)
    return False


def _read(row: StoredPackage) -> None:
    items = seller_center().all_items(row.number, deadline=DEADLINE_SECONDS)
    keep_items(row=row, items=items)


def _leave(row: StoredPackage) -> None:
    StoredPackage.objects.filter(pk=row.pk, updated_at=row.updated_at).update(items_wanted=False)

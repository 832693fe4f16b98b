"""Packages at a Seller Center in this process, and the copy of them."""

from collections.abc import Sequence

from packages_ui.models import BulkAction, BulkPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS, DHL
from packages_ui.sandbox.records import PREPARING, Record
from packages_ui.services.bulk_actions.make import make, start
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.snapshot import read
from tests.packages import whole
from tests.services.batch_makers import person

State = BulkPackage.State


def by_dhl(sandbox: Sandbox, count: int) -> list[Record]:
    """So many packages in Preparing that go by DHL, all of them in the copy."""
    fit = (
        one
        for one in sandbox.packages.values()
        if one.status == PREPARING and whole(one) and not one.method.manual
    )
    found = [next(fit) for _ in range(count)]
    for one in found:
        one.body["shipping_method"] = DHL.name
    copy(found)
    return found


def copy(records: Sequence[Record]) -> None:
    keep(packages=[read(number=one.number).package for one in records])


def to_aras(records: Sequence[Record]) -> BulkAction:
    """Shown, and not started."""
    return make(user_id=person().pk, verb="shipping_method", numbers=[one.number for one in records])


def started(records: Sequence[Record]) -> BulkAction:
    action = to_aras(records)
    start(action=action, user_id=person().pk, value=ARAS.id, shown=ARAS.name)
    action.refresh_from_db()
    return action


def states(action: BulkAction) -> list[str]:
    return list(action.packages.order_by("position").values_list("state", flat=True))

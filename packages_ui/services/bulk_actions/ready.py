"""Many packages become Ready to Ship, as one does: none that is stopped, or lacks the invoice it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from packages_ui.messages import bulk as words
from packages_ui.messages import packages as about
from packages_ui.messages.message import Message
from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import PackageChanges, PackageStatus
from packages_ui.services.bulk_actions.on_package import carry_out_once, refusals
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices import needed
from packages_ui.services.invoices.address import address_in
from packages_ui.services.marks.stops import refusal_of, refusals_of, stop_of
from packages_ui.services.packages.action import only_preparing
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.update import UpdateAction


def make_ready(*, number: str, user_id: int | None, seen: datetime | None, is_resumed: bool) -> Message:
    """Its invoice may have been lost since it was shown. Raises as `carry_out` does."""

    def why_not(snapshot: Snapshot) -> Message | str:
        return _why_not(snapshot) or needed.why_not_without(snapshot)

    if stop := stop_of(number=number):
        raise NotAllowed(refusal_of(stop))
    action = replace(_action(number), against=why_not)
    return carry_out_once(user_id=user_id, seen=seen, action=action, is_resumed=is_resumed)


def not_ready(packages: Sequence[StoredPackage], value: str, shown: str) -> Mapping[str, Message]:
    """Those that cannot be."""
    without = needed.refusals(addresses={row.number: address_in(row.content) for row in packages})
    stopped = refusals_of(numbers=[row.number for row in packages])
    return {**without, **refusals(_action, packages, value, shown), **stopped}


def _action(number: str, _value: str = "", _shown: str = "") -> UpdateAction:
    changes = PackageChanges(status=PackageStatus.READY_TO_SHIP)
    return UpdateAction(number=number, changes=changes, against=_why_not)


def _why_not(snapshot: Snapshot) -> Message | str:
    package = snapshot.package
    if package.status == PackageStatus.READY_TO_SHIP:
        return about.ALREADY(number=package.number, status=status_name(package.status))
    has_number = package.waybill_number or package.tracking_number
    if package.is_requires_manual_entry and not has_number:
        return words.NO_NUMBER()
    return only_preparing(snapshot)

"""Deal with missing items: at Seller Center, and in the packing that is open."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Packing, PackingUnit
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import SplitPart
from packages_ui.services.errors import NotAllowed, PackageGone, ServiceError
from packages_ui.services.mirror.keep import doubt, remove
from packages_ui.services.packages.reject import reject
from packages_ui.services.packages.release import release_all
from packages_ui.services.packages.shipping_method import shipping_methods_or_none
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.packages.split import split
from packages_ui.services.packages.stored_snapshot import keep_read, snapshot_of
from packages_ui.services.packing import desk as desks
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.missing import parted, refusal_reason
from packages_ui.services.packing.missing_text import Parts, Way, by_product, take_out
from packages_ui.services.packing.opening import begin
from packages_ui.services.packing.refresh import carry_over, refresh_units, remove_units

State = Packing.State


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRequest:
    """The missing units' item numbers, and the `updated_at` of what the packer saw."""

    missing: tuple[str, ...]
    seen: datetime | None
    reason: str = ""


def carry_out(*, desk: Desk, packing: Packing, way: Way, request: MissingRequest) -> Message:
    """Do it; what is now true, as sentences. The permission has been checked.

    Raises ServiceError or SellerCenterError; the packing then shows what is true as far as that can be read.
    """
    parts = parted(packing, list(packing.units.all()), request.missing)
    if reason := refusal_reason(way, parts, desk.rights):
        raise NotAllowed(reason + common.NOTHING_SENT())
    with _reread_on_failure(packing):
        return ACTIONS[way](desk, packing, parts, request)


def _reject(desk: Desk, packing: Packing, parts: Parts, request: MissingRequest) -> Message:
    items = tuple(unit.number for unit in parts.missing)
    number = packing.package_number
    outcome = reject(
        user_id=desk.user_id, number=number, seen=request.seen, items=items, reason=request.reason
    )
    done = message(outcome.sentence)
    if not parts.here:
        doubt(numbers=[number])
        _drop(packing)
        back = messages.PUT_BACK_ITEMS(items=by_product(parts.counted)) if parts.counted else NOTHING
        return done + messages.NOTHING_LEFT(number=number) + back
    _follow(packing, outcome.snapshot, gone=items)
    return done + take_out([unit for unit in parts.missing if unit.done_at])


def _split(desk: Desk, packing: Packing, parts: Parts, request: MissingRequest) -> Message:
    here = tuple(unit.number for unit in parts.here)
    number = packing.package_number
    part = SplitPart(items=here, shipping_method=_method_of(number))
    outcome = split(user_id=desk.user_id, number=number, seen=request.seen, parts=[part])
    new = _child(outcome.new_packages, parts.here)
    if outcome.snapshot is None:
        doubt(numbers=[number])
    if new is None:
        _follow(packing, outcome.snapshot, gone=here)
        desks.park(packing)
        rescan = messages.SPLIT_LOST_NEXT(order=packing.order_number, items=by_product(parts.here))
        return messages.SPLIT_LOST(number=number) + rescan
    _continue_as(desk, packing, new, parts.here)
    left = messages.SPLIT_LEFT(number=number, items=by_product(parts.missing))
    return messages.SPLIT_DONE(number=number, new=new.package.number) + left


def _release(desk: Desk, packing: Packing, parts: Parts, request: MissingRequest) -> Message:
    items = [unit.number for unit in parts.missing if unit.has_reservation]
    number = packing.package_number
    released = release_all(user_id=desk.user_id, number=number, seen=request.seen, items=items)
    _follow(packing, released.snapshot)
    if released.problem:
        raise ServiceError(message(released.sentence) + messages.STILL_OPEN(number=number))
    return message(released.sentence) + _park(desk, packing, parts, request)


def _park(_desk: Desk, packing: Packing, parts: Parts, _request: MissingRequest) -> Message:
    number = packing.package_number
    if not desks.park(packing):
        raise NotAllowed(_no_longer_open(number))
    box = messages.BOX_ASIDE_WITH(items=by_product(parts.counted)) if parts.counted else NOTHING
    return messages.SET_ASIDE(number=number) + box


def _no_longer_open(number: str) -> Message:
    return messages.NO_LONGER_OPEN(number=number) + messages.CHECK_DESK()


ACTIONS: dict[Way, Callable[[Desk, Packing, Parts, MissingRequest], Message]] = {
    Way.REJECT: _reject,
    Way.SPLIT: _split,
    Way.RELEASE: _release,
    Way.PARK: _park,
}


@contextmanager
def _reread_on_failure(packing: Packing) -> Iterator[None]:
    """After a failure the packing is brought in line with Seller Center, if that can be read."""
    try:
        yield
    except (ServiceError, SellerCenterError):
        try:
            now = read(number=packing.package_number)
        except PackageGone:
            remove(numbers=[packing.package_number])
            _drop(packing)
        except SellerCenterError:
            pass
        else:
            keep_read(snapshot=now)
            _follow(packing, now)
        raise


def _follow(packing: Packing, snapshot: Snapshot | None, *, gone: tuple[str, ...] = ()) -> None:
    """Bring it in line with `snapshot`; where that could not be read, `gone` have left it."""
    with transaction.atomic():
        locked = Packing.objects.select_for_update().get(pk=packing.pk)
        if snapshot is not None:
            refresh_units(packing=locked, snapshot=snapshot)
        elif gone:
            remove_units(packing=locked, numbers=gone)
    if snapshot is None:
        doubt(numbers=[packing.package_number])


def _drop(packing: Packing) -> bool:
    """open → dropped."""
    rows = Packing.objects.filter(pk=packing.pk, state=State.OPEN)
    return bool(rows.update(state=State.DROPPED, notes=[]))


def _continue_as(desk: Desk, packing: Packing, new: Snapshot, here: Iterable[PackingUnit]) -> None:
    """The box in the packer's hands becomes the new package, with what was counted."""
    with transaction.atomic():
        if not _drop(packing):
            raise NotAllowed(_no_longer_open(packing.package_number))
        started = begin(desk, new)
        carry_over(list(here), list(started.units.all()))
        if started.notes == packing.notes:
            started.notes_confirmed_at = packing.notes_confirmed_at
        refresh_units(packing=started, snapshot=new)


def _child(numbers: Iterable[str], here: Iterable[PackingUnit]) -> Snapshot | None:
    """The new package with exactly these products; others may have split the order as well."""
    wanted = Counter(unit.product for unit in here)
    for number in numbers:
        try:
            snapshot = read(number=number)
        except (PackageGone, SellerCenterError):
            continue
        keep_read(snapshot=snapshot)
        if Counter((item.product or "")[:200] for item in snapshot.items) == wanted:
            return snapshot
    return None


def _method_of(number: str) -> str | None:
    """The package's shipping method, for the new one; None where it is not known."""
    snapshot = snapshot_of(number=number) or read(number=number)
    name = snapshot.package.shipping_method
    found = {method.id for method in shipping_methods_or_none() if name and method.name == name}
    return found.pop() if len(found) == 1 else None

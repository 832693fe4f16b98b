"""What is done about missing units: at Seller Center, and to the packing that is open."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from packages_ui.models import Packing, PackingUnit
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import PackageStatus, SplitPart
from packages_ui.services.errors import NotAllowed, PackageGone, ServiceError
from packages_ui.services.packages.reject import reject
from packages_ui.services.packages.release import release_all
from packages_ui.services.packages.shipping_method import shipping_methods_or_none
from packages_ui.services.packages.snapshot import Reading, read
from packages_ui.services.packages.split import split
from packages_ui.services.packing import desk as desks
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.missing import parted, why_not
from packages_ui.services.packing.missing_text import Parts, Way, by_product
from packages_ui.services.packing.opening import begin
from packages_ui.services.packing.refresh import carry_over, refresh_units, take_out
from packages_ui.services.shelf import shelf

State = Packing.State
TAKEN = "Package {} is no longer open here: somebody went on with it meanwhile. Look at the desk."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the packer wants: the missing units' item numbers, and the `updated_at` of what was seen."""

    missing: tuple[str, ...]
    seen: datetime | None
    reason: str = ""


def carry_out(*, desk: Desk, packing: Packing, way: Way, wish: Wish) -> str:
    """Go this way; what is now true, as sentences. The right to it has been checked.

    Raises ServiceError or SellerCenterError; the packing then shows what is true as far as that can be read.
    """
    parts = parted(packing, list(packing.units.all()), wish.missing)
    if reason := why_not(way, parts, desk.rights):
        raise NotAllowed(f"{reason} Nothing was sent.")
    with _looking_again(packing):
        return ACTS[way](desk, packing, parts, wish)


def _reject(desk: Desk, packing: Packing, parts: Parts, wish: Wish) -> str:
    items = tuple(unit.number for unit in parts.missing)
    number = packing.package_number
    outcome = reject(user_id=desk.user_id, number=number, seen=wish.seen, items=items, reason=wish.reason)
    if not parts.here:
        shelf.forget(number=number)
        _drop(packing)
        empty = f" Put {by_product(parts.counted)} back." if parts.counted else ""
        return f"{outcome.sentence} Nothing is left of package {number}.{empty}"
    _follow(packing, outcome.reading, gone=items)
    out = [unit for unit in parts.missing if unit.done_at]
    return str(outcome.sentence) + (f" Take {by_product(out)} out of the box." if out else "")


def _split(desk: Desk, packing: Packing, parts: Parts, wish: Wish) -> str:
    here = tuple(unit.number for unit in parts.here)
    number = packing.package_number
    part = SplitPart(items=here, shipping_method=_method_of(number))
    outcome = split(user_id=desk.user_id, number=number, seen=wish.seen, parts=[part])
    new = _child(outcome.new_packages, parts.here)
    _keep(number, outcome.reading)
    if new is None:
        _follow(packing, outcome.reading, gone=here)
        desks.park(packing)
        return LOST_CHILD.format(number, packing.order_number, by_product(parts.here))
    _keep(new.package.number, new)
    _go_on_as(desk, packing, new, parts.here)
    return (
        f"Package {number} is split. This box is package {new.package.number} now; "
        f"{by_product(parts.missing)} stayed in package {number}."
    )


LOST_CHILD = (
    "Package {} is split, but the new package could not be found yet. Lay the box aside and scan the order "
    "{} in a moment: the new package holds {}, which are scanned again."
)


def _release(desk: Desk, packing: Packing, parts: Parts, wish: Wish) -> str:
    items = [unit.number for unit in parts.missing if unit.has_reservation]
    number = packing.package_number
    released = release_all(user_id=desk.user_id, number=number, seen=wish.seen, items=items)
    _follow(packing, released.reading)
    if released.problem:
        raise ServiceError(f"{released.sentence} Package {number} is still open here.")
    return f"{released.sentence} {_park(desk, packing, parts, wish)}"


def _park(_desk: Desk, packing: Packing, parts: Parts, _wish: Wish) -> str:
    number = packing.package_number
    if not desks.park(packing):
        raise NotAllowed(TAKEN.format(number))
    aside = f" Lay the box aside with {by_product(parts.counted)}." if parts.counted else ""
    return f"Package {number} is parked.{aside}"


ACTS: dict[Way, Callable[[Desk, Packing, Parts, Wish], str]] = {
    Way.REJECT: _reject,
    Way.SPLIT: _split,
    Way.RELEASE: _release,
    Way.PARK: _park,
}


@contextmanager
def _looking_again(packing: Packing) -> Iterator[None]:
    """After a failure the packing follows what is true now, if that can be read."""
    try:
        yield
    except (ServiceError, SellerCenterError):
        try:
            now = read(number=packing.package_number)
        except PackageGone:
            shelf.forget(number=packing.package_number)
            _drop(packing)
        except SellerCenterError:
            pass
        else:
            _follow(packing, now)
        raise


def _follow(packing: Packing, reading: Reading | None, *, gone: tuple[str, ...] = ()) -> None:
    """As it was read afterwards; where it could not be, `gone` are known to have left it."""
    with transaction.atomic():
        locked = Packing.objects.select_for_update().get(pk=packing.pk)
        if reading is not None:
            refresh_units(packing=locked, reading=reading)
        elif gone:
            take_out(packing=locked, numbers=gone)
    _keep(packing.package_number, reading)


def _keep(number: str, reading: Reading | None) -> None:
    """The shelf never shows what is known to be old."""
    if reading is not None and reading.package.status == PackageStatus.PREPARING:
        shelf.shelve(reading=reading)
    else:
        shelf.forget(number=number)


def _drop(packing: Packing) -> bool:
    """open → dropped."""
    rows = Packing.objects.filter(pk=packing.pk, state=State.OPEN)
    return bool(rows.update(state=State.DROPPED, notes=[]))


def _go_on_as(desk: Desk, packing: Packing, new: Reading, here: Iterable[PackingUnit]) -> None:
    """The box in the packer's hands is the new package, with what was counted."""
    with transaction.atomic():
        if not _drop(packing):
            raise NotAllowed(TAKEN.format(packing.package_number))
        begun = begin(desk, new)
        carry_over(list(here), list(begun.units.all()))
        if begun.notes == packing.notes:
            begun.notes_confirmed_at = packing.notes_confirmed_at
        refresh_units(packing=begun, reading=new)


def _child(numbers: Iterable[str], here: Iterable[PackingUnit]) -> Reading | None:
    """The new package that holds just these products; the order may have been split by others as well."""
    wanted = Counter(unit.product for unit in here)
    for number in numbers:
        try:
            reading = read(number=number)
        except (PackageGone, SellerCenterError):
            continue
        if Counter((item.product or "")[:200] for item in reading.items) == wanted:
            return reading
    return None


def _method_of(number: str) -> str | None:
    """The method that the package goes by, for the new one; None where it cannot be told."""
    reading = shelf.reading_of(number=number) or read(number=number)
    name = reading.package.shipping_method
    found = {method.id for method in shipping_methods_or_none() if name and method.name == name}
    return found.pop() if len(found) == 1 else None

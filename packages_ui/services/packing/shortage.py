"""The other packages in Preparing that need a missing product, dealt with together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic

from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Packing
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Item, PackageStatus
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.errors import NotAllowed, ServiceError
from packages_ui.services.mirror.at_desk import needing
from packages_ui.services.mirror.keep import doubt
from packages_ui.services.packages.reject import reject
from packages_ui.services.packages.release import release_all
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.packing.desk import is_idle, owner_of
from packages_ui.services.packing.missing_text import Way

MOST = 100
SECONDS = 60.0  # as long as a person waits
WAYS = (Way.REJECT, Way.RELEASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A package that needs `units` of the product. `who`: another packer has it open; then it is left out."""

    number: str
    order_number: str
    carrier: str
    units: int
    who: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """The packages that need the product, and how many units they need in all."""

    product: str
    packages: tuple[Short, ...]

    @property
    def units(self) -> int:
        return sum(package.units for package in self.packages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The result for one package."""

    number: str
    sentence: Message
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What is done to each of them, and by whom."""

    product: str
    way: Way
    reason: str
    user_id: int


def shortage(*, product: str, but: str, user_id: int) -> Shortage:
    """The other packages in Preparing that need `product`, by the copy."""
    found = needing(product=product, but=but)
    taken = _taken([package.number for package in found], user_id)
    return Shortage(
        product=product,
        packages=tuple(
            Short(
                number=package.number,
                order_number=package.order_number,
                carrier=package.carrier,
                units=package.units,
                who=taken.get(package.number, NOTHING),
            )
            for package in found
        ),
    )


def sweep_shortage(
    *, product: str, numbers: Sequence[str], act: Way, reason: str, user_id: int
) -> tuple[Swept, ...]:
    """Reject the units of `product` in these packages, or release their reservations: one package after
    another, each read first. A failure does not stop the others. Raises NotAllowed (nothing was sent)."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted or len(wanted) > MOST:
        raise NotAllowed(messages.CHOOSE_PACKAGES(most=MOST) + common.NOTHING_SENT())
    sweep = Sweep(product=product, way=act, reason=reason, user_id=user_id)
    until = monotonic() + SECONDS
    return tuple(
        _one(sweep, number) if monotonic() < until else _not_done(number, messages.NOT_REACHED())
        for number in wanted
    )


def _one(sweep: Sweep, number: str) -> Swept:
    if who := _taken([number], sweep.user_id).get(number):
        return _not_done(number, who + messages.LEFT_OUT())
    try:
        snapshot = read(number=number)
        items = _items(sweep, snapshot)
        if snapshot.package.status != PackageStatus.PREPARING or not items:
            return _not_done(number, messages.NOT_NEEDED_NOW(number=number))
        return _act(sweep, snapshot, items)
    except (ServiceError, SellerCenterError) as error:
        return _not_done(number, message(error.sentence))


def _act(sweep: Sweep, snapshot: Snapshot, items: tuple[str, ...]) -> Swept:
    number, seen = snapshot.package.number, snapshot.package.updated_at
    if sweep.way is Way.RELEASE:
        released = release_all(user_id=sweep.user_id, number=number, seen=seen, items=items)
        _doubt(number, released.snapshot)
        return Swept(number=number, sentence=message(released.sentence), done=not released.problem)
    outcome = reject(user_id=sweep.user_id, number=number, seen=seen, items=items, reason=sweep.reason)
    _doubt(number, outcome.snapshot)
    rest = NOTHING if set(items) < snapshot.item_numbers else messages.NOTHING_LEFT_OF_IT()
    return Swept(number=number, sentence=message(outcome.sentence) + rest, done=True)


def _items(sweep: Sweep, snapshot: Snapshot) -> tuple[str, ...]:
    """The numbers of its items that the sweep is about."""
    return tuple(item.number for item in snapshot.items if _is_meant(sweep, item))


def _is_meant(sweep: Sweep, item: Item) -> bool:
    product = item.product or ""
    same = product == sweep.product or (bool(plain(product)) and plain(product) == plain(sweep.product))
    return same and (sweep.way is Way.REJECT or bool(item.has_reservation))


def _doubt(number: str, snapshot: Snapshot | None) -> None:
    """Where it could not be read again. Else the copy has it."""
    if snapshot is None:
        doubt(numbers=[number])


def _taken(numbers: Iterable[str], user_id: int) -> dict[str, Message]:
    """Those that another packer has open, and who."""
    rows = Packing.objects.filter(package_number__in=list(numbers), state=Packing.State.OPEN)
    others = rows.exclude(user=user_id).select_related("user", "station")
    return {row.package_number: owner_of(row) for row in others if not is_idle(row)}


def _not_done(number: str, sentence: Message) -> Swept:
    return Swept(number=number, sentence=sentence, done=False)

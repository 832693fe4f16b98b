"""Open a package at a station: assign it to the packer, with the notes to read before the first unit."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Packing, PackingUnit
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Address, Item, Package, PackageStatus
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.batches.stale import outdate_stored
from packages_ui.services.errors import PackageGone
from packages_ui.services.marks.stops import sentence_of, stop_of, what_to_do
from packages_ui.services.packages.package_cache import carrier_of
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.snapshot import Snapshot, read
from packages_ui.services.packages.stored_snapshot import keep_read, snapshot_of
from packages_ui.services.packing import desk as desks
from packages_ui.services.packing.desk import Desk, current, is_idle, owner_of, park
from packages_ui.services.packing.label import bring_here
from packages_ui.services.packing.outage import away, copied
from packages_ui.services.packing.results import Choice, ScanOutcome, ScanResult
from packages_ui.services.packing.stopped import keep_stop, stop_of_packing, stop_seen
from packages_ui.services.packing.units import keep_units

State = Packing.State
TRIES = 3
NOT_DONE = ("wanted", "sending", "conflict")


def open_package(desk: Desk, *, number: str, take_over: bool = False, is_new: bool = False) -> ScanResult:
    """Open it here and set aside what was open here. Requests it from Seller Center (PKG101, PKG102) only
    where the copy does not have it as it is. `is_new`: nothing was open here a moment ago, it was never
    begun, and the copy does not have it so."""
    for tried in range(TRIES):
        with suppress(IntegrityError):  # another station, or another tab of this one, was faster
            is_still_new = is_new and not tried
            return _open_package(desk, number=number, take_over=take_over, is_new=is_still_new)
    return ScanResult(
        outcome=ScanOutcome.NOT_NOW,
        sentence=messages.NOT_OPENED(number=number),
        next=messages.CLOSE_TAB(),
        text=number,
    )


def _open_package(desk: Desk, *, number: str, take_over: bool, is_new: bool) -> ScanResult:
    """Raises IntegrityError where this package, or another one here, was opened at the same moment."""
    before = [] if is_new else _packings(number)
    if (found := next((each for each in before if each.state in Packing.LIVE), None)) is not None:
        return _continue(desk, found, take_over=take_over)
    notice = NOTHING
    try:
        snapshot = (None if is_new else snapshot_of(number=number)) or _read(number)
    except PackageGone:
        return ScanResult(
            outcome=ScanOutcome.NOTHING,
            sentence=messages.GONE(number=number),
            next=messages.PUT_ITEMS_BACK(),
            text=number,
        )
    except SellerCenterError as error:
        if (found_in_copy := copied(number)) is None:
            return away(number, error)
        snapshot, notice = found_in_copy
    if refusal := _refusal(snapshot, before):
        return refusal
    with transaction.atomic():
        parked = None if is_new else _park_current(desk)
        packing = begin(desk, snapshot)
    result = opened(packing, parked)
    return replace(result, sentence=result.sentence + notice, started=packing)


def _packings(number: str) -> list[Packing]:
    """All packings of the package, the newest first: there are few."""
    return OF_PACKAGE.objects(number=number)


OF_PACKAGE = Compiled(
    lambda *, number: (
        Packing.objects.filter(package_number=number)
        .select_related("user", "station")
        .annotate(stop_json=stop_of_packing())
        .order_by("-pk")
    )
)


def notes_of(package: Package) -> list[list[str]]:
    """What the packer must read first: pairs of a kind, which `NOTES` words, and the customer's own text."""
    address = package.shipping_address or Address()
    texts = {
        "gift": package.gift_box_note or "",
        "note": package.notes or "",
        "address": address.notes or "",
        "carrier": "",
    }
    shown = {
        **{kind: bool(text.strip()) for kind, text in texts.items()},
        "gift": _is_gift(package),
        "carrier": bool(package.is_requires_manual_entry),
    }
    return [[kind, text.strip()] for kind, text in texts.items() if shown[kind]]


NOTES = {
    "gift": (messages.NOTE_GIFT(), messages.PACK_AS_GIFT()),
    "note": (messages.NOTE_PACKAGE(), NOTHING),
    "address": (messages.NOTE_ADDRESS(), NOTHING),
    "carrier": (messages.NOTE_CARRIER(), messages.CARRIER_LABEL()),
}


def note_shown(kind: str, text: str) -> tuple[Message, Message]:
    """Its title and its text; a row of before has them as they were written."""
    title, otherwise = NOTES.get(kind, (message(kind), NOTHING))
    return title, message(text) if text else otherwise


def _read(number: str) -> Snapshot:
    snapshot = read(number=number)
    keep_read(snapshot=snapshot)
    outdate_stored(numbers=[number])
    return snapshot


def _refusal(snapshot: Snapshot, before: Iterable[Packing]) -> ScanResult | None:
    """`before`: earlier packings of the package, the newest first."""
    number, status = snapshot.package.number, snapshot.package.status
    if status != PackageStatus.PREPARING:
        is_packed = status == PackageStatus.READY_TO_SHIP
        refused = messages.ALREADY_PACKED if is_packed else messages.NOT_PREPARING
        return _refused(number, refused(number=number, status=status_name(status)), messages.OPEN_ITS_PAGE())
    packed = next((each for each in before if each.state == State.PACKED), None)
    if packed and (change := packed.status_changes.filter(state__in=NOT_DONE).first()):
        refused = messages.NOT_ACCEPTED if change.state == change.State.CONFLICT else messages.NOT_SENT_YET
        return _refused(number, refused(number=number), message(change.sentence))
    if stop := stop_of(number=number):
        return _stopped(number, sentence_of(stop), what_to_do(stop.kind))
    if not snapshot.items:
        return _refused(number, messages.NO_ITEMS(number=number), messages.NO_ITEMS_NEXT())
    return None


def _stopped(number: str, sentence: Message, following: Message) -> ScanResult:
    return replace(_refused(number, sentence, following), outcome=ScanOutcome.STOPPED)


def _refused(number: str, sentence: Message, following: Message) -> ScanResult:
    return ScanResult(
        outcome=ScanOutcome.NOT_PREPARING,
        sentence=sentence,
        next=following,
        choices=(Choice(number, messages.OPEN_PAGE(), "page"),),
        text=number,
    )


def _continue(desk: Desk, found: Packing, *, take_over: bool) -> ScanResult:
    """Continue one that is this packer's own, set aside or idle; a lead may take over any."""
    mine = found.user_id == desk.user_id
    may = "take_over_packing" in desk.rights
    if mine and found.state == State.OPEN and found.station_id == desk.station.pk:
        return ScanResult(
            outcome=ScanOutcome.OPENED, sentence=messages.OPEN_HERE(number=found.package_number)
        )
    if stop := stop_seen(found):
        return _stopped(found.package_number, stop.sentence, stop.next)
    free = mine or found.state == State.PARKED or is_idle(found) or (take_over and may)
    if not free:
        return _taken(found, may=may)
    with transaction.atomic():
        desks.lock_with_current(found, desk)
        before = _park_current(desk)
        if not desks.give_to(found, desk):
            transaction.set_rollback(True)  # what is open here stays open
            return _taken(found, may=may)
    bring_here(found, desk)
    return opened(found, before, again=True)


def _taken(found: Packing, *, may: bool) -> ScanResult:
    return ScanResult(
        outcome=ScanOutcome.TAKEN,
        sentence=owner_of(found),
        next=messages.TAKE_OVER_NEXT() if may else messages.ASK_FOR_TAKE_OVER(),
        choices=(Choice(found.package_number, messages.TAKE_OVER(), "take_over"),) if may else (),
        text=found.package_number,
    )


def _park_current(desk: Desk) -> Packing | None:
    before = current(desk)
    if before is not None:
        park(before)
    return before


def begin(desk: Desk, snapshot: Snapshot) -> Packing:
    """Create its row, open at this station, and those of its units. Raises IntegrityError where it is live
    already."""
    package, now = snapshot.package, timezone.now()
    packing = Packing.objects.create(
        package_number=package.number,
        order_number=(package.order_number or "")[:64],
        carrier=carrier_of(package)[:200],
        user_id=desk.user_id,
        station=desk.station,
        is_manual=bool(package.is_requires_manual_entry),
        waybill_number=(package.waybill_number or "")[:64],
        tracking_number=(package.tracking_number or "")[:64],
        notes=notes_of(package),
        seen_at=package.updated_at,
        opened_at=now,
        touched_at=now,
    )
    note_package(
        package.number,
        waybill=packing.waybill_number,
        tracking=packing.tracking_number,
        order=packing.order_number,
    )
    items = sorted(snapshot.items, key=lambda item: item.product or "")
    units = PackingUnit.objects.bulk_create(unit_of(packing, item, place) for place, item in enumerate(items))
    keep_units(packing, units)
    keep_stop(packing, None)  # else it would not have been opened
    return packing


def unit_of(packing: Packing, item: Item, position: int) -> PackingUnit:
    """The item as a unit that is not counted yet; unsaved."""
    return PackingUnit(
        packing=packing,
        number=item.number,
        product=(item.product or "")[:200],
        has_reservation=bool(item.has_reservation),
        position=position,
    )


def opened(packing: Packing, before: Packing | None, *, again: bool = False) -> ScanResult:
    """`before`: what was open here and is set aside."""
    wording = messages.CONTINUED if again else messages.OPEN
    sentence = wording(number=packing.package_number)
    if before is not None:
        sentence += messages.SET_ASIDE(number=before.package_number)
    return ScanResult(outcome=ScanOutcome.OPENED, sentence=sentence)


def _is_gift(package: Package) -> bool:
    return bool(package.has_gift_box or package.gift_box_note)

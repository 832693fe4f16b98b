"""Scans of one station, in their order; each counts once, even if it is sent again."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from packages_ui.messages import packing as messages
from packages_ui.models import Packing, Scan
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.barcodes.codes import readings
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.packing import label
from packages_ui.services.packing.at_once import Unread, open_at_once
from packages_ui.services.packing.at_step import OPENING, handle
from packages_ui.services.packing.commands import command_of
from packages_ui.services.packing.desk import (
    Desk,
    Now,
    Scanned,
    StationGone,
    current,
    know_station,
    parked,
)
from packages_ui.services.packing.facts import Facts, open_with_facts
from packages_ui.services.packing.find import Found, find_anywhere, nothing, several
from packages_ui.services.packing.invoice import print_invoice, want_invoice
from packages_ui.services.packing.label import want_slip
from packages_ui.services.packing.opening import open_package
from packages_ui.services.packing.outage import away
from packages_ui.services.packing.refresh import note_change
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.stopped import keep_stop, stop_at

KEPT = (
    "state",
    "station",
    "block",
    "notes",
    "notes_confirmed_at",
    "marked",
    "tracking_number",
    "waybill_number",
    "units_done_at",
    "read_back_at",
    "packed_at",
    "touched_at",
)
COMPLETE = (ScanOutcome.ALL_COUNTED, ScanOutcome.NUMBER)


class NoLabelError(Exception):
    """The label could not be requested with its scan: the transaction is rolled back, and the scan counts
    without it."""


class RepeatedError(Exception):
    """This scan was handled before: the transaction is rolled back."""


def scan(*, desk: Desk, scans: Iterable[Scanned]) -> list[ScanResult]:
    """The result of each, in order. One that was sent before does nothing. Seller Center is contacted only
    for a package that no row of ours has."""
    return scan_at(desk=desk, scans=scans)[0]


def scan_at(
    *, desk: Desk, scans: Iterable[Scanned], goes_on: Callable[[], bool] = lambda: True
) -> tuple[list[ScanResult], Now | None]:
    """The same, and what is open now; None where that has to be read. Handles the first, and the others as
    long as it `goes_on`: the rest have no result. Raises StationGone."""
    done: list[tuple[ScanResult, Now | None]] = []
    for each in scans:
        if done and not goes_on():
            break
        done.append(_one(desk, _read(each)))
    return [result for result, _ in done], done[-1][1] if done else None


def _read(scanned: Scanned) -> Scanned:
    """A scan in all its possible readings; a choice on screen stays as it is."""
    return scanned if scanned.kind else replace(scanned, texts=readings(scanned.texts) or scanned.texts)


def _one(desk: Desk, scanned: Scanned) -> tuple[ScanResult, Now | None]:
    try:
        result, now = _at_open_package(desk, scanned)
    except RepeatedError:
        return ScanResult(outcome=ScanOutcome.REPEATED), None
    except StationGone:  # the page keeps the scan
        raise
    except Exception:
        with suppress(DatabaseError):
            _begin(desk, scanned)  # the scan is recorded even if it fails
        raise
    if not isinstance(result, ScanResult):
        result = _elsewhere(desk, scanned, unread=result)
        now = Now(result.started or current(desk))
        rows = Scan.objects.filter(key=scanned.key, outcome="")
        rows.update(outcome=result.outcome, packing=now.packing)
    if result.outcome in COMPLETE and now:
        _print(now.packing, desk)
    if result.outcome is ScanOutcome.OPENED and now:
        want_invoice(now.packing, desk.station)
    return result, now


def print_label(desk: Desk) -> None:
    """Request the label of the open package, and its packing slip, if they are due and not requested yet."""
    _print(current(desk), desk)


def _print(packing: Packing | None, desk: Desk) -> None:
    if packing is None or not packing.units_done_at or stop_at(packing):
        return
    want_slip(packing, desk)
    print_invoice(packing, desk.station)
    try:
        label.request_label(packing, desk)
    except InvalidBatch:  # the next poll tries again; the page shows that there is no label
        return


def _at_open_package(
    desk: Desk, scanned: Scanned, *, at_once: bool = True
) -> tuple[ScanResult | Unread | None, Now | None]:
    """Its result for the open package, saved with the scan; None where it is about another one. Where none is
    open, a prefetched one is opened `at_once`. Raises RepeatedError and StationGone."""
    try:
        with transaction.atomic():
            found = open_with_facts(desk, texts=scanned.texts, key=scanned.key)
            know_station(desk, found[0].station if found else None)
            if found is None:
                return _without(desk, scanned, at_once=at_once)
            return _with(*found, desk, scanned, at_once=at_once)
    except IntegrityError:
        if _sent_before(scanned):  # at the same moment, by another request
            return None, None
        if not at_once:
            raise
    except NoLabelError:
        pass
    return _at_open_package(desk, scanned, at_once=False)


def _with(
    packing: Packing, facts: Facts, desk: Desk, scanned: Scanned, *, at_once: bool
) -> tuple[ScanResult | None, Now | None]:
    """The package is locked, so that scans of its station are handled one after the other."""
    if facts.outcome:
        raise RepeatedError
    keep_stop(packing, facts.stop)
    result = _changed(packing, facts) or handle(packing, desk, scanned, facts)
    is_requested = at_once and result is not None and _requests_label(packing, desk, result)
    if result:
        _save(packing, result, *(("batch",) if is_requested else ()))
    if facts.outcome is None:
        _begin(desk, scanned, outcome=result.outcome if result else "", packing=packing if result else None)
    elif result:
        _finish(scanned, result, packing)
    return result, _now(packing, desk) if result else None


def _requests_label(packing: Packing, desk: Desk, result: ScanResult) -> bool:
    """Whether its label is requested now, in this transaction. Raises NoLabelError."""
    if result.outcome not in COMPLETE or packing.units_done_at is None or stop_at(packing):
        return False
    try:
        return label.request_at_once(packing, desk)
    except InvalidBatch:
        return False
    except Exception as error:
        raise NoLabelError from error


def _without(desk: Desk, scanned: Scanned, *, at_once: bool) -> tuple[ScanResult | Unread | None, Now | None]:
    result: ScanResult | Unread | None = handle(None, desk, scanned)
    if result is None and at_once and not scanned.kind:
        result = open_at_once(desk, text=scanned.texts[0])
    if not isinstance(result, ScanResult):
        _begin(desk, scanned)
        return result, None
    _begin(desk, scanned, outcome=result.outcome, packing=result.started)
    return result, Now(result.started) if result.started else None


def _now(packing: Packing, desk: Desk) -> Now | None:
    """None where the package has moved to another station."""
    if packing.station_id != desk.station.pk:
        return None
    return Now(packing if packing.state == Packing.State.OPEN else None)


def _begin(desk: Desk, scanned: Scanned, *, outcome: str = "", packing: Packing | None = None) -> None:
    """Record the scan. Raises IntegrityError where it is recorded already."""
    Scan.objects.create(
        key=scanned.key,
        text=scanned.texts[0][:200],
        user_id=desk.user_id,
        station=desk.station,
        packing=packing,
        clock=scanned.clock,
        at=timezone.now(),
        outcome=outcome,
    )


def _finish(scanned: Scanned, result: ScanResult, packing: Packing) -> None:
    """Record the outcome of a scan that was recorded before, without one."""
    rows = Scan.objects.filter(key=scanned.key, outcome="")
    if not rows.update(outcome=result.outcome, packing=packing):
        raise RepeatedError


def _sent_before(scanned: Scanned) -> bool:
    """Whether it is recorded without an outcome. Raises RepeatedError where it has one."""
    outcome = Scan.objects.filter(key=scanned.key).values_list("outcome", flat=True).first()
    if outcome:
        raise RepeatedError
    return outcome is not None


def _save(packing: Packing, result: ScanResult, *more: str) -> None:
    packing.touched_at = timezone.now()
    if result.blocks:
        packing.block = result.block()
    packing.save(update_fields=(*KEPT, *more))


def _changed(packing: Packing, facts: Facts) -> ScanResult | None:
    """A change at Seller Center is shown before anything else counts."""
    return note_change(packing) if facts.is_newer and not packing.block else None


def _elsewhere(desk: Desk, scanned: Scanned, *, unread: Unread | None) -> ScanResult:
    """Open a package, show which ones match, or that there is none. `unread`: it is this one."""
    if unread:
        return open_package(desk, number=unread.number, is_new=True)
    if command_of(scanned.texts, kind=scanned.kind) == "NEXT":
        return _continue_next(desk)
    if scanned.kind in OPENING:
        return open_package(desk, number=scanned.texts[0], take_over=scanned.kind == "take_over")
    try:
        found: Found = find_anywhere(scanned.texts)
    except SellerCenterError as error:
        return away(scanned.texts[0], error)
    if not found.numbers:
        return nothing(scanned.texts)
    return open_package(desk, number=found.numbers[0]) if len(found.numbers) == 1 else several(found)


def _continue_next(desk: Desk) -> ScanResult:
    waiting = parked().first()
    if waiting is None:
        return ScanResult(
            outcome=ScanOutcome.NOT_NOW,
            sentence=messages.NOTHING_SET_ASIDE(),
            next=messages.SCAN_PACKAGE(),
        )
    return open_package(desk, number=waiting.package_number)

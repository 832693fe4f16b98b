"""Scans of one desk, in their order; each counts once, whatever is sent again."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from packages_ui.models import Packing, Scan
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.barcodes.codes import is_address, plain, readings
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.packing import label, units
from packages_ui.services.packing.commands import blocked, carry_out, command_of, teach
from packages_ui.services.packing.desk import Desk, Now, Scanned, current, current_locked, parked
from packages_ui.services.packing.facts import Facts, facts_of
from packages_ui.services.packing.find import Found, find_anywhere, find_here, nothing, several
from packages_ui.services.packing.label import job_of, want_slip
from packages_ui.services.packing.opening import away, open_package
from packages_ui.services.packing.read_back import read_back
from packages_ui.services.packing.refresh import note_change
from packages_ui.services.packing.results import Outcome, Word
from packages_ui.services.packing.steps import Step, before_label, with_label

OPENING = ("package", "take_over")
NOTES_FIRST = Word(
    outcome=Outcome.NOTES_FIRST, sentence="Read the notes first.", next="Then press Space or scan OK."
)
LABEL_WANTED = Word(
    outcome=Outcome.NOT_NOW,
    sentence="That is the package's own number.",
    next="Scan the cargo label on the closed box.",
)
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


class RepeatedError(Exception):
    """This scan has been dealt with: whatever was begun is rolled back."""


def scan(*, desk: Desk, scans: Iterable[Scanned]) -> list[Word]:
    """What each of them did, in order. One that was sent before does nothing again. Seller Center is asked
    only for a package that is on no row of ours."""
    return scan_at(desk=desk, scans=scans)[0]


def scan_at(
    *, desk: Desk, scans: Iterable[Scanned], goes_on: Callable[[], bool] = lambda: True
) -> tuple[list[Word], Now | None]:
    """The same, and what is open now; None where that has to be read. The first, and the others as long as it
    `goes_on`: of those that were not begun there is no word."""
    done: list[tuple[Word, Now | None]] = []
    for each in scans:
        if done and not goes_on():
            break
        done.append(_one(desk, _read(each)))
    return [word for word, _ in done], done[-1][1] if done else None


def _read(scanned: Scanned) -> Scanned:
    """What a scanner sent, in all the ways that it may be meant; what was chosen on screen stays as it is."""
    return scanned if scanned.kind else replace(scanned, texts=readings(scanned.texts) or scanned.texts)


def _one(desk: Desk, scanned: Scanned) -> tuple[Word, Now | None]:
    try:
        word, now = _on_the_desk(desk, scanned)
    except RepeatedError:
        return Word(outcome=Outcome.REPEATED), None
    except Exception:
        with suppress(DatabaseError):
            _begin(desk, scanned)  # it is on record whatever became of it
        raise
    if word is None:
        word = _elsewhere(desk, scanned)
        now = Now(word.begun or current(desk))
        rows = Scan.objects.filter(key=scanned.key, outcome="")
        rows.update(outcome=word.outcome, packing=now.packing)
    if word.outcome in (Outcome.ALL_COUNTED, Outcome.NUMBER) and now:
        _print(now.packing, desk)
    return word, now


def print_label(desk: Desk) -> None:
    """The label of the open package, and its packing slip, if they are due and were not asked for yet."""
    _print(current(desk), desk)


def _print(packing: Packing | None, desk: Desk) -> None:
    if packing is None or not packing.units_done_at:
        return
    want_slip(packing, desk)
    try:
        label.ask_for_label(packing, desk)
    except InvalidBatch:  # the next look asks again; the page shows that there is no label
        return


def _on_the_desk(desk: Desk, scanned: Scanned) -> tuple[Word | None, Now | None]:
    """What it did to the open package, written with the scan; None where it is about another one. Raises
    RepeatedError."""
    try:
        with transaction.atomic():
            packing = current_locked(desk)
            return _with(packing, desk, scanned) if packing else (_without(desk, scanned), None)
    except IntegrityError:
        if _sent_before(scanned):  # at the same moment, by another connection
            return None, None
        raise


def _with(packing: Packing, desk: Desk, scanned: Scanned) -> tuple[Word | None, Now | None]:
    """The package is locked, so that scans of its desk come one after the other."""
    facts = facts_of(packing, texts=scanned.texts, key=scanned.key)
    if facts.outcome:
        raise RepeatedError
    word = _news(packing, facts) or _judge(packing, desk, scanned, facts)
    if word:
        _save(packing, word)
    if facts.outcome is None:
        _begin(desk, scanned, outcome=word.outcome if word else "", packing=packing if word else None)
    elif word:
        _finish(scanned, word, packing)
    return word, _now(packing, desk) if word else None


def _without(desk: Desk, scanned: Scanned) -> Word | None:
    word = _judge(None, desk, scanned, None)
    _begin(desk, scanned, outcome=word.outcome if word else "")
    return word


def _now(packing: Packing, desk: Desk) -> Now | None:
    """None where the desk is not the one that the scan came from any more."""
    if packing.station_id != desk.station.pk:
        return None
    return Now(packing if packing.state == Packing.State.OPEN else None)


def _begin(desk: Desk, scanned: Scanned, *, outcome: str = "", packing: Packing | None = None) -> None:
    """Raises IntegrityError where it has been begun before."""
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


def _finish(scanned: Scanned, word: Word, packing: Packing) -> None:
    """One that was begun before and came to no end."""
    rows = Scan.objects.filter(key=scanned.key, outcome="")
    if not rows.update(outcome=word.outcome, packing=packing):
        raise RepeatedError


def _sent_before(scanned: Scanned) -> bool:
    """Whether it was begun and came to no end. Raises RepeatedError where it came to one."""
    outcome = Scan.objects.filter(key=scanned.key).values_list("outcome", flat=True).first()
    if outcome:
        raise RepeatedError
    return outcome is not None


def _save(packing: Packing, word: Word) -> None:
    packing.touched_at = timezone.now()
    if word.blocks:
        packing.block = word.block()
    packing.save(update_fields=KEPT)


def _news(packing: Packing, facts: Facts) -> Word | None:
    """The package has changed at Seller Center: that is told before anything else counts."""
    return note_change(packing) if facts.is_newer and not packing.block else None


def _judge(packing: Packing | None, desk: Desk, scanned: Scanned, facts: Facts | None) -> Word | None:
    if command := command_of(scanned.texts, kind=scanned.kind):
        return carry_out(packing, desk, command)
    if packing is None or facts is None:
        return None
    if packing.block and scanned.kind != "teach":
        return blocked(packing)
    return _by_kind(packing, desk, scanned, facts)


def _by_kind(packing: Packing, desk: Desk, scanned: Scanned, facts: Facts) -> Word | None:
    if scanned.kind in OPENING:
        return None
    if scanned.kind == "teach":
        return teach(packing, desk, product=scanned.texts[0], clock=scanned.clock)
    if scanned.kind == "reprint":
        return label.print_again(packing, desk, because=scanned.texts[0])
    return _at_step(packing, desk, scanned, facts)


def _at_step(packing: Packing, desk: Desk, scanned: Scanned, facts: Facts) -> Word | None:
    early = before_label(packing)
    job = None if early else job_of(packing)
    step = early or with_label(packing, job)
    if step is Step.UNITS:
        return _unit(packing, scanned, facts)
    if step is Step.NOTES:
        return None if _is_of_another(packing, scanned) else NOTES_FIRST
    if step is Step.NUMBER:
        return _number(packing, scanned)
    word = read_back(packing, desk, job, texts=scanned.texts)
    if word.outcome is Outcome.WRONG_BOX:
        if _is_own_number(packing, scanned):
            return LABEL_WANTED
        if step is Step.LABEL and _is_of_another(packing, scanned):
            return None
    return word


def _unit(packing: Packing, scanned: Scanned, facts: Facts) -> Word | None:
    """A unit; else another package, which parks this one."""
    word = units.count(packing, texts=scanned.texts, clock=scanned.clock, facts=facts)
    if word.outcome not in (Outcome.WRONG, Outcome.UNKNOWN, Outcome.OTHER_PACKAGE):
        return word
    if _is_own_number(packing, scanned):
        return Word(outcome=Outcome.OPENED, sentence=f"Package {packing.package_number} is open here.")
    return None if _is_of_another(packing, scanned) else word


def _number(packing: Packing, scanned: Scanned) -> Word:
    """The tracking number on the carrier's own label."""
    text = scanned.texts[0].strip()
    is_number = 4 <= len(text) <= 64 and text.isprintable() and not is_address(text)
    if not is_number or _is_own_number(packing, scanned) or _is_unit(packing, scanned):
        return Word(
            outcome=Outcome.NOT_NOW,
            sentence="That is no tracking number.",
            next="Scan the barcode of the carrier's own label, or type its number.",
        )
    packing.tracking_number = text
    packing.waybill_number = packing.waybill_number or text
    note_package(packing.package_number, tracking=text)
    return Word(
        outcome=Outcome.NUMBER, sentence=f"Tracking number {text}.", next="Close the box and scan it again."
    )


def _is_own_number(packing: Packing, scanned: Scanned) -> bool:
    own = {plain(packing.package_number), plain(packing.order_number)}
    return any(plain(text) in own for text in scanned.texts)


def _is_unit(packing: Packing, scanned: Scanned) -> bool:
    """A product of this box, scanned where its carrier's number was asked for."""
    products = units.products_of(scanned.texts)
    return any(plain(product) in products for product in packing.units.values_list("product", flat=True))


def _is_of_another(packing: Packing, scanned: Scanned) -> bool:
    numbers = find_here(scanned.texts).numbers
    return bool(numbers) and packing.package_number not in numbers


def _elsewhere(desk: Desk, scanned: Scanned) -> Word:
    """It opens a package, asks which one, or says that there is none."""
    if command_of(scanned.texts, kind=scanned.kind) == "NEXT":
        return _next_parked(desk)
    if scanned.kind in OPENING:
        return open_package(desk, number=scanned.texts[0], take_over=scanned.kind == "take_over")
    try:
        found: Found = find_anywhere(scanned.texts)
    except SellerCenterError as error:
        return away(scanned.texts[0], error)
    if not found.numbers:
        return nothing(scanned.texts)
    return open_package(desk, number=found.numbers[0]) if len(found.numbers) == 1 else several(found)


def _next_parked(desk: Desk) -> Word:
    waiting = parked().first()
    if waiting is None:
        return Word(
            outcome=Outcome.NOT_NOW, sentence="No package is parked.", next="Scan any code of a parcel."
        )
    return open_package(desk, number=waiting.package_number)

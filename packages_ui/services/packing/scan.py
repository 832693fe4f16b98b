"""Scans of one desk, in their order; each counts once, whatever is sent again."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Packing, Scan
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.packing import label, units
from packages_ui.services.packing.commands import blocked, carry_out, command_of
from packages_ui.services.packing.desk import Desk, Scanned, current, current_locked, parked
from packages_ui.services.packing.find import Found, find_anywhere, find_here, nothing, several
from packages_ui.services.packing.opening import away, open_package
from packages_ui.services.packing.read_back import read_back
from packages_ui.services.packing.refresh import note_change
from packages_ui.services.packing.slip import want_slip
from packages_ui.services.packing.steps import Step, step_of
from packages_ui.services.packing.teach import teach
from packages_ui.services.packing.words import Outcome, Word

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


def scan(*, desk: Desk, scans: Iterable[Scanned]) -> list[Word]:
    """What each of them did, in order. One that was sent before does nothing again. Seller Center is asked
    only for a package that is on no row of ours."""
    return [_one(desk, each) for each in scans]


def _one(desk: Desk, scanned: Scanned) -> Word:
    row, made = Scan.objects.get_or_create(
        key=scanned.key,
        defaults={
            "text": scanned.texts[0][:200],
            "user_id": desk.user_id,
            "station": desk.station,
            "clock": scanned.clock,
            "at": timezone.now(),
        },
    )
    if not made and row.outcome:
        return Word(outcome=Outcome.REPEATED)
    word = _on_the_desk(desk, scanned, row)
    if word is None:
        word = _elsewhere(desk, scanned)
        Scan.objects.filter(pk=row.pk, outcome="").update(outcome=word.outcome, packing=current(desk))
    if word.outcome in (Outcome.ALL_COUNTED, Outcome.NUMBER):
        print_label(desk)
    return word


def print_label(desk: Desk) -> None:
    """The label of the open package, and its packing slip, if they are due and were not asked for yet."""
    packing = current(desk)
    if packing is None or not packing.units_done_at:
        return
    want_slip(packing, desk)
    try:
        label.ask_for_label(packing, desk)
    except InvalidBatch:  # the next look asks again; the page shows that there is no label
        return


def _on_the_desk(desk: Desk, scanned: Scanned, row: Scan) -> Word | None:
    """What it did to the open package, written with the scan; None where it is about another one."""
    with transaction.atomic():
        if not Scan.objects.select_for_update().filter(pk=row.pk, outcome="").exists():
            return Word(outcome=Outcome.REPEATED)
        packing = current_locked(desk)
        word = _news(packing) or _judge(packing, desk, scanned)
        if word is None:
            return None
        if packing is not None:
            _save(packing, word)
        Scan.objects.filter(pk=row.pk).update(outcome=word.outcome, packing=packing)
    return word


def _save(packing: Packing, word: Word) -> None:
    packing.touched_at = timezone.now()
    if word.blocks:
        packing.block = word.block()
    packing.save(update_fields=KEPT)


def _news(packing: Packing | None) -> Word | None:
    """The package has changed at Seller Center: that is told before anything else counts."""
    return note_change(packing) if packing is not None and not packing.block else None


def _judge(packing: Packing | None, desk: Desk, scanned: Scanned) -> Word | None:
    if command := command_of(scanned.texts, kind=scanned.kind):
        return carry_out(packing, desk, command)
    if packing is None:
        return None
    if packing.block and scanned.kind != "teach":
        return blocked(packing)
    return _by_kind(packing, desk, scanned)


def _by_kind(packing: Packing, desk: Desk, scanned: Scanned) -> Word | None:
    if scanned.kind in OPENING:
        return None
    if scanned.kind == "teach":
        return teach(packing, desk, product=scanned.texts[0], clock=scanned.clock)
    if scanned.kind == "reprint":
        return label.print_again(packing, desk, because=scanned.texts[0])
    return _at_step(packing, desk, scanned)


def _at_step(packing: Packing, desk: Desk, scanned: Scanned) -> Word | None:
    step = step_of(packing)
    if step is Step.UNITS:
        return _unit(packing, scanned)
    if step is Step.NOTES:
        return None if _is_of_another(packing, scanned) else NOTES_FIRST
    if step is Step.NUMBER:
        return _number(packing, scanned)
    word = read_back(packing, desk, texts=scanned.texts)
    if word.outcome is Outcome.WRONG_BOX:
        if _is_own_number(packing, scanned):
            return LABEL_WANTED
        if step is Step.LABEL and _is_of_another(packing, scanned):
            return None
    return word


def _unit(packing: Packing, scanned: Scanned) -> Word | None:
    """A unit; else another package, which parks this one."""
    word = units.count(packing, texts=scanned.texts, clock=scanned.clock)
    if word.outcome not in (Outcome.WRONG, Outcome.UNKNOWN, Outcome.OTHER_PACKAGE):
        return word
    if _is_own_number(packing, scanned):
        return Word(outcome=Outcome.OPENED, sentence=f"Package {packing.package_number} is open here.")
    return None if _is_of_another(packing, scanned) else word


def _number(packing: Packing, scanned: Scanned) -> Word:
    """The tracking number on the carrier's own label."""
    text = scanned.texts[0].strip()
    if not 4 <= len(text) <= 64 or not text.isprintable() or _is_own_number(packing, scanned):
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

"""The commands of the command sheet, scanned or pressed as keys; and adding an unknown barcode to a product
of the open package."""

import re
from dataclasses import replace

from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.messages.message import message
from packages_ui.models import Packing, PrintJob, Station
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.products import BarcodeRefused, add_barcode
from packages_ui.services.packing import invoice, label, units
from packages_ui.services.packing.after_block import acknowledge, blocked, count_kept, kept_in
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.facts import facts_of
from packages_ui.services.packing.job import job_of
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.steps import Step, step_of

SHEET = ("OK", "UNDO", "SKIP", "PARK", "REPRINT", "MISSING", "NEXT")
BUTTONS = ("RETRY", "OWN", "PRINTIT", "CAMEOUT")  # shown only where a label has failed or needs an answer
INVOICE = "INVOICE"  # a button too, once all units are counted
WITH_LABEL = (Step.LABEL, Step.READ_BACK)
STATION = re.compile(r"STATION([0-9]{1,15})")
QUANTITY = re.compile(r"QTY([0-9]{1,4})")
NOTHING_OPEN = ScanResult(
    outcome=ScanOutcome.NOT_NOW, sentence=messages.NOTHING_OPEN(), next=messages.SCAN_PACKAGE()
)
NOT_AT_THIS_STEP = ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=messages.NOT_AT_THIS_STEP())
NO_RIGHT = ScanResult(
    outcome=ScanOutcome.NOT_NOW, sentence=messages.LEADS_ADD_BARCODES(), next=messages.CALL_A_LEAD()
)


def command_of(texts: tuple[str, ...], *, kind: str) -> str:
    """The command that was scanned or pressed; empty for anything else."""
    known = (*SHEET, *BUTTONS, INVOICE) if kind == "command" else SHEET
    codes = [plain(text) for text in texts]
    return next((code for code in codes if code in known or _has_number(code)), "")


def _has_number(code: str) -> bool:
    return bool(STATION.fullmatch(code) or QUANTITY.fullmatch(code))


def carry_out(packing: Packing | None, desk: Desk, command: str) -> ScanResult | None:
    """The result at this step; None where it opens another package. The packing is locked, and the caller
    saves it."""
    if match := STATION.fullmatch(command):
        return _station(packing, int(match[1]))
    if packing is None:
        return None if command == "NEXT" else NOTHING_OPEN
    if packing.block:
        return _in_block(packing, command)
    if command == "PARK":
        packing.state = Packing.State.PARKED
        return ScanResult(
            outcome=ScanOutcome.PARKED,
            sentence=messages.SET_ASIDE(number=packing.package_number),
            next=messages.SET_ASIDE_NEXT(),
        )
    if command == "MISSING":
        return ScanResult(outcome=ScanOutcome.MISSING, sentence=messages.WHAT_IS_MISSING())
    return _at_step(packing, desk, command, step_of(packing))


def _at_step(packing: Packing, desk: Desk, command: str, step: Step) -> ScanResult:
    if step is Step.NOTES:
        return _confirm(packing) if command == "OK" else NOT_AT_THIS_STEP
    if command == "UNDO":
        return _undo(packing, step)
    if step in WITH_LABEL and command == INVOICE:
        return invoice.again(packing, desk)
    if command == "REPRINT":
        return label.request_reason(packing, desk)
    return _at_units(packing, command) if step is Step.UNITS else _at_label(packing, desk, command, step)


def _at_label(packing: Packing, desk: Desk, command: str, step: Step) -> ScanResult:
    return _label(packing, desk, command) if step is Step.LABEL and command in BUTTONS else NOT_AT_THIS_STEP


def _at_units(packing: Packing, command: str) -> ScanResult:
    if match := QUANTITY.fullmatch(command):
        return units.count_several(packing, int(match[1]))
    if command in ("SKIP", "NEXT"):
        return units.count_by_hand(packing) if command == "SKIP" else units.mark_next(packing)
    return NOT_AT_THIS_STEP


def _undo(packing: Packing, step: Step) -> ScanResult:
    """The last unit; with its label on paper or on its way, also what to do with that."""
    result, job = units.undo(packing), job_of(packing) if step in WITH_LABEL else None
    if result.outcome is not ScanOutcome.UNDONE or job is None or job.state == PrintJob.State.FAILED:
        return result
    is_out = job.state in PrintJob.ON_PAPER
    paper = messages.KEEP_LABEL() if is_out else messages.KEEP_COMING_LABEL()
    return replace(result, next=result.next + paper)


def _label(packing: Packing, desk: Desk, command: str) -> ScanResult:
    if command == "PRINTIT":
        return label.let_print(packing, desk)
    if command == "CAMEOUT":
        return label.came_out(packing, desk)
    return label.retry(packing, desk, own=command == "OWN")


def _in_block(packing: Packing, command: str) -> ScanResult:
    return acknowledge(packing) if command == "OK" else blocked(packing)


def _confirm(packing: Packing) -> ScanResult:
    packing.notes_confirmed_at = timezone.now()
    return ScanResult(
        outcome=ScanOutcome.CONFIRMED, sentence=messages.NOTES_CONFIRMED(), next=messages.SCAN_ITEMS()
    )


def _station(packing: Packing | None, number: int) -> ScanResult:
    station = Station.objects.filter(pk=number).first()
    if station is None:
        return ScanResult(
            outcome=ScanOutcome.NOT_NOW,
            sentence=messages.NO_STATION(number=number),
            next=common.NOTHING_CHANGED(),
        )
    sentence = messages.AT_STATION(station=station.name)
    if packing is not None and (there := _open_at(station, packing)):
        packing.state = Packing.State.PARKED
        sentence += messages.OPEN_AT_STATION(number=there)
        sentence += messages.SET_ASIDE(number=packing.package_number)
    elif packing is not None:
        packing.station = station
    return ScanResult(outcome=ScanOutcome.STATION, sentence=sentence, station_id=station.pk)


def _open_at(station: Station, packing: Packing) -> str:
    """The number of the other package that its packer has open at that station, or empty."""
    others = Packing.objects.filter(user=packing.user_id, station=station, state=Packing.State.OPEN)
    return others.exclude(pk=packing.pk).values_list("package_number", flat=True).first() or ""


def add_scanned(packing: Packing, desk: Desk, *, product: str, clock: int) -> ScanResult:
    """Add the unknown barcode to the product; the unit in the hand counts at once."""
    if "teach_barcode" not in desk.rights:
        return NO_RIGHT
    if (
        packing.block.get("outcome") != ScanOutcome.UNKNOWN
        or not packing.units.filter(product=product).exists()
    ):
        return NOT_AT_THIS_STEP
    text = packing.block["text"]
    try:
        add_barcode(text=text, product=product, user_id=desk.user_id, package_number=packing.package_number)
    except BarcodeRefused as error:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=message(error.sentence))
    kept, packing.block = kept_in(packing), {}
    result = units.count(packing, texts=[text], clock=clock, facts=facts_of(packing, texts=[text]))
    since = count_kept(packing, kept, of_error=text)
    return replace(since, sentence=result.sentence + since.sentence) if since else result

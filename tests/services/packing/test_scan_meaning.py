"""Packages are packed by what scans mean, however they are written, and by no code that other boxes share."""

import pytest
from django.utils import timezone

from packages_ui.models import Packing, PrintJob, Scan, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.barcodes.codes import bare_code
from packages_ui.services.barcodes.package_codes import note_label
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.results import ScanOutcome
from tests.services.batch_makers import label_of
from tests.services.packing.at_desk import outcomes, scans
from tests.services.packing.shelves import shelved

O = ScanOutcome  # noqa: E741 - many of them follow
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ROUTE = "4210405000"


def come_out(record: Record, *barcodes: str) -> None:
    """Its label, with these barcodes on it."""
    job = PrintJob.objects.filter(package_number=record.number).latest("pk")
    label = label_of(record.number, b"%PDF")
    label.barcodes = "\n".join(barcodes)
    label.save()
    note_label(record.number, barcodes)
    now = timezone.now()
    fields = {"state": PrintJob.State.PRINTED, "label": label, "sending_at": now, "sent_at": now}
    PrintJob.objects.filter(pk=job.pk).update(printer=job.batch.printer, **fields)


def parcel(sandbox: Sandbox, desk: Desk, tracking: str, *barcodes: str) -> Record:
    """All units in the box, the label in the hand."""
    record = shelved(sandbox, "MUG-11OZ", tracking_number=tracking, waybill_number=tracking)
    assert outcomes(desk, record.number, "MUG-11OZ") == [O.OPENED, O.ALL_COUNTED]
    come_out(record, *barcodes)
    return record


def test_it_packs_with_a_scanner_that_names_the_kind_of_barcode(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "8690000000012", "MUG-11OZ", tracking_number="386900000000000018")
    scanned = (f"]C0{record.number}", "]E08690000000012", "]C0MUG-11OZ")
    assert outcomes(desk, *scanned) == [O.OPENED, O.COUNTED, O.ALL_COUNTED]
    come_out(record, "00386900000000000018")
    assert outcomes(desk, "]C100386900000000000018") == [O.PACKED]


def test_it_counts_an_article_in_every_length(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "0012345678905", "036000291452", "00123")
    assert outcomes(desk, record.number, "012345678905", "0036000291452") == [O.OPENED, O.COUNTED, O.COUNTED]
    assert outcomes(desk, "123") == [O.UNKNOWN]
    assert outcomes(desk, "OK", "00123") == [O.ACKNOWLEDGED, O.ALL_COUNTED]


def test_it_counts_a_unit_by_gs1s_elements(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "8690000000012", "8690000000012")
    told = outcomes(desk, record.number, "]d2010869000000001221SN1", "(01)08690000000012(21)SN2")
    assert told == [O.OPENED, O.COUNTED, O.ALL_COUNTED]


def test_it_counts_a_added_article_in_every_length(desk: Desk, sandbox: Sandbox) -> None:
    add_barcode(text="]E00012345678905", product="MUG-11OZ", user_id=desk.user_id)
    record = shelved(sandbox, "MUG-11OZ")
    assert outcomes(desk, record.number, "012345678905") == [O.OPENED, O.ALL_COUNTED]


def test_it_keeps_what_a_scanner_adds_out_of_numbers(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "MUG-11OZ", manual=True, tracking_number=None, waybill_number=None)
    code = "]C1420980289205590303190000000000"
    outcomes(desk, record.number, "OK", "MUG-11OZ")
    assert outcomes(desk, code, code) == [O.NUMBER, O.PACKED]
    assert StatusChange.objects.get().tracking_number == code[3:]


def test_it_opens_by_a_longer_code_that_ends_with_the_number(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "MUG-11OZ", tracking_number="271053820000")
    assert outcomes(desk, "9632080400200044387500271053820000") == [O.OPENED]
    packing = current(desk)
    assert packing
    assert packing.package_number == record.number


def test_it_asks_for_more_where_a_longer_code_fits_two(desk: Desk, sandbox: Sandbox) -> None:
    shelved(sandbox, "MUG-11OZ", tracking_number="271053820000")
    shelved(sandbox, "MUG-11OZ", tracking_number="443875002710")
    assert outcomes(desk, "9632080400200044387500271053820000") == [O.NOTHING]


def test_it_reads_back_by_a_longer_code_of_the_carrier(desk: Desk, sandbox: Sandbox) -> None:
    parcel(sandbox, desk, "271053820000")
    assert outcomes(desk, "9632080400200044387500271053820000") == [O.PACKED]


def test_it_packs_nothing_by_a_code_that_other_labels_have(desk: Desk, sandbox: Sandbox) -> None:
    for tracking in ("1Z00000A0000000001", "1Z00000A0000000002"):
        parcel(sandbox, desk, tracking, ROUTE, tracking)
        (word,) = scans(desk, ROUTE)
        assert word.outcome is O.NOT_NOW
        assert word.sentence == "Other labels have this barcode too."
        assert tracking[-4:] in word.next
        assert Packing.objects.get(package_number=current(desk).package_number).packed_at is None  # type: ignore[union-attr] # it is open
        assert outcomes(desk, tracking) == [O.PACKED]


def test_it_takes_the_only_barcode_of_a_label_that_says_no_number(desk: Desk, sandbox: Sandbox) -> None:
    parcel(sandbox, desk, "1Z00000A0000000001", "CARRIER-OWN-77", ROUTE, "34000")
    assert outcomes(desk, ROUTE, "34000") == [O.NOT_NOW, O.NOT_NOW]
    assert outcomes(desk, "CARRIER-OWN-77") == [O.PACKED]


def test_it_takes_no_barcode_that_another_label_has(desk: Desk, sandbox: Sandbox) -> None:
    note_label("1000", ["DEPOT-77-X"])
    parcel(sandbox, desk, "1Z00000A0000000001", "DEPOT-77-X")
    assert outcomes(desk, "DEPOT-77-X") == [O.NOT_NOW]


@pytest.mark.parametrize(
    ("product", "scanned"),
    [
        ("012345000065", "01234565"),
        ("01234565", "]E0012345000065"),
        ("96385074", "]E496385074"),
        ("MUG-11OZ", "]A1*mug-11oz*"),
        ("8690000000012", "]C110LOT-7\x1d0108690000000012"),
        ("8690000000012", "]d2010869000000001221SN-77"),
        ("8690000000012", "]Q1https://id.gs1.org/01/08690000000012/21/SN1"),
        ("40156789", "A40156789B"),
        ("MUG 11 OZ", " mug11oz "),
        ("18690000000019", "]I118690000000019"),
    ],
)
def test_it_counts_a_unit_however_it_is_written(
    desk: Desk, sandbox: Sandbox, product: str, scanned: str
) -> None:
    record = shelved(sandbox, product)
    assert outcomes(desk, record.number, scanned) == [O.OPENED, O.ALL_COUNTED]
    assert Scan.objects.latest("pk").text == bare_code(scanned)  # with its serial


@pytest.mark.parametrize("scanned", ["18690000000019", "(01)18690000000019", "]C10118690000000019"])
def test_it_counts_no_carton_as_a_unit(desk: Desk, sandbox: Sandbox, scanned: str) -> None:
    record = shelved(sandbox, "8690000000012")
    assert outcomes(desk, record.number, scanned) == [O.OPENED, O.UNKNOWN]


@pytest.mark.parametrize(
    ("tracking", "scanned"),
    [
        ("386900000000000018", "]C100386900000000000018"),
        ("386900000000000018", "(00) 386900000000000018"),
        ("9205590303190000000000", "]C142098028\x1d9205590303190000000000"),
        ("1Z00000A0000000001", "]Q1https://kargo.example/takip?no=1Z00000A0000000001"),
        ("1Z00000A0000000001", "1z 000 00a 00 0000 0001"),
        ("12345678901", "b12345678901c"),
        ("JD014600003712345678", "]C0*JJD014600003712345678*"),
    ],
)
def test_it_opens_and_packs_by_the_number_however_it_is_written(
    desk: Desk, sandbox: Sandbox, tracking: str, scanned: str
) -> None:
    record = shelved(sandbox, "MUG-11OZ", tracking_number=tracking, waybill_number=None)
    assert outcomes(desk, scanned, "MUG-11OZ") == [O.OPENED, O.ALL_COUNTED]
    come_out(record, tracking)
    assert outcomes(desk, scanned) == [O.PACKED]


@pytest.mark.parametrize("route", ["42098028", "]C142098028", "421792114020", "2LGB:CV347AX+01000000"])
def test_it_packs_nothing_by_where_it_goes(desk: Desk, sandbox: Sandbox, route: str) -> None:
    parcel(sandbox, desk, "1Z00000A0000000001", bare_code(route), "CARRIER-OWN-77")
    assert outcomes(desk, route) == [O.NOT_NOW]
    assert outcomes(desk, "CARRIER-OWN-77") == [O.PACKED]


@pytest.mark.parametrize(
    "scanned", ["https://kargo.example/1Z00000A00", "MUG-11OZ", "]Q1HTTPS://kargo.example", "[)>\x1e06\x1dK1"]
)
def test_it_takes_neither_an_address_nor_a_unit_for_a_tracking_number(
    desk: Desk, sandbox: Sandbox, scanned: str
) -> None:
    record = shelved(sandbox, "MUG-11OZ", manual=True, tracking_number=None, waybill_number=None)
    outcomes(desk, record.number, "OK", "MUG-11OZ")
    assert outcomes(desk, scanned) == [O.NOT_NOW]
    assert outcomes(desk, "]C142098028\x1d92055903", "4209802892055903") == [O.NUMBER, O.PACKED]
    assert StatusChange.objects.get().tracking_number == "4209802892055903"

"""A package from its first scan to its last; every error blocks, every scan counts once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from packages_ui.labels.read import read_barcodes
from packages_ui.models import (
    Act,
    Document,
    LabelBatch,
    Packing,
    PrintJob,
    ProductBarcode,
    Scan,
    StatusChange,
)
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.barcodes.package_codes import note_label
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.goods.product_labels import print_labels
from packages_ui.services.label_files import load
from packages_ui.services.mirror.keep import doubt
from packages_ui.services.packing import units
from packages_ui.services.packing.desk import Desk, Scanned, current
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.scan import scan
from tests.services.batch_makers import batch_of, label_of
from tests.services.packing.at_desk import outcomes, press, scans
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at
from tests.wire import wired

O = ScanOutcome  # noqa: E741 - many of them follow
State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def printed(record: Record, barcode: str = "TRACK-123456") -> PrintJob:
    """Its label, as the feeder leaves it."""
    job = PrintJob.objects.filter(package_number=record.number).latest("pk")
    label = label_of(record.number, b"%PDF")
    label.barcodes = barcode
    label.save()
    note_label(record.number, [barcode])
    now = timezone.now()
    PrintJob.objects.filter(pk=job.pk).update(
        state=State.SENT, label=label, sending_at=now, sent_at=now, printer=job.batch.printer
    )
    return PrintJob.objects.get(pk=job.pk)


def test_a_label_of_ours_for_a_product_counts_it(desk: Desk, record: Record) -> None:
    add_barcode(text="869-0001", product="AKN-B", user_id=desk.user_id)
    outcomes(desk, record.number)
    for sku in ("AKN-A", "AKN-B"):
        printer, user_id = desk.station.label_printer, desk.user_id
        slip = print_labels(sku=sku, copies=1, printer=printer, user_id=user_id, key=sku)
        (text,) = read_barcodes(load(slip.path, digest=slip.sha256))
        assert outcomes(desk, text) == [O.COUNTED]


def test_it_packs_a_package_by_scans_alone(desk: Desk, record: Record) -> None:
    assert outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B") == [
        O.OPENED,
        O.COUNTED,
        O.COUNTED,
        O.ALL_COUNTED,
    ]
    printed(record)
    assert outcomes(desk, "TRACK-123456") == [O.PACKED]
    packing = Packing.objects.get()
    assert packing.state == Packing.State.PACKED
    assert packing.read_back_at
    change = StatusChange.objects.get()
    assert (change.package_number, change.status) == (record.number, 3)
    assert sorted(change.items) == sorted(item["number"] for item in record.items)
    job = PrintJob.objects.get()
    assert (job.state, job.proof) == (State.PRINTED, PrintJob.Proof.PERSON)
    assert job.read_back_at
    assert Act.objects.get(verb=Act.Verb.PACK).after["by_hand"] == 0


def test_it_sends_nothing_to_seller_center_for_what_is_in_the_copy(
    desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, down=True):
        assert outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")[-1] is O.ALL_COUNTED
        printed(record)
        assert outcomes(desk, "TRACK-123456") == [O.PACKED]
    assert StatusChange.objects.get().state == StatusChange.State.WANTED


@pytest.mark.parametrize("field", ["number", "order_number", "waybill_number", "tracking_number"])
def test_it_opens_by_any_number(desk: Desk, sandbox: Sandbox, field: str) -> None:
    record = shelved(sandbox, "AKN-A", waybill_number="WAY-55501", tracking_number="TRK-55502")
    assert outcomes(desk, record.body[field]) == [O.OPENED]
    opened = current(desk)
    assert opened
    assert opened.package_number == record.number


def test_it_lists_several_and_one_is_chosen(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    other = shelved(sandbox, "AKN-C", order_number=record.order_number)
    word = scans(desk, record.order_number)[0]
    assert word.outcome is O.SEVERAL
    assert {choice.text for choice in word.choices} == {record.number, other.number}
    assert outcomes(desk, other.number, kind="package") == [O.OPENED]


def test_it_lists_who_needs_a_product_when_nothing_is_open(desk: Desk, sandbox: Sandbox) -> None:
    now, made = timezone.now(), []
    for days in (1, 3, 2):
        placed = (now - timedelta(days=days, hours=4, minutes=1)).isoformat()
        made.append(shelved(sandbox, "AKN-B", date_placed=placed))
    result = scans(desk, "AKN-B")[0]
    assert [choice.text for choice in result.choices] == [made[place].number for place in (1, 2, 0)]
    record, address = made[1], made[1].body["shipping_address"]
    customer = f"{address['first_name']} {address['last_name']}"
    assert result.choices[0].label == (
        f"Package {record.number} · {customer}, {record.method.company}, ordered 3 d 4 h ago · 1 item"
    )


@pytest.mark.parametrize(
    ("state", "paper"),
    [(State.PRINTED, "Keep its printed label"), (State.READY, "Its label still prints"), (State.FAILED, "")],
)
def test_undo_says_what_to_do_with_a_label_that_is_out(
    desk: Desk, record: Record, state: PrintJob.State, paper: str
) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    printed(record)
    PrintJob.objects.update(state=state, printed_at=timezone.now())
    result = scans(desk, "UNDO")[0]
    assert str(result.next).removeprefix("Take it out of the box. ")[: len(paper)] == paper
    assert (result.next == "Take it out of the box.") is not bool(paper)
    assert "its printed label" not in scans(desk, "UNDO")[0].next  # it was said


def test_what_is_packed_already_offers_its_page(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    doubt(numbers=[record.number])
    record.body["status"] = 3
    result = scans(desk, record.number)[0]
    assert result.outcome is O.NOT_PREPARING
    assert [(choice.text, choice.kind) for choice in result.choices] == [(record.number, "page")]


def test_it_says_what_an_unknown_scan_looks_like(desk: Desk, record: Record) -> None:
    word = scans(desk, "8690000000012")[0]
    assert word.outcome is O.NOTHING
    assert "EAN-13" in word.next


def test_it_reads_a_package_that_may_have_changed(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    doubt(numbers=[record.number])
    assert outcomes(desk, record.number) == [O.OPENED]
    with wired(sandbox, down=True):
        assert outcomes(desk, "PARK", "99999999") == [O.PARKED, O.AWAY]


def test_it_stops_at_notes_until_they_are_confirmed(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", gift_box_note="Happy birthday", has_gift_box=True, notes="Fragile")
    assert outcomes(desk, record.number, "AKN-A", "OK", "AKN-A") == [
        O.OPENED,
        O.NOTES_FIRST,
        O.CONFIRMED,
        O.ALL_COUNTED,
    ]


@pytest.mark.parametrize(
    ("text", "outcome"), [("AKN-A", O.TOO_MANY), ("AKN-C", O.WRONG), ("nobody-knows", O.UNKNOWN)]
)
def test_it_blocks_on_an_error_until_it_is_acknowledged(
    desk: Desk, sandbox: Sandbox, record: Record, text: str, outcome: ScanOutcome
) -> None:
    shelved(sandbox, "AKN-C")
    scans(desk, record.number, "AKN-A")
    assert outcomes(desk, text, "AKN-B", "OK", "AKN-B") == [outcome, O.BLOCKED, O.COUNTED, O.ALL_COUNTED]
    assert Packing.objects.get().units.filter(done_at__isnull=False).count() == 3


def test_it_names_the_open_package_that_a_unit_belongs_to(
    desk: Desk, other_desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    other = shelved(sandbox, "AKN-C")
    scans(other_desk, other.number)
    scans(desk, record.number)
    word = scans(desk, "AKN-C")[0]
    assert word.outcome is O.OTHER_PACKAGE
    assert other.number in word.sentence
    assert "Desk 2" in word.sentence


def at_clocks(desk: Desk, text: str, *clocks: int) -> list[ScanOutcome]:
    """The same code at these times of the page."""
    made = [Scanned(key=f"{text}-at-{clock}", texts=(text,), clock=clock) for clock in clocks]
    return [result.outcome for result in scan(desk=desk, scans=made)]


def test_it_asks_at_the_scanners_own_repeat(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    assert at_clocks(desk, "AKN-B", 5000, 5049) == [O.COUNTED, O.TWICE]
    assert press(desk, "OK") is O.ACKNOWLEDGED
    assert at_clocks(desk, "AKN-B", 5700) == [O.COUNTED]


def test_it_counts_two_equal_units_that_are_wanted_however_fast(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    assert at_clocks(desk, "AKN-B", 5000, 5050) == [O.COUNTED, O.COUNTED]


@pytest.mark.parametrize(("later", "outcome"), [(299, O.TWICE), (300, O.TOO_MANY)])
def test_it_asks_where_the_count_would_go_over(
    desk: Desk, record: Record, later: int, outcome: ScanOutcome
) -> None:
    scans(desk, record.number)
    assert at_clocks(desk, "AKN-A", 5000, 5000 + later) == [O.COUNTED, outcome]


def test_it_counts_a_resent_scan_once(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    same = Scanned(key="the-same-one", texts=("AKN-B",), clock=9000)
    assert [word.outcome for word in scan(desk=desk, scans=[same, same])] == [O.COUNTED, O.REPEATED]
    assert Scan.objects.filter(key="the-same-one").count() == 1
    assert Packing.objects.get().units.filter(done_at__isnull=False).count() == 1


def test_it_finishes_a_scan_that_was_left_unfinished(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans(desk, record.number)
    same = Scanned(key="the-same-one", texts=("AKN-B",), clock=9000)
    with monkeypatch.context() as broken:
        broken.setattr(units, "_done", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            scan(desk=desk, scans=[same])
    assert Scan.objects.get(key="the-same-one").outcome == ""
    assert [word.outcome for word in scan(desk=desk, scans=[same, same])] == [O.COUNTED, O.REPEATED]
    assert Scan.objects.get(key="the-same-one").packing == Packing.objects.get()
    assert Packing.objects.get().units.filter(done_at__isnull=False).count() == 1


def test_it_does_nothing_twice_where_nothing_is_open(desk: Desk, sandbox: Sandbox) -> None:
    twice = Scanned(key="a-station-code", texts=(f"STATION-{desk.station.pk}",), clock=1)
    assert [word.outcome for word in scan(desk=desk, scans=[twice, twice])] == [O.STATION, O.REPEATED]
    nowhere = Scanned(key="no-such-parcel", texts=("8690000000012",), clock=2)
    assert [word.outcome for word in scan(desk=desk, scans=[nowhere, nowhere])] == [O.NOTHING, O.REPEATED]
    assert Scan.objects.filter(key="no-such-parcel").count() == 1


def test_it_opens_again_what_a_lost_scan_started_to_open(desk: Desk, record: Record) -> None:
    Scan.objects.create(key="begun-only", text=record.number, at=timezone.now())
    begun = Scanned(key="begun-only", texts=(record.number,), clock=1)
    assert [word.outcome for word in scan(desk=desk, scans=[begun])] == [O.OPENED]
    assert Scan.objects.get(key="begun-only").outcome == O.OPENED


def test_it_understands_scans_on_another_keyboard(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    garbled = Scanned(key="turkish-f-keys", texts=("uıç*f", "AKN-A"), clock=1)
    assert [word.outcome for word in scan(desk=desk, scans=[garbled])] == [O.COUNTED]
    assert outcomes(desk, "akn*b") == [O.COUNTED]


def test_it_counts_by_hand_and_undoes(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    assert [press(desk, key) for key in ("SKIP", "UNDO", "NEXT", "SKIP")] == [
        O.BY_HAND,
        O.UNDONE,
        O.MARKED,
        O.BY_HAND,
    ]
    done = Packing.objects.get().units.get(done_at__isnull=False)
    assert (done.product, done.how) == ("AKN-B", "hand")


def test_it_counts_several_by_hand_and_takes_them_back_together(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, *["AKN-A"] * 3, "AKN-B")
    scans(desk, record.number, "AKN-A")
    result = scans(desk, "QTY-3")[0]
    assert (result.outcome, result.sentence == "AKN-A: only 2 are left to count.") == (O.NOT_NOW, True)
    result = scans(desk, "QTY-2")[0]
    assert (result.outcome, result.sentence == "AKN-A: 3 of 3.") == (O.BY_HAND, True)
    packing = Packing.objects.get()
    assert sorted(packing.units.values_list("how", flat=True)) == ["", "hand", "hand", "scan"]
    result = scans(desk, "UNDO")[0]
    assert result.sentence == "Undone: 2 × AKN-A."
    assert result.next == "Take all 2 out of the box."
    assert outcomes(desk, "qty2", "AKN-B", "QTY-1") == [O.BY_HAND, O.ALL_COUNTED, O.NOT_NOW]
    printed(record)
    assert outcomes(desk, "TRACK-123456") == [O.PACKED]
    assert Act.objects.get(verb=Act.Verb.PACK).after["by_hand"] == 2


def test_it_lets_a_lead_add_a_barcode_and_counts_the_unit(desk: Desk, record: Record) -> None:
    lead = Desk(user_id=desk.user_id, station=desk.station, rights=frozenset({"teach_barcode"}))
    scans(desk, record.number, "8690000000012")
    assert outcomes(desk, "AKN-B", kind="teach") == [O.NOT_NOW]
    assert outcomes(lead, "AKN-B", kind="teach") == [O.COUNTED]
    assert ProductBarcode.objects.get().product == "AKN-B"
    assert outcomes(desk, "8690000000012") == [O.COUNTED]


def test_it_counts_a_added_barcode(desk: Desk, record: Record, admin_user: User) -> None:
    add_barcode(text="8690000000012", product="AKN-A", user_id=admin_user.pk)
    assert outcomes(desk, record.number, "8690000000012") == [O.OPENED, O.COUNTED]


def test_it_prints_the_label_with_the_last_unit_and_once(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    assert [press(desk, key) for key in ("UNDO",)] == [O.UNDONE]
    assert outcomes(desk, "AKN-B") == [O.ALL_COUNTED]
    job = PrintJob.objects.get()
    assert (job.package_number, job.batch.printer) == (record.number, desk.station.label_printer)


def test_it_makes_no_second_label_where_a_good_one_is_on_paper(desk: Desk, record: Record) -> None:
    batch_of(record.number, printer=desk.station.label_printer)
    printed(record)
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    assert LabelBatch.objects.count() == 1
    assert outcomes(desk, "TRACK-123456") == [O.PACKED]


def test_it_names_the_box_that_another_label_belongs_to(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    other = shelved(sandbox, "AKN-C")
    batch_of(other.number, printer=desk.station.label_printer)
    printed(other, "OTHER-777777")
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    printed(record)
    word = scans(desk, "OTHER-777777")[0]
    assert word.outcome is O.WRONG_BOX
    assert other.number in word.sentence
    assert outcomes(desk, "TRACK-123456", "OK", "TRACK-123456") == [O.BLOCKED, O.SCAN_AGAIN, O.PACKED]


def test_it_does_not_take_the_package_number_for_its_label(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    printed(record)
    assert outcomes(desk, record.number) == [O.NOT_NOW]
    assert not StatusChange.objects.exists()


def test_it_asks_for_the_number_where_the_carrier_gives_no_label(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", manual=True, tracking_number=None, waybill_number=None)
    assert outcomes(desk, record.number, "OK", "AKN-A", "TN-424242", "TN-424242") == [
        O.OPENED,
        O.CONFIRMED,
        O.ALL_COUNTED,
        O.NUMBER,
        O.PACKED,
    ]
    change = StatusChange.objects.get()
    assert (change.tracking_number, change.waybill_number) == ("TN-424242", "TN-424242")
    assert not PrintJob.objects.exists()


def test_it_asks_why_a_label_is_printed_again(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    job = printed(record)
    PrintJob.objects.filter(pk=job.pk).update(state=State.PRINTED, printed_at=timezone.now())
    word = scans(desk, "REPRINT")[0]
    assert [choice.text for choice in word.choices] == ["jam", "damaged", "lost", "other"]
    assert outcomes(desk, "damaged", kind="reprint") == [O.REPRINTED]
    assert PrintJob.objects.latest("pk").reprint_because == "damaged"


def test_it_parks_what_is_open_when_another_is_scanned(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    other = shelved(sandbox, "AKN-C")
    assert outcomes(desk, record.number, "AKN-A", other.number) == [O.OPENED, O.COUNTED, O.OPENED]
    assert Packing.objects.get(package_number=record.number).state == Packing.State.PARKED
    assert outcomes(desk, "PARK", "NEXT") == [O.PARKED, O.OPENED]
    again = current(desk)
    assert again
    assert again.package_number == record.number
    assert again.units.filter(done_at__isnull=False).count() == 1


def test_it_says_who_has_a_package_and_a_lead_takes_it_over(
    desk: Desk, other_desk: Desk, record: Record
) -> None:
    scans(other_desk, record.number)
    word = scans(desk, record.number)[0]
    assert word.outcome is O.TAKEN
    assert "mehmet" in word.sentence
    assert outcomes(desk, record.number, kind="take_over") == [O.TAKEN]
    lead = Desk(user_id=desk.user_id, station=desk.station, rights=frozenset({"take_over_packing"}))
    assert outcomes(lead, record.number, kind="take_over") == [O.OPENED]
    assert current(other_desk) is None


def test_it_lets_anybody_continue_after_idle_time(desk: Desk, other_desk: Desk, record: Record) -> None:
    scans(other_desk, record.number)
    Packing.objects.update(touched_at=timezone.now() - timedelta(minutes=16))
    assert outcomes(desk, record.number) == [O.OPENED]


def test_it_moves_with_the_scanned_station(desk: Desk, record: Record) -> None:
    new = station_at(name="Desk 9")
    scans(desk, record.number)
    word = scans(desk, f"STATION-{new.pk}")[0]
    assert (word.outcome, word.station_id) == (O.STATION, new.pk)
    assert Packing.objects.get().station == new


def test_it_does_not_open_what_is_packed_and_waits(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    printed(record)
    assert outcomes(desk, "TRACK-123456") == [O.PACKED]
    word = scans(desk, record.number)[0]
    assert word.outcome is O.NOT_PREPARING
    assert "update to Seller Center is pending" in word.sentence


def test_it_prints_a_packing_slip_where_that_is_set(desk: Desk, record: Record, settings: Settings) -> None:
    settings.PACK_PRINTS_SLIP = True
    desk.station.document_printer = printer_of(width_mm=210, height_mm=297)
    desk.station.save()
    scans(desk, record.number, "AKN-A", "AKN-B", "AKN-B", "UNDO", "AKN-B")
    slip = Document.objects.get()
    assert (slip.kind, slip.about, slip.paper) == ("packing_slip", {"numbers": [record.number]}, "A4")
    assert slip.printer == desk.station.document_printer

"""The invoice with the last unit: printed once, and a package that needs one is not packed without it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from packages_ui.models import Act, Invoice, Packing, Printer, PrintJob, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices.paper import print_again
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.services.packing import invoice as invoices
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.invoice import InvoiceSeen
from packages_ui.services.packing.mark import mark
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.screen import read_desk
from packages_ui.services.packing.without_label import pack_without_invoice, pack_without_label
from tests.services.invoices.makers import fetch_all, give, row_of, serve_files
from tests.services.packing.at_desk import outcomes, press, scans
from tests.services.packing.shelves import shelved
from tests.services.packing.test_on_paper import TRACKING, be
from tests.services.station_makers import printer_of, station_at

O = ScanOutcome  # noqa: E741 - many of them follow
Invoices = Station.Invoices
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
OUT_OF_PAPER = "The printer is out of paper: put in paper."


@pytest.fixture(autouse=True)
def _files(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    serve_files(monkeypatch, sandbox)


@pytest.fixture
def station(db: None) -> Station:
    papers = printer_of(name="Laser", width_mm=210, height_mm=297)
    return station_at(name="Desk 1", document_printer=papers, invoices=Invoices.NEEDED)


@pytest.fixture
def record(sandbox: Sandbox, desk: Desk) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B", tracking_number=TRACKING, waybill_number="WAY-777777")


def given(record: Record, kind: str = "pdf") -> None:
    """The package has an invoice, and the copy knows where."""
    give(record, kind)
    keep_read(snapshot=read(number=record.number))


def pack_up(desk: Desk, record: Record, kind: str | None = "pdf") -> None:
    """All units are in the box, and its label is printed."""
    if kind:
        given(record, kind)
    assert outcomes(desk, record.number, "AKN-A")[-1] is O.COUNTED
    fetch_all()
    assert outcomes(desk, "AKN-B") == [O.ALL_COUNTED]
    fetch_all()
    be(PrintJob.State.PRINTED, record)


def on_paper() -> None:
    Slip.objects.update(state=Slip.State.SENT, sent_at=timezone.now())


def seen(desk: Desk) -> InvoiceSeen:
    shown = read_desk(desk=desk).open
    assert shown is not None
    assert shown.invoice is not None
    return shown.invoice


def test_it_is_fetched_when_the_package_is_opened_and_printed_with_the_last_unit(
    desk: Desk, record: Record
) -> None:
    given(record)
    scans(desk, record.number)
    fetch_all()
    assert (row_of(record).state, Slip.objects.count()) == (Invoice.State.KEPT, 0)
    scans(desk, "AKN-A", "AKN-B")
    slip = Slip.objects.get()
    assert (slip.printer, slip.state) == (desk.station.document_printer, Slip.State.WANTED)


def test_undoing_and_counting_again_prints_no_second_one(desk: Desk, record: Record) -> None:
    pack_up(desk, record)
    on_paper()
    scans(desk, "UNDO", "AKN-B", "PARK", record.number, "UNDO", "AKN-B")
    fetch_all()
    assert Slip.objects.count() == 1


def test_a_package_is_packed_once_its_invoice_is_at_the_printer(desk: Desk, record: Record) -> None:
    pack_up(desk, record)
    result = scans(desk, TRACKING)[0]
    assert result.outcome is O.NO_INVOICE
    assert str(result.sentence) == "The invoice is printing on Laser."
    on_paper()
    assert str(seen(desk).sentence) == "Invoice sent to Laser."
    assert outcomes(desk, TRACKING) == [O.PACKED]


@pytest.mark.parametrize(
    ("kind", "why", "button"),
    [
        (None, "Seller Center has no invoice for this package yet.", "retry"),
        ("later", "The invoice is not ready yet (HTTP 404).", "retry"),
        ("html", "What came instead of the invoice is not a PDF.", "retry"),
        ("forty-pages", "The invoice has 40 pages; at most 10 are printed.", "retry"),
    ],
)
def test_a_package_that_needs_one_and_has_none_stops(
    desk: Desk, record: Record, kind: str | None, why: str, button: str
) -> None:
    pack_up(desk, record, kind)
    shown = seen(desk)
    assert (str(shown.sentence), shown.is_bad, shown.stops, shown.button) == (why, True, True, button)
    result = scans(desk, TRACKING)[0]
    assert result.outcome is O.NO_INVOICE
    assert str(result.sentence) == f"Not packed: this package needs its invoice. {why}"
    assert "ask a lead" in str(result.next)
    assert Packing.objects.get().state == Packing.State.OPEN


@pytest.mark.parametrize("kind", ["later", "forty-pages"])
def test_one_that_may_have_an_invoice_goes_without_and_says_so(desk: Desk, record: Record, kind: str) -> None:
    Station.objects.update(invoices=Invoices.ANY)
    desk.station.refresh_from_db()
    pack_up(desk, record, kind)
    shown = seen(desk)
    assert (shown.is_bad, shown.stops) == (True, False)
    assert "You can close the box without it." in str(shown.next)
    result = scans(desk, TRACKING)[0]
    assert result.outcome is O.PACKED
    assert "Packed without its invoice." in str(result.next)
    fetch_all()
    assert not Slip.objects.exists()


def test_one_without_an_address_needs_none_where_only_some_have_one(desk: Desk, record: Record) -> None:
    desk.station.invoices = Invoices.ANY
    desk.station.save()
    pack_up(desk, record, None)
    shown = read_desk(desk=desk).open
    assert shown is not None
    assert shown.invoice is None
    result = scans(desk, TRACKING)[0]
    assert (result.outcome, "invoice" in str(result.next)) == (O.PACKED, False)


def test_a_box_waits_some_seconds_for_one_that_is_on_its_way(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invoices, "HOLD", timedelta(hours=1))
    desk.station.invoices = Invoices.ANY
    desk.station.save()
    given(record)
    scans(desk, record.number, "AKN-A", "AKN-B")
    be(PrintJob.State.PRINTED, record)
    assert outcomes(desk, TRACKING) == [O.NO_INVOICE]
    Packing.objects.update(units_done_at=timezone.now() - invoices.HOLD)
    assert outcomes(desk, TRACKING) == [O.PACKED]
    fetch_all()
    assert not Slip.objects.exists()


def test_nothing_is_fetched_where_the_station_prints_none(desk: Desk, record: Record) -> None:
    desk.station.invoices = Invoices.NEVER
    desk.station.save()
    pack_up(desk, record)
    assert not Invoice.objects.exists()
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_a_station_without_a_document_printer_says_so(desk: Desk, record: Record) -> None:
    desk.station.document_printer = None
    desk.station.save()
    pack_up(desk, record)
    result = scans(desk, TRACKING)[0]
    assert "This station has no document printer for the invoice." in str(result.sentence)
    assert "continue at a station with a document printer" in str(result.next)


def test_a_printer_without_paper_holds_it_up(desk: Desk, record: Record) -> None:
    pack_up(desk, record)
    Printer.objects.filter(name="Laser").update(trouble=OUT_OF_PAPER, looked_at=timezone.now())
    shown = seen(desk)
    assert (shown.is_bad, shown.stops) == (True, True)
    assert str(shown.sentence) == "The invoice waits for its printer. Laser: The printer is out of paper"
    assert outcomes(desk, TRACKING) == [O.NO_INVOICE]


def test_one_that_may_not_have_printed_is_printed_again_by_the_packer(desk: Desk, record: Record) -> None:
    pack_up(desk, record)
    Slip.objects.update(state=Slip.State.FAILED, sentence="The worker ended.")
    shown = seen(desk)
    assert (shown.stops, shown.button) == (True, "again")
    assert str(shown.sentence) == "The invoice may not have printed on Laser."
    assert press(desk, "INVOICE") is O.INVOICE
    assert list(Slip.objects.values_list("state", flat=True)) == ["failed", "wanted"]


def test_a_packer_has_it_fetched_now(desk: Desk, record: Record) -> None:
    pack_up(desk, record, "huge")
    given(record, "pdf")
    assert press(desk, "INVOICE") is O.INVOICE
    assert fetch_all() == 1
    on_paper()
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_it_is_printed_by_hand_where_the_printer_is_the_browsers(desk: Desk, record: Record) -> None:
    desk.station.document_printer = printer_of(Printer.Kind.BROWSER)
    desk.station.save()
    pack_up(desk, record)
    shown = seen(desk)
    assert (shown.button, shown.stops) == ("open", True)
    printer = desk.station.document_printer
    assert print_again(number=record.number, printer=printer, user_id=desk.user_id, key="1")
    shown = seen(desk)
    assert (shown.stops, "opened for printing" in str(shown.sentence)) == (False, True)


def test_a_lead_packs_without_it(desk: Desk, record: Record) -> None:
    pack_up(desk, record, None)
    with pytest.raises(NotAllowed, match="has no invoice for this package yet"):
        pack_without_label(desk=desk, number=record.number, because="whatever")
    pack_without_invoice(desk=desk, number=record.number, because="sent_later")
    act = Act.objects.get(verb=Act.Verb.PACK_WITHOUT_INVOICE)
    assert (act.user_id, act.package_number) == (desk.user_id, record.number)
    assert "invoices.sent_later" in act.after["because"]
    assert read_desk(desk=desk).open.invoice is None  # type: ignore[union-attr]
    assert outcomes(desk, TRACKING) == [O.PACKED]
    given(record)
    fetch_all()
    assert not Slip.objects.exists()


def test_a_lead_has_nothing_to_decide_where_nothing_is_held_up(desk: Desk, record: Record) -> None:
    pack_up(desk, record)
    on_paper()
    with pytest.raises(NotAllowed, match="does not wait for an invoice"):
        pack_without_invoice(desk=desk, number=record.number, because="sent_later")
    assert not Act.objects.filter(verb=Act.Verb.PACK_WITHOUT_INVOICE).exists()


def test_a_desk_hears_of_each_step(desk: Desk, record: Record) -> None:
    def version() -> str:
        found = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=False)
        assert found is not None
        return found.version

    given(record)
    scans(desk, record.number, "AKN-A", "AKN-B")
    versions = [version()]
    fetch_all()
    versions.append(version())
    Printer.objects.filter(name="Laser").update(trouble=OUT_OF_PAPER)
    versions.append(version())
    on_paper()
    versions.append(version())
    desk.station.invoices = Invoices.NEVER
    desk.station.save()
    versions.append(version())
    assert len(set(versions)) == len(versions)

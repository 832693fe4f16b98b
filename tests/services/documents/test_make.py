"""A worker makes what is wanted, and what goes wrong is said on the document alone."""

from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.read import read_barcodes
from packages_ui.messages import documents as say
from packages_ui.models import Document, Handover, HandoverBox, Lease, PackageStop, Printer, Slip
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.products import picture as drawn_product
from packages_ui.sandbox.switches import Switches
from packages_ui.services import label_files, lease
from packages_ui.services.documents import make
from packages_ui.services.documents import make as making
from packages_ui.services.documents.make import make_documents
from packages_ui.services.documents.want import load, missing_on
from packages_ui.services.goods import files
from packages_ui.services.marks.hold import hold
from packages_ui.services.sweep import sweep
from tests.labels.documents.makers import text_of
from tests.services.batch_makers import person
from tests.services.documents.makers import Kind, made, wanted
from tests.services.goods.makers import product
from tests.services.station_makers import printer_of, station_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
State = Document.State


def some(sandbox: Sandbox, count: int) -> list[str]:
    return list(sandbox.packages)[:count]


def codes(document: Document) -> list[str]:
    return read_barcodes(load(document=document))


def test_it_makes_a_pick_list_in_the_order_of_the_labels(sandbox: Sandbox) -> None:
    numbers = some(sandbox, 3)
    document = made(wanted(*numbers))
    assert (document.state, str(document.sentence), document.done, document.total) == (State.MADE, "", 3, 3)
    assert codes(document) == [document.code, *numbers]
    assert document.pages >= 1


def test_it_makes_a_pick_list_in_the_reverse_order(sandbox: Sandbox) -> None:
    numbers = some(sandbox, 3)
    document = made(wanted(*numbers, is_reversed=True))
    assert codes(document)[1:] == numbers[::-1]


def test_it_makes_packing_slips(sandbox: Sandbox) -> None:
    numbers = some(sandbox, 2)
    document = made(wanted(*numbers, kind=Kind.PACKING_SLIP, with_prices=True, paper="A6", language="tr"))
    assert [code for code in codes(document) if code in numbers] == numbers


def test_it_makes_a_command_sheet_and_a_station_slip() -> None:
    station = station_at()
    sheet = made(wanted(kind=Kind.COMMAND_SHEET))
    assert {"OK", "NEXT", "QTY-10", f"STATION-{station.pk}"} <= set(codes(sheet))
    slip = made(wanted(kind=Kind.STATION_SLIP, about={"station": station.pk}))
    assert codes(slip) == [f"STATION-{station.pk}"]


def test_it_makes_a_handover_list() -> None:
    handover = Handover.objects.create(carrier="DHL", user=person())
    HandoverBox.objects.create(handover=handover, package_number="100001", tracking_number="JD0001")
    HandoverBox.objects.create(handover=handover, package_number="100002")
    document = made(wanted(kind=Kind.HANDOVER_LIST, about={"handover": handover.pk}))
    assert codes(document) == [document.code, "JD0001", "100002"]


def test_it_names_a_package_that_cannot_be_read_and_makes_the_rest(sandbox: Sandbox) -> None:
    document = made(wanted("404", *some(sandbox, 1)))
    assert document.state == State.MADE
    assert str(document.sentence).startswith("1 of 2 packages is missing: 404 (Seller Center")


@pytest.mark.parametrize("kind", [Kind.PICK_LIST, Kind.PACKING_SLIP])
def test_it_leaves_out_what_is_stopped_and_names_it(sandbox: Sandbox, kind: str) -> None:
    number, held, cancelled = some(sandbox, 3)
    hold(number=held, because="Damaged", user_id=person().pk)
    PackageStop.objects.create(number=cancelled, kind=PackageStop.Kind.CANCEL, at=timezone.now())
    document = made(wanted(number, held, cancelled, kind=kind))
    assert document.state == State.MADE
    sentence = str(document.sentence)
    assert sentence.startswith("2 of 3 packages are missing:")
    assert "Damaged" in sentence
    assert f"{cancelled} (" in sentence
    assert missing_on(document) == [held, cancelled]
    if kind == Kind.PACKING_SLIP:
        assert not {held, cancelled} & set(codes(document))


def test_it_makes_nothing_where_all_are_stopped(sandbox: Sandbox) -> None:
    [number] = some(sandbox, 1)
    hold(number=number, because="Damaged", user_id=person().pk)
    document = made(wanted(number))
    assert (document.state, str(document.sentence)) == (State.FAILED, str(say.ALL_STOPPED()))
    assert missing_on(document) == [number]


def test_it_fails_where_no_package_can_be_read(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    document = made(wanted(*some(sandbox, 3)))
    assert document.state == State.FAILED
    assert "No package could be read. Nothing was made." in document.sentence


def test_it_fails_where_its_station_is_gone() -> None:
    station = station_at()
    document = wanted(kind=Kind.STATION_SLIP, about={"station": station.pk})
    station.delete()
    assert made(document).state == State.FAILED


def test_it_says_that_a_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_files, "store", Mock(side_effect=OSError(28, "No space left on device")))
    document = made(wanted(kind=Kind.COMMAND_SHEET))
    assert document.state == State.FAILED
    assert "No space left on device" in document.sentence


def test_it_goes_on_after_one_that_nobody_foresaw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "_draw", Mock(side_effect=ZeroDivisionError))
    first, second = wanted(kind=Kind.COMMAND_SHEET), wanted(kind=Kind.COMMAND_SHEET)
    assert make_documents(on_slip=Mock()) is True
    first.refresh_from_db()
    assert (first.state, first.sentence.code) == (State.FAILED, "documents.unforeseen")
    assert Document.objects.get(pk=second.pk).state == State.WANTED


def test_it_makes_the_oldest_first_and_tells_whether_more_are_wanted() -> None:
    first, second = wanted(kind=Kind.COMMAND_SHEET), wanted(kind=Kind.COMMAND_SHEET)
    assert make_documents(on_slip=Mock()) is True
    assert list(Document.objects.filter(state=State.MADE)) == [first]
    assert make_documents(on_slip=Mock()) is False
    assert Document.objects.filter(state=State.MADE, pk=second.pk).exists()


@pytest.mark.parametrize(("kind", "slips"), [(Printer.Kind.IPP, 1), (Printer.Kind.BROWSER, 0)])
def test_it_sends_it_to_a_printer_that_is_fed(kind: Printer.Kind, slips: int) -> None:
    document, on_slip = wanted(kind=Kind.COMMAND_SHEET, printer=printer_of(kind)), Mock()
    make_documents(on_slip=on_slip)
    document.refresh_from_db()
    assert on_slip.call_count == slips
    assert Slip.objects.filter(kind=Slip.Kind.DOCUMENT, state=Slip.State.WANTED).count() == slips
    assert (document.slip is not None) == bool(slips)


def test_it_writes_nothing_once_its_lease_has_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_: object) -> tuple[bytes, str]:
        Lease.objects.update(until=datetime(2020, 1, 1, tzinfo=UTC))
        making.abandon()
        Document.objects.update(state=State.MAKING, claim="another")
        return b"%PDF", ""

    monkeypatch.setattr(make, "_draw", too_long)
    monkeypatch.setattr("packages_ui.labels.pdfium.count_pages", lambda _pdf: 1)
    document = made(wanted(kind=Kind.COMMAND_SHEET))
    assert (document.state, document.claim, document.path) == (State.MAKING, "another", "")


def test_the_sweep_gives_back_what_a_dead_worker_made_and_only_that() -> None:
    dead, living = wanted(kind=Kind.COMMAND_SHEET), wanted(kind=Kind.COMMAND_SHEET)
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        for document, name in ((dead, "documents-0"), (living, "documents-1")):
            token = lease.take(name=name, seconds=60)
            Document.objects.filter(pk=document.pk).update(state=State.MAKING, claim=token)
            clock.shift(timedelta(seconds=40))
        found = sweep()
    assert list(Document.objects.filter(state=State.WANTED)) == [dead]
    assert found.documents == 1


@pytest.mark.parametrize(
    ("ends_by", "state", "says"),
    [
        (Undrawable("It takes too long."), State.FAILED, "Try it with fewer packages"),
        (Busy(), State.WANTED, ""),
    ],
)
def test_it_survives_whatever_ends_its_child(
    monkeypatch: pytest.MonkeyPatch, ends_by: Exception, state: str, says: str
) -> None:
    monkeypatch.setattr("packages_ui.services.documents.drawing.draw_document", Mock(side_effect=ends_by))
    document = wanted(kind=Kind.COMMAND_SHEET)
    assert make_documents(on_slip=Mock()) is False
    document.refresh_from_db()
    assert document.state == state
    assert says in str(document.sentence)


def pick_list_statements(numbers: list[str]) -> int:
    document = wanted(*numbers)
    with CaptureQueriesContext(connection) as statements:
        assert made(document).state == State.MADE
    return len([one for one in statements if "packages_ui_product" in one["sql"].lower()])


def test_a_pick_list_shows_goods_with_one_statement(sandbox: Sandbox) -> None:
    numbers = some(sandbox, 8)
    products = {item["product"] for number in numbers for item in sandbox.packages[number].items}
    picture = files.store(draw.draw_pictures(drawn_product("AKN-TSHRT-RD")))
    for sku in products:
        product(sku, name=f"Name of {sku}", colour="Mavi", picture=picture)
    few, many = pick_list_statements(numbers[:1]), pick_list_statements(numbers)
    assert (few, many) == (1, 1)
    text = text_of(load(document=Document.objects.latest("pk")))
    assert all(f"Name of {sku}" in text for sku in products)

"""Old rows go, in small chunks; what is live, and a label that may still be asked about, stays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone
from pytest_django import Settings

from packages_ui.models import (
    Act,
    Document,
    Handover,
    HandoverBox,
    Invoice,
    Label,
    LabelBatch,
    Lease,
    PackageCode,
    PackageMark,
    PackageTag,
    Packing,
    PackingUnit,
    PrintJob,
    Product,
    Scan,
    Shelved,
    ShelvedItem,
    Slip,
    StatusChange,
    StoredPackage,
)
from packages_ui.services import prune as pruning
from packages_ui.services.mirror.keep import keep
from packages_ui.services.printing.progress import settle
from packages_ui.services.prune import prune
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import label_of, move
from tests.services.goods.makers import product
from tests.services.printing.makers import printer_of, ready_batch
from tests.services.station_makers import slip_of

State = PrintJob.State
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=500)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "kept")]


@pytest.fixture
def kept(settings: Settings) -> None:
    settings.KEEP_SCANS_DAYS, settings.KEEP_HISTORY_DAYS, settings.KEEP_AUDIT_DAYS = 90, 400, 400


def old(row: Model, **fields: Any) -> Model:
    """The row, so long ago; whatever moment its table is told by."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)
    return row


def lease(at: Any) -> Model:
    return Lease.objects.create(name=f"name {at}", until=at)


def session(at: Any) -> Model:
    return Session.objects.create(session_key=f"{at}"[:32], session_data="-", expire_date=at)


def code(at: Any) -> Model:
    return PackageCode.objects.create(code=f"{at}", package_number="1", kind="package", seen_at=at)


def scan(at: Any) -> Model:
    return Scan.objects.create(key=f"{at}", text="1", at=at)


def change(at: Any) -> Model:
    return StatusChange.objects.create(package_number="1", status=3, state="sent", wanted_at=at, due_at=at)


def document(at: Any) -> Model:
    return old(Document.objects.create(key=f"{at}", kind="pick_list", state="made"), wanted_at=at)


def invoice(at: Any) -> Model:
    return Invoice.objects.create(package_number=f"{at}", wanted_at=at)


def slip(at: Any) -> Model:
    printer = printer_of()
    made = old(slip_of(printer, state="sent"), asked_at=at)
    old(slip_of(printer, state="sent"), asked_at=NOW)
    return made


def handover(at: Any) -> Model:
    return Handover.objects.create(carrier="A", closed_at=at)


def packing(at: Any) -> Model:
    return Packing.objects.create(package_number="1", state="packed", opened_at=at, touched_at=at)


def act(at: Any) -> Model:
    return old(Act.objects.create(package_number="1", verb="pack", outcome="done"), at=at)


def printed(at: Any) -> LabelBatch:
    """One label that came out then."""
    batch = ready_batch(printer_of(answers=True), f"PK-{PrintJob.objects.count()}")
    move(batch, State.PRINTED, wanted_at=at, printed_at=at)
    Label.objects.filter(jobs__batch=batch).update(made_at=at)
    old(batch, created_at=at, settled_at=at)
    return batch


ALL = (lease, session, code, scan, change, document, invoice, slip, handover, packing, act, printed)


@pytest.mark.parametrize("made", ALL)
def test_it_deletes_what_is_old_and_nothing_else(made: Callable[[Any], Model]) -> None:
    gone, young = made(LONG_AGO), made(timezone.now() + timedelta(days=1))
    assert prune()[1] is False
    there = type(gone)._default_manager
    assert not there.filter(pk=gone.pk).exists()
    assert there.filter(pk=young.pk).exists()


@pytest.mark.parametrize("made", [scan, change, packing, printed, act])
def test_it_keeps_all_where_it_is_told_to(made: Callable[[Any], Model], settings: Settings) -> None:
    settings.KEEP_SCANS_DAYS = settings.KEEP_HISTORY_DAYS = settings.KEEP_AUDIT_DAYS = 0
    row = made(LONG_AGO)
    prune()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN, State.READY, State.WANTED])
def test_a_label_that_may_still_be_asked_about_stays(state: PrintJob.State) -> None:
    batch = printed(LONG_AGO)
    old(batch, settled_at=None)
    move(batch, state, printer=batch.printer)
    settle()
    prune()
    assert PrintJob.objects.filter(batch=batch).exists()
    assert Label.objects.exists()


def test_a_prefetched_label_stays_while_its_package_is_in_preparing() -> None:
    here, gone = (label_of(number, b"%PDF") for number in ("1", "2"))
    Label.objects.update(made_at=LONG_AGO)
    keep(packages=[package_of("1"), package_of("2", status=3)])
    prune()
    assert list(Label.objects.all()) == [here]
    assert gone not in Label.objects.all()


def test_it_empties_what_desks_packed_from_before_they_had_the_copy() -> None:
    row = Shelved.objects.create(number="1", reading="{}", read_at=timezone.now(), label=label_of("1", b"x"))
    ShelvedItem.objects.create(shelved=row, number="1", position=1)
    prune()
    assert not Shelved.objects.exists()


def test_a_label_that_may_have_come_out_twice_stays() -> None:
    move(printed(LONG_AGO), State.PRINTED, maybe_twice=True)
    prune()
    assert PrintJob.objects.exists()


def test_a_label_that_was_printed_again_lately_stays() -> None:
    move(printed(LONG_AGO), State.PRINTED, wanted_at=NOW)
    prune()
    assert PrintJob.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        lambda: old(change(LONG_AGO), state="wanted"),
        lambda: old(change(LONG_AGO), state="conflict"),
        lambda: old(document(LONG_AGO), state="wanted"),
        lambda: old(packing(LONG_AGO), state="open"),
        lambda: old(packing(LONG_AGO), state="parked"),
        lambda: old(handover(LONG_AGO), closed_at=None),
        lambda: old(slip_of(printer_of()), asked_at=LONG_AGO),
        lambda: old(slip_of(printer_of(), state="sent", count_after=7), asked_at=LONG_AGO),
    ],
)
def test_what_is_not_finished_stays(row: Callable[[], Model]) -> None:
    made = row()
    prune()
    assert type(made)._default_manager.filter(pk=made.pk).exists()


def test_what_waits_for_seller_center_keeps_its_packing_and_its_handover() -> None:
    packed, closed = packing(LONG_AGO), handover(LONG_AGO)
    old(change(LONG_AGO), state="wanted", packing=packed, handover=closed)
    prune()
    assert (Packing.objects.count(), Handover.objects.count()) == (1, 1)


def test_what_hangs_on_an_old_row_goes_with_it() -> None:
    PackingUnit.objects.create(packing_id=packing(LONG_AGO).pk, number="1", position=1)
    HandoverBox.objects.create(handover_id=handover(LONG_AGO).pk, package_number="1")
    batch = printed(LONG_AGO)
    slip_of(printer_of(), batch=batch)
    prune()
    left = [model.objects.count() for model in (PackingUnit, HandoverBox, PrintJob, Label, Slip)]
    assert left == [0, 0, 0, 0, 0]


def test_it_stops_when_its_time_is_up_and_goes_on_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "CHUNK", 2)
    for place in range(5):
        scan(LONG_AGO + timedelta(seconds=place))
    assert prune(seconds=-1) == ({"scans": 2}, True)
    assert prune() == ({"scans": 3}, False)


def test_the_command_says_what_went(capsys: pytest.CaptureFixture[str]) -> None:
    scan(LONG_AGO)
    printed(LONG_AGO)
    call_command("prune")
    said = capsys.readouterr().out
    assert "1 scans\n1 batches of labels\n1 labels\nNothing older is left.\n" in said


def test_a_finished_package_leaves_the_copy_and_one_that_is_here_stays(settings: Settings) -> None:
    settings.KEEP_PACKAGES_DAYS = 0
    keep(packages=[package_of(f"P{n}", status=n, updated_at=LONG_AGO) for n in range(2, 8)])
    keep(packages=[package_of("P9", status=5, updated_at=NOW - timedelta(days=30))])
    prune()
    assert StoredPackage.objects.count() == 7
    settings.KEEP_PACKAGES_DAYS = 90
    prune()
    assert set(StoredPackage.objects.values_list("number", flat=True)) == {"P2", "P3", "P9"}


def test_a_product_that_no_open_package_has_had_for_months_goes() -> None:
    old(product("A"), used_at=LONG_AGO)
    product("B")
    prune()
    assert list(Product.objects.values_list("sku", flat=True)) == ["B"]


def test_marks_go_when_their_package_has_left_the_copy(settings: Settings) -> None:
    settings.KEEP_PACKAGES_DAYS = 90
    keep(packages=[package_of("here")])
    for number, at in (("here", LONG_AGO), ("gone", LONG_AGO), ("new", NOW)):
        mark = PackageMark.objects.create(number=number, note="x", at=at)
        PackageTag.objects.create(mark=mark, tag="x", key="x")
    prune()
    assert set(PackageMark.objects.values_list("number", flat=True)) == {"here", "new"}
    assert PackageTag.objects.count() == 2

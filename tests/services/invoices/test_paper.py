"""An invoice goes to its printer once by itself, and again when a person asks for it."""

from pathlib import Path
from typing import Any

import pytest

from packages_ui.models import Act, Invoice, Printer, Slip, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.invoices import paper
from packages_ui.services.invoices.paper import print_again, print_kept, request_print, want
from tests.services.batch_makers import person
from tests.services.invoices.makers import fetch_all, give, row_of
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of

State = Invoice.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    """Not in the copy."""
    made = shelved(sandbox, "AKN-A")
    StoredPackage.objects.all().delete()
    give(made)
    return made


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of(width_mm=210, height_mm=297)


def slips() -> list[Slip]:
    return list(Slip.objects.order_by("pk"))


def test_it_prints_one_that_is_kept_at_once(record: Record, printer: Printer) -> None:
    want(number=record.number)
    fetch_all()
    assert slips() == []
    slip = request_print(number=record.number, printer=printer)
    assert slip is not None
    assert slips() == [slip]
    assert (slip.kind, slip.printer, slip.state) == (Slip.Kind.DOCUMENT, printer, Slip.State.WANTED)


def test_it_prints_one_that_is_fetched_later(record: Record, printer: Printer) -> None:
    assert request_print(number=record.number, printer=printer) is None
    assert fetch_all() == 1
    assert [slip.printer for slip in slips()] == [printer]
    row = row_of(record)
    assert (row.printer, row.due_at, row.slip) == (None, None, slips()[0])


def test_it_prints_once_however_often_it_is_asked_for(record: Record, printer: Printer) -> None:
    for _ in range(3):
        request_print(number=record.number, printer=printer)
        fetch_all()
    Slip.objects.update(state=Slip.State.SENT)
    request_print(number=record.number, printer=printer_of())
    assert len(slips()) == 1


def test_a_worker_that_dies_before_the_slip_leaves_it_to_the_next(
    record: Record, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(**_: Any) -> None:
        raise Killed

    request_print(number=record.number, printer=printer)
    with monkeypatch.context() as patch:
        patch.setattr(paper, "make_slip", die)
        with pytest.raises(Killed):
            fetch_all()
    row = row_of(record)
    assert (row.state, row.printer, slips()) == (State.KEPT, printer, [])
    fetch_all()
    assert len(slips()) == 1
    assert print_kept(pk=row.pk) is None
    assert len(slips()) == 1


def test_one_that_waits_comes_to_the_station_where_it_is_packed(record: Record, printer: Printer) -> None:
    request_print(number=record.number, printer=printer)
    fetch_all()
    other = printer_of()
    request_print(number=record.number, printer=other)
    assert [slip.printer for slip in slips()] == [other]


def test_a_person_prints_it_again_once_for_a_page(record: Record, printer: Printer) -> None:
    request_print(number=record.number, printer=printer)
    fetch_all()
    Slip.objects.update(state=Slip.State.SENT)
    user_id = person("ayse").pk
    for key in ("page-1", "page-1", "page-2"):
        print_again(number=record.number, printer=printer, user_id=user_id, key=key)
        Slip.objects.update(state=Slip.State.SENT)
    assert len(slips()) == 3
    acts = Act.objects.filter(verb=Act.Verb.PRINT_INVOICE, package_number=record.number)
    assert {act.user_id for act in acts} == {user_id}
    assert acts.count() == 2


def test_what_still_waits_is_not_printed_twice(record: Record, printer: Printer) -> None:
    request_print(number=record.number, printer=printer)
    fetch_all()
    print_again(number=record.number, printer=printer, user_id=person("ayse").pk, key="page-1")
    assert len(slips()) == 1


def test_a_person_prints_one_that_is_not_here(record: Record, printer: Printer) -> None:
    assert print_again(number=record.number, printer=printer, user_id=person("ayse").pk, key="page") is None
    fetch_all()
    assert [slip.printer for slip in slips()] == [printer]
    assert Act.objects.filter(verb=Act.Verb.PRINT_INVOICE).count() == 1


def test_one_whose_file_is_missing_is_fetched_again(record: Record, printer: Printer, media: Path) -> None:
    want(number=record.number)
    fetch_all()
    for file in (media / "invoices").rglob("*.pdf"):
        file.unlink()
    assert request_print(number=record.number, printer=printer) is None
    fetch_all()
    assert len(slips()) == 1


def test_a_closed_box_gets_none_later(record: Record, printer: Printer) -> None:
    request_print(number=record.number, printer=printer)
    paper.give_up(number=record.number)
    fetch_all()
    assert slips() == []
    request_print(number=record.number, printer=printer)
    fetch_all()
    paper.give_up(number=record.number)
    assert slips()[0].state == Slip.State.FAILED


def test_a_browsers_printer_is_left_to_a_person(record: Record) -> None:
    request_print(number=record.number, printer=printer_of(Printer.Kind.BROWSER))
    fetch_all()
    assert (row_of(record).state, slips()) == (State.KEPT, [])

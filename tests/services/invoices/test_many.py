"""Invoices of many packages: in their order, each once."""

from threading import Barrier

import pytest

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.models import Act, BulkAction, BulkPackage, Invoice, Printer, Slip
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.files import Source
from packages_ui.services.bulk_actions.make import forecast, make, start
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.bulk_actions.verbs import VERBS
from packages_ui.services.invoices import many
from tests.processes import PATIENCE
from tests.services.batch_makers import person
from tests.services.bulk_actions.makers import by_dhl, copy, states
from tests.services.invoices.makers import give
from tests.services.station_makers import printer_of, station_at

State = BulkPackage.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@pytest.fixture
def laser(db: None) -> Printer:
    made = printer_of(name="Laser")
    station_at(document_printer=made)
    station_at(document_printer=printer_of(Printer.Kind.BROWSER))
    return made


def given(sandbox: Sandbox, *kinds: str) -> list[Record]:
    records = by_dhl(sandbox, len(kinds))
    for record, kind in zip(records, kinds, strict=True):
        if kind:
            give(record, kind)
    copy(records)
    return records


def printed(records: list[Record], laser: Printer) -> BulkAction:
    user_id = person().pk
    action = make(user_id=user_id, verb="print_invoices", numbers=[one.number for one in records])
    start(action=action, user_id=user_id, value=str(laser.pk), shown=laser.name)
    while carry_on(action_id=action.pk):
        pass
    return action


def order() -> list[str]:
    """The packages, as their invoices go to paper."""
    rows = Invoice.objects.filter(slip__isnull=False).order_by("slip__pk")
    return list(rows.values_list("package_number", flat=True))


def test_they_print_in_the_order_of_the_packages(sandbox: Sandbox, laser: Printer) -> None:
    records = given(sandbox, "pdf", "two-pages", "pdf", "pdf", "pdf")[::-1]
    action = printed(records, laser)
    assert states(action) == [State.DONE] * 5
    assert order() == [one.number for one in records]
    assert Act.objects.filter(verb=Act.Verb.PRINT_INVOICE).exclude(package_number="").count() == 5
    assert set(Slip.objects.values_list("printer", flat=True)) == {laser.pk}


def test_one_that_fails_says_why_and_stops_no_other(sandbox: Sandbox, laser: Printer) -> None:
    action = printed(given(sandbox, "forty-pages", "pdf"), laser)
    assert states(action) == [State.FAILED, State.DONE]
    assert "40 pages" in str(action.packages.get(position=1).sentence)


def test_what_was_printed_and_what_there_is_none_of_is_left_out(sandbox: Sandbox, laser: Printer) -> None:
    records = given(sandbox, "pdf", "", "pdf")
    printed(records[:1], laser)
    action = make(user_id=person().pk, verb="print_invoices", numbers=[one.number for one in records])
    found = forecast(action=action)
    assert (found.count, list(found.refused)) == (1, [one.number for one in records[:2]])
    printed(records, laser)
    assert order() == [records[0].number, records[2].number]


def test_they_are_fetched_some_at_a_time(
    sandbox: Sandbox, laser: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each host answers only when another request has come too."""
    both, inner = Barrier(2), Source.fetch

    def meet(source: Source, url: str) -> bytes:
        both.wait(timeout=PATIENCE)
        return inner(source, url)

    monkeypatch.setattr(Source, "fetch", meet)
    records = given(sandbox, "pdf", "pdf", "pdf", "pdf")
    action = printed(records, laser)
    assert states(action) == [State.DONE] * 4
    assert order() == [one.number for one in records]


def test_one_that_does_not_come_is_asked_for_once(sandbox: Sandbox, laser: Printer) -> None:
    action = printed(given(sandbox, "pdf", "html", "pdf"), laser)
    assert states(action) == [State.DONE, State.FAILED, State.DONE]
    assert sandbox.calls["invoice"] == 3


def test_all_wait_while_people_need_what_draws(
    sandbox: Sandbox, laser: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy

    records = given(sandbox, "pdf", "pdf")
    with monkeypatch.context() as patch:
        patch.setattr(draw, "check_pdf", busy)
        action = printed(records, laser)
    assert states(action) == [State.WANTED] * 2
    BulkPackage.objects.update(due_at=None)
    while carry_on(action_id=action.pk):
        pass
    assert states(action) == [State.DONE] * 2
    assert Slip.objects.count() == 2


def test_one_that_was_begun_before_prints_once(sandbox: Sandbox, laser: Printer) -> None:
    (record,) = given(sandbox, "pdf")
    for is_resumed in (False, True):
        many.print_for(
            number=record.number,
            printer=str(laser.pk),
            user_id=None,
            key=f"{is_resumed}",
            is_resumed=is_resumed,
        )
    assert Slip.objects.count() == 1


def test_it_offers_the_document_printers_that_workers_send_to(laser: Printer) -> None:
    choices = VERBS["print_invoices"].value
    assert choices is not None
    assert choices.choices is not None
    assert choices.choices() == [(str(laser.pk), "Laser")]

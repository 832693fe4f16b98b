"""A package that needs its invoice is not made Ready to Ship without it, whoever does it and wherever."""

import pytest
from django.utils import timezone

from packages_ui.models import Act, BulkPackage, Invoice, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import PREPARING, READY, Record
from packages_ui.seller_center.types import PackageChanges, PackageStatus
from packages_ui.services.bulk_actions.make import forecast, make, start
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices.needed import go_without, why_not_leave
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.update import update
from tests.services.batch_makers import person
from tests.services.bulk_actions.makers import by_dhl, copy, states
from tests.services.invoices.makers import give
from tests.services.station_makers import printer_of, slip_of, station_at

pytestmark = pytest.mark.django_db(transaction=True)
State = BulkPackage.State
NONE_YET = "Not packed: this package needs its invoice. Seller Center has no invoice for this package yet."
NOT_PRINTED = "Not packed: this package needs its invoice. It is not printed yet."


@pytest.fixture(autouse=True)
def station(db: None) -> Station:
    return station_at(invoices=Station.Invoices.NEEDED)


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return without(by_dhl(sandbox, 1))[0]


def without(records: list[Record]) -> list[Record]:
    """They have no invoice."""
    for record in records:
        record.body["invoice_url"] = None
    copy(records)
    return records


def make_ready(record: Record) -> None:
    changes = PackageChanges(status=PackageStatus.READY_TO_SHIP)
    now = read(number=record.number).package
    update(
        user_id=person().pk,
        number=record.number,
        seen=now.updated_at,
        changes=changes,
        why_not=why_not_leave(changes),
    )


def printed(record: Record, state: Slip.State = Slip.State.SENT) -> None:
    slip = slip_of(printer_of(), Slip.Kind.DOCUMENT, state=state)
    kept = {"state": Invoice.State.KEPT, "wanted_at": timezone.now(), "slip": slip}
    Invoice.objects.create(package_number=record.number, **kept)


def test_a_package_without_an_invoice_stays_as_it_is(record: Record) -> None:
    with pytest.raises(NotAllowed, match=NONE_YET):
        make_ready(record)
    assert record.status == PREPARING


def test_one_whose_invoice_is_not_printed_too(record: Record) -> None:
    give(record)
    with pytest.raises(NotAllowed, match=NOT_PRINTED):
        make_ready(record)
    Invoice.objects.create(
        package_number=record.number, wanted_at=timezone.now(), state="refused", reason="It is not a PDF."
    )
    with pytest.raises(NotAllowed, match=r"needs its invoice\. It is not a PDF\."):
        make_ready(record)


@pytest.mark.parametrize(("state", "status"), [(Slip.State.WANTED, READY), (Slip.State.SENT, READY)])
def test_one_with_its_invoice_on_paper_goes(record: Record, state: Slip.State, status: int) -> None:
    printed(record, state)
    make_ready(record)
    assert record.status == status


def test_a_print_that_failed_does_not_count(record: Record) -> None:
    printed(record, Slip.State.FAILED)
    with pytest.raises(NotAllowed, match="may not have printed"):
        make_ready(record)


@pytest.mark.parametrize("invoices", [Station.Invoices.NEVER, Station.Invoices.ANY])
def test_no_package_needs_one_where_no_station_says_so(record: Record, invoices: str) -> None:
    Station.objects.update(invoices=invoices)
    make_ready(record)
    assert record.status == READY


def test_other_changes_need_none(record: Record) -> None:
    record.body["status"] = READY
    changes = PackageChanges(status=PackageStatus.SHIPPED)
    assert not why_not_leave(changes)(read(number=record.number))
    changes = PackageChanges(tracking_number="T-1")
    assert not why_not_leave(changes)(read(number=record.number))


def test_a_lead_goes_on_without_it(record: Record) -> None:
    user_id = person("lead").pk
    go_without(number=record.number, because="sent_later", user_id=user_id)
    make_ready(record)
    assert record.status == READY
    act = Act.objects.get(verb=Act.Verb.PACK_WITHOUT_INVOICE)
    assert (act.package_number, act.user_id) == (record.number, user_id)
    assert "invoices.sent_later" in act.after["because"]


def test_a_lead_has_nothing_to_decide_about_others(record: Record) -> None:
    printed(record)
    with pytest.raises(NotAllowed, match="does not wait for an invoice"):
        go_without(number=record.number, because="sent_later", user_id=person().pk)
    assert not Act.objects.filter(verb=Act.Verb.PACK_WITHOUT_INVOICE).exists()


def test_of_many_it_leaves_out_those_without(sandbox: Sandbox) -> None:
    bare, unprinted, good = without(by_dhl(sandbox, 3))
    give(unprinted)
    printed(good)
    copy([unprinted])
    numbers = [one.number for one in (bare, unprinted, good)]
    action = make(user_id=person().pk, verb="ready_to_ship", numbers=numbers)
    refused = forecast(action=action).refused
    assert {number: str(why) for number, why in refused.items()} == {
        bare.number: NONE_YET,
        unprinted.number: NOT_PRINTED,
    }
    start(action=action, user_id=person().pk)
    while carry_on(action_id=action.pk):
        pass
    assert states(action) == [State.REFUSED, State.REFUSED, State.DONE]
    assert [one.status for one in (bare, unprinted, good)] == [PREPARING, PREPARING, READY]


def test_of_many_one_that_loses_it_on_the_way_fails(sandbox: Sandbox) -> None:
    (record,) = without(by_dhl(sandbox, 1))
    printed(record)
    action = make(user_id=person().pk, verb="ready_to_ship", numbers=[record.number])
    start(action=action, user_id=person().pk)
    Slip.objects.update(state=Slip.State.FAILED)
    while carry_on(action_id=action.pk):
        pass
    assert states(action) == [State.FAILED]
    assert "needs its invoice" in str(action.packages.get().sentence)

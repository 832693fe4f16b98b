"""Ready to Ship where packages need their invoices, and /packages/<number>/without-invoice/"""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, Invoice, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import PREPARING, READY, Record
from tests.packages import preparing
from tests.services.bulk_actions.makers import copy
from tests.services.station_makers import printer_of, slip_of, station_at
from tests.views.packages.test_update import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NONE_YET = "Not packed: this package needs its invoice. Seller Center has no invoice for this package yet."
WHY = "It comes <by> e-mail"


@pytest.fixture(autouse=True)
def station(db: None) -> Station:
    return station_at(invoices=Station.Invoices.NEEDED)


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    made = preparing(sandbox)
    made.body["invoice_url"] = None
    copy([made])
    return made


def without(record: Record) -> str:
    return f"/packages/{record.number}/without-invoice/"


def make_ready(client: Client, record: Record) -> str:
    address = f"/packages/{record.number}/update/?status={READY}"
    filled = fields_of(client.get(address).content.decode()) | {"status": str(READY)}
    return client.post(address, filled, follow=True).content.decode()


def test_it_is_not_made_ready_without_its_invoice(packer_client: Client, record: Record) -> None:
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert NONE_YET in page
    assert without(record) in page
    assert NONE_YET in make_ready(packer_client, record)
    assert record.status == PREPARING


def test_it_is_made_ready_once_its_invoice_is_printed(packer_client: Client, record: Record) -> None:
    slip = slip_of(printer_of(), Slip.Kind.DOCUMENT, state=Slip.State.SENT)
    Invoice.objects.create(package_number=record.number, wanted_at=timezone.now(), state="kept", slip=slip)
    assert "needs its invoice" not in packer_client.get(f"/packages/{record.number}/").content.decode()
    make_ready(packer_client, record)
    assert record.status == READY


def test_a_lead_lets_it_leave_with_a_reason(packer_client: Client, record: Record) -> None:
    assert record.number in packer_client.get(without(record)).content.decode()
    answer = packer_client.post(without(record), {"number": record.number, "other": WHY}, follow=True)
    page = answer.content.decode()
    assert f"Package {record.number} may leave without its invoice." in page
    assert "Packed without its invoice." in page
    assert Act.objects.get(verb=Act.Verb.PACK_WITHOUT_INVOICE).after["because"] == WHY
    make_ready(packer_client, record)
    assert record.status == READY


def test_it_needs_a_reason(packer_client: Client, record: Record) -> None:
    answer = packer_client.post(without(record), {"number": record.number, "other": " "})
    assert (answer.status_code, "Choose a reason" in answer.content.decode()) == (422, True)


def test_it_is_refused_where_nothing_waits_for_it(packer_client: Client, record: Record) -> None:
    Station.objects.update(invoices=Station.Invoices.ANY)
    assert "does not wait for an invoice" in packer_client.get(without(record)).content.decode()
    answer = packer_client.post(without(record), {"number": record.number, "other": WHY})
    assert (answer.status_code, "does not wait for an invoice" in answer.content.decode()) == (409, True)
    assert not Act.objects.exists()


def test_a_package_that_nobody_knows_is_not_found(packer_client: Client) -> None:
    assert packer_client.get("/packages/none/without-invoice/").status_code == 404
    assert packer_client.post("/packages/none/without-invoice/", {"other": WHY}).status_code == 404
    assert not Invoice.objects.exists()


def test_it_is_for_leads_only(packer_client: Client, packer: User, record: Record) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="pack_without_invoice"))
    assert packer_client.get(without(record)).status_code == 403
    assert packer_client.post(without(record), {"other": WHY}).status_code == 403
    assert without(record) not in packer_client.get(f"/packages/{record.number}/").content.decode()

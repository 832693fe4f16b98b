"""The invoice on the page of a desk, and /pack/without-invoice/"""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, Invoice, Packing, Printer, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, slip_of, station_at
from tests.views.packing.test_pack import send

pytestmark = [pytest.mark.usefixtures("media", "woken", "woken_feeders", "woken_invoices", "woken_changes")]
PATH = "/pack/without-invoice/"
WHY = "It comes <by> e-mail"


@pytest.fixture
def station(packer_client: Client) -> Station:
    laser = printer_of(name="Laser")
    made = station_at(printer_of(answers=True), document_printer=laser, invoices=Station.Invoices.NEEDED)
    packer_client.post(f"/stations/{made.pk}/use/")
    return made


@pytest.fixture
def record(sandbox: Sandbox, packer_client: Client, station: Station) -> Record:
    made = shelved(sandbox, "AKN-A")
    send(packer_client, made.number, "AKN-A")
    return made


def test_it_wakes_the_worker_and_says_what_is_missing(
    packer_client: Client, record: Record, woken_invoices: Mock
) -> None:
    assert woken_invoices.called
    page = packer_client.get("/pack/").content.decode()
    assert "The invoice is being fetched." in page
    assert "Scan its label" not in page
    Invoice.objects.update(reason="Not <there>.")
    page = packer_client.get("/pack/").content.decode()
    assert "Not &lt;there&gt;." in page
    assert 'data-text="INVOICE"' in page
    assert PATH in page
    assert "desk-stuck" in page


def test_a_printed_one_is_a_line(packer_client: Client, record: Record, station: Station) -> None:
    assert station.document_printer is not None
    slip = slip_of(station.document_printer, Slip.Kind.DOCUMENT, state=Slip.State.SENT)
    Invoice.objects.update(state=Invoice.State.KEPT, slip=slip, kept_at=timezone.now())
    page = packer_client.get("/pack/").content.decode()
    assert "Invoice sent to Laser." in page
    assert "Print the invoice again" in page
    assert PATH not in page


def test_a_browsers_printer_has_a_form(packer_client: Client, record: Record, station: Station) -> None:
    Station.objects.update(document_printer=printer_of(station.label_printer.Kind.BROWSER))
    Invoice.objects.update(state=Invoice.State.KEPT)
    address = f"/packages/{record.number}/invoice/print/"
    assert address in packer_client.get("/pack/").content.decode()
    slip = slip_of(Printer.objects.get(kind="browser"), Slip.Kind.DOCUMENT, state=Slip.State.SENT)
    Invoice.objects.update(slip=slip)
    page = packer_client.get("/pack/").content.decode()
    assert "The invoice was opened for printing on a computer." in page
    assert address in page
    assert 'data-text="INVOICE"' not in page


def test_a_lead_goes_on_without_it(packer_client: Client, record: Record, woken_changes: Mock) -> None:
    assert record.number in packer_client.get(PATH).content.decode()
    answer = packer_client.post(PATH, {"number": record.number, "other": WHY}, follow=True)
    assert f"Package {record.number} needs no invoice now." in answer.content.decode()
    assert (Packing.objects.get().state, Packing.objects.get().no_invoice_because) == ("open", WHY)
    assert Act.objects.get(verb=Act.Verb.PACK_WITHOUT_INVOICE).after["because"] == WHY
    assert not woken_changes.called
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert "Packed without its invoice." in page


def test_it_needs_a_reason(packer_client: Client, record: Record) -> None:
    answer = packer_client.post(PATH, {"number": record.number, "other": " "})
    assert (answer.status_code, "Choose a reason" in answer.content.decode()) == (422, True)


def test_it_is_refused_where_nothing_waits_for_it(packer_client: Client, record: Record) -> None:
    Station.objects.update(invoices=Station.Invoices.NEVER)
    answer = packer_client.post(PATH, {"number": record.number, "other": WHY})
    assert (answer.status_code, "does not wait for an invoice" in answer.content.decode()) == (409, True)


def test_it_is_for_leads_only(packer_client: Client, packer: User, record: Record) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="pack_without_invoice"))
    assert packer_client.get(PATH).status_code == 403
    assert packer_client.post(PATH, {"number": record.number, "other": WHY}).status_code == 403
    assert PATH not in packer_client.get("/pack/").content.decode()


def test_leads_have_the_right_and_packers_have_not(db: None) -> None:
    def has(name: str) -> bool:
        return Group.objects.get(name=name).permissions.filter(codename="pack_without_invoice").exists()

    assert (has("Leads"), has("Packers")) == (True, False)

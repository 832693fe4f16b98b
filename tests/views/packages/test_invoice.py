"""The invoice on a package's page: its state, its PDF, printing it again."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Invoice, Printer, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.invoices import invoice
from packages_ui.sandbox.records import Record
from packages_ui.services import label_files
from tests.packages import preparing
from tests.services.station_makers import printer_of, station_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken_feeders")]


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    made = preparing(sandbox)
    made.body["invoice_url"] = f"http://127.0.0.1:8900/invoices/pdf/{made.number}.pdf"
    return made


@pytest.fixture
def station(packer_client: Client) -> Station:
    made = station_at(document_printer=printer_of(name="Laser"))
    packer_client.post(f"/stations/{made.pk}/use/")
    return made


def keep(record: Record, **fields: object) -> Invoice:
    path, digest = label_files.store(invoice(record), folder="invoices", suffix="pdf")
    kept = {"state": Invoice.State.KEPT, "path": path, "sha256": digest, "pages": 1, **fields}
    return Invoice.objects.create(package_number=record.number, wanted_at=timezone.now(), **kept)


def page(client: Client, record: Record) -> str:
    return client.get(f"/packages/{record.number}/").content.decode()


def act(client: Client, record: Record, key: str = "a-page") -> str:
    address = f"/packages/{record.number}/invoice/print/"
    return client.post(address, {"key": key}, follow=True).content.decode()


def test_a_package_without_an_invoice_shows_nothing_of_it(packer_client: Client, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    record.body["invoice_url"] = None
    assert "invoice-title" not in page(packer_client, record)


def test_it_shows_why_it_is_not_here(packer_client: Client, record: Record) -> None:
    assert "Not fetched yet." in page(packer_client, record)
    Invoice.objects.create(package_number=record.number, wanted_at=timezone.now(), reason="Not <there>.")
    assert "Not &lt;there&gt;." in page(packer_client, record)


def test_it_prints_one_that_is_here_once_for_a_page(
    packer_client: Client, record: Record, station: Station, woken_feeders: Mock
) -> None:
    keep(record)
    assert "Not printed yet." in page(packer_client, record)
    assert "The invoice prints on Laser." in act(packer_client, record)
    act(packer_client, record)
    assert Slip.objects.get().printer == station.document_printer
    assert woken_feeders.called
    assert "Print the invoice again" in page(packer_client, record)


def test_it_fetches_one_that_is_not_here_first(
    packer_client: Client, record: Record, station: Station, woken_invoices: Mock
) -> None:
    assert "The invoice is fetched, then it prints on Laser." in act(packer_client, record)
    row = Invoice.objects.get()
    assert (row.printer, row.due_at is not None) == (station.document_printer, True)
    woken_invoices.assert_called_once_with()


def test_a_browsers_printer_gets_the_pdf(packer_client: Client, record: Record, station: Station) -> None:
    keep(record)
    Station.objects.update(document_printer=printer_of(Printer.Kind.BROWSER))
    response = packer_client.post(f"/packages/{record.number}/invoice/print/", {"key": "a-page"})
    assert response["Location"] == f"/stations/slips/{Slip.objects.get().pk}.pdf"
    assert packer_client.get(response["Location"]).content.startswith(b"%PDF")


def test_it_says_that_there_is_no_printer(packer_client: Client, record: Record) -> None:
    assert "Choose a station first" in act(packer_client, record)
    packer_client.post(f"/stations/{station_at().pk}/use/")
    assert "This station has no document printer." in act(packer_client, record)
    assert not Slip.objects.exists()


def test_its_pdf_is_a_download(packer_client: Client, record: Record) -> None:
    address = f"/packages/{record.number}/invoice.pdf"
    assert packer_client.get(address).status_code == 404
    keep(record)
    response = packer_client.get(address)
    assert response.content == invoice(record)
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_it_needs_permission(packer_client: Client, packer: User, record: Record) -> None:
    keep(record)
    packer.user_permissions.remove(Permission.objects.get(codename="print_labels"))
    assert packer_client.get(f"/packages/{record.number}/invoice.pdf").status_code == 403
    assert packer_client.post(f"/packages/{record.number}/invoice/print/").status_code == 403
    assert packer_client.get(f"/packages/{record.number}/invoice/print/").status_code == 405
    assert "invoice/print" not in page(packer_client, record)

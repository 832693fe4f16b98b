"""Adding, changing and deleting a station; a proved printer becomes its own."""

import pytest
from django.test import Client

from packages_ui.models import Station
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ADD = "/stations/add/"


def test_it_adds_a_station(packer_client: Client) -> None:
    printer = printer_of()
    response = packer_client.post(ADD, {"name": " Desk 7 ", "label_printer": printer.pk}, follow=True)
    assert b"Desk 7 is saved." in response.content
    station = Station.objects.get()
    assert (station.name, station.label_printer, station.document_printer) == ("Desk 7", printer, None)


def test_it_works_over_htmx(packer_client: Client) -> None:
    form = {"name": "Desk 7", "label_printer": printer_of().pk}
    assert packer_client.post(ADD, form, headers=HTMX)["HX-Redirect"] == "/stations/"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_keeps_what_was_typed_when_it_is_not_valid(packer_client: Client, headers: dict[str, str]) -> None:
    printer_of(name="Zebra")
    response = packer_client.post(ADD, {"name": "Desk <7>", "label_printer": ""}, headers=headers)
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'value="Desk &lt;7&gt;"' in shown
    assert "Choose the label printer." in shown
    assert ("<html" in shown) is not bool(headers)


def test_it_refuses_a_name_that_there_is(packer_client: Client) -> None:
    station_at(name="Desk 7")
    response = packer_client.post(ADD, {"name": "Desk 7", "label_printer": printer_of().pk})
    assert response.status_code == 422
    assert b"There is already a station with this name." in response.content


def test_it_says_that_a_printer_is_needed_first(packer_client: Client) -> None:
    assert b"Add a printer first." in packer_client.get(ADD).content


def test_it_changes_a_station(packer_client: Client) -> None:
    station, papers = station_at(name="Desk 7"), printer_of()
    address = f"/stations/{station.pk}/edit/"
    assert b'value="Desk 7"' in packer_client.get(address).content
    form = {"name": "Desk 8", "label_printer": station.label_printer_id, "document_printer": papers.pk}
    packer_client.post(address, form)
    station.refresh_from_db()
    assert (station.name, station.document_printer) == ("Desk 8", papers)


def test_it_keeps_the_old_name_in_the_title_when_it_is_not_valid(packer_client: Client) -> None:
    station = station_at(name="Desk 7")
    shown = packer_client.post(f"/stations/{station.pk}/edit/", {"name": ""}).content.decode()
    assert '<h1 class="untrusted">Edit Desk 7</h1>' in shown


def test_it_deletes_a_station_and_leaves_its_printer(packer_client: Client) -> None:
    station = station_at(name="Desk 7")
    response = packer_client.post(f"/stations/{station.pk}/delete/", follow=True)
    assert b"Desk 7 is deleted." in response.content
    assert not Station.objects.exists()
    station.label_printer.refresh_from_db()


def test_it_prints_its_labels_on_the_proved_printer(packer_client: Client) -> None:
    station, other = station_at(name="Desk 7"), printer_of(name="TSC")
    address = f"/stations/{station.pk}/printer/"
    response = packer_client.post(address, {"printer": other.pk}, follow=True)
    assert response.request["PATH_INFO"] == f"/stations/{station.pk}/"
    assert b"TSC now prints the labels of Desk 7." in response.content
    station.refresh_from_db()
    assert station.label_printer == other


@pytest.mark.parametrize("printer", ["", "x", "9999"])
def test_it_knows_no_printer_that_there_is_not(packer_client: Client, printer: str) -> None:
    station = station_at()
    assert packer_client.post(f"/stations/{station.pk}/printer/", {"printer": printer}).status_code == 404


def test_it_sets_whether_invoices_print(packer_client: Client) -> None:
    form = {"name": "Desk 7", "label_printer": printer_of().pk, "invoices": "needed"}
    answer = packer_client.post(ADD, form)
    assert answer.status_code == 422
    assert b"Choose the document printer that prints the invoices." in answer.content
    packer_client.post(ADD, {**form, "document_printer": printer_of().pk})
    assert Station.objects.get().invoices == Station.Invoices.NEEDED

"""Scanning the code of a pairing slip."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Printer, Station
from tests.services.batch_makers import states
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of, station_at
from tests.views.print_makers import State, print_out

HTMX = {"HX-Request": "true"}
CODE = "PRINTER-ABCD-EFGH"


@pytest.fixture
def zebra(db: None) -> Printer:
    return printer_of(name="Zebra", pairing_code="ABCDEFGH")


def prove(client: Client, code: str = CODE, *, status: int = 200, htmx: bool = True) -> str:
    response = client.post("/stations/prove/", {"code": code}, headers=HTMX if htmx else {})
    assert response.status_code == status
    return str(response.content.decode())


def stand_at(client: Client, printer: Printer, **fields: object) -> Station:
    station = station_at(printer, name="Desk 7", **fields)
    client.post(f"/stations/{station.pk}/use/")
    return station


@pytest.mark.parametrize("code", [CODE, "printer-abcd-efgh", " abcdefgh\n", "ABCD EFGH", "PRINTER*ABCD*EFGH"])
def test_it_proves_the_printer_of_this_desk(
    packer_client: Client, packer: User, zebra: Printer, code: str
) -> None:
    stand_at(packer_client, zebra)
    assert "Zebra is verified: it prints the labels of this station." in prove(packer_client, code)
    zebra.refresh_from_db()
    assert zebra.proved_at
    assert zebra.proved_by == packer


def test_it_works_without_javascript(packer_client: Client, zebra: Printer) -> None:
    stand_at(packer_client, zebra)
    shown = prove(packer_client, htmx=False)
    assert "Zebra is verified: it prints the labels of this station." in shown
    assert '<h1 class="untrusted">Desk 7</h1>' in shown


def test_it_proves_the_printer_of_documents(packer_client: Client, zebra: Printer) -> None:
    stand_at(packer_client, printer_of(), document_printer=zebra)
    assert "Zebra is verified: it prints the documents of this station." in prove(packer_client)


def test_it_proves_the_printer_of_both(packer_client: Client, zebra: Printer) -> None:
    stand_at(packer_client, zebra, document_printer=zebra)
    assert "Zebra is verified: it prints the labels and documents of this station." in prove(packer_client)


def test_it_says_that_another_printer_is_this_desks(packer_client: Client, zebra: Printer) -> None:
    station = stand_at(packer_client, printer_of(name="TSC"))
    shown = prove(packer_client)
    assert "Zebra is verified, but Desk 7 prints its labels on TSC." in shown
    assert f'action="/stations/{station.pk}/printer/"' in shown
    assert f'name="printer" value="{zebra.pk}"' in shown
    station.refresh_from_db()
    assert station.label_printer.name == "TSC"


def test_it_offers_no_change_to_one_who_may_not(client: Client, zebra: Printer) -> None:
    user = User.objects.create_user("plain")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_packages", "print_labels"]))
    client.force_login(user)
    stand_at(client, printer_of(name="TSC"))
    station_at(zebra, name="Desk 8")
    shown = prove(client)
    assert "Work at one of these stations (Desk 8), or ask an administrator to change it." in shown
    assert "/printer/" not in shown


def test_it_says_where_it_is_when_this_browser_stands_nowhere(packer_client: Client, zebra: Printer) -> None:
    station_at(zebra, name="Desk <8>")
    shown = prove(packer_client)
    assert "Zebra is verified. It prints for Desk &lt;8&gt;." in shown
    assert "Choose a station" in shown
    assert "<h1>Stations</h1>" in prove(packer_client, htmx=False)


@pytest.mark.parametrize("htmx", [True, False])
def test_it_keeps_a_code_that_nobody_bears(packer_client: Client, zebra: Printer, htmx: bool) -> None:
    stand_at(packer_client, zebra)
    shown = prove(packer_client, "PRINTER-ABCD-EFG2", status=422, htmx=htmx)
    assert 'value="PRINTER-ABCD-EFG2"' in shown
    assert "Nothing was changed. Print and scan a new pairing slip." in shown
    zebra.refresh_from_db()
    assert zebra.proved_at is None


def test_it_says_that_another_papers_barcode_proves_nothing(packer_client: Client, zebra: Printer) -> None:
    shown = prove(packer_client, "<b>2595053</b>", status=422)
    assert "“&lt;b&gt;2595053&lt;/b&gt;” is not a pairing code" in shown


@pytest.mark.parametrize("code", ["", "  ", "PRINTER-", "---"])
def test_it_finds_no_printer_by_an_empty_code(packer_client: Client, code: str) -> None:
    printer_of(pairing_code="")
    prove(packer_client, code, status=422)
    assert not Printer.objects.exclude(proved_at=None).exists()


def test_a_label_in_the_hand_answers_that_it_came_out(
    packer_client: Client, packer: User, zebra: Printer, media: object
) -> None:
    stand_at(packer_client, zebra)
    batch = ready_batch(zebra, "PK-1001", "PK-1002", owner=packer)
    print_out(batch, 1, 2, state=State.UNKNOWN)
    assert "Package PK-1001: label confirmed as printed." in prove(packer_client, "PK-1001")
    assert states(batch) == ["printed", "unknown"]


def test_a_label_says_nothing_to_one_who_may_not_print(client: Client, zebra: Printer, media: object) -> None:
    user = User.objects.create_user("manager", password="x")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_packages", "manage_stations"]))
    client.force_login(user)
    stand_at(client, zebra)
    batch = ready_batch(zebra, "PK-1001", owner=user)
    print_out(batch, 1, state=State.UNKNOWN)
    assert "Nothing was changed." in prove(client, "PK-1001", status=422)
    assert states(batch) == ["unknown"]

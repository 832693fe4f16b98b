"""Printing that is held since a restored backup, as people see it."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Printer, PrintHold, PrintJob
from packages_ui.services.printing import restored
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of

State, Cause = PrintJob.State, PrintJob.Cause


@pytest.fixture
def held(packer_client: Client) -> Printer:
    printer = printer_of(name="Zebra")
    move(batch_of("AB01"), State.UNKNOWN, cause=Cause.RESTORED, printer=printer)
    restored.hold()
    printer.refresh_from_db()
    return printer


def test_it_is_said_on_every_page(held: Printer, packer_client: Client) -> None:
    for address in ("/stations/", "/labels/", "/labels/unknown/"):
        page = packer_client.get(address).content.decode()
        assert "The database was restored from a backup" in page
    head = packer_client.get("/stations/here/").content.decode()
    assert "The database was restored from a backup" in head


def test_it_offers_an_administrator_to_go_on(held: Printer, packer: User, packer_client: Client) -> None:
    assert b"Resume printing" in packer_client.get("/labels/unknown/").content
    packer.user_permissions.remove(Permission.objects.get(codename="manage_stations"))
    page = packer_client.get("/labels/unknown/").content
    assert b"Resume printing" not in page
    assert b"An administrator can resume printing." in page


def test_it_goes_on_and_names_what_is_open(held: Printer, packer_client: Client, woken_feeders: Mock) -> None:
    page = packer_client.post("/stations/go-on/", follow=True).content.decode()
    assert "Printing is resumed. 1 label is still unconfirmed and is not printed automatically." in page
    assert PrintHold.objects.get().since is None
    held.refresh_from_db()
    assert held.paused_at is None
    woken_feeders.assert_called_once()
    again = packer_client.post("/stations/go-on/", follow=True).content.decode()
    assert "Printing was not on hold" in again


def test_it_does_not_resume_one_printer_alone(held: Printer, packer_client: Client) -> None:
    page = packer_client.post(f"/stations/printers/{held.pk}/resume/", follow=True).content.decode()
    assert "until an administrator checks them" in page
    held.refresh_from_db()
    assert held.paused_at

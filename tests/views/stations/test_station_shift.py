"""The page at the end of a shift."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Packing, PrintJob, Station
from tests.services.batch_makers import move
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import station_at
from tests.views.print_makers import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def station(db: None) -> Station:
    return station_at(name="Desk <7>")


def path(station: Station) -> str:
    return f"/stations/{station.pk}/shift/"


def test_it_says_that_nothing_is_left(packer_client: Client, station: Station) -> None:
    page = packer_client.get(path(station)).content.decode()
    assert "No open tasks here" in page
    assert "Desk &lt;7&gt;" in page
    assert path(station) in packer_client.get(f"/stations/{station.pk}/").content.decode()


def test_it_names_what_is_left(packer_client: Client, packer: User, station: Station) -> None:
    batch = ready_batch(station.label_printer, "1001", "1002")
    move(batch, PrintJob.State.UNKNOWN, 1, printer=station.label_printer, unknown_at=timezone.now())
    now = timezone.now()
    Packing.objects.create(
        package_number="<b>1003", user=packer, station=station, opened_at=now, touched_at=now
    )
    page = packer_client.get(path(station)).content.decode()
    assert "3 open tasks here" in page
    titles = re.findall(r'<h2 id="shift-(\w+)"', page)
    assert titles == ["unknown", "batches", "unfinished", "packed"]
    assert "&lt;b&gt;1003" in page
    assert f"/labels/batches/{batch.pk}/" in page


def test_it_answers_htmx_only_when_something_has_changed(packer_client: Client, station: Station) -> None:
    lists = packer_client.get(path(station), headers=HTMX).content.decode()
    assert lists.strip().startswith('<div id="shift"')
    (seen,) = re.findall(r"\?seen=(\w+)", lists)
    assert packer_client.get(f"{path(station)}?seen={seen}", headers=HTMX).status_code == 204
    ready_batch(station.label_printer, "1001")
    assert packer_client.get(f"{path(station)}?seen={seen}", headers=HTMX).status_code == 200

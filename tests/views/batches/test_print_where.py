"""Where labels are printed."""

from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, Station
from packages_ui.sandbox.app import Sandbox
from tests.services.station_makers import Kind, printer_of, station_at
from tests.views.print_makers import HTMX, stand_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken")]
PATH = "/labels/batches/"


@pytest.fixture
def station(db: None) -> Station:
    return station_at(printer_of(name="Zebra <1>"), name="Desk 1")


def choices(page: str) -> list[str]:
    """The words of each place, the chosen one with a star."""
    select = page.split('name="printer"')[1].split("</select>", maxsplit=1)[0]
    options = select.split("<option")[1:]
    return [("*" if " selected" in one else "") + one.split(">")[1].split("</option")[0] for one in options]


def made() -> LabelBatch:
    return LabelBatch.objects.get()


def test_it_prints_at_the_browsers_station(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    stand_at(packer_client, station)
    packer_client.post(PATH, {"packages": ["1"], "key": "k", "slips": "carrier"})
    assert (made().station, made().printer, made().slips) == (station, station.label_printer, "carrier")
    woken_feeders.assert_called_once_with()


def test_it_prints_where_the_person_chose(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    stand_at(packer_client, station)
    other = printer_of(Kind.IPP)
    packer_client.post(PATH, {"packages": ["1"], "key": "k", "printer": str(other.pk)})
    assert (made().station, made().printer) == (station, other)


def test_it_makes_a_pdf_where_the_person_wants_one(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    stand_at(packer_client, station)
    packer_client.post(PATH, {"packages": ["1"], "key": "k", "printer": "browser"})
    assert (made().station, made().printer) == (station, None)
    woken_feeders.assert_not_called()


def test_it_makes_a_pdf_where_no_station_is_chosen(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    packer_client.post(PATH, {"packages": ["1"], "key": "k"})
    assert (made().station, made().printer) == (None, None)
    woken_feeders.assert_not_called()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"printer": "999"}, "no longer exists"),
        ({"printer": "9" * 30}, "no longer exists"),
        ({"printer": "zebra"}, "no longer exists"),
        ({"slips": "many"}, "not one of the separators"),
    ],
)
@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_refuses_a_place_that_there_is_not(
    packer_client: Client, sent: dict[str, str], words: str, over: dict[str, str]
) -> None:
    response = packer_client.post(PATH, {"packages": ["1"], **sent}, headers=over)
    assert response.status_code == 422
    assert words in (response["HX-Trigger"] if over else response.content.decode())
    assert not LabelBatch.objects.exists()


def test_it_says_when_the_feeders_queue_is_out(
    packer_client: Client, station: Station, woken_feeders: Mock
) -> None:
    woken_feeders.return_value = False
    stand_at(packer_client, station)
    page = packer_client.post(PATH, {"packages": ["1"], "key": "k"}, follow=True).content.decode()
    assert "starts when the queue is back" in page


def test_it_offers_the_stations_printer_first(
    packer_client: Client, station: Station, sandbox: Sandbox
) -> None:
    printer_of(name="Brother")
    printer_of(name="Dymo", trouble="The paper is out. Load a new roll.", looked_at=timezone.now())
    printer_of(Kind.BROWSER, name="Another desk’s")
    stand_at(packer_client, station)
    for path in ("/packages/", f"/packages/{next(iter(sandbox.packages))}/"):
        page = packer_client.get(path).content.decode()
        assert choices(page) == [
            "*Desk 1 · Zebra &lt;1&gt;",
            "Brother",
            "Dymo – The paper is out",
            "PDF in this browser",
        ]


def test_it_offers_the_pdf_first_where_no_station_is_chosen(packer_client: Client, sandbox: Sandbox) -> None:
    printer_of(name="Brother")
    assert choices(packer_client.get("/packages/").content.decode()) == ["Brother", "*PDF in this browser"]


def test_it_offers_one_pdf_at_a_desk_whose_browser_prints(packer_client: Client, sandbox: Sandbox) -> None:
    stand_at(packer_client, station_at(printer_of(Kind.BROWSER, name="Laser"), name="Office"))
    assert choices(packer_client.get("/packages/").content.decode()) == ["*Office · Laser (this browser)"]


def test_it_offers_nothing_where_there_is_no_printer(packer_client: Client, sandbox: Sandbox) -> None:
    page = packer_client.get("/packages/").content.decode()
    assert 'name="printer"' not in page
    assert 'name="slips"' not in page
    assert not Printer.objects.exists()


def test_it_offers_slips_in_the_list_only(packer_client: Client, station: Station, sandbox: Sandbox) -> None:
    stand_at(packer_client, station)
    assert 'name="slips"' in packer_client.get("/packages/").content.decode()
    detail = packer_client.get(f"/packages/{next(iter(sandbox.packages))}/").content.decode()
    assert 'name="slips"' not in detail


def test_it_offers_it_after_a_split(packer_client: Client, station: Station, sandbox: Sandbox) -> None:
    stand_at(packer_client, station)
    number, new = list(sandbox.packages)[:2]
    page = packer_client.get(f"/packages/{number}/?new={new}").content.decode()
    assert page.count('name="printer"') == 2

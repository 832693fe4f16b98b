"""Closing a handover, and its page afterwards."""

from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui import tasks
from packages_ui.models import Document, Printer, StatusChange
from packages_ui.seller_center.types import PackageStatus, ShippingCompany
from packages_ui.services.mirror.keep import keep
from tests.services.ahead.makers import package_of
from tests.services.station_makers import printer_of, station_at
from tests.views.handover.handover_makers import closed_handover, handover_of

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_status_changes", mock)
    monkeypatch.setattr(tasks, "wake_documents", lambda: True)
    return mock


def shown(client: Client, path: str, *, status: int = 200, htmx: bool = False) -> str:
    response = client.get(path, headers=HTMX if htmx else {})
    assert response.status_code == status
    return str(response.content.decode())


@pytest.mark.parametrize("htmx", [True, False])
def test_it_asks_once_with_count_and_date(packer_client: Client, htmx: bool) -> None:
    handover = handover_of("A", "B")
    page = shown(packer_client, f"/handover/{handover.pk}/close/", htmx=htmx)
    assert '<strong class="num">2</strong> packages become Shipped on' in page
    assert "This cannot be undone here." in page
    assert ("<h1" in page) is not htmx
    assert not StatusChange.objects.exists()


def test_it_closes_and_wakes_the_sender(packer_client: Client, woken: Mock) -> None:
    handover = handover_of("A", "B")
    response = packer_client.post(f"/handover/{handover.pk}/close/")
    assert (response.status_code, response["Location"]) == (302, f"/handover/{handover.pk}/")
    assert StatusChange.objects.filter(handover=handover).count() == 2
    woken.assert_called_once_with()


def test_it_asks_for_the_list_when_it_closes(packer_client: Client, media: object) -> None:
    handover = handover_of("A")
    packer_client.post(f"/handover/{handover.pk}/close/")
    document = Document.objects.get()
    handover.refresh_from_db()
    assert (document.kind, document.about) == ("handover_list", {"handover": handover.pk})
    assert document.printer is None
    assert handover.list == document
    assert "Handover list:" in shown(packer_client, f"/handover/{handover.pk}/")


def test_it_prints_the_list_where_this_desk_prints_documents(packer_client: Client) -> None:
    office = printer_of(Printer.Kind.IPP)
    packer_client.post(f"/stations/{station_at(document_printer=office).pk}/use/")
    packer_client.post(f"/handover/{handover_of('A').pk}/close/")
    assert Document.objects.get().printer == office


def test_it_makes_the_list_once_more_for_one_press(packer_client: Client) -> None:
    handover = closed_handover("A")
    for key in ("1", "1", "2"):
        packer_client.post(f"/handover/{handover.pk}/list/", {"key": key})
    assert Document.objects.count() == 2


def test_it_closes_once_and_leads_to_it_afterwards(packer_client: Client, woken: Mock) -> None:
    handover = closed_handover("A")
    for send in (packer_client.get, packer_client.post):
        assert send(f"/handover/{handover.pk}/close/")["Location"] == f"/handover/{handover.pk}/"
    woken.assert_not_called()


def test_it_does_not_close_an_empty_handover(packer_client: Client) -> None:
    handover = handover_of()
    assert "Scan the packages first." in shown(packer_client, f"/handover/{handover.pk}/close/")
    response = packer_client.post(f"/handover/{handover.pk}/close/")
    assert response.status_code == 409
    assert "Nothing was closed." in response.content.decode()


def test_an_open_handover_is_shown_where_boxes_are_scanned(packer_client: Client) -> None:
    handover = handover_of("A")
    assert packer_client.get(f"/handover/{handover.pk}/")["Location"] == f"/handover/?handover={handover.pk}"


def test_it_says_how_far_the_boxes_are(packer_client: Client) -> None:
    handover = closed_handover("A", "B", "C", failed=("C",))
    StatusChange.objects.filter(package_number="A").update(state=StatusChange.State.SENT)
    page = shown(packer_client, f"/handover/{handover.pk}/")
    assert '<span class="num">1</span> of <span class="num">3</span> packages are Shipped' in page
    assert "1 update pending." in page
    assert "1 package did not become Shipped" in page
    assert "It is &lt;gone&gt;." in page
    assert 'hx-trigger="every 2s"' in page


def test_it_stops_asking_when_nothing_waits(packer_client: Client) -> None:
    handover = closed_handover("A", failed=("A",))
    assert "every 2s" not in shown(packer_client, f"/handover/{handover.pk}/")


def test_it_answers_nothing_while_nothing_has_moved(packer_client: Client) -> None:
    handover = closed_handover("A")
    page = shown(packer_client, f"/handover/{handover.pk}/", htmx=True)
    path = page.split('hx-get="')[1].split('"')[0]
    assert packer_client.get(path, headers=HTMX).status_code == 204
    StatusChange.objects.update(state=StatusChange.State.SENT)
    assert packer_client.get(path, headers=HTMX).status_code == 200


def test_it_is_another_page_in_another_language(packer_client: Client) -> None:
    page = shown(packer_client, f"/handover/{closed_handover('A').pk}/", htmx=True)
    path = page.split('hx-get="')[1].split('"')[0]
    packer_client.post("/language/", {"language": "tr"})
    assert packer_client.get(path, headers=HTMX).status_code == 200


def test_it_sends_all_that_failed_again(packer_client: Client, woken: Mock) -> None:
    handover = closed_handover("A", "B", failed=("A", "B"))
    response = packer_client.post(f"/handover/{handover.pk}/again/", headers=HTMX)
    assert "2 packages are sent again." in response["HX-Trigger"]
    assert "2 updates pending." in response.content.decode()
    woken.assert_called_once_with()


def test_it_sends_one_again(packer_client: Client) -> None:
    handover = closed_handover("A", "B", failed=("A", "B"))
    change = StatusChange.objects.get(package_number="B")
    packer_client.post(f"/handover/{handover.pk}/again/", {"change": change.pk})
    assert [one.state for one in StatusChange.objects.order_by("id")] == ["conflict", "wanted"]


@pytest.mark.parametrize("change", ["x", "²", "9" * 30, "0"])
def test_it_sends_nothing_again_that_is_not_there(packer_client: Client, woken: Mock, change: str) -> None:
    handover = closed_handover("A", failed=("A",))
    response = packer_client.post(f"/handover/{handover.pk}/again/", {"change": change}, follow=True)
    assert "Nothing was left to send again." in response.content.decode()
    woken.assert_not_called()


def test_it_says_what_stays_behind_before_and_after_closing(packer_client: Client) -> None:
    company, now = ShippingCompany(name="DHL"), timezone.now()
    given = {"shipping_company": company, "status": PackageStatus.READY_TO_SHIP, "updated_at": now}
    keep(packages=[package_of(number, **given) for number in ("PK-1", "PK-2")])
    handover = handover_of("PK-1")
    page = packer_client.get(f"/handover/?handover={handover.pk}").content.decode()
    assert "1 of 2 expected" in page
    assert "1 / 2" in page
    asked = packer_client.get(f"/handover/{handover.pk}/close/").content.decode()
    assert "1 package stays behind" in asked
    assert "Not packed here" in asked
    packer_client.post(f"/handover/{handover.pk}/close/")
    closed = packer_client.get(f"/handover/{handover.pk}/").content.decode()
    assert "1 package stayed behind" in closed
    assert "PK-2" in closed
    others = packer_client.get("/handover/").content.decode()
    assert "0 / 1" in others

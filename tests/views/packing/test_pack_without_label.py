"""/pack/without-label/"""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from packages_ui.models import Packing, PrintJob, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at
from tests.views.packing.test_pack import send

pytestmark = [pytest.mark.usefixtures("media", "woken", "woken_feeders", "woken_changes")]
PATH = "/pack/without-label/"
WHY = "The carrier brings <its> label"


@pytest.fixture
def station(packer_client: Client) -> Station:
    made = station_at(printer_of(answers=True))
    packer_client.post(f"/stations/{made.pk}/use/")
    return made


@pytest.fixture
def record(sandbox: Sandbox, packer_client: Client, station: Station) -> Record:
    made = shelved(sandbox, "AKN-A")
    send(packer_client, made.number, "AKN-A")
    return made


def test_it_asks_and_packs(packer_client: Client, record: Record, woken_changes: Mock) -> None:
    assert b'data-key="w"' in packer_client.get("/pack/").content
    assert record.number in packer_client.get(PATH).content.decode()
    answer = packer_client.post(PATH, {"number": record.number, "other": WHY}, follow=True)
    assert f"Package {record.number} is packed without a label." in answer.content.decode()
    assert Packing.objects.get().no_label_because == WHY
    woken_changes.assert_called_once_with()


@pytest.mark.parametrize("sent", [{}, {"other": "   "}])
def test_it_needs_a_reason(packer_client: Client, record: Record, sent: dict[str, str]) -> None:
    answer = packer_client.post(PATH, {"number": record.number, **sent})
    assert answer.status_code == 422
    assert "Choose a reason" in answer.content.decode()
    assert Packing.objects.get().state == Packing.State.OPEN


def test_it_keeps_the_reason_where_it_is_refused(packer_client: Client, record: Record) -> None:
    PrintJob.objects.update(state=PrintJob.State.SENT, printer=printer_of(answers=True))
    answer = packer_client.post(PATH, {"number": record.number, "other": WHY})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "may still print" in page
    assert "&lt;its&gt;" in page


def test_it_is_for_leads_only(packer_client: Client, packer: User, record: Record) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="pack_without_label"))
    assert packer_client.get(PATH).status_code == 403
    assert packer_client.post(PATH, {"number": record.number, "other": WHY}).status_code == 403
    assert b'data-key="w"' not in packer_client.get("/pack/").content
    assert Packing.objects.get().state == Packing.State.OPEN


def test_leads_have_the_right_and_packers_have_not(db: None) -> None:
    def has(name: str) -> bool:
        return Group.objects.get(name=name).permissions.filter(codename="pack_without_label").exists()

    assert has("Leads")
    assert not has("Packers")


def test_it_leads_back_where_nothing_is_open(packer_client: Client, station: Station) -> None:
    assert packer_client.get(PATH)["Location"] == "/pack/"


def test_it_needs_login_a_station_and_a_known_method(client: Client, packer_client: Client) -> None:
    assert client.get(PATH)["Location"].startswith("/login/")
    assert packer_client.get(PATH)["Location"].startswith("/stations/?next=")
    assert packer_client.put(PATH).status_code == 405

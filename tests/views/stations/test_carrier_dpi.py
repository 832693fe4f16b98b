"""What a shipping company's labels are made for, on the page of stations and printers."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Act, CarrierDpi
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.django_db
AT, STATIONS = "/stations/carriers/", "/stations/"


def test_it_is_saved_and_shown(packer_client: Client) -> None:
    station_at(printer_of())
    response = packer_client.post(AT, {"carrier": " Fine <Kargo> ", "dpi": "300"}, follow=True)
    content = response.content.decode()
    assert "Fine &lt;Kargo&gt;: labels are made for 300 dpi." in content
    assert "300 dpi</span>" in content
    assert CarrierDpi.objects.get().carrier == "Fine <Kargo>"
    assert Act.objects.get().after == {"carrier": "Fine <Kargo>", "dpi": 300}


def test_it_is_changed_and_taken_away(packer_client: Client) -> None:
    CarrierDpi.objects.create(carrier="Fine Kargo", dpi=300)
    packer_client.post(AT, {"carrier": "Fine Kargo", "dpi": "600"})
    assert CarrierDpi.objects.get().dpi == 600
    response = packer_client.post(AT, {"carrier": "Fine Kargo", "dpi": ""}, follow=True)
    assert "Fine Kargo: as each label states." in response.content.decode()
    assert not CarrierDpi.objects.exists()


@pytest.mark.parametrize("wrong", [{"carrier": "", "dpi": "300"}, {"carrier": "Fine Kargo", "dpi": "299"}])
def test_it_keeps_what_was_typed_when_it_is_invalid(packer_client: Client, wrong: dict[str, str]) -> None:
    station_at(printer_of())
    response = packer_client.post(AT, wrong)
    assert response.status_code == 422
    assert ("Enter the name of the shipping company" in response.content.decode()) is not bool(
        wrong["carrier"]
    )
    assert f'name="carrier" value="{wrong["carrier"]}"' in response.content.decode() or not wrong["carrier"]
    assert not CarrierDpi.objects.exists()


def test_it_is_for_administrators(client: Client) -> None:
    assert client.post(AT, {"carrier": "x", "dpi": "300"}).status_code == 302
    user = User.objects.create_user("onlooker")
    user.user_permissions.add(Permission.objects.get(codename="view_packages"))
    client.force_login(user)
    assert client.post(AT, {"carrier": "x", "dpi": "300"}).status_code == 403
    station_at(printer_of())
    assert "another dpi" not in client.get(STATIONS).content.decode()


def test_it_takes_no_other_method(packer_client: Client) -> None:
    assert packer_client.get(AT).status_code == 405

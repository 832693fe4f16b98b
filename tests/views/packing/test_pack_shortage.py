"""The page of all packages that need a missing product."""

import html

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from tests.services.batch_makers import person
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at
from tests.wire import wired

URL = "/pack/missing/shortage/"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("reasons")


@pytest.fixture
def _at_desk(packer_client: Client) -> None:
    packer_client.post(f"/stations/{station_at().pk}/use/")


@pytest.fixture
def records(sandbox: Sandbox, _at_desk: None) -> list[Record]:
    return [shelved(sandbox, "AKN-B", "AKN-C"), shelved(sandbox, "AKN-B")]


def filled(records: list[Record], **more: object) -> dict[str, object]:
    numbers = [record.number for record in records]
    return {"product": "AKN-B", "packages": numbers, "way": "reject", "reason": "Unsupplied", **more}


def text(response: object) -> str:
    return html.unescape(response.content.decode())  # type: ignore[attr-defined]


def test_it_lists_them_ticked(packer_client: Client, records: list[Record]) -> None:
    page = text(packer_client.get(URL, {"product": "AKN-B"}))

    assert "2 packages need it (2 in all)" in page
    for record in records:
        assert "checked" in page.split(f'value="{record.number}"')[1].split(">")[0]


def test_it_leaves_out_what_another_packer_has(packer_client: Client, records: list[Record]) -> None:
    scans(Desk(user_id=person("mehmet").pk, station=station_at()), records[0].number)
    page = text(packer_client.get(URL, {"product": "AKN-B"}))

    assert "is open: mehmet" in page
    assert "disabled" in page.split(f'value="{records[0].number}"')[1].split(">")[0]


def test_it_says_what_came_of_each(packer_client: Client, sandbox: Sandbox, records: list[Record]) -> None:
    del sandbox.packages[records[0].number]
    page = packer_client.post(URL, filled(records))

    assert page.status_code == 200
    assert "1 of 2 packages done" in text(page)
    assert "lists no package" in text(page)
    assert records[1].number not in sandbox.packages


def test_it_shows_only_the_panel_over_htmx(packer_client: Client, records: list[Record]) -> None:
    page = packer_client.post(URL, filled(records, way="release"), headers=HTMX)

    assert "<html" not in text(page)
    assert "2 of 2 packages done" in text(page)
    assert not any(item["has_reservation"] for item in records[1].items)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"way": "split"}, "Choose what to do first"),
        ({"packages": []}, "Tick at least one package"),
        ({"reason": ""}, "Choose a reason"),
        ({"packages": ["x" * 65]}, "is not a package number"),
    ],
)
def test_it_says_what_is_not_filled_in(
    changes: dict[str, object], why: str, packer_client: Client, sandbox: Sandbox, records: list[Record]
) -> None:
    with wired(sandbox) as wire:
        answer = packer_client.post(URL, filled(records) | changes, headers=HTMX)

    assert answer.status_code == 422
    assert why in text(answer)
    assert wire.written == []


def test_it_takes_a_hundred_at_most(packer_client: Client, records: list[Record]) -> None:
    answer = packer_client.post(URL, filled(records, packages=[str(number) for number in range(101)]))

    assert answer.status_code == 409
    assert "Choose between 1 and 100 packages. Nothing was sent." in text(answer)


@pytest.mark.usefixtures("_at_desk")
def test_it_says_when_nobody_needs_it(packer_client: Client, sandbox: Sandbox) -> None:
    page = text(packer_client.get(URL, {"product": "<b>"}))

    assert "No other fetched package in Preparing needs it" in page
    assert b"<b>" not in packer_client.get(URL, {"product": "<b>"}).content


def test_it_needs_the_right_to_each_act(
    packer: User, packer_client: Client, sandbox: Sandbox, records: list[Record]
) -> None:
    packer.user_permissions.set(Permission.objects.filter(codename="pack_packages"))
    assert "have permission." in text(packer_client.get(URL, {"product": "AKN-B"}))

    with wired(sandbox) as wire:
        for way in ("reject", "release"):
            assert packer_client.post(URL, filled(records, way=way)).status_code == 403
    assert wire.written == []


def test_it_needs_a_person_who_may_pack(client: Client, stranger_client: Client) -> None:
    assert client.get(URL)["Location"].startswith("/login/")
    assert stranger_client.get(URL).status_code == 403


def test_it_asks_for_a_station_first(packer_client: Client) -> None:
    assert packer_client.get(URL)["Location"] == f"/stations/?next={URL}"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_takes_no_other_method(packer_client: Client, method: str) -> None:
    assert getattr(packer_client, method)(URL).status_code == 405

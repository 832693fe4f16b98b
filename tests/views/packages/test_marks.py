"""Hold and release on a package's page."""

import json

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import PackageStop
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.marks.hold import hold, release
from tests.packages import preparing
from tests.undo import HTMX, press_undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox, items=2)


def page(record: Record) -> str:
    return f"/packages/{record.number}/"


def test_it_holds_a_package(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    response = client.post(f"{page(record)}hold/", {"because": "fraud?"}, follow=True)
    text = response.content.decode()
    assert f"Package {record.number} is on hold by {lead.username}: “fraud?”." in text
    assert "Release hold" in text


def test_it_releases_it(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    hold(number=record.number, because="fraud?", user_id=lead.pk)
    stop = PackageStop.objects.get().pk
    response = client.post(f"{page(record)}release-hold/", {"stop": stop}, follow=True)
    assert f"Package {record.number} is released." in response.content.decode()
    assert not PackageStop.objects.exists()


def test_it_offers_neither_print_nor_ready_to_ship(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    press = ('id="print" data-hotkey="p">', 'id="step-3" name="status"')
    assert all(button in client.get(page(record)).content.decode() for button in press)
    hold(number=record.number, because="fraud?", user_id=lead.pk)
    shown = client.get(page(record)).content.decode()
    assert not any(button in shown for button in press)
    assert 'id="print" data-hotkey="p" disabled aria-describedby="print-why"' in shown
    assert "until a lead releases it" in shown.split('id="print-why">')[1].split("</p>")[0]
    assert "until a lead releases it" in shown.split('id="step-3-why">')[1].split("</span>")[0]


def test_it_undoes_a_hold_and_its_release(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    held = client.post(f"{page(record)}hold/", {"because": "fraud?"}, headers=HTMX)
    told = json.loads(held.headers["HX-Trigger"])
    assert told["done"]["sentence"] == f"Package {record.number} is on hold."
    assert "marked" in told
    released = press_undo(client, held)
    assert not PackageStop.objects.exists()
    assert press_undo(client, released).status_code == 200
    assert PackageStop.objects.get().because == "fraud?"


def test_it_says_why_there_is_nothing_to_undo(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    held = client.post(f"{page(record)}hold/", {"because": "fraud?"}, headers=HTMX)
    release(number=record.number, user_id=None)
    late = press_undo(client, held)
    assert late.status_code == 409
    assert "is not on hold any more" in json.loads(late.headers["HX-Trigger"])["problem"]["sentence"]


def test_it_escapes_the_reason(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    hold(number=record.number, because="<script>alert(1)</script>", user_id=lead.pk)
    assert "<script>alert" not in client.get(page(record)).content.decode()


@pytest.mark.parametrize("act", ["hold", "release-hold"])
def test_it_needs_the_permission(client: Client, packer: User, record: Record, act: str) -> None:
    client.force_login(packer)
    assert client.post(f"{page(record)}{act}/", {"because": "x"}).status_code == 403
    assert 'id="hold"' not in client.get(page(record)).content.decode()


@pytest.mark.parametrize("act", ["hold", "release-hold"])
def test_it_needs_login_and_a_post(client: Client, lead: User, record: Record, act: str) -> None:
    assert client.post(f"{page(record)}{act}/").status_code == 302
    client.force_login(lead)
    assert client.get(f"{page(record)}{act}/").status_code == 405


def test_it_makes_no_held_package_ready_by_a_click(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    hold(number=record.number, because="fraud?", user_id=lead.pk)
    sent = {"status": 3, "initial-status": 2, "updated_at": str(record.body["updated_at"])}
    response = client.post(f"{page(record)}update/?status=3", sent)
    assert response.status_code == 409
    assert "on hold by" in response.content.decode()
    assert record.status == 2


@pytest.fixture
def lead(packer: User) -> User:
    user = User.objects.create_user("fatma")
    user.user_permissions.set([*packer.user_permissions.all(), _permission("hold_package")])
    return user


@pytest.fixture
def packer(db: None) -> User:
    user = User.objects.create_user("ayse")
    user.user_permissions.set(map(_permission, ("view_packages", "update_package", "print_labels")))
    return user


def _permission(name: str) -> Permission:
    return Permission.objects.get(codename=name)


def test_the_list_says_what_is_held(client: Client, lead: User, record: Record) -> None:
    client.force_login(lead)
    assert "sign-stop" not in client.get("/packages/").content.decode()
    hold(number=record.number, because="fraud?", user_id=lead.pk)
    row = (
        client.get("/packages/").content.decode().split(f'<tr id="row-{record.number}"')[1].split("</tr>")[0]
    )
    assert "sign-stop" in row
    assert f"on hold by {lead.username}" in row

"""GET /."""

from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from packages_ui.models import CutOff, LabelBatch, Packing, PrintJob, StatusChange, SyncWalk
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Package, ShippingCompany
from packages_ui.services import calls
from packages_ui.services.mirror.keep import keep
from tests.services.batch_makers import batch_of, move
from tests.services.printing.makers import printer_of

pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def packed(who: User, count: int = 1) -> None:
    now = timezone.now()
    for _ in range(count):
        number = str(Packing.objects.count())
        fields = {"opened_at": now, "touched_at": now, "packed_at": now}
        Packing.objects.create(package_number=number, user=who, state="packed", **fields)


def test_it_shows_a_tile_for_each_status(packer_client: Client) -> None:
    content = packer_client.get("/").content

    assert b'href="/packages/?status=2"' in content
    assert b'id="count-6"' in content


def test_it_shows_known_counts_at_once(packer_client: Client) -> None:
    packer_client.get("/packages/counts/")

    assert b'id="count-all">60<' in packer_client.get("/").content


def test_it_shows_my_running_batches_and_nobody_elses(packer_client: Client, packer: User) -> None:
    for owner, name in ((packer, "mine"), (None, "theirs")):
        batch = LabelBatch.objects.create(owner=owner, key=name, digest=name, name=name)
        PrintJob.objects.create(batch=batch, package_number="1", position=1, wanted_at=datetime.now(UTC))

    content = packer_client.get("/").content

    assert b">mine<" in content
    assert b">theirs<" not in content


def test_it_shows_what_needs_an_answer(packer_client: Client, packer: User) -> None:
    printer = printer_of()
    batch = batch_of("1", "2", owner=packer, printer=printer, name="Morning")
    move(batch, PrintJob.State.UNKNOWN, 1, printer=printer)

    page = packer_client.get("/").content.decode()

    assert "1 label needs an answer" in page
    assert "Needs an answer" in page
    assert printer.name in page


def test_it_never_waits_for_seller_center(packer_client: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)

    assert packer_client.get("/").status_code == 200
    assert not sandbox.calls


def test_it_needs_login(client: Client, db: None) -> None:
    assert client.get("/").status_code == 302


def test_it_needs_permission(stranger_client: Client) -> None:
    assert stranger_client.get("/").status_code == 403


def test_it_refuses_another_method(packer_client: Client) -> None:
    assert packer_client.post("/").status_code == 405


def test_it_says_how_far_packages_are_read(packer_client: Client) -> None:
    assert b"copy-notice" not in packer_client.get("/").content
    SyncWalk.objects.create(name="changes", finished_at=datetime.now(UTC))
    SyncWalk.objects.create(name="round", seen=1200, expected=80_000)
    assert b"1,200 of about 80,000 so far" in packer_client.get("/").content


def test_it_says_that_the_copy_falls_behind(packer_client: Client) -> None:
    SyncWalk.objects.create(
        name="changes", finished_at=datetime.now(UTC) - timedelta(minutes=9), problem="Because."
    )
    SyncWalk.objects.create(name="round", first_at=datetime.now(UTC))
    content = packer_client.get("/").content.decode()
    assert "The local copy was last updated at" in content
    assert "Because." in content


def test_it_links_what_waits_only_for_whom_it_lets_in(packer_client: Client, packer: User) -> None:
    now = datetime.now(UTC)
    StatusChange.objects.create(package_number="1", status=3, state="conflict", wanted_at=now, due_at=now)
    assert b'href="/pack/waiting/">1 status update needs a decision' in packer_client.get("/").content
    packer.user_permissions.set(Permission.objects.filter(codename="view_packages"))
    assert b"<span>1 status update needs a decision" in packer_client.get("/").content


def test_it_counts_states_in_the_copy(packer_client: Client) -> None:
    for name in ("changes", "round"):
        SyncWalk.objects.create(name=name, finished_at=datetime.now(UTC), first_at=datetime.now(UTC))
    keep(packages=[Package(number=str(n), status=2 + n % 2) for n in range(1235)])
    content = packer_client.get("/").content.decode()
    assert 'id="count-2">618<' in content
    assert 'id="count-all">1,235<' in content
    assert "/packages/counts/" not in content


def test_it_says_whether_the_next_pickup_will_be_made(packer_client: Client, packer: User) -> None:
    soon = timezone.localtime() + timedelta(hours=2)
    CutOff.objects.create(carrier="Aras Kargo", at=soon.time(), weekdays=127, notice=0)
    aras = ShippingCompany(name="Aras Kargo")
    placed = datetime.now(UTC) - timedelta(hours=1)
    keep(
        packages=[
            Package(number=str(n), status=2, date_placed=placed, shipping_company=aras) for n in range(9)
        ]
    )
    packed(packer, 3)
    content = packer_client.get("/").content.decode()
    assert "Too slow: 9 packages left at 3 an hour, 4 will miss it" in content
    assert 'href="/packages/?carrier=Aras+Kargo&amp;status=2">9</a>' in content


def test_it_says_nothing_anew_where_nothing_changed(packer_client: Client, packer: User) -> None:
    page = packer_client.get("/", headers={"hx-request": "true"}).content.decode()
    seen = page.split("?seen=")[1].split('"')[0]
    answer = packer_client.get(f"/?seen={seen}", headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    batch_of("1", owner=packer)
    assert packer_client.get(f"/?seen={seen}", headers={"hx-request": "true"}).status_code == 200


def test_a_packer_sees_only_own_figures(packer_client: Client, packer: User) -> None:
    other = User.objects.create_user("zeynep")
    packed(packer, 2)
    packed(other, 3)
    assert "zeynep" in packer_client.get("/").content.decode()
    packer.user_permissions.remove(Permission.objects.get(codename="view_packers"))
    content = packer_client.get("/").content.decode()
    assert "zeynep" not in content
    assert "Your packages today" in content


def test_it_works_while_redis_and_seller_center_are_away(
    packer_client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.switches = Switches(unauthorized=True)
    monkeypatch.setattr(calls, "quick_redis", Mock(side_effect=OSError))
    content = packer_client.get("/").content.decode()
    assert "No calls were counted in the last hour." in content
    assert not sandbox.calls

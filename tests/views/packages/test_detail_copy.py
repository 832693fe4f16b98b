"""GET /packages/<number>/ while Seller Center is away: the copy."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.models import StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center import page
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from packages_ui.views.packages import detail
from tests.in_process import in_process
from tests.packages import preparing
from tests.services.ahead.makers import label_for

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def sandbox(db: None) -> Iterator[Sandbox]:
    with in_process(Sandbox(packages=60, seed=1, clock=timezone.now)) as made:
        sync(run_for(600))
        yield made


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    """It goes away."""
    record = preparing(sandbox)
    record.body["shipping_address"]["identity_number"] = "10000000146"
    package = seller_center().get_package(record.number)
    assert package
    label_for(package)
    StoredPackage.objects.filter(number=record.number).delete()
    sync_one(sandbox, record)
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    return record


def sync_one(sandbox: Sandbox, record: Record) -> None:
    sandbox._store.touch(record)
    sync(run_for(600))


def test_it_shows_what_was_read_last_and_why_nothing_can_be_changed(
    packer_client: Client, record: Record
) -> None:
    response = packer_client.get(f"/packages/{record.number}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Below is the package as it was read at" in page
    assert "Seller Center is not responding." in page
    for item in record.items:
        assert item["number"] in page
    assert 'id="step-3" disabled' in page
    assert 'id="act-split" disabled' in page
    assert "hx-post" not in page.split('class="detail-head"')[1].split("</header>")[0]


def test_it_shows_the_copy_while_seller_center_takes_its_time(
    packer_client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "short_wait", partial(page.short_wait, 0))
    number = preparing(sandbox).number
    shown = packer_client.get(f"/packages/{number}/").content.decode()
    assert "Asking Seller Center… Until then this is the package as it was read at" in shown
    assert f'hx-get="/packages/{number}/?patient=1"' in shown
    assert 'id="step-3" disabled' in shown
    fresh = packer_client.get(f"/packages/{number}/?patient=1", headers={"HX-Request": "true"})
    assert "Asking Seller Center" not in fresh.content.decode()
    assert 'id="step-3" disabled' not in fresh.content.decode()


def test_it_waits_for_what_the_copy_does_not_have(
    packer_client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "short_wait", partial(page.short_wait, 0))
    number = preparing(sandbox).number
    StoredPackage.objects.filter(number=number).delete()
    shown = packer_client.get(f"/packages/{number}/").content.decode()
    assert "Asking Seller Center" not in shown
    assert number in shown


def test_it_knows_that_the_label_still_fits(packer_client: Client, record: Record) -> None:
    """Although the identity number, which the label was made with, is not stored."""
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert "no longer what this label was made from" not in page
    assert "10000000146" not in page


def test_it_says_that_what_is_in_it_was_not_read(packer_client: Client, record: Record) -> None:
    StoredPackage.objects.filter(number=record.number).update(items_count=-1)
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert "What is in it was not read." in page


def test_it_says_what_went_wrong_where_the_package_is_not_stored(
    packer_client: Client, record: Record
) -> None:
    StoredPackage.objects.all().delete()
    response = packer_client.get(f"/packages/{record.number}/")
    assert response.status_code == 502
    assert b"cannot be shown now" in response.content


def test_it_says_that_a_stored_package_is_gone(packer_client: Client, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    sandbox._store.remove(record)
    assert packer_client.get(f"/packages/{record.number}/").status_code == 404

"""GET /packages/<number>/"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Act, Label, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.switches import Switches
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.package_cache import fingerprint
from packages_ui.services.packages.snapshot import read, recall
from packages_ui.views.packages.detail_facts import masked, web
from tests.packages import preparing, seen
from tests.services.ahead.makers import package_of
from tests.views.packages.act_cases import HTMX


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox)


def shown(client: Client, record: Record) -> str:
    return client.get(f"/packages/{record.number}/").content.decode()


def make_label(number: str, **fields: object) -> Label:
    made = {"package_number": number, "format": "pdf", "size": 1, "sha256": "0" * 64, "path": "labels/x.pdf"}
    return Label.objects.create(**made, made_at=datetime(2026, 1, 15, tzinfo=UTC), **fields)


def test_it_shows_the_package(packer_client: Client, record: Record) -> None:
    page = shown(packer_client, record)

    assert "<html" in page
    assert all(item["number"] in page for item in record.items)
    assert record.body["waybill_number"] in page
    assert "Preparing" in page


def test_it_says_which_box_of_its_order_it_is(packer_client: Client, record: Record) -> None:
    others = [package_of(number, order_number=record.order_number) for number in ("1", "2")]
    keep(packages=others)
    page = shown(packer_client, record)
    assert "Box 3 of 3 of this order." in page
    for number in ("1", "2"):
        assert f'<span class="num">{number}</span>: not packed yet' in page
    StoredPackage.objects.filter(number__in=("1", "2")).delete()
    assert "of this order" not in shown(packer_client, record)


def test_it_shows_its_core_over_htmx(packer_client: Client, record: Record) -> None:
    answer = packer_client.get(f"/packages/{record.number}/", headers=HTMX)

    assert b"<html" not in answer.content
    assert "HX-Request" in answer["Vary"]


def test_it_needs_login(client: Client, record: Record, db: None) -> None:
    assert client.get(f"/packages/{record.number}/").status_code == 302


def test_it_needs_permission(stranger_client: Client, record: Record) -> None:
    assert stranger_client.get(f"/packages/{record.number}/").status_code == 403


def test_it_takes_no_other_method(packer_client: Client, record: Record) -> None:
    assert packer_client.post(f"/packages/{record.number}/").status_code == 405


def test_it_says_that_a_package_is_gone(packer_client: Client, sandbox: Sandbox) -> None:
    answer = packer_client.get("/packages/404404/")

    assert answer.status_code == 404
    assert b"Package 404404 no longer exists" in answer.content


@pytest.mark.parametrize(("fails", "status"), [({"unauthorized": True}, 502), ({"fail_share": 1}, 502)])
def test_it_says_that_seller_center_is_out(
    packer_client: Client, sandbox: Sandbox, record: Record, fails: dict[str, Any], status: int
) -> None:
    sandbox.switches = Switches(**fails, fail_status=500)
    answer = packer_client.get(f"/packages/{record.number}/")

    assert answer.status_code == status
    assert b"cannot be shown now" in answer.content
    assert b"Try again" in answer.content


def test_it_remembers_what_it_showed(packer_client: Client, record: Record) -> None:
    shown(packer_client, record)

    assert recall(number=record.number, seen=seen(record))


def test_it_shows_notes_first(packer_client: Client, record: Record) -> None:
    record.body.update(gift_box_note="Doğum günün kutlu olsun!", notes="Kırılabilir", has_gift_box=True)
    record.body["shipping_address"]["notes"] = "Zil bozuk"
    page = shown(packer_client, record)

    places = [page.index(text) for text in ("Doğum günün", "Kırılabilir", "Zil bozuk", 'id="items-title"')]
    assert places == sorted(places)


def test_it_names_an_unknown_status(packer_client: Client, record: Record) -> None:
    record.body["status"] = 9

    assert "Status 9" in shown(packer_client, record)


def test_it_masks_personal_numbers(packer_client: Client, record: Record) -> None:
    record.body["shipping_address"].update(identity_number="12345678901", tax_no="9876543210")
    record.body["billing_address"] = dict(record.body["shipping_address"])
    page = shown(packer_client, record)

    assert "12345678901" not in page
    assert "9876543210" not in page
    assert "••••901" in page


@pytest.mark.parametrize(
    ("text", "result"), [(None, ""), ("123", "••••"), ("12345", "••••45"), ("12345678901", "••••901")]
)
def test_it_shows_at_most_three_characters(text: str | None, result: str) -> None:
    assert masked(text) == result


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "//x", "https://", "https://x\ny", None]
)
def test_it_links_nothing_but_the_web(url: str | None) -> None:
    assert web(url) == ""
    assert web("https://akinon.com/track/1") == "https://akinon.com/track/1"


def test_it_shows_hostile_text_as_text(packer_client: Client, sandbox: Sandbox) -> None:
    pages = [shown(packer_client, record) for record in sandbox.packages.values()]
    everything = "".join(pages)

    assert "&lt;script&gt;alert(1)" in everything
    for evil in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:', 'href="file:'):
        assert evil not in everything


def test_it_shows_who_did_what(packer: User, packer_client: Client, record: Record) -> None:
    Act.objects.create(
        package_number=record.number,
        verb="update",
        outcome="done",
        user=packer,
        before={"status": 2},
        after={"status": 3},
        sentence="Updated <b>",
    )
    page = shown(packer_client, record)

    assert "<del>Preparing</del> → <ins>Ready to Ship</ins>" in page
    assert "Updated &lt;b&gt;" in page
    assert "packer" in page


def test_it_disables_what_the_person_may_not_do(packer: User, packer_client: Client, record: Record) -> None:
    packer.user_permissions.set(Permission.objects.filter(codename="view_packages"))
    page = shown(packer_client, record)

    assert "You don&#x27;t have permission." in page
    assert "hx-get" not in page.split('id="package"')[1]
    assert "hx-post" not in page.split('id="package"')[1]


def test_it_disables_what_the_status_does_not_allow(packer_client: Client, record: Record) -> None:
    record.body["status"] = 4
    page = shown(packer_client, record)

    assert '<button type="button" class="btn" id="act-split" disabled' in page
    assert "Only possible while the package is in Preparing" in page


def test_it_offers_to_print_when_there_is_no_label(packer_client: Client, record: Record) -> None:
    page = shown(packer_client, record)

    assert "No label fetched yet" in page
    assert f'name="packages" value="{record.number}"' in page


def test_it_shows_the_label(packer_client: Client, record: Record) -> None:
    made_from = fingerprint(read(number=record.number).package)
    label = make_label(record.number, fingerprint=made_from)
    page = shown(packer_client, record)

    assert f'src="/packages/{record.number}/label/?of={label.pk}"' in page
    assert "Outdated label" not in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"stale_at": datetime(2026, 1, 15, tzinfo=UTC), "stale_because": "Items have left."},
            "Items have left.",
        ),
        ({"fingerprint": "another"}, "tracking number has changed since"),
    ],
)
def test_it_says_that_the_label_is_stale(
    packer_client: Client, record: Record, fields: dict[str, object], why: str
) -> None:
    make_label(record.number, **fields)
    page = shown(packer_client, record)

    assert "Outdated label" in page
    assert why in page


def test_it_offers_what_is_no_label_for_download(packer_client: Client, record: Record) -> None:
    label = make_label(record.number)
    Label.objects.filter(pk=label.pk).update(format="unknown")
    page = shown(packer_client, record)

    assert "<img" not in page.split('id="label-title"')[1].split("</section>")[0]
    assert f'href="/labels/{label.pk}/raw/"' in page


def test_it_shows_the_new_packages_of_a_split(packer_client: Client, record: Record) -> None:
    page = packer_client.get(f"/packages/{record.number}/?new=123&new=<b>").content.decode()

    assert '<a class="num untrusted" href="/packages/123/">123</a>' in page
    assert "&lt;b&gt;" in page

"""/packages/<number>/update/"""

import re

import pytest
from django.test import Client

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.packages import preparing, somebody_else
from tests.undo import press_undo, undo_of
from tests.views.packages.act_cases import HTMX, seen
from tests.wire import wired


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox)


def url(record: Record, query: str = "") -> str:
    return f"/packages/{record.number}/update/{query}"


def fields_of(page: str) -> dict[str, str]:
    """What a browser would post of this form, untouched."""
    inputs = re.findall(r"<input[^>]*>", page.split('class="act"')[1])
    found = {name: _value(one) for one in inputs if (name := _attribute(one, "name"))}
    chosen = re.search(r'<option value="(\w*)" selected', page)
    return found | ({"status": chosen[1]} if chosen else {})


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return found[1] if found else ""


def _value(tag: str) -> str:
    return _attribute(tag, "value").replace("&amp;", "&")


def test_it_sends_only_what_was_changed(packer_client: Client, sandbox: Sandbox, record: Record) -> None:
    filled = fields_of(packer_client.get(url(record)).content.decode()) | {"tracking_number": "T-1"}
    with wired(sandbox) as wire:
        packer_client.post(url(record), filled)

    assert [body for _, _, body in wire.written] == [{"tracking_number": "T-1"}]


def test_it_sends_nothing_when_nothing_was_changed(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    filled = fields_of(packer_client.get(url(record)).content.decode())
    with wired(sandbox) as wire:
        answer = packer_client.post(url(record), filled)

    assert answer.status_code == 422
    assert "No field was changed" in answer.content.decode()
    assert wire.written == []


def test_it_compares_with_the_package_where_the_page_carries_nothing(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    filled = {
        **seen(record),
        "status": "2",
        "waybill_number": record.body["waybill_number"],
        "invoice_number": "IN-5",
    }
    with wired(sandbox) as wire:
        packer_client.post(url(record), filled)

    assert [body for _, _, body in wire.written] == [{"invoice_number": "IN-5"}]


def test_it_takes_local_times_and_sends_utc(packer_client: Client, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox) as wire:
        packer_client.post(url(record), seen(record) | {"shipment_date": "2026-01-15T12:30"})

    assert wire.written[0][2] == {"shipment_date": "2026-01-15T09:30:00.000Z"}


def test_it_does_not_send_a_date_that_was_only_shown(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    record.body["shipment_date"] = "2026-01-15T09:30:41.218Z"
    page = packer_client.get(url(record)).content.decode()
    assert 'value="2026-01-15T12:30"' in page
    with wired(sandbox) as wire:
        packer_client.post(url(record), fields_of(page) | {"waybill_number": "W"})

    assert wire.written[0][2] == {"waybill_number": "W"}


def test_it_sends_an_emptied_text_as_empty(packer_client: Client, sandbox: Sandbox, record: Record) -> None:
    filled = fields_of(packer_client.get(url(record)).content.decode()) | {"waybill_number": " "}
    with wired(sandbox) as wire:
        packer_client.post(url(record), filled)

    assert wire.written[0][2] == {"waybill_number": ""}


def test_it_leaves_a_hostile_address_that_nobody_touched(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    record.body["tracking_url"] = "javascript:alert(1)"
    filled = fields_of(packer_client.get(url(record)).content.decode()) | {"waybill_number": "W"}
    with wired(sandbox) as wire:
        answer = packer_client.post(url(record), filled)

    assert answer.status_code == 302
    assert wire.written[0][2] == {"waybill_number": "W"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tracking_url", "javascript:alert(1)"),
        ("invoice_url", "ftp://x.example/a"),
        ("shipment_date", "soon"),
        ("waybill_number", "w" * 256),
        ("status", "77"),
    ],
)
def test_it_marks_what_is_wrong(packer_client: Client, record: Record, name: str, value: str) -> None:
    answer = packer_client.post(url(record), seen(record) | {name: value}, headers=HTMX)

    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.content.decode()


def test_it_takes_a_status_it_does_not_know(packer_client: Client, record: Record) -> None:
    record.body["status"] = 9
    page = packer_client.get(url(record)).content.decode()

    assert '<option value="9" selected>Status 9</option>' in page
    answer = packer_client.post(url(record), fields_of(page) | {"waybill_number": "W"})
    assert answer.status_code == 302


def test_it_moves_on_with_one_click(packer_client: Client, record: Record) -> None:
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert f'action="{url(record, "?status=3")}"' in page
    packer_client.post(url(record, "?status=3"), seen(record) | {"status": "3"})

    assert record.status == 3
    assert Act.objects.get().after == {"status": 3}


@pytest.mark.parametrize(("status", "field"), [(4, "shipment_date"), (5, "delivery_date")])
def test_it_asks_for_the_date_and_offers_now(
    packer_client: Client, sandbox: Sandbox, record: Record, status: int, field: str
) -> None:
    record.body["status"] = status - 1
    page = packer_client.get(url(record, f"?status={status}"), headers=HTMX).content.decode()
    filled = fields_of(page)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", filled[field])
    with wired(sandbox) as wire:
        packer_client.post(url(record, f"?status={status}"), filled)

    assert wire.written[0][2].keys() == {"status", field}


def test_it_needs_the_date_of_a_one_click_act(packer_client: Client, record: Record) -> None:
    filled = {**seen(record), "status": "4", "shipment_date": ""}
    answer = packer_client.post(url(record, "?status=4"), filled, headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_shipment_date_error"' in answer.content.decode()


def test_it_needs_a_number_where_they_are_typed_by_hand(packer_client: Client, record: Record) -> None:
    record.body.update(is_requires_manual_entry=True, waybill_number=None, tracking_number=None)
    page = packer_client.get(url(record, "?status=3"), headers=HTMX).content.decode()
    answer = packer_client.post(url(record, "?status=3"), fields_of(page), headers=HTMX)

    assert answer.status_code == 422
    assert "enter the waybill or tracking number" in answer.content.decode()
    assert packer_client.post(url(record), fields_of(page) | {"waybill_number": "W"}).status_code == 302
    assert (record.status, record.body["waybill_number"]) == (3, "W")


def test_it_lays_what_was_typed_over_what_is_new(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    filled = fields_of(packer_client.get(url(record)).content.decode()) | {"waybill_number": "MINE"}
    somebody_else(sandbox, record, tracking_number="THEIRS")
    answer = packer_client.post(url(record), filled, headers=HTMX)

    again = fields_of(answer.content.decode())
    assert (again["waybill_number"], again["tracking_number"]) == ("MINE", "THEIRS")
    with wired(sandbox) as wire:
        packer_client.post(url(record), again)
    assert wire.written[0][2] == {"waybill_number": "MINE"}


def test_it_sends_a_scanned_number_without_what_the_scanner_added(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox) as wire:
        packer_client.post(url(record), seen(record) | {"tracking_number": "]C1420980289205590303190000"})

    assert [sent for _, _, sent in wire.written] == [{"tracking_number": "420980289205590303190000"}]


def test_it_takes_a_status_back_by_one_click(packer_client: Client, record: Record) -> None:
    answer = packer_client.post(url(record, "?status=3"), {**seen(record), "status": "3"}, headers=HTMX)
    assert record.status == 3
    back = press_undo(packer_client, answer)
    assert back.status_code == 200
    assert record.status == 2
    assert f"Package {record.number} is Preparing." in back.headers["HX-Trigger"]


def test_it_offers_no_undo_where_there_is_no_way_back(packer_client: Client, record: Record) -> None:
    record.body["status"] = 3
    sent = {**seen(record), "status": "4", "shipment_date": "2026-01-15T10:00"}
    assert not undo_of(packer_client.post(url(record, "?status=4"), sent, headers=HTMX))
    assert record.status == 4
    record.body["status"] = 2
    sent = {**seen(record), "waybill_number": "W"}
    assert not undo_of(packer_client.post(url(record), sent, headers=HTMX))

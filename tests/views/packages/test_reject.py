"""/packages/<number>/reject/"""

import pytest
from django.test import Client

from packages_ui.models import RejectReason
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from tests.packages import numbers, preparing
from tests.views.packages.act_cases import HTMX, seen, with_dhl
from tests.wire import wired


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return with_dhl(preparing(sandbox, items=3))


@pytest.fixture
def url(record: Record) -> str:
    return f"/packages/{record.number}/reject/"


@pytest.mark.usefixtures("reasons")
def test_it_offers_the_reasons_of_the_list(packer_client: Client, url: str) -> None:
    RejectReason.objects.create(text="Fell <off> the shelf", position=9)
    page = packer_client.get(url).content.decode()

    assert '<option value="Unsupplied">' in page
    assert '<option value="Fell &lt;off&gt; the shelf">' in page


def test_it_sends_items_and_reason(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    first, second, _ = numbers(record)
    with wired(sandbox) as wire:
        packer_client.post(url, seen(record) | {"items": [first, second], "reason": " Kırık "})

    assert wire.written[0][2] == {"items": [first, second], "reason": "Kırık"}


def test_it_asks_once(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    first = numbers(record)[0]
    with wired(sandbox) as wire:
        answer = packer_client.post(
            url, seen(record) | {"items": first, "reason": "<b>x", "step": "ask"}, headers=HTMX
        )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert wire.written == []
    assert "cannot be undone" in page
    assert f'type="hidden" name="items" value="{first}"' in page
    assert 'name="reason" value="&lt;b&gt;x"' in page


def test_it_says_the_reason_in_the_readers_words_and_sends_seller_centers(
    packer_client: Client, sandbox: Sandbox, record: Record, url: str
) -> None:
    sent = seen(record) | {"items": numbers(record)[:1], "reason": "Unsupplied"}
    page = packer_client.post(url, sent | {"step": "ask"}, headers=HTMX).content.decode()
    assert 'Reason: <strong class="untrusted">Out of stock</strong>' in page
    assert 'name="reason" value="Unsupplied"' in page
    with wired(sandbox) as wire:
        packer_client.post(url, sent)
    assert wire.written[0][2]["reason"] == "Unsupplied"


def test_it_checks_before_it_asks(packer_client: Client, record: Record, url: str) -> None:
    answer = packer_client.post(url, seen(record) | {"reason": "", "step": "ask"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Tick at least one item" in answer.content.decode()
    assert "Say why" in answer.content.decode()


def test_it_goes_back_with_what_was_typed(packer_client: Client, record: Record, url: str) -> None:
    first = numbers(record)[0]
    page = packer_client.post(
        url, seen(record) | {"items": first, "reason": "Kırık", "step": "edit"}, headers=HTMX
    )

    assert f'value="{first}" checked' in page.content.decode()
    assert 'value="Kırık"' in page.content.decode()


def test_it_says_when_nothing_would_be_left(packer_client: Client, record: Record, url: str) -> None:
    filled = {**seen(record), "items": numbers(record), "reason": "Kırık", "step": "ask"}

    assert b"the package disappears" in packer_client.post(url, filled, headers=HTMX).content


def test_it_leads_to_the_list_when_nothing_is_left(packer_client: Client, record: Record, url: str) -> None:
    answer = packer_client.post(url, seen(record) | {"items": numbers(record), "reason": "Kırık"})

    assert answer["Location"] == "/packages/"


@pytest.mark.parametrize(
    ("path", "part"), [("", 'id="row-{}" hx-swap-oob="delete"'), ("{}/", "Package {} no longer exists")]
)
def test_it_takes_a_package_without_items_off_the_screen(
    packer_client: Client, record: Record, url: str, path: str, part: str
) -> None:
    here = {**HTMX, "HX-Current-URL": f"http://testserver/packages/{path.format(record.number)}"}
    answer = packer_client.post(
        url, seen(record) | {"items": numbers(record), "reason": "Kırık"}, headers=here
    )

    assert part.format(record.number) in answer.content.decode()

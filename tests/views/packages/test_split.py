"""/packages/<number>/split/"""

import pytest
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS, DHL
from packages_ui.sandbox.records import Record
from tests.packages import numbers, preparing
from tests.views.packages.act_cases import HTMX, seen, with_dhl
from tests.wire import wired


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return with_dhl(preparing(sandbox, items=3))


@pytest.fixture
def url(record: Record) -> str:
    return f"/packages/{record.number}/split/"


def test_it_takes_one_new_package(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    first, second, _ = numbers(record)
    with wired(sandbox) as wire:
        packer_client.post(url, seen(record) | {"items": [first, second], "shipping_method": ARAS.id})

    assert wire.written[0][2] == [{"items": [first, second], "shipping_method": ARAS.id}]


def test_it_takes_several(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    first, second, third = numbers(record)
    filled = {
        **seen(record),
        f"part-{first}": "3",
        f"part-{second}": "1",
        f"part-{third}": "",
        "shipping_method-3": DHL.id,
    }
    with wired(sandbox) as wire:
        packer_client.post(url, filled)

    assert wire.written[0][2] == [{"items": [second]}, {"items": [first], "shipping_method": DHL.id}]


def test_it_shows_the_new_packages(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    before = set(sandbox.packages)
    page = packer_client.post(url, seen(record) | {"items": numbers(record)[0]}, follow=True).content.decode()

    (new,) = set(sandbox.packages) - before
    assert f'href="/packages/{new}/"' in page
    assert f'name="packages" value="{new}"' in page
    assert "Print both labels" in page


def test_it_keeps_the_dialog_with_the_new_packages(
    packer_client: Client, sandbox: Sandbox, record: Record, url: str
) -> None:
    before = set(sandbox.packages)
    answer = packer_client.post(url, seen(record) | {"items": numbers(record)[:2]}, headers=HTMX)

    (new,) = set(sandbox.packages) - before
    assert f'href="/packages/{new}/"' in answer.content.decode()
    assert '"keep": true' in answer["HX-Trigger"]


@pytest.mark.parametrize(
    ("leaving", "why"),
    [(0, "Choose a new package for at least one item"), (3, "At least one item must stay")],
)
def test_it_wants_something_to_leave_and_something_to_stay(
    packer_client: Client, record: Record, url: str, leaving: int, why: str
) -> None:
    answer = packer_client.post(url, seen(record) | {"items": numbers(record)[:leaving]}, headers=HTMX)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert answer.content.decode().count('value="1" checked') == leaving


def test_it_asks_once(packer_client: Client, sandbox: Sandbox, record: Record, url: str) -> None:
    first = numbers(record)[0]
    filled = {**seen(record), f"part-{first}": "1", "shipping_method-1": ARAS.id, "step": "ask"}
    with wired(sandbox) as wire:
        answer = packer_client.post(url, filled, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert wire.written == []
    assert "cannot be undone" in page
    assert ARAS.name in page
    assert f'type="hidden" name="part-{first}" value="1"' in page


def test_it_goes_back_with_what_was_chosen(packer_client: Client, record: Record, url: str) -> None:
    first = numbers(record)[0]
    filled = {
        **seen(record),
        f"part-{first}": "2",
        "parts": "2",
        "shipping_method-2": ARAS.id,
        "step": "edit",
    }
    page = packer_client.post(url, filled, headers=HTMX).content.decode()

    assert f'name="part-{first}" value="2" checked' in page
    assert f'<option value="{ARAS.id}" selected>' in page


def test_it_offers_one_more_new_package(packer_client: Client, record: Record, url: str) -> None:
    first = numbers(record)[0]
    assert packer_client.get(url).content.count(b'<th scope="col">New package') == 1
    filled = {**seen(record), f"part-{first}": "1", "parts": "1", "add_part": "1"}
    page = packer_client.post(url, filled, headers=HTMX).content.decode()

    assert page.count('<th scope="col">New package') == 2
    assert f'name="part-{first}" value="1" checked' in page
    assert 'name="add_part"' not in page


def test_it_shows_a_refusal_at_the_new_package_it_is_about(
    packer_client: Client, sandbox: Sandbox, record: Record, url: str
) -> None:
    first, second, _ = numbers(record)
    says = (400, [{}, {"items": ["Taken."], "shipping_method": ["Not for this address."]}])
    with wired(sandbox, says=says):
        answer = packer_client.post(
            url, seen(record) | {f"part-{first}": "1", f"part-{second}": "2"}, headers=HTMX
        )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'New package 2<div class="field-error">Taken.</div>' in page
    assert 'id="id_shipping_method-2_error"><li>Not for this address.</li>' in page


def test_it_refuses_an_item_that_is_not_there(packer_client: Client, record: Record, url: str) -> None:
    answer = packer_client.post(url, seen(record) | {"items": "1-1"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Not in the package" in answer.content.decode()


def test_it_works_when_the_methods_cannot_be_asked(
    packer_client: Client, record: Record, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packages_ui.views.packages.actions.shipping_methods_or_none", tuple)
    assert packer_client.get(url).status_code == 200

    answer = packer_client.post(url, seen(record) | {"items": numbers(record)[0]})
    assert answer.status_code == 302

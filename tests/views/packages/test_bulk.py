"""One action on many packages, on screen: selected, shown, started, followed, stopped, repeated."""

import json
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from packages_ui import tasks
from packages_ui.models import BulkAction, BulkPackage, Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS, DHL
from packages_ui.sandbox.records import READY
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Address, Item, ShippingCompany
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.bulk_actions.verbs import VERBS
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.packages.snapshot import read
from packages_ui.views.packages.actions import ACTIONS
from tests.services.ahead.makers import NOON, package_of
from tests.services.batch_makers import batch_of, person
from tests.services.bulk_actions.makers import by_dhl, copy, started, states

State = BulkPackage.State
BULK = "/packages/bulk/"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def woken_bulk(monkeypatch: pytest.MonkeyPatch) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_bulk_action", mock)
    return mock


def selected(browser: Client, *numbers: str, verb: str = "shipping_method") -> BulkAction:
    browser.post(BULK, {"verb": verb, "packages": numbers})
    return BulkAction.objects.latest("pk")


def page(browser: Client, action: BulkAction, **query: str) -> str:
    response = browser.get(f"{BULK}{action.pk}/", query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_leads_from_the_selection_to_what_will_happen(packer_client: Client, sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 3)
    records[0].body["status"] = READY
    copy(records[:1])
    form = {"verb": "shipping_method", "packages": [one.number for one in records]}
    response = packer_client.post(BULK, form)
    action = BulkAction.objects.get()
    assert response["Location"] == f"{BULK}{action.pk}/"
    first = page(packer_client, action)
    assert "3 packages selected" in first
    assert "will be changed" not in first
    shown = page(packer_client, action, value=ARAS.id)
    assert "2 of 3 packages will be changed." in shown
    assert "1 package will not be changed" in shown
    assert "Only possible while the package is in Preparing." in shown
    assert states(action) == [State.ASKED] * 3


def test_it_counts_the_packages_that_were_selected(packer_client: Client, sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 2)
    records[0].body["status"] = READY
    copy(records[:1])
    action = selected(packer_client, *(one.number for one in records))
    assert "1 of 2 packages will be changed." in page(packer_client, action, value=ARAS.id)


def test_it_goes_there_over_htmx_too(packer_client: Client, sandbox: Sandbox) -> None:
    (record,) = by_dhl(sandbox, 1)
    form = {"verb": "ready_to_ship", "packages": [record.number]}
    response = packer_client.post(BULK, form, headers=HTMX)
    assert response["HX-Redirect"] == f"{BULK}{BulkAction.objects.get().pk}/"


def test_it_takes_all_that_match_a_filter_of_the_copy(packer_client: Client, sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 3)
    for one in records[:2]:
        one.body["shipping_address"]["city"] = "Muş"
    keep(packages=[read(number=one.number).package for one in records])
    packer_client.post(BULK, {"verb": "ready_to_ship", "all": "1", "city": "mus"})
    numbers = BulkPackage.objects.values_list("number", flat=True)
    assert set(numbers) == {one.number for one in records[:2]}


def test_it_starts_what_was_shown(packer_client: Client, sandbox: Sandbox, woken_bulk: Mock) -> None:
    action = selected(packer_client, *(one.number for one in by_dhl(sandbox, 2)))
    for _ in range(2):
        response = packer_client.post(f"{BULK}{action.pk}/start/", {"value": ARAS.id})
        assert response["Location"] == f"{BULK}{action.pk}/"
    action.refresh_from_db()
    assert (action.value, action.shown) == (ARAS.id, ARAS.name)
    assert states(action) == [State.WANTED] * 2
    woken_bulk.assert_called_once_with(action.pk)


@pytest.mark.parametrize("value", ["", "no such method"])
def test_it_starts_nothing_with_a_wrong_value(packer_client: Client, sandbox: Sandbox, value: str) -> None:
    action = selected(packer_client, *(one.number for one in by_dhl(sandbox, 1)))
    response = packer_client.post(f"{BULK}{action.pk}/start/", {"value": value})
    assert response.status_code == 422
    assert "Choose one of the list." in response.content.decode()
    assert states(action) == [State.ASKED]


def test_it_says_where_nothing_can_be_done(packer_client: Client, sandbox: Sandbox) -> None:
    action = selected(packer_client, *(one.number for one in by_dhl(sandbox, 1)))
    response = packer_client.post(f"{BULK}{action.pk}/start/", {"value": DHL.id})
    assert response.status_code == 422
    assert "None of these packages can be changed." in response.content.decode()


def test_it_shows_how_far_it_is_and_what_failed(packer_client: Client, sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 3))
    action.packages.filter(position=1).update(state=State.DONE)
    action.packages.filter(position=2).update(state=State.FAILED, sentence="Why <not>")
    shown = page(packer_client, action)
    assert "1 of 3 done" in shown
    assert "1 failed" in shown
    assert "Why &lt;not&gt;" in shown
    assert '<progress max="3" value="2"' in shown
    assert 'hx-trigger="every 2s"' in shown


def test_it_asks_no_more_once_it_has_ended(packer_client: Client, sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 1))
    action.packages.update(state=State.FAILED)
    BulkAction.objects.update(ended_at=timezone.now())
    shown = page(packer_client, action)
    assert "hx-trigger" not in shown.split('id="bulk"')[1]
    assert "Repeat for the 1 that failed" in shown


def test_a_poll_answers_only_what_is_new(packer_client: Client, sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 2))
    path = f"{BULK}{action.pk}/"
    part = packer_client.get(path, headers=HTMX).content.decode()
    assert "<html" not in part
    seen = part.split("?seen=")[1][:12]
    assert packer_client.get(path, {"seen": seen}, headers=HTMX).status_code == 204
    action.packages.filter(position=1).update(state=State.DONE)
    assert packer_client.get(path, {"seen": seen}, headers=HTMX).status_code == 200


def test_it_stops(packer_client: Client, sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 2))
    packer_client.post(f"{BULK}{action.pk}/stop/")
    assert states(action) == [State.STOPPED] * 2
    assert "Go on with the 2 that were stopped" in page(packer_client, action)
    action.packages.filter(position=1).update(state=State.DONE)
    assert "Go on with the 1 that was stopped" in page(packer_client, action)


def test_it_lists_the_newest_first_and_what_failed(packer_client: Client, sandbox: Sandbox) -> None:
    first, last = started(by_dhl(sandbox, 2)), started(by_dhl(sandbox, 2))
    first.packages.filter(position=1).update(state=State.FAILED)
    content = packer_client.get(BULK).content.decode()
    assert content.index(f"{BULK}{last.pk}/") < content.index(f"{BULK}{first.pk}/")
    assert content.count("· 1 failed") == 1


def test_it_repeats_for_those_that_failed_only(packer_client: Client, sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 3)
    action = started(records)
    action.packages.filter(position__gt=1).update(state=State.FAILED)
    action.packages.filter(position=1).update(state=State.DONE)
    packer_client.post(f"{BULK}{action.pk}/repeat/", {"which": "failed"})
    again = BulkAction.objects.latest("pk")
    assert "2 of 2 packages will be changed." in page(packer_client, again)
    nothing = packer_client.post(f"{BULK}{action.pk}/repeat/", {"which": "all"})
    assert nothing.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_it_undoes_a_hold_of_those_that_were_held(packer_client: Client, sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 2)
    action = selected(packer_client, *(one.number for one in records), verb="hold")
    packer_client.post(f"{BULK}{action.pk}/start/", {"value": "recall"})
    carry_on(action_id=action.pk, seconds=3600)
    assert 'value="undo"' in page(packer_client, action)
    packer_client.post(f"{BULK}{action.pk}/repeat/", {"which": "undo"})
    undone = BulkAction.objects.latest("pk")
    assert undone.verb == "release_hold"
    assert "2 of 2 packages will be changed." in page(packer_client, undone)


def test_it_keeps_the_list_where_nothing_was_selected(packer_client: Client, sandbox: Sandbox) -> None:
    response = packer_client.post(BULK, {"verb": "ready_to_ship"}, headers=HTMX)
    assert response.status_code == 422
    assert "problem" in json.loads(response["HX-Trigger"])
    assert packer_client.post(BULK, {"verb": "eat"}).status_code == 422


def test_it_says_that_seller_center_is_away(packer_client: Client, sandbox: Sandbox) -> None:
    action = selected(packer_client, *(one.number for one in by_dhl(sandbox, 1)))
    sandbox.switches = Switches(fail_share=1)
    response = packer_client.get(f"{BULK}{action.pk}/")
    assert response.status_code in (502, 503)
    assert 'role="alert"' in response.content.decode()


def test_each_needs_the_permission_of_the_single_action(sandbox: Sandbox, client: Client) -> None:
    single = {
        verb.name: ACTIONS[verb.audit].permission for verb in VERBS.values() if verb.needs_seller_center
    }
    assert {name: VERBS[name].permission for name in single} == single
    user = User.objects.create_user("viewer")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_packages", "print_labels"]))
    client.force_login(user)
    action = started(by_dhl(sandbox, 1))
    assert client.post(BULK, {"verb": "ready_to_ship", "packages": ["1"]}).status_code == 403
    assert client.get(f"{BULK}{action.pk}/").status_code == 403
    assert client.post(f"{BULK}{action.pk}/stop/").status_code == 403
    assert f"{BULK}{action.pk}/" not in client.get(BULK).content.decode()
    assert "ready_to_ship" not in client.get("/packages/").content.decode()


def test_what_was_only_shown_is_its_persons_own(packer_client: Client, sandbox: Sandbox) -> None:
    action = selected(packer_client, *(one.number for one in by_dhl(sandbox, 1)))
    BulkAction.objects.update(user=person("another"))
    assert packer_client.get(f"{BULK}{action.pk}/").status_code == 404
    assert packer_client.post(f"{BULK}{action.pk}/start/", {"value": ARAS.id}).status_code == 404


def test_it_lists_what_was_started(packer_client: Client, sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 2))
    shown = packer_client.get(BULK).content.decode()
    assert f'href="{BULK}{action.pk}/"' in shown
    assert ARAS.name in shown
    assert "Under way" in shown


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/start/", "{pk}/stop/", "{pk}/repeat/"])
def test_it_needs_login_and_permission(
    client: Client, stranger_client: Client, sandbox: Sandbox, path: str
) -> None:
    address = BULK + path.format(pk=started(by_dhl(sandbox, 1)).pk)
    ask = client.get if path in ("", "{pk}/") else client.post
    assert "/login/" in ask(address)["Location"]
    ask = stranger_client.get if path in ("", "{pk}/") else stranger_client.post
    assert ask(address).status_code == 403


@pytest.mark.parametrize("path", ["{pk}/start/", "{pk}/stop/", "{pk}/repeat/"])
def test_it_changes_nothing_by_get(packer_client: Client, sandbox: Sandbox, path: str) -> None:
    action = started(by_dhl(sandbox, 1))
    assert packer_client.get(BULK + path.format(pk=action.pk)).status_code == 405
    assert packer_client.post(f"{BULK}{action.pk}/").status_code == 405


FILTERS = (
    *({"carrier": "DHL"}, {"shipping_method": DHL.name}, {"city": "mus"}, {"label": "none"}, {"gift": "1"}),
    *({"note": "1"}, {"manual": "1"}, {"items": "1+"}, {"product": "akn"}, {"older": "1"}, {"late": "1"}),
    *({"handed_over": "0"}, {"q": "zuhtu"}, {"q": "zuhtu", "sort": "-number"}, {"q": "zuhtu", "status": "4"}),
    *({"mine": "1"}, {"label": "failed"}, {"city": "mus", "status": "2"}),
)


@pytest.mark.parametrize("query", FILTERS, ids="&".join)
def test_all_that_match_are_those_that_the_list_shows(
    packer_client: Client, sandbox: Sandbox, packer: User, query: dict[str, str]
) -> None:
    """For each filter and for words: a package that fits all of them, and others."""
    by_dhl(sandbox, 3)
    address = Address(first_name="Zühtü", city="Muş", notes="Kapıda bekleyin")
    for number in ("P-77", "P-78"):
        fields = {"shipping_method": DHL.name, "shipping_company": ShippingCompany(name="DHL", slug="dhl")}
        more = {"has_gift_box": True, "is_requires_manual_entry": True, "created_at": NOON, "notes": "n"}
        package = package_of(number, shipping_address=address, **fields, **more)
        item = Item(number=f"{number}-1", product="AKN-1")
        keep_with_items(snapshots={number: (package, (item,))})
        Packing.objects.create(
            package_number=number, user=packer, state="packed", opened_at=NOON, touched_at=NOON
        )
    if "label" in query and query["label"] == "failed":
        batch_of("P-77").jobs.update(state="failed")
    page = packer_client.get("/packages/", {**query, "limit": "100"}).content.decode()
    shown = [part.split('"')[0] for part in page.split('<tr id="row-')[1:]]
    assert f'data-matching="{len(shown)}"' in page
    packer_client.post(BULK, {"verb": "ready_to_ship", "all": "1", **query})
    numbers = BulkPackage.objects.order_by("position").values_list("number", flat=True)
    assert list(numbers) == shown
    assert "P-77" in shown

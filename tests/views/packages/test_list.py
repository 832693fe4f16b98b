"""GET /packages/."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client

from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.packages import listing
from tests.processes import until

LIST = "/packages/"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def browser(packer_client: Client) -> Client:
    return packer_client


def test_it_shows_a_page_of_packages(browser: Client, sandbox: Sandbox) -> None:
    response = browser.get(LIST)

    assert response.status_code == 200
    assert response.content.count(b'<tr id="row-') == 50
    assert b"60 packages" in response.content
    assert b"<html" in response.content


def test_it_says_where_the_oldest_are(browser: Client) -> None:
    """The last page is where nobody looks."""
    first = browser.get(LIST, {"limit": "25"}).content.decode()
    assert "The newest packages are on page 1." in first
    assert 'href="?sort=age&amp;limit=25" hx-boost="true" hx-target="#listing">Oldest first</a>' in first
    for query in ({"limit": "100"}, {"limit": "25", "sort": "age"}):
        assert "The newest packages" not in browser.get(LIST, query).content.decode()


def test_it_shows_only_the_table_over_htmx(browser: Client) -> None:
    response = browser.get(LIST, headers=HTMX)

    assert b"<html" not in response.content
    assert b'id="filter"' not in response.content
    assert b'<tr id="row-' in response.content
    assert "HX-Request" in response["Vary"]


def test_it_needs_login(client: Client, db: None) -> None:
    assert client.get(LIST).url == f"/login/?next={LIST}"  # type: ignore[attr-defined]


def test_it_needs_permission(stranger_client: Client) -> None:
    assert stranger_client.get(LIST).status_code == 403


def test_it_refuses_another_method(browser: Client) -> None:
    assert browser.post(LIST).status_code == 405


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("created_at__gte", "yesterday"),
        ("status", "packed"),
        ("number", "9" * 65),
        ("page", "0"),
        ("limit", "5000"),
    ],
)
def test_it_keeps_an_invalid_filter(browser: Client, sandbox: Sandbox, field: str, value: str) -> None:
    response = browser.get(LIST, {field: value})

    assert response.status_code == 422
    assert b"field-error" in response.content
    assert value.encode() in response.content
    assert not sandbox.calls


def test_it_swaps_the_form_too_when_a_filter_is_invalid(browser: Client) -> None:
    response = browser.get(LIST, {"status": "packed"}, headers=HTMX)

    assert response["HX-Retarget"] == "#listing"
    assert b'id="filter"' in response.content


def test_it_says_that_an_end_lies_before_its_beginning(browser: Client) -> None:
    query = {"created_at__gte": "2026-02-01T10:00", "created_at__lte": "2026-01-01T10:00"}

    assert b"The end is before the beginning" in browser.get(LIST, query).content


@pytest.mark.parametrize("field", ["number", "order__number", "q"])
def test_it_finds_a_package_by_its_numbers(browser: Client, sandbox: Sandbox, field: str) -> None:
    body = next(iter(sandbox.packages.values())).body
    wanted: str = body["order_number" if field == "order__number" else "number"]

    response = browser.get(LIST, {field: wanted})

    assert f'<tr id="row-{body["number"]}"'.encode() in response.content
    assert response.content.count(b'<tr id="row-') < 5


def test_it_finds_a_package_by_its_waybill_number(browser: Client, sandbox: Sandbox) -> None:
    body = next(one.body for one in sandbox.packages.values() if one.body.get("waybill_number"))

    response = browser.get(LIST, {"waybill_number": str(body["waybill_number"])})

    assert f'<tr id="row-{body["number"]}"'.encode() in response.content


def test_it_shows_only_the_asked_status(browser: Client, sandbox: Sandbox) -> None:
    preparing = sum(record.body["status"] == 2 for record in sandbox.packages.values())

    response = browser.get(LIST, {"status": 2, "limit": 100})

    assert response.content.count(b'<tr id="row-') == preparing


def test_it_keeps_the_filter_in_the_links_of_tabs_and_pages(browser: Client) -> None:
    response = browser.get(LIST, {"created_at__gte": "2020-01-01T10:00", "limit": "25"})

    assert b"created_at__gte=2020-01-01T10%3A00&amp;page=2&amp;limit=25" in response.content
    assert b"created_at__gte=2020-01-01T10%3A00&amp;status=2&amp;limit=25" in response.content


def test_it_shows_the_second_page(browser: Client) -> None:
    assert browser.get(LIST, {"page": 2}).content.count(b'<tr id="row-') == 10


def test_it_says_that_a_page_is_beyond_the_end(browser: Client) -> None:
    response = browser.get(LIST, {"page": 9})

    assert b"no page 9 any more" in response.content
    assert b'id="filter"' in response.content


def test_it_says_that_nothing_matches(browser: Client) -> None:
    assert b"No package matches" in browser.get(LIST, {"number": "none"}).content


def test_it_escapes_hostile_text(browser: Client) -> None:
    response = browser.get(LIST, {"limit": 100})

    assert b"&lt;script&gt;alert(1)" in response.content
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    ("switches", "status", "words"),
    [
        (Switches(unauthorized=True), 502, "access key"),
        (Switches(fail_share=1, fail_status=500), 502, "is not responding"),
        (Switches(malformed_share=1), 502, "could not be understood"),
    ],
)
def test_it_shows_an_outage_on_a_page_that_still_works(
    browser: Client, sandbox: Sandbox, switches: Switches, status: int, words: str
) -> None:
    sandbox.switches = switches

    response = browser.get(LIST, {"status": 3})

    assert response.status_code == status
    assert words in response.content.decode()
    assert b'id="filter"' in response.content
    assert b'aria-current="page">Ready to Ship' in response.content


def test_it_shows_a_refusal_of_seller_center(browser: Client) -> None:
    response = browser.get(LIST, {"status": 77})

    assert response.status_code == 409
    assert b"Seller Center refused" in response.content


def test_it_names_a_row_that_could_not_be_read(browser: Client, sandbox: Sandbox) -> None:
    number, record = next(iter(sandbox.packages.items()))
    record.body["amount"] = "a lot"

    response = browser.get(LIST, {"limit": 100})

    assert f"(package {number}) could not be read".encode() in response.content
    assert response.content.count(b'<tr id="row-') == 59


def test_it_shows_that_a_label_is_out_of_date(browser: Client, sandbox: Sandbox, packer: User) -> None:
    number, now = next(iter(sandbox.packages)), datetime.now(UTC)
    batch = LabelBatch.objects.create(owner=packer, key="one", digest="one")
    label = Label.objects.create(
        package_number=number, format="pdf", size=1, made_at=now, fingerprint="other"
    )
    PrintJob.objects.create(
        batch=batch, package_number=number, position=1, state="ready", label=label, wanted_at=now
    )

    content = browser.get(LIST, {"number": number}).content

    assert b"Outdated" in content
    assert f'href="/labels/batches/{batch.pk}/"'.encode() in content


def test_it_offers_no_selection_to_who_may_not_print(browser: Client, packer: User) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="print_labels"))

    response = browser.get(LIST)

    assert b'<tr id="row-' in response.content
    assert b'name="packages"' not in response.content
    assert b'id="batch"' not in response.content


def test_it_shows_known_counts_at_once_after_a_reload(browser: Client) -> None:
    browser.get("/packages/counts/")

    assert b'id="count-all">60<' in browser.get(LIST).content


@pytest.fixture
def listed(browser: Client, sandbox: Sandbox) -> None:
    """Seller Center has answered, and what everybody shares of it is not fresh any more."""
    assert browser.get(LIST).status_code == 200
    asked = PackageFilters(limit=50)
    until(lambda: listing.last_listing(filters=asked) is not None, "the last answer")
    cache.delete(listing._key(asked))


@pytest.mark.usefixtures("listed")
def test_it_shows_what_is_known_while_seller_center_is_away(browser: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    response = browser.get(LIST)
    assert response.status_code == 502
    assert b"The list below is from" in response.content
    assert response.content.count(b'<tr id="row-') == 50
    assert b"item-counts" not in response.content


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("query", "switches"),
    [
        ({"status": 3}, Switches(fail_share=1, fail_status=500)),
        ({}, Switches(unauthorized=True)),
        ({"q": "1001"}, Switches(fail_share=1, fail_status=500)),
    ],
    ids=["another filter", "no right any more", "a search"],
)
def test_it_shows_no_other_answer_for_it(
    browser: Client, sandbox: Sandbox, query: dict[str, str], switches: Switches
) -> None:
    sandbox.switches = switches
    assert b'<tr id="row-' not in browser.get(LIST, query).content


@pytest.mark.usefixtures("listed")
def test_it_shows_nothing_from_before_an_act_of_the_person(
    browser: Client, packer: User, sandbox: Sandbox
) -> None:
    listing.drop(number="1001", user_id=packer.pk)
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    assert b'<tr id="row-' not in browser.get(LIST).content

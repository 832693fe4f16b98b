"""GET /packages/ with words, filters and an order: answered by the copy."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from packages_ui.models import LabelBatch, StoredItem, StoredPackage, SyncWalk
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center import page
from packages_ui.seller_center.types import Address, Item
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.write_on import add_tag, assign, write_on
from packages_ui.services.mirror import find, label_order
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for
from packages_ui.views.packages import list as list_view
from packages_ui.views.packages import list_filters, list_notices
from packages_ui.views.packages.list_filters import HEADS
from tests.in_process import in_process
from tests.services.ahead.makers import package_of
from tests.services.station_makers import station_at

LIST = "/packages/"
DOWN = Switches(fail_share=1, fail_status=500)
NOW = timezone.now()
Copied = dict[type[models.Model], list[Any]]


def is_now() -> datetime:
    """At Seller Center, for as long as these tests run."""
    return NOW


@pytest.fixture(scope="module")
def copied(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Copied:
    """All packages as they are once they have been read: reading them takes longer than any test here."""
    with django_db_blocker.unblock(), transaction.atomic():
        with in_process(Sandbox(packages=60, seed=1, clock=is_now)):
            sync(run_for(600))
        found: Copied = {
            model: list(model._default_manager.all()) for model in (StoredPackage, StoredItem, SyncWalk)
        }
        transaction.set_rollback(True)
    cache.clear()
    return found


@pytest.fixture
def sandbox(db: None, copied: Copied) -> Iterator[Sandbox]:
    """Whose packages have all been read."""
    for model, rows in copied.items():
        model._default_manager.bulk_create(rows)
    SyncWalk.objects.update(finished_at=timezone.now())
    with in_process(Sandbox(packages=60, seed=1, clock=is_now)) as made:
        yield made


@pytest.fixture
def browser(packer_client: Client, sandbox: Sandbox) -> Client:
    return packer_client


def stored(number: str, *products: str, **fields: object) -> None:
    address = Address(first_name="Zühtü", last_name="ÇAĞ<b>", city="Muş", phone_number="0532 000 11 22")
    given = {"shipping_address": address, "updated_at": NOW, "created_at": NOW, "notes": "Ağır, dikkat"}
    package = package_of(number, **{**given, **fields})
    items = [Item(number=f"{number}-{n}", product=name) for n, name in enumerate(products, 1)]
    keep_with_items(snapshots={number: (package, items)})


def shown(browser: Client, **query: str | int) -> str:
    response = browser.get(LIST, query)
    assert response.status_code == 200
    return response.content.decode()


def rows(browser: Client, **query: str | int) -> list[str]:
    return [part.split('"')[0] for part in shown(browser, **query).split('<tr id="row-')[1:]]


def test_it_finds_by_a_part_of_a_name_and_marks_it(browser: Client) -> None:
    stored("P-77")
    page = shown(browser, q="zuhtu cag")
    assert '<tr id="row-P-77"' in page
    assert "<mark>Zühtü</mark> <mark>ÇAĞ</mark>&lt;b&gt;" in page
    assert page.count('<tr id="row-') == 1


def test_it_says_where_else_a_word_was_found(browser: Client) -> None:
    stored("P-77", "AKN-ÇİZGİLİ")
    for word in ("1122", "agır", "cizgili"):
        page = shown(browser, q=word)
        assert '<small class="hit">' in page
        assert "<mark>" in page.split('class="hit"')[1].split("</small>")[0]


def test_it_finds_and_marks_our_own_note_and_tags(browser: Client) -> None:
    stored("P-77")
    user = User.objects.get()
    write_on(
        number="P-77", note="Müşteri <arayacak>", tags=["ÇABUK <1>"], assigned="", seen=0, user_id=user.pk
    )
    page = shown(browser, q="cabuk")
    assert '<small class="own-tag"><mark>ÇABUK</mark> &lt;1&gt;</small>' in page
    page = shown(browser, q="musteri")
    assert '<small class="hit"><mark>musteri</mark> &lt;arayacak&gt;</small>' in page


def test_it_asks_seller_center_nothing_for_words(browser: Client, sandbox: Sandbox) -> None:
    sandbox.calls.clear()
    shown(browser, q="no such word")
    assert not sandbox.calls["PKG101"]


def test_it_asks_seller_center_for_a_number_that_is_not_stored(browser: Client, sandbox: Sandbox) -> None:
    number = next(iter(sandbox.packages))
    StoredPackage.objects.filter(number=number).delete()
    assert rows(browser, q=number) == [number]


def test_it_opens_the_package_that_was_scanned(browser: Client) -> None:
    stored("P-77", tracking_number="TRK0055")
    for code in ("P-77", "TRK0055", "O-P-77"):
        response = browser.get(LIST, {"q": code, "status": "4"})
        assert (response.status_code, response["Location"]) == (302, "/packages/P-77/")
    htmx = browser.get(LIST, {"q": "P-77"}, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == "/packages/P-77/"


def test_it_lists_the_packages_of_an_order_that_was_scanned(browser: Client) -> None:
    stored("P-77", order_number="ORD-5")
    stored("P-78", order_number="ORD-5")
    assert sorted(rows(browser, q="ORD-5")) == ["P-77", "P-78"]


def test_it_searches_all_statuses_where_the_tab_has_nothing(browser: Client) -> None:
    stored("P-77", status=4)
    page = shown(browser, q="zuhtu", status=2)
    assert '<tr id="row-P-77"' in page
    assert "Nothing in Preparing. Found in other statuses:" in page


def test_it_says_how_many_more_are_in_other_statuses(browser: Client) -> None:
    stored("P-77", status=4)
    stored("P-78")
    page = shown(browser, q="zuhtu", status=2)
    assert page.count('<tr id="row-') == 1
    assert "1 more in other statuses." in page
    assert 'href="?q=zuhtu"' in page


def test_it_shows_a_chip_for_each_filter_and_takes_it_off(browser: Client) -> None:
    stored("P-77")
    page = shown(browser, city="MUS", note="1", sort="-age")
    assert page.count('<tr id="row-') == 1
    assert page.count('class="chip"') == 2
    assert f'href="?{urlencode({"note": "1", "sort": "-age"})}"'.replace("&", "&amp;") in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"label": "none"}, True),
        ({"label": "printed"}, False),
        ({"gift": "1"}, False),
        ({"late": "1"}, True),
        ({"older": "72"}, False),
        ({"items": "2"}, True),
        ({"items": "3+"}, False),
        ({"product": "cizgili"}, True),
        ({"mine": "1"}, False),
        ({"packed_by": "999"}, False),
        ({"handed_over": "0"}, True),
        ({"handed_over": "1"}, False),
        ({"carrier": "Nobody"}, False),
        ({"manual": "1"}, False),
        ({"tag": "KIRILIR"}, True),
        ({"tag": "kiril"}, False),
        ({"own_note": "1"}, True),
        ({"assigned": "me"}, True),
        ({"assigned": "nobody"}, False),
        ({"assigned": "p999999"}, False),
        ({"assigned": "s1"}, False),
    ],
)
def test_it_takes_every_filter(browser: Client, query: dict[str, str], is_found: bool) -> None:
    stored("P-77", "AKN-ÇİZGİLİ", "X", created_at=NOW - timedelta(hours=30))
    me = f"p{User.objects.get().pk}"
    write_on(number="P-77", note="x", tags=["Kırılır"], assigned=me, seen=0, user_id=None)
    assert rows(browser, city="mus", **query) == (["P-77"] if is_found else [])


@pytest.mark.parametrize(
    "query",
    [
        {"label": "lost"},
        {"items": "many"},
        {"sort": "colour"},
        {"older": "0"},
        {"assigned": "p0"},
        {"tag": "x" * 31},
        {"q": "9" * 201},
    ],
)
def test_it_keeps_a_wrong_filter(browser: Client, query: dict[str, str]) -> None:
    response = browser.get(LIST, query)
    assert response.status_code == 422
    assert b"field-error" in response.content


@pytest.mark.parametrize(("query", "is_found"), [({"own_note": "1"}, False), ({"assigned": "nobody"}, True)])
def test_it_knows_a_package_without_marks(browser: Client, query: dict[str, str], is_found: bool) -> None:
    stored("P-77", "X")
    stored("P-78", "X", status=5)  # has left
    add_tag(number="P-77", tag="x", user_id=None)
    assert rows(browser, city="mus", **query) == (["P-77"] if is_found else [])


def test_it_finds_what_is_assigned_to_a_station_and_names_it_in_a_chip(browser: Client) -> None:
    stored("P-77", "X")
    station = station_at(name="Desk 5")
    assign(number="P-77", assigned=f"s{station.pk}", user_id=None)
    page = shown(browser, assigned=f"s{station.pk}")
    assert '<tr id="row-P-77"' in page
    assert page.count('<tr id="row-') == 1
    assert "Desk 5" in page.split('class="chip"')[1].split("</a>")[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"tag": "vip"}, ("Tag", "vip")),
        ({"own_note": "1"}, ("Internal note", "yes")),
        ({"stopped": "hold"}, ("Stopped", "On hold")),
        ({"q": "arayacak", "tag": "VİP"}, ("Tag", "VİP")),
    ],
)
def test_it_finds_what_is_marked_and_names_it_in_a_chip(
    browser: Client, query: dict[str, str], words: tuple[str, str]
) -> None:
    stored("P-77", "X")
    stored("P-78", "X")
    user = User.objects.get()
    write_on(number="P-77", note="Arayacak", tags=["VİP"], assigned="", seen=0, user_id=user.pk)
    hold(number="P-77", because="fraud?", user_id=user.pk)
    page = shown(browser, **query)
    assert page.count('<tr id="row-') == 1
    assert '<tr id="row-P-77"' in page
    chip = page.split('class="chip"')[1].split("</a>")[0]
    assert all(word in chip for word in words)


@pytest.mark.parametrize("column", [name for name, _words, _classes in HEADS])
def test_every_column_is_offered_to_sort_by(browser: Client, column: str) -> None:
    page = shown(browser, sort=column)
    assert page.count('<a class="sort"') == len(HEADS)
    assert f'href="?sort=-{column}"' in page


def test_it_says_where_labels_are_too_many_to_sort_by(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "At most 3 packages can be sorted by their labels."
    for module in (label_order, list_filters, list_notices):
        monkeypatch.setattr(module, "MOST_RANKED", 3)
    page = shown(browser, sort="label")
    assert f"Sorted by age. {told}" in page
    assert page.count('<a class="sort"') == len(HEADS) - 1
    assert shown(browser, sort="age").count(told) == 2  # the heading's title and what is read out
    stored("P-1", "X", order_number="O-9")
    assert told not in shown(browser, q="O-9", sort="label")


def test_it_sorts_by_a_column_and_turns_round(browser: Client) -> None:
    page = shown(browser, sort="customer")
    assert 'aria-sort="ascending"' in page
    assert 'href="?sort=-customer"' in page
    upwards = rows(browser, sort="customer", limit=100)
    assert len(upwards) == 60
    assert rows(browser, sort="-customer", limit=100) == upwards[::-1]


def test_it_pages_through_the_copy(browser: Client) -> None:
    first, second = rows(browser, sort="number"), rows(browser, sort="number", page=2)
    assert (len(first), len(second)) == (50, 10)
    assert first + second == sorted(first + second)


def test_it_counts_the_tabs_of_a_search(browser: Client, sandbox: Sandbox) -> None:
    stored("P-77")
    stored("P-78", status=4)
    sandbox.calls.clear()
    page = browser.get(f"{LIST}counts/", {"q": "zuhtu"}).content.decode()
    assert [text for text in ("all", "2", "3", "4") if f'id="count-{text}" hx-swap-oob="innerHTML">' in page]
    assert 'id="count-all" hx-swap-oob="innerHTML">2<' in page
    assert 'id="count-3" hx-swap-oob="innerHTML">0<' in page
    assert not sandbox.calls


def test_it_shows_the_copy_while_seller_center_is_away(browser: Client, sandbox: Sandbox) -> None:
    sandbox.switches = DOWN
    page = shown(browser, status=2)
    assert page.count('<tr id="row-') == min(
        50, sum(record.status == 2 for record in sandbox.packages.values())
    )
    assert "The list below is our local copy, as of" in page
    assert page.count('role="alert">') == 2  # the notice, and the page's empty one for what comes later
    assert "item-counts" not in page


def test_it_shows_the_copy_while_seller_center_takes_its_time(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_view, "short_wait", partial(page.short_wait, 0))
    first = shown(browser, status="2")
    assert "Asking Seller Center… Until then the list is our local copy, as of" in first
    assert 'hx-vals=\'{"patient": "1"}\'' in first
    assert 'id="row-' in first
    patient = browser.get(LIST, {"status": "2", "patient": "1"}, headers={"HX-Request": "true"})
    assert "Asking Seller Center" not in patient.content.decode()
    assert "patient" not in patient.content.decode()


def test_it_shows_the_copy_when_the_key_is_refused(browser: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    page = shown(browser)
    assert "access key" in page
    assert page.count('<tr id="row-') == 50


def test_it_says_that_the_copy_is_not_whole_yet(browser: Client) -> None:
    SyncWalk.objects.filter(name="round").update(first_at=None, seen=1200, expected=80_000)
    assert "1,200 of about 80,000 so far" in shown(browser, q="zuhtu")


def test_it_says_how_old_the_copy_is(browser: Client) -> None:
    SyncWalk.objects.filter(name="changes").update(finished_at=NOW - timedelta(minutes=5))
    assert "The local copy was last updated at" in shown(browser, sort="age")


def test_it_prints_all_that_match_in_their_order(
    browser: Client, packer: User, woken: object, woken_feeders: object
) -> None:
    for number in ("P-3", "P-1", "P-2"):
        stored(number)
    page = shown(browser, q="zuhtu", sort="-number")
    assert 'data-matching="3"' in page
    browser.post("/labels/batches/", {"all": "1", "q": "zuhtu", "sort": "-number", "printer": "browser"})
    jobs = LabelBatch.objects.get().jobs.order_by("position")
    assert [job.package_number for job in jobs] == ["P-3", "P-2", "P-1"]


def test_it_offers_no_more_than_a_batch_takes(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "MOST_COUNTED", 20)
    page = shown(browser, sort="age")
    assert "more than 20 packages" in page
    assert 'data-matching=""' in page


@pytest.mark.parametrize("query", [{"q": "zuhtu"}, {"sort": "customer"}, {"status": "2", "late": "1"}])
def test_it_asks_the_database_little(
    browser: Client, query: dict[str, str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stored("P-77")
    browser.get(LIST, query)
    with django_assert_max_num_queries(16):
        browser.get(LIST, query)

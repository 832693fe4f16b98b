"""The shared list: asked once for all who look, dropped on our own acts."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from msgspec.structs import replace

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.errors import ServerFailed
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.packages import listing
from packages_ui.services.packages.listing import list_packages

ALL = PackageFilters(limit=50)
FRESH = 600.0  # seconds


@pytest.fixture(autouse=True)
def _fresh_for_a_whole_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FRESH_SECONDS", FRESH)
    monkeypatch.setattr(listing, "KEEP_SECONDS", 10 * int(FRESH))


def asked(sandbox: Sandbox) -> int:
    return sandbox.calls["PKG101"]


def test_it_asks_once_for_many_who_look(sandbox: Sandbox) -> None:
    assert list_packages(filters=ALL) == list_packages(filters=ALL)
    assert asked(sandbox) == 1


def test_it_asks_for_each_filter(sandbox: Sandbox) -> None:
    found = [list_packages(filters=replace(ALL, status=status)) for status in (2, 3)]
    assert asked(sandbox) == 2
    assert [{row.status for row in one.rows} for one in found] == [{2}, {3}]


def test_it_asks_anew_when_it_is_not_fresh_any_more(sandbox: Sandbox) -> None:
    list_packages(filters=ALL)
    with time_machine.travel(time.time() + FRESH + 1):
        list_packages(filters=ALL)
    assert asked(sandbox) == 2


def test_it_gives_the_older_answer_while_another_refreshes(sandbox: Sandbox) -> None:
    before = list_packages(filters=ALL)
    cache.add(f"{listing._key(ALL)}:asker", 1, 10 * FRESH)
    with time_machine.travel(time.time() + FRESH + 1):
        assert list_packages(filters=ALL) == before
    assert asked(sandbox) == 1


def changed(number: str, *, user_id: int = 1) -> None:
    listing.drop(number=number, user_id=user_id)


def test_it_asks_anew_for_what_shows_a_package_that_we_changed(sandbox: Sandbox) -> None:
    before = list_packages(filters=ALL)
    changed(before.rows[-1].number)
    assert list_packages(filters=ALL, user_id=2).as_of > before.as_of
    list_packages(filters=ALL, user_id=2)
    assert asked(sandbox) == 2


def test_it_leaves_what_others_see_alone_when_it_does_not_show_that_package(sandbox: Sandbox) -> None:
    first, second = (PackageFilters(limit=20, page=page) for page in (1, 2))
    here, there = list_packages(filters=first), list_packages(filters=second)
    changed(there.rows[0].number)
    assert list_packages(filters=first, user_id=2) == here
    assert asked(sandbox) == 2


def test_it_shows_nobody_an_answer_from_before_an_act_of_their_own(sandbox: Sandbox) -> None:
    ready = replace(ALL, status=3)
    before = list_packages(filters=ready)
    changed("one that has just become Ready to Ship", user_id=1)
    assert list_packages(filters=ready, user_id=2) == before
    assert list_packages(filters=ready, user_id=1).as_of > before.as_of
    assert asked(sandbox) == 2


def test_it_counts_anew_for_whoever_has_changed_something(sandbox: Sandbox) -> None:
    listing.status_counts(filters=ALL, user_id=2)
    counted = asked(sandbox)
    changed("1", user_id=1)
    listing.status_counts(filters=ALL, user_id=2)
    assert asked(sandbox) == counted
    listing.status_counts(filters=ALL, user_id=1)
    assert asked(sandbox) == 2 * counted


def test_it_lets_the_next_refresh_after_a_failure(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1.0)
    with pytest.raises(ServerFailed):
        list_packages(filters=ALL)
    sandbox.switches = Switches()
    assert list_packages(filters=ALL).rows


def test_it_puts_the_oldest_of_a_page_first(sandbox: Sandbox) -> None:
    numbers = [row.number for row in list_packages(filters=ALL).rows]
    made = [str(sandbox.packages[number].body["created_at"]) for number in numbers]
    assert made == sorted(made)


def test_it_counts_each_status_and_all(sandbox: Sandbox) -> None:
    counts = listing.status_counts(filters=ALL)
    statuses = [record.status for record in sandbox.packages.values()]
    expected: dict[int | None, int] = {status: statuses.count(status) for status in range(2, 7)}
    assert counts == {None: len(statuses)} | expected


def test_it_knows_no_count_while_seller_center_is_out(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1.0)
    assert set(listing.status_counts(filters=ALL).values()) == {None}


@pytest.mark.django_db
def test_it_counts_the_items_of_a_version_once(sandbox: Sandbox) -> None:
    rows = dict.fromkeys(list(sandbox.packages)[:3], "then")
    expected = {number: len(sandbox.packages[number].items) for number in rows}
    assert listing.item_counts(rows=rows) == expected
    assert listing.item_counts(rows=rows) == expected
    assert sandbox.calls["PKG102"] == 3


def test_it_is_as_old_as_it_says(sandbox: Sandbox) -> None:
    first = list_packages(filters=ALL)
    with time_machine.travel(first.as_of + timedelta(seconds=1)):
        assert list_packages(filters=ALL).as_of == first.as_of

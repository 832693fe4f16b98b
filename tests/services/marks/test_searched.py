"""What people wrote on a package is what it is found by."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui import tasks
from packages_ui.models import PackageMark, PackageTag, StoredPackage
from packages_ui.seller_center.types import Item
from packages_ui.services.batches import follow
from packages_ui.services.marks import searched
from packages_ui.services.marks.write_on import add_tag, assign, forget, remove_tag, write_on
from packages_ui.services.mirror import find
from packages_ui.services.mirror.keep import keep, keep_items, keep_with_items
from packages_ui.services.mirror.wanted import Wanted
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ITEMS = (Item(number="7-1", product="AKN-MAVİ"),)


@pytest.fixture
def user() -> User:
    return person("fatma")


def listed(minutes: int = 0) -> None:
    keep(packages=[package_of("7", notes="zile basma", updated_at=NOW + timedelta(minutes=minutes))])


def read_whole(minutes: int = 0) -> None:
    package = package_of("7", notes="zile basma", updated_at=NOW + timedelta(minutes=minutes))
    keep_with_items(snapshots={"7": (package, ITEMS)})


def read_its_items() -> None:
    keep_items(row=StoredPackage.objects.get(number="7"), items=ITEMS)


def found(q: str) -> list[str]:
    return [row.number for row in find.find(Wanted(q=q))]


def write(user: User, note: str, *tags: str, seen: int = 0) -> None:
    write_on(number="7", note=note, tags=tags, assigned="", seen=seen, user_id=user.pk)


@pytest.mark.parametrize("q", ["müşteri", "musteri ARAYACAK", "kırılır", "iade zile", '"arayacak cuma"'])
def test_it_finds_a_note_and_a_tag(user: User, q: str) -> None:
    listed()
    assert found(q) == []
    write(user, "Müşteri\nARAYACAK  Cuma", "KIRILIR", "İade")
    assert found(q) == ["7"]


def test_no_phrase_reaches_from_one_into_the_next(user: User) -> None:
    listed()
    write(user, "one", "two", "three")
    assert found('"one two"') == []


def test_it_finds_no_longer_what_was_taken_away(user: User) -> None:
    listed()
    write(user, "secret", "vip")
    write(user, "", "vip", seen=1)
    assert (found("secret"), found("vip")) == ([], ["7"])
    remove_tag(number="7", tag="VIP", user_id=user.pk)
    assert (found("vip"), found("zile")) == ([], ["7"])
    add_tag(number="7", tag="again", user_id=user.pk)
    assert found("again") == ["7"]
    forget(numbers=["7"])
    assert (found("again"), StoredPackage.objects.get().own_words) == ([], "")


@pytest.mark.parametrize("then", [lambda: listed(1), lambda: read_whole(1), read_its_items])
def test_it_stays_whatever_is_read_of_the_package(user: User, then: Callable[[], None]) -> None:
    listed()
    write(user, "mine", "vip")
    then()
    then()
    assert (found("mine vip"), found("zile")) == (["7"], ["7"])
    row = StoredPackage.objects.get()
    assert row.search.count("mine") == 1
    assert row.search.endswith(row.products + row.own_words)


@pytest.mark.parametrize("first", [listed, read_whole])
def test_it_finds_one_that_was_marked_before_it_was_stored(user: User, first: Callable[[], None]) -> None:
    write(user, "mine")
    first()
    assert found("mine") == ["7"]


def test_a_change_of_items_leaves_no_old_ones(user: User) -> None:
    read_whole()
    write(user, "mine")
    keep_items(row=StoredPackage.objects.get(), items=[Item(number="7-1", product="RED")])
    assert (found("mavi"), found("red mine")) == ([], ["7"])


def test_it_mends_what_got_out_of_step(user: User) -> None:
    """As where a process died between the two transactions."""
    listed()
    PackageTag.objects.create(mark=PackageMark.objects.create(number="7"), tag="VIP", key="vip")
    assert found("vip") == []
    listed()
    assert found("vip") == ["7"]


def test_it_costs_one_statement_where_nothing_is_marked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    listed()
    with django_assert_num_queries(3):  # the forgotten, the package, the marks
        listed(1)


def test_it_writes_nothing_where_only_the_assignment_changed(user: User) -> None:
    listed()
    write(user, "mine")
    before = StoredPackage.objects.get()
    assign(number="7", assigned=f"p{user.pk}", user_id=user.pk)
    assert StoredPackage.objects.get().search == before.search
    assert found("fatma") == []


def test_the_index_follows(user: User) -> None:
    """SQLite's own check that its index is what the table says."""
    listed()
    write(user, "mine", "vip")
    remove_tag(number="7", tag="vip", user_id=user.pk)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            table = "packages_ui_storedpackage_fts"
            cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
    assert found("min") == ["7"]


def from_before(count: int) -> None:
    """Marks and packages as they stand after an upgrade: the search does not know what was written."""
    marks = [PackageMark(number=f"P{n}", note=f"Müşteri {n}") for n in range(count)]
    PackageMark.objects.bulk_create(marks)
    keep(packages=[package_of(f"P{n}") for n in range(count)])
    for row in StoredPackage.objects.all():
        bare = row.search.removesuffix(row.own_words)
        StoredPackage.objects.filter(pk=row.pk).update(search=bare, own_words="")


def test_what_was_written_before_is_found_after_the_first_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "PIECE", 2)
    from_before(5)
    assert found("musteri") == []
    while searched.catch_up(seconds=0):
        pass
    assert set(found("musteri")) == {f"P{n}" for n in range(5)}


def test_it_catches_up_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "PIECE", 2)
    from_before(5)
    assert searched.catch_up(seconds=0)
    assert len(found("musteri")) == 2


def test_it_catches_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    from_before(1)
    assert not searched.catch_up()
    with django_assert_num_queries(0):
        assert not searched.catch_up()


def test_the_beat_catches_up_while_seller_center_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "follow_seller_center", lambda: False)
    from_before(1)
    tasks.sync_packages()
    assert found("musteri") == ["P0"]

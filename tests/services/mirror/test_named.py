"""A package is found by what its products are called."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui import tasks
from packages_ui.models import Product, StoredPackage
from packages_ui.seller_center.types import Item
from packages_ui.services.batches import follow
from packages_ui.services.goods import fetch
from packages_ui.services.goods.match import Facts
from packages_ui.services.goods.table import import_table
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.mirror import find, named
from packages_ui.services.mirror.keep import keep_items, keep_with_items
from packages_ui.services.mirror.wanted import Wanted
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def stored(number: str, *products: str, status: int = 2) -> None:
    items = [Item(number=f"{number}-{n}", product=product) for n, product in enumerate(products, start=1)]
    keep_with_items(snapshots={number: (package_of(number, status=status, updated_at=NOW), items)})


def called(sku: str, name: str, own_name: str = "") -> Product:
    return Product.objects.create(sku=sku, name=name, own_name=own_name, due_at=NOW, used_at=NOW)


def found(q: str = "", product: str = "") -> list[str]:
    return [row.number for row in find.find(Wanted(q=q, product=product))]


def caught_up() -> None:
    while named.catch_up():
        pass


@pytest.mark.parametrize("q", ["cizgili kazak", "ÇİZGİLİ", '"yün kazak"', "akn-1 kazak"])
def test_it_finds_by_the_name_that_is_known(q: str) -> None:
    called("AKN-1", "Çizgili yün Kazak")
    stored("7", "AKN-1", "AKN-2")
    assert found(q) == ["7"]
    assert found(product="kazak") == ["7"]


def test_it_finds_by_the_warehouses_own_name() -> None:
    called("AKN-1", "Kazak", own_name="Hırka")
    stored("7", "AKN-1")
    assert (found("hirka"), found("kazak")) == (["7"], [])


def test_items_that_are_read_by_themselves_have_names() -> None:
    called("AKN-1", "Kazak")
    stored("7", "AKN-2")
    keep_items(row=StoredPackage.objects.get(), items=[Item(number="7-1", product="AKN-1")])
    assert (found("kazak"), found("akn-2")) == (["7"], [])


def test_a_name_that_is_learned_later_comes_to_what_is_here() -> None:
    stored("7", "AKN-1")
    stored("8", "AKN-2")
    stored("9", "AKN-1", status=5)
    caught_up()
    row = Product.objects.create(sku="AKN-1", due_at=NOW, used_at=NOW)
    fetch._note(row, Facts(name="Kazak"))
    assert found("kazak") == []
    caught_up()
    assert found("kazak") == ["7"]


def test_what_people_wrote_stays_behind_the_names() -> None:
    stored("7", "AKN-1")
    write_on(number="7", note="Acele", tags=[], assigned="", seen=0, user_id=person().pk)
    called("AKN-1", "Kazak")
    caught_up()
    assert found("kazak acele") == ["7"]
    stored("7", "AKN-2")
    assert (found("kazak"), found("acele")) == ([], ["7"])


def test_a_table_renames_what_is_here() -> None:
    stored("7", "AKN-1")
    caught_up()
    import_table(content="sku,name\nAKN-1,Hırka\n".encode(), user_id=person().pk)
    caught_up()
    assert found("hirka") == ["7"]


def test_the_walk_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "PIECE", 2)
    for number in "12345":
        stored(number, "AKN-1")
    called("AKN-1", "Kazak")
    for count in (2, 4):
        assert named.catch_up(seconds=0)
        assert len(found("kazak")) == count
    assert not named.catch_up(seconds=0)
    assert len(found("kazak")) == 5


def test_it_looks_at_nothing_where_no_name_changed(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    stored("7", "AKN-1")
    caught_up()
    with django_assert_num_queries(0):
        assert not named.catch_up()


def test_the_beat_brings_names_while_seller_center_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "follow_seller_center", lambda: False)
    stored("7", "AKN-1")
    called("AKN-1", "Kazak")
    tasks.sync_packages()
    assert found("kazak") == ["7"]

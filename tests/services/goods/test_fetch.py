"""Names of products come from Seller Center, in the background and politely."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from packages_ui.models import Lease, PrintJob, Product, StoredItem
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services.batches import fetch_pause
from packages_ui.services.goods import fetch
from packages_ui.services.goods.fetch import fetch_products
from tests.services.goods.makers import copied, product

pytestmark = pytest.mark.django_db


def asked(sandbox: Sandbox) -> int:
    return sandbox.calls["products"]


def again() -> None:
    """As if all were due now and nothing paused."""
    cache.clear()
    Product.objects.update(due_at=timezone.now())


def test_it_learns_the_products_of_open_packages(sandbox: Sandbox) -> None:
    copied(sandbox)
    while fetch_products():
        pass
    open_ones = set(StoredItem.objects.filter(package__status__in=(2, 3)).values_list("product", flat=True))
    assert set(Product.objects.values_list("sku", flat=True)) == open_ones
    jean = Product.objects.get(sku="AKN-TSHRT-RD")
    assert (jean.name, jean.colour) == ("Bisiklet Yaka Pamuklu Tişört", "Kırmızı")
    assert jean.image.endswith("/media/AKN-TSHRT-RD.png")


def test_it_does_not_ask_again_soon(sandbox: Sandbox) -> None:
    copied(sandbox)
    fetch_products()
    calls = asked(sandbox)
    assert calls
    fetch_products()
    assert asked(sandbox) == calls


def test_a_miss_is_kept_and_asked_for_later(sandbox: Sandbox) -> None:
    product("NOBODY", due_at=timezone.now(), found_at=None)
    fetch_products()
    row = Product.objects.get(sku="NOBODY")
    assert (row.found_at, row.name) == (None, "")
    assert row.due_at > timezone.now() + timedelta(hours=11)
    again()
    fetch_products()
    assert asked(sandbox) == 2


def test_what_is_known_stays_where_it_is_missed_later(sandbox: Sandbox) -> None:
    product("NOBODY", name="Kept", due_at=timezone.now())
    fetch_products()
    assert Product.objects.get(sku="NOBODY").name == "Kept"


def test_it_asks_for_the_base_of_a_variant(sandbox: Sandbox) -> None:
    product("AKN-JEAN-NEW", due_at=timezone.now())
    fetch_products()
    row = Product.objects.get(sku="AKN-JEAN-NEW")
    assert (row.name, row.colour, row.image) == ("Yüksek Bel Slim Fit Jean Pantolon", "", "")


@pytest.mark.parametrize("bad", [Switches(unauthorized=True), Switches(rate_per_second=0.001, burst=1)])
def test_a_refusal_pauses_it(sandbox: Sandbox, bad: Switches) -> None:
    """A second call with a key that is refused, or too soon, is not made."""
    for sku in ("A-1", "B-1", "C-1"):
        product(sku, due_at=timezone.now())
    sandbox.switches = bad
    fetch_products()
    calls = asked(sandbox)
    assert not fetch_products()
    assert asked(sandbox) == calls
    assert not fetch_pause.is_on()  # labels are another matter


def test_an_outage_ends_a_run(sandbox: Sandbox) -> None:
    for place in range(20):
        product(f"S{place}", due_at=timezone.now())
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    fetch_products()
    assert asked(sandbox) <= fetch.FAILURES * 2  # each twice, as a test's client does


def test_it_is_switched_off(sandbox: Sandbox, settings: Settings) -> None:
    settings.SELLER_CENTER_PRODUCTS = False
    product("A", due_at=timezone.now())
    assert not fetch_products()
    assert asked(sandbox) == 0


def test_it_asks_nothing_while_the_key_is_refused(sandbox: Sandbox) -> None:
    fetch_pause.refused(sentence="The key is refused.")
    product("A", due_at=timezone.now())
    assert not fetch_products()
    assert asked(sandbox) == 0


def test_one_worker_at_a_time_asks(sandbox: Sandbox) -> None:
    Lease.objects.create(name="products", token="other", until=timezone.now() + timedelta(minutes=1))
    product("A", due_at=timezone.now())
    assert not fetch_products()
    assert asked(sandbox) == 0


def test_it_leaves_the_way_to_people(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a label is not kept by names of products; the rest is asked for later."""
    product("A", due_at=timezone.now())
    monkeypatch.setattr(fetch_pause, "somebody_waits", lambda: True)
    assert fetch_products(seconds=0.2)
    assert asked(sandbox) == 0
    assert not PrintJob.objects.exists()


def test_a_product_in_use_is_noted(sandbox: Sandbox) -> None:
    copied(sandbox)
    long_ago = timezone.now() - timedelta(days=40)
    product("AKN-TSHRT-RD", used_at=long_ago)
    product("GONE", used_at=long_ago)
    fetch_products()
    assert Product.objects.get(sku="AKN-TSHRT-RD").used_at > long_ago
    assert Product.objects.get(sku="GONE").used_at == long_ago

"""What is known of a package, wherever it was seen."""

import pytest
from django.core.cache import cache

from packages_ui.seller_center.types import ShippingCompany
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Known, fingerprint
from tests.services.ahead.makers import package_of

pytestmark = pytest.mark.django_db
PACKAGE = package_of(
    "P1", tracking_number="TRK1", waybill_number="WB1", shipping_company=ShippingCompany(name="Aras")
)


def test_it_knows_what_the_copy_holds_when_the_cache_has_forgotten() -> None:
    keep(packages=[PACKAGE])
    known = Known(fingerprint(PACKAGE), ("TRK1", "WB1"), "Aras")
    assert package_cache.of(numbers=["P1", "P2"]) == {"P1": known}
    package_cache.note([PACKAGE])
    assert package_cache.of(numbers=["P1"]) == {"P1": known}


def test_what_was_seen_last_goes_before_the_copy() -> None:
    keep(packages=[PACKAGE])
    package_cache.note([package_of("P1", tracking_number="TRK2")])
    assert package_cache.of(numbers=["P1"])["P1"].codes == ("TRK2",)
    cache.clear()
    assert package_cache.of(numbers=["P1"])["P1"].codes == ("TRK1", "WB1")

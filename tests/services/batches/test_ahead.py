"""The label that a batch prints without fetching it fits its package as the copy has it."""

import pytest
from django.utils import timezone

from packages_ui.models import Label
from packages_ui.seller_center.types import Address
from packages_ui.services.batches.ahead import label_ahead, labels_ahead
from packages_ui.services.batches.stale import outdate_stored
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.package_cache import Known, bare_fingerprint, fingerprint
from tests.services.ahead.makers import label_for, later, package_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_it_is_the_newest_of_the_carrier_that_fits() -> None:
    package = package_of("1")
    label_for(package, made_at=later(-5))
    newest = label_for(package, made_at=later(-4))
    label_for(package, "something else")
    label_for(package, source="own")
    label_for(package, format="unknown")
    label_for(package, stale_at=timezone.now())
    assert label_ahead(number="1") is None
    keep(packages=[package])
    assert label_ahead(number="1") == newest
    told = {"label_id": newest.pk, "fingerprint": fingerprint(package)}
    assert labels_ahead(numbers=["1"], known={}) == {"1": told}
    assert labels_ahead(numbers=["1", "2"], known={}) == {"1": told}
    assert labels_ahead(numbers=["1"], known={"1": Known(fingerprint="other")}) == {}


def test_it_is_none_of_a_package_that_has_changed_or_left() -> None:
    package = package_of("1")
    label_for(package)
    keep(packages=[package])
    assert label_ahead(number="1")
    keep(packages=[package_of("1", status=3, updated_at=later())])
    assert label_ahead(number="1") is None
    keep(packages=[package_of("1", shipping_address=Address(line="2"), updated_at=later(2))])
    assert labels_ahead(numbers=["1"], known={}) == {}


def test_an_identity_number_that_is_not_stored_counts() -> None:
    def with_identity(number: str, minutes: float) -> None:
        address = Address(line="Sokak 1", identity_number=number)
        keep(packages=[package_of("1", shipping_address=address, updated_at=later(minutes))])

    label = label_for(package_of("1", shipping_address=Address(line="Sokak 1", identity_number="10")))
    with_identity("10", 0)
    assert (outdate_stored(numbers=["1"]), label_ahead(number="1")) == (0, label)
    with_identity("11", 1)
    assert label_ahead(number="1") is None
    assert outdate_stored(numbers=["1"]) == 1


def test_it_takes_numbers_given_out_with_the_label_for_no_change_but_later_ones_for_one() -> None:
    label = label_for(package_of("1"))
    numbered = package_of("1", tracking_number="T1", updated_at=later())
    keep(packages=[numbered])
    assert outdate_stored(numbers=["1"]) == 0
    label.refresh_from_db()
    assert label_ahead(number="1") == label
    assert label.fingerprint == fingerprint(numbered) != bare_fingerprint(numbered)
    keep(packages=[package_of("1", tracking_number="T2", updated_at=later(2))])
    assert label_ahead(number="1") is None
    assert outdate_stored(numbers=["1"]) == 1
    assert Label.objects.get().stale_at

"""What we do to a package is in the copy at once: nobody waits for the next look at Seller Center."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import PackageChanges, SplitPart
from packages_ui.services.packages.reject import reject
from packages_ui.services.packages.split import split
from packages_ui.services.packages.update import update
from tests.packages import numbers, preparing, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ayse")


def test_it_keeps_the_package_as_it_is_afterwards(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    changes = PackageChanges(tracking_number="TRK-55")
    update(user_id=user.pk, number=record.number, seen=seen(record), changes=changes)
    row = StoredPackage.objects.get(number=record.number)
    assert (row.tracking_number, row.items_count) == ("TRK-55", len(record.items))
    assert row.items.count() == len(record.items)


def test_it_keeps_the_packages_that_a_split_makes(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    parts = [SplitPart(items=(numbers(record)[0],))]
    outcome = split(user_id=user.pk, number=record.number, seen=seen(record), parts=parts)
    stored = set(StoredPackage.objects.values_list("number", flat=True))
    assert stored == {record.number, *outcome.new_packages}


def test_it_takes_no_other_package_for_a_new_one(user: User, sandbox: Sandbox) -> None:
    """Where the filter by order is ignored, everything comes."""
    record = preparing(sandbox)
    sandbox.switches = Switches(ignored=("order__number",))
    parts = [SplitPart(items=(numbers(record)[0],))]
    outcome = split(user_id=user.pk, number=record.number, seen=seen(record), parts=parts)
    assert {sandbox.packages[n].order_number for n in outcome.new_packages} == {record.order_number}
    assert StoredPackage.objects.count() == 2


def test_it_removes_a_package_that_is_gone(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    items = tuple(numbers(record))
    update(user_id=user.pk, number=record.number, seen=seen(record), changes=PackageChanges(status=2))
    assert StoredPackage.objects.exists()
    reject(user_id=user.pk, number=record.number, seen=seen(record), items=items, reason="Unsupplied")
    assert not StoredPackage.objects.exists()

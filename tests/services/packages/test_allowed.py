"""What a person may do to a package now."""

import pytest

from packages_ui.seller_center.types import Item, Package
from packages_ui.services.packages.action import PackageAction
from packages_ui.services.packages.reject import RejectAction
from packages_ui.services.packages.release import ReleaseAction
from packages_ui.services.packages.shipping_method import ChangeShippingMethodAction
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.split import SplitAction
from packages_ui.services.packages.update import UpdateAction, next_statuses


def snapshot(status: int | None, items: int = 2, *, reserved: bool = True) -> Snapshot:
    rows = tuple(Item(number=f"1-{place}", has_reservation=reserved) for place in range(items))
    return Snapshot(Package(number="1", status=status), rows)


@pytest.mark.parametrize("action", [SplitAction, RejectAction, ChangeShippingMethodAction])
@pytest.mark.parametrize("status", [1, 3, 4, 5, 6, 99, None])
def test_it_allows_some_acts_only_in_preparing(action: type[PackageAction], status: int | None) -> None:
    assert "Only possible while the package is in Preparing" in action.unavailable(snapshot(status))
    assert action.unavailable(snapshot(2)) == ""


@pytest.mark.parametrize("status", [2, 3, 4, 5, 6, 99, None])
def test_it_always_allows_an_update(status: int | None) -> None:
    assert UpdateAction.unavailable(snapshot(status)) == ""


@pytest.mark.parametrize(
    ("action", "found", "why"),
    [
        (SplitAction, snapshot(2, items=1), "single item"),
        (RejectAction, snapshot(2, items=0), "no items"),
        (ReleaseAction, snapshot(4, reserved=False), "No item"),
    ],
)
def test_it_says_why_not(action: type[PackageAction], found: Snapshot, why: str) -> None:
    assert why in action.unavailable(found)


def test_it_knows_the_next_statuses() -> None:
    following = {status: next_statuses(status) for status in (2, 3, 4, 5, 6, 99, None)}

    assert following == {2: (3,), 3: (4, 2), 4: (5, 6), 5: (), 6: (4, 5), 99: (), None: ()}

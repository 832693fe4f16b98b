"""What a person may do to a package now."""

import pytest

from packages_ui.models import Act
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.packages.allowed import why_not
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.packages.update import next_statuses

Verb = Act.Verb


def reading(status: int | None, items: int = 2, *, reserved: bool = True) -> Reading:
    rows = tuple(Item(number=f"1-{place}", has_reservation=reserved) for place in range(items))
    return Reading(Package(number="1", status=status), rows)


@pytest.mark.parametrize("verb", [Verb.SPLIT, Verb.REJECT, Verb.CHANGE_SHIPPING_METHOD])
@pytest.mark.parametrize("status", [1, 3, 4, 5, 6, 99, None])
def test_it_allows_some_acts_only_in_preparing(verb: Act.Verb, status: int | None) -> None:
    assert "Only possible while the package is in Preparing" in why_not(verb, reading(status))
    assert why_not(verb, reading(2)) == ""


@pytest.mark.parametrize("status", [2, 3, 4, 5, 6, 99, None])
def test_it_always_allows_an_update(status: int | None) -> None:
    assert why_not(Verb.UPDATE, reading(status)) == ""


@pytest.mark.parametrize(
    ("verb", "found", "why"),
    [
        (Verb.SPLIT, reading(2, items=1), "single item"),
        (Verb.REJECT, reading(2, items=0), "no items"),
        (Verb.RELEASE, reading(4, reserved=False), "No item"),
    ],
)
def test_it_says_why_not(verb: Act.Verb, found: Reading, why: str) -> None:
    assert why in why_not(verb, found)


def test_it_knows_the_next_statuses() -> None:
    following = {status: next_statuses(status) for status in (2, 3, 4, 5, 6, 99, None)}

    assert following == {2: (3,), 3: (4, 2), 4: (5, 6), 5: (), 6: (4, 5), 99: (), None: ()}

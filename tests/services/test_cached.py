"""Values that are kept with their type."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from packages_ui.messages import common
from packages_ui.messages.message import NOTHING, joined
from packages_ui.seller_center.errors import Changed, Limited, Refused, SellerCenterError, ServerFailed
from packages_ui.seller_center.page import Crowded
from packages_ui.seller_center.refusals import Refusal
from packages_ui.seller_center.types import Item, MalformedRow, Package
from packages_ui.services.cached import Cached
from packages_ui.services.head import Head
from packages_ui.services.packages.failure import Failure, failure_of
from packages_ui.services.packages.listing import Listing
from packages_ui.services.packages.package_cache import Kept, Known
from packages_ui.services.packages.rows import row
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.printing.progress import ToAnswer
from packages_ui.views.packages.status_counts import Counts

AT = datetime(2026, 5, 22, 14, 19, 8, 218_000, tzinfo=UTC)
PACKAGE = Package(number="AB01", amount=Decimal("19.90"), date_placed=AT, notes="Ğ\0😀")
SAID = common.AGE_DAYS_HOURS(days=1, hours=2)
LISTING = Listing(
    rows=(row(PACKAGE, now=AT),),
    malformed=(MalformedRow(index=1, reason="$.number"),),
    count=2,
    page=1,
    limit=10,
    as_of=AT,
    hits={"AB01": "note"},
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Known, Known("f", ("1",), "DHL")),
        (Snapshot, Snapshot(PACKAGE, (Item(number="1", tax_rate=Decimal("0.1")),))),
        (Kept[Listing], Kept(1.5, LISTING)),
        (Kept[int | None], Kept(1.5, None)),
        (Head, Head(ToAnswer(1, 2), NOTHING, joined([SAID, SAID + "more"]))),
        (Head, Head(ToAnswer(), SAID, None)),
        (Counts, ((None, 3), (2, None), (3, 4))),
    ],
    ids=lambda it: getattr(it, "__name__", ""),
)
def test_it_gives_back_the_same_value(kind: Any, value: object) -> None:
    kept: Cached[object] = Cached(kind)
    kept.set("it", value, 60)
    assert kept.get("it") == value
    kept.set_many({"one": value, "two": value}, 60)
    assert kept.get_many(["one", "two", "three"]) == {"one": value, "two": value}


@pytest.mark.parametrize("other", [7, "x", [], {"fingerprint": 1}, {"codes": "12"}, {"fingerprint": None}])
def test_it_takes_another_type_for_a_miss(other: Any) -> None:
    cache.set("it", other)
    assert Cached(Known).get("it") is None
    assert Cached(Known).get_many(["it"]) == {}


@pytest.mark.parametrize(
    "error",
    [
        ServerFailed("503", call="PKG101", changed=Changed.UNKNOWN, retry_after=2),
        Limited("429", call="PKG101", retry_after=7),
        Crowded("no place"),
        Refused("400", refusal=Refusal(messages=("No.",))),
        SellerCenterError("odd"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_it_tells_others_of_the_same_failure(error: SellerCenterError) -> None:
    kept = Cached(Failure)
    kept.set("it", failure_of(error), 60)
    found = kept.get("it")
    assert found
    again = found.error()
    assert (type(again), str(again), again.sentence) == (type(error), str(error), error.sentence)
    assert getattr(again, "retry_after", None) == getattr(error, "retry_after", None)


def test_it_tells_of_a_failure_whose_kind_is_unknown() -> None:
    failure = failure_of(ServerFailed("503"))
    again = Failure(**{name: getattr(failure, name) for name in failure.__struct_fields__} | {"kind": "gone"})
    assert again.error().sentence == ServerFailed("503").sentence

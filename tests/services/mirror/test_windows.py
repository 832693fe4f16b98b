"""Everything that changes is read, however much it is and whatever moves meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from packages_ui.seller_center.types import MalformedRow, Package, PackageFilters, Page
from packages_ui.services.mirror import windows as module
from packages_ui.services.mirror.windows import Window, windows
from tests.services.ahead.makers import NOON, package_of

PASSED = NOON - timedelta(minutes=10)  # what its clock has surely passed
FOREVER = NOON.replace(year=2100)
Order = Callable[[Package], tuple[datetime, str]]


def by_change(package: Package) -> tuple[datetime, str]:
    return when(package), package.number


def by_number(package: Package) -> tuple[datetime, str]:
    return NOON, package.number


@dataclass
class Api:
    """PKG101 in an order of its own. `on_page` is called after each page: packages change."""

    packages: dict[str, Package]
    order: Order = by_change
    calls: int = 0
    on_page: Callable[["Api"], None] = lambda _api: None
    knows_counts: bool = True
    unread: set[str] = field(default_factory=set)

    def list_page(self, filters: PackageFilters) -> Page[Package]:
        self.calls += 1
        least, most = filters.updated_at__gte, filters.updated_at__lt
        found = [
            one for one in self.packages.values() if one.updated_at and least and one.updated_at >= least
        ]
        found = sorted((one for one in found if not most or when(one) < most), key=self.order)
        start = (filters.page - 1) * filters.limit
        rows = found[start : start + filters.limit]
        page = Page(
            count=len(found) if self.knows_counts else None,
            results=tuple(one for one in rows if one.number not in self.unread),
            malformed=tuple(
                MalformedRow(index=0, number=one.number, reason="odd")
                for one in rows
                if one.number in self.unread
            ),
        )
        self.on_page(self)
        return page

    def change(self, number: str, at: datetime) -> None:
        self.packages[number] = package_of(number, updated_at=at)


def when(package: Package) -> datetime:
    assert package.updated_at
    return package.updated_at


def api_of(count: int, *, seconds: float, **fields: object) -> Api:
    """So many changes, evenly up to NOON."""
    first = NOON - timedelta(seconds=seconds)
    changed = {f"{n:05}": first + timedelta(seconds=seconds) * n / count for n in range(count)}
    return Api({number: package_of(number, updated_at=at) for number, at in changed.items()}, **fields)  # type: ignore[arg-type] # by name


def read(api: Api, *, since: datetime, most: int = 10_000) -> list[Window]:
    left = iter(range(most))
    return list(
        windows(
            since=since,
            passed=PASSED,
            list_page=api.list_page,
            may_go_on=lambda: next(left, None) is not None,
        )
    )


def seen(found: list[Window]) -> dict[str, datetime]:
    """When each was last seen to have changed."""
    rows = [one for window in found for one in (window.packages or {}).values()]
    return {one.number: when(one) for one in sorted(rows, key=when)}


@pytest.mark.parametrize("seconds", [3 * 24 * 3600, 600])
@pytest.mark.parametrize("order", [by_change, by_number])
def test_it_reads_twelve_thousand_changes(seconds: float, order: Order) -> None:
    api = api_of(12_000, seconds=seconds, order=order)
    found = read(api, since=NOON - timedelta(seconds=seconds))
    assert seen(found) == {one.number: when(one) for one in api.packages.values()}
    assert max(len(window.packages or ()) for window in found) <= module.MOST
    assert found[-1].end is None
    assert api.calls < 4 * 120


@pytest.mark.parametrize("seconds", [0, 1, 12])
@pytest.mark.parametrize("order", [by_change, by_number])
def test_it_reads_what_changed_at_one_moment(seconds: float, order: Order) -> None:
    api = api_of(3_000, seconds=seconds, order=order)
    assert len(seen(read(api, since=NOON - timedelta(minutes=1)))) == 3_000


def test_it_asks_once_where_little_has_changed() -> None:
    api = api_of(100, seconds=60)
    (window,) = read(api, since=NOON - timedelta(minutes=2))
    assert (api.calls, window.end, len(window.packages or ())) == (1, None, 100)


@pytest.mark.parametrize("order", [by_change, by_number])
@pytest.mark.parametrize("seed", range(5))
def test_it_misses_nothing_that_changes_while_it_reads(seed: int, order: Order) -> None:
    """A package may move to another page, or out of the window: it is seen there, or in a later one."""
    random, clock = Random(seed), [NOON]

    def somebody_else(api: Api) -> None:
        clock[0] += timedelta(milliseconds=300)
        for number in random.sample(sorted(api.packages), 2):
            api.change(number, clock[0])

    api = api_of(2_000, seconds=300, order=order, on_page=somebody_else)
    first = read(api, since=NOON - timedelta(seconds=300), most=200)
    api.on_page = lambda _api: None
    rest = read(api, since=max((window.end or window.newest) for window in first))
    assert seen([*first, *rest]) == {one.number: when(one) for one in api.packages.values()}


def test_it_goes_on_where_it_may_not_count() -> None:
    api = api_of(2_500, seconds=600, knows_counts=False)
    assert len(seen(read(api, since=NOON - timedelta(seconds=600)))) == 2_500


def test_it_is_whole_although_some_rows_are_not_as_documented() -> None:
    api = api_of(250, seconds=60, unread={"00003", "00200"})
    (window,) = read(api, since=NOON - timedelta(minutes=2))
    assert len(window.packages or ()) == 248


def test_it_stops_when_it_may_not_go_on() -> None:
    api = api_of(12_000, seconds=3600)
    found = read(api, since=NOON - timedelta(seconds=3600), most=12)
    assert 0 < len(found) < 12
    assert found[-1].end

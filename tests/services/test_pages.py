"""Pages of a list that grows: each begins where the last one ended."""

from datetime import UTC, datetime, timedelta

import pytest

from packages_ui.models import Handover
from packages_ui.services.pages import Slice, newest_first

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def closed() -> list[Handover]:
    """Five, of which two were closed at the same moment; in the order of their closing."""
    moments = (0, 1, 1, 2, 3)
    return [Handover.objects.create(carrier="A", closed_at=MONDAY + timedelta(hours=h)) for h in moments]


def page(by: str = "closed_at", **beside: str) -> Slice[Handover]:
    return newest_first(Handover.objects.all(), size=2, by=by, **beside)


@pytest.mark.parametrize("by", ["closed_at", "pk"])
def test_it_walks_to_the_oldest_and_back(closed: list[Handover], by: str) -> None:
    pages = [page(by)]
    while pages[-1].older:
        pages.append(page(by, before=pages[-1].older.removeprefix("before=")))
    assert [row for one in pages for row in one.rows] == closed[::-1]
    assert page(by, after=pages[-1].newer.removeprefix("after=")).rows == (closed[2], closed[1])
    assert page(by, after=pages[1].newer.removeprefix("after=")) == pages[0]


def test_a_new_row_moves_no_page_that_is_looked_at(closed: list[Handover]) -> None:
    second = page(before=str(closed[3].pk))
    Handover.objects.create(carrier="A", closed_at=MONDAY + timedelta(days=1))
    assert page(before=str(closed[3].pk)) == second
    assert second.here == f"before={closed[3].pk}"


@pytest.mark.parametrize("pk", ["", "x", "0", "²", "9" * 30])
def test_it_shows_the_newest_where_there_is_no_such_row(closed: list[Handover], pk: str) -> None:
    assert page(before=pk) == page(after=pk) == page()


def test_it_shows_an_empty_list() -> None:
    assert page() == Slice(rows=(), newer="", older="", here="")

"""All packages in Preparing, page after page (PKG101), and whether that was really all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus, Page
from packages_ui.services.client import seller_center

PAGE = 100


@dataclass(slots=True)
class Preparing:
    """`packages` by number. `unread` are numbers of rows that were not as documented. `is_whole`: nothing
    moved between the pages and each counted row was seen, so a package that is missing has left Preparing."""

    packages: dict[str, Package] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    is_whole: bool = False

    def oldest(self, most: int) -> list[Package]:
        """So many of them, oldest first; without a date last."""
        rows = sorted(
            self.packages.values(), key=lambda row: (row.created_at is None, row.created_at, row.number)
        )
        return rows[:most]


def preparing(*, may_go_on: Callable[[], bool]) -> Preparing:
    """Ask page by page while `may_go_on`. Raises a SellerCenterError."""
    found, rows, counts = Preparing(), 0, set[int | None]()
    for number in range(1, 1000):
        page = seller_center().list_packages(
            PackageFilters(status=PackageStatus.PREPARING, page=number, limit=PAGE)
        )
        _take(found, page)
        rows += len(page.results) + len(page.malformed)
        counts.add(page.count)
        if page.count is None or rows >= page.count or not page.results:
            break
        if not may_go_on():
            return found
    found.is_whole = counts == {len(found.packages) + len(found.unread)}
    return found


def _take(found: Preparing, page: Page[Package]) -> None:
    in_it = (row for row in page.results if row.status == PackageStatus.PREPARING)
    found.packages.update({row.number: row for row in in_it})
    found.unread.update(row.number for row in page.malformed if row.number)

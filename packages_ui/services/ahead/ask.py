"""Prefetching calls to Seller Center: all packages in Preparing, page after page (PKG101), and whether they
are complete; of one package its items, its label. Nothing here touches the database: it runs in threads."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from packages_ui.labels.errors import LabelError
from packages_ui.messages.message import Message
from packages_ui.models import Label
from packages_ui.seller_center.errors import (
    Malformed,
    NotFound,
    Refused,
    SellerCenterError,
    ServerFailed,
)
from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus, Page
from packages_ui.services.batches import fetched
from packages_ui.services.batches.fetched import NotReady
from packages_ui.services.client import seller_center
from packages_ui.services.packages.package_cache import carrier_of, fingerprint
from packages_ui.services.packages.snapshot import Snapshot

logger = logging.getLogger(__name__)
DEADLINE_SECONDS = 10.0
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was fetched for `package`, as it was listed. `again` is the package as read after its label was
    requested. `problem`: why nothing was fetched; this package is skipped for a while. `stop`: so are all."""

    package: Package
    snapshot: Snapshot | None = None
    label: Label | None = None
    again: Package | None = None
    problem: Message | str = ""
    stop: bool = False


def request_items(package: Package) -> Answer:
    """PKG102. Never raises."""
    return _safely(package, _items)


def ask_label(package: Package) -> Answer:
    """PKG104, then the package again: a request for the label may make the carrier assign numbers. Never
    raises."""
    return _safely(package, _label)


def _safely(package: Package, ask: Callable[[Package], Answer]) -> Answer:
    try:
        return ask(package)
    except (Refused, NotFound, Malformed) as error:
        return Answer(package=package, problem=error.sentence)
    except (LabelError, NotReady) as error:
        return Answer(package=package, problem=error.sentence)
    except ServerFailed as error:  # it may be about this package only: others must not wait for it for ever
        return Answer(package=package, problem=error.sentence, stop=True)
    except (SellerCenterError, OSError) as error:
        logger.info("Prefetching pauses: %s", type(error).__name__)
        return Answer(package=package, stop=True)


def _items(package: Package) -> Answer:
    items = seller_center().all_items(package.number, deadline=DEADLINE_SECONDS)
    return Answer(package=package, snapshot=Snapshot(package, items))


def _label(package: Package) -> Answer:
    label = fetched.fetch_label(
        number=package.number, fingerprint=fingerprint(package), carrier=carrier_of(package)
    )
    if problem := fetched.why_none(label):
        return Answer(package=package, problem=problem)
    try:
        again = seller_center().get_package(package.number, deadline=DEADLINE_SECONDS)
    except SellerCenterError:
        return Answer(package=package, label=label, stop=True)
    return Answer(package=package, label=label, again=again)


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

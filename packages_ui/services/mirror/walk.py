"""What the walks over Seller Center's packages have in common: how far each is, and what a run may take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from packages_ui.models import SyncWalk
from packages_ui.seller_center.types import Package, PackageFilters, Page
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep

CHANGES, ROUND = "changes", "round"
CLOCKS = timedelta(minutes=10)  # how far Seller Center's clock may be from ours
DEADLINE_SECONDS = 8.0  # for one page, retries included
OnRead = Callable[[Sequence[Package]], object]


def always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Run:
    """`may_go_on` is called before each request: it may wait, so that people come first. `on_read` gets all
    packages that were read. No new call after `until` (of monotonic())."""

    until: float
    may_go_on: Callable[[], bool] = always
    on_read: OnRead = field(default=len)

    def goes_on(self) -> bool:
        return monotonic() < self.until and self.may_go_on()


def run_for(seconds: float, *, may_go_on: Callable[[], bool] = always, on_read: OnRead = len) -> Run:
    return Run(until=monotonic() + seconds, may_go_on=may_go_on, on_read=on_read)


def walk(name: str) -> SyncWalk:
    return SyncWalk.objects.get_or_create(name=name)[0]


def list_window(filters: PackageFilters) -> Page[Package]:
    return seller_center().list_packages(filters, deadline=DEADLINE_SECONDS)


def take(run: Run, packages: Sequence[Package]) -> None:
    """Keep what was read, and report it."""
    keep(packages=packages)
    run.on_read(packages)

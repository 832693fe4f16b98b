"""Prefetch packages in Preparing: first their items, then their labels, oldest first.

Only a few calls run at once, and none while labels that somebody waits for are being fetched. Results are
written for many packages at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.core.cache import cache

from packages_ui.models import StoredPackage
from packages_ui.seller_center.errors import SellerCenterError, Unauthorized
from packages_ui.seller_center.types import Package
from packages_ui.services import lease
from packages_ui.services.ahead import wanting
from packages_ui.services.ahead.ask import Answer, Preparing, ask_label, preparing, request_items
from packages_ui.services.ahead.wanting import keep_items, keep_labels, keep_new
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Budget, Turn, document_waits, wait_for_people
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.mirror.forgotten import of_others
from packages_ui.services.mirror.keep import doubt
from packages_ui.services.packages import package_cache

LEASE = "ahead"
LEASE_SECONDS = 60  # longer than any one call
RENEW_SECONDS = 5.0
RUN_SECONDS = 8.0
LIST_SECONDS = 20.0
TOGETHER = 25  # packages are written at once,
WRITE_SECONDS = 1.0  # but none is kept waiting for longer
REST_KEY = "ahead:rest"
REST_TIMES = 10  # so many times as long as the list took nothing is requested again, once all is done


@dataclass(slots=True)
class Run:
    """One run under its lease. `came` is not written yet; `left`: more is to do, but others go first."""

    token: str
    until: float
    stop: bool = False
    left: bool = False
    under_way: set[Future[Answer]] = field(default_factory=set)
    came: list[Answer] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    renewed: float = field(default_factory=monotonic)
    written: float = field(default_factory=monotonic)

    def may_go_on(self) -> bool:
        """Not after an outage, when the time is up, or when somebody wants a document. It waits while labels
        are fetched that somebody waits for."""
        if self.stop or monotonic() > self.until:
            return False
        self.budget.pause()
        self.left = document_waits() or not wait_for_people(until=self.until)
        self.stop = self.left or not self._is_held()
        return not self.stop

    def _is_held(self) -> bool:
        if monotonic() - self.renewed < RENEW_SECONDS:
            return True
        self.renewed = monotonic()
        return lease.renew(token=self.token, seconds=LEASE_SECONDS)


def fetch_ahead(*, seconds: float = RUN_SECONDS) -> bool:
    """Fetch for about so long. True where there is more to do at once; never raises for Seller Center's
    errors. With SHELF_IN_FLIGHT 0 nothing is fetched."""
    if not settings.SHELF_IN_FLIGHT or cache.get(REST_KEY):
        return False
    with lease.held(name=LEASE, seconds=LEASE_SECONDS) as token:
        if token is None or fetch_pause.turn() is Turn.WAIT:
            return False
        return _fetch_ahead(Run(token, monotonic() + LIST_SECONDS), seconds)


def _fetch_ahead(run: Run, seconds: float) -> bool:
    started = monotonic()
    if not run.may_go_on():
        return run.left
    try:
        found = preparing(may_go_on=run.may_go_on)
    except Unauthorized as error:
        fetch_pause.refused(sentence=str(error.sentence))
        return False
    except SellerCenterError:
        return False
    fetch_pause.works()
    took = monotonic() - started
    packages = _compare(found)
    run.until = monotonic() + seconds
    with ThreadPoolExecutor(settings.SHELF_IN_FLIGHT, thread_name_prefix="ahead") as pool:
        done = _each(run, pool, wanting.items(packages), request_items, keep_items)
        done = done and _each(run, pool, wanting.labels(packages), ask_label, keep_labels)
    if done:
        cache.set(REST_KEY, 1, REST_TIMES * took)
    return run.left or (not done and not run.stop)


def _compare(found: Preparing) -> list[Package]:
    """Those of which items and labels are fetched, oldest first: not those of forgotten people. The others
    that the copy takes for being in Preparing have left it since, and are doubted."""
    package_cache.note(found.packages.values())
    packages = of_others(found.oldest(settings.SHELF_MOST))
    if found.is_whole:
        here = set(StoredPackage.objects.filter(WHOLE).values_list("number", flat=True))
        doubt(numbers=here - found.packages.keys() - found.unread)
    keep_new(packages)
    return packages


def _each(
    run: Run,
    pool: ThreadPoolExecutor,
    packages: Iterable[Package],
    ask: Callable[[Package], Answer],
    keep: Callable[[Sequence[Answer]], None],
) -> bool:
    """Whether all were fetched and written."""
    done = True
    for package in packages:
        _collect(run, room=settings.SHELF_IN_FLIGHT - 1)
        if len(run.came) >= TOGETHER or monotonic() - run.written > WRITE_SECONDS:
            _write(run, keep)
        if not (done := run.may_go_on()):
            break
        run.under_way.add(pool.submit(ask, package))
    _collect(run, room=0)
    _write(run, keep)
    return done and not run.stop


def _collect(run: Run, *, room: int) -> None:
    """Wait until no more than `room` are under way."""
    while len(run.under_way) > room:
        done, run.under_way = wait(run.under_way, return_when=FIRST_COMPLETED)
        run.came += [future.result() for future in done]
        run.stop = run.stop or any(answer.stop for answer in run.came)


def _write(run: Run, keep: Callable[[Sequence[Answer]], None]) -> None:
    if run.came:
        keep(run.came)
    run.came, run.written = [], monotonic()

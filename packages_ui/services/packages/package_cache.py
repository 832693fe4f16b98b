"""What is kept of Seller Center's responses. What we last saw of a package anywhere, for a day: what its
label must fit to; no personal data. And a response that everybody may share for a few seconds: one reader
fetches it, the others get the older response or wait for the new one."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.cache import cache

from packages_ui.models import StoredPackage
from packages_ui.seller_center import page
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.page import Crowded
from packages_ui.seller_center.types import Package
from packages_ui.services.cached import Cached
from packages_ui.services.mirror.fingerprint import bare_fingerprint, carrier_of, codes_of, fingerprint
from packages_ui.services.packages.failure import Failure, failure_of

__all__ = [
    "Kept",
    "Known",
    "Shared",
    "bare_fingerprint",
    "carrier_of",
    "codes_of",
    "fingerprint",
    "note",
    "of",
]

KNOWN_SECONDS = 24 * 3600
T = TypeVar("T")
WAIT_SECONDS = 0.03  # between two checks whether the response has come
LOCK_SECONDS = 15  # how long a dead reader blocks the others
AWAY = 3  # after so many misses Redis is down, and each reader sends its own request
FAILED_SECONDS = 1  # how long those who waited see the failure, so that they do not all send again


@dataclass(frozen=True, slots=True)
class Known:
    """`codes` are the numbers that the label's barcodes must contain: tracking and waybill number."""

    fingerprint: str = ""
    codes: tuple[str, ...] = ()
    carrier: str = ""


KNOWN: Cached[Known] = Cached(Known)


def note(packages: Iterable[Package]) -> None:
    """Remember these; a cache that is away costs nothing but the knowledge."""
    KNOWN.set_many({_key(package.number): _known(package) for package in packages}, KNOWN_SECONDS)


def of(*, numbers: Iterable[str]) -> dict[str, Known]:
    """What is known of these packages, by what was seen last or, where that is long ago or forgotten, by the
    copy; those never seen are left out."""
    wanted = set(numbers)
    known = seen_lately(numbers=wanted)
    missing = wanted - known.keys()
    return known | _stored(missing) if missing else known


def seen_lately(*, numbers: Iterable[str]) -> dict[str, Known]:
    """Those that were seen in the last day, by Redis."""
    keys = {_key(number): number for number in numbers}
    return {keys[key]: known for key, known in KNOWN.get_many(keys).items()}


def _stored(numbers: Iterable[str]) -> dict[str, Known]:
    rows = StoredPackage.objects.filter(number__in=numbers).order_by()
    found = rows.values_list("number", "fingerprint", "tracking_number", "waybill_number", "carrier")
    return {
        number: Known(made_from, tuple(filter(None, (tracking, waybill))), carrier)
        for number, made_from, tracking, waybill, carrier in found
    }


def _known(package: Package) -> Known:
    return Known(fingerprint(package), codes_of(package), carrier_of(package))


def _key(number: str) -> str:
    return f"known:{number}"


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """The response to a request that was sent at `asked_at`, seconds since 1970."""

    asked_at: float
    answer: T


FAILED: Cached[Kept[Failure]] = Cached(Kept[Failure])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared(Generic[T]):
    """`is_fresh`: no new request is needed yet. `after`: responses to earlier requests do not count for this
    person. A response is kept as `kind` for `keep` seconds; nobody waits for one longer than `patience`."""

    key: str
    kind: Cached[Kept[T]]
    fetch: Callable[[], T]
    is_fresh: Callable[[Kept[T]], bool]
    keep: float
    patience: float
    after: float = 0

    def get(self) -> Kept[T]:
        """Raises the SellerCenterError of the request."""
        began, absent = time.time(), 0
        until = time.monotonic() + min(self.patience, page.left())
        while time.monotonic() < until and absent < AWAY:
            kept = self._kept()
            if kept and self.is_fresh(kept):
                return kept
            self._raise_what_failed(since=began)
            if kept and not _enters():
                return kept
            page.enter()
            if cache.add(self._lock, 1, LOCK_SECONDS):
                return self._fetch_unless_cached()
            if kept:
                return kept
            absent = 0 if cache.get(self._lock) else absent + 1
            time.sleep(WAIT_SECONDS)
        return self._refresh()

    def _kept(self) -> Kept[T] | None:
        kept = self.kind.get(self.key)
        return kept if kept and kept.asked_at > self.after else None

    def _fetch_unless_cached(self) -> Kept[T]:
        """Somebody else may have fetched it since we checked."""
        kept = self._kept()
        if kept and self.is_fresh(kept):
            cache.delete(self._lock)
            return kept
        return self._refresh()

    def _refresh(self) -> Kept[T]:
        asked_at = time.time()
        try:
            kept = Kept(asked_at, self.fetch())
            self.kind.set(self.key, kept, self.keep)
        except SellerCenterError as error:
            if not page.is_short_wait():  # else who waits longer sends a request
                FAILED.set(self._failed, Kept(time.time(), failure_of(error)), FAILED_SECONDS)
            raise
        finally:
            cache.delete(self._lock)
        return kept

    def _raise_what_failed(self, *, since: float) -> None:
        """Only for those who waited; later readers send their own request."""
        failed = FAILED.get(self._failed)
        if failed and failed.asked_at >= since:
            raise failed.answer.error()

    @property
    def _lock(self) -> str:
        return f"{self.key}:asker"

    @property
    def _failed(self) -> str:
        return f"{self.key}:failed"


def _enters() -> bool:
    """Whether this page may wait for Seller Center."""
    try:
        page.enter()
    except Crowded:
        return False
    return True

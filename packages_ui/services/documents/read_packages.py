"""The packages of a document: from the shelf if they lie there, else from Seller Center, some at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from packages_ui.seller_center.errors import NotFound, SellerCenterError, Unauthorized, Unreachable
from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus
from packages_ui.services.client import seller_center
from packages_ui.services.errors import PackageGone
from packages_ui.services.packages.snapshot import Reading
from packages_ui.services.shelf.shelf import reading_of

AT_ONCE = 12  # calls; somebody waits for the paper
PAGE = 100  # packages of one call
FEW = 10  # packages that are not worth a list
OUTAGE = (Unreachable, Unauthorized)
NOT_ASKED = "Seller Center could not be reached, so it was not asked for."


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is known of a package; where that is nothing, `problem` is a sentence."""

    number: str
    reading: Reading | None = None
    problem: str = ""


def read_packages(*, numbers: Sequence[str], on_read: Callable[[int], object]) -> list[Read]:
    """All of them, in their order, whatever happens to one. `on_read` is told how many are read so far, in
    this thread; what it raises ends the reading."""
    shelved = {number: found for number in numbers if (found := reading_of(number=number))}
    read = {number: Read(number=number, reading=found) for number, found in shelved.items()}
    on_read(len(read))
    for one in _asked([number for number in numbers if number not in read]):
        read[one.number] = one
        on_read(len(read))
    return [read[number] for number in numbers]


def _asked(numbers: Sequence[str]) -> Iterator[Read]:
    """As they come. After an outage the rest is not asked for: each would wait as long."""
    asking = Asking()
    with ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="documents") as pool:
        if len(numbers) > FEW:
            pool.submit(asking.list_preparing, len(numbers))
        asked = [pool.submit(asking.ask, number) for number in numbers]
        try:
            for future in as_completed(asked):
                yield future.result()
        finally:
            asking.is_out.set()


@dataclass
class Asking:
    """What threads share: `listed` are packages in Preparing, which need not be asked for one by one."""

    listed: dict[str, Package] = field(default_factory=dict)
    is_out: Event = field(default_factory=Event)

    def list_preparing(self, wanted: int) -> None:
        """PKG101, a hundred a call, while that is less than a call for each. Whatever fails here is asked for
        singly."""
        preparing = PackageFilters(status=PackageStatus.PREPARING, limit=PAGE)
        with suppress(SellerCenterError):
            for package in seller_center().all_packages(preparing, most=wanted * PAGE // 4):
                self.listed[package.number] = package
                if self.is_out.is_set():
                    return

    def ask(self, number: str) -> Read:
        """Its items (PKG102) and, unless it is listed by then, itself."""
        if self.is_out.is_set():
            return Read(number=number, problem=NOT_ASKED)
        try:
            return self._read(number)
        except NotFound:
            return Read(number=number, problem=str(PackageGone(number)))
        except SellerCenterError as error:
            if isinstance(error, OUTAGE):
                self.is_out.set()
            return Read(number=number, problem=str(error.sentence))

    def _read(self, number: str) -> Read:
        items = seller_center().all_items(number)
        package = self.listed.get(number) or seller_center().get_package(number)
        if package is None:
            return Read(number=number, problem=str(PackageGone(number)))
        return Read(number=number, reading=Reading(package, items))

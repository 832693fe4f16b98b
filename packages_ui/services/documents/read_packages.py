"""Read the packages of a document: out of the copy, the others from Seller Center, several at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from packages_ui.messages import documents as messages
from packages_ui.messages.message import Message, message
from packages_ui.seller_center.errors import NotFound, SellerCenterError, Unauthorized, Unreachable
from packages_ui.seller_center.types import Package, PackageFilters, PackageStatus
from packages_ui.services.client import in_this_language, seller_center
from packages_ui.services.errors import PackageGone
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.stored_snapshot import snapshots_of

AT_ONCE = 12  # calls; a person waits for the paper
PAGE = 100  # packages of one call
FEW = 10  # up to here listing packages saves nothing
OUTAGE = (Unreachable, Unauthorized)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A package as it was read; without `snapshot`, `problem` says why."""

    number: str
    snapshot: Snapshot | None = None
    problem: Message = field(default_factory=lambda: message(""))


def read_packages(*, numbers: Sequence[str], on_read: Callable[[int], object]) -> list[Read]:
    """All of them, in their order, also where one fails. `on_read` gets the number read so far, in this
    thread; an exception in it ends the reading."""
    stored = snapshots_of(numbers=numbers)
    read = {number: Read(number=number, snapshot=found) for number, found in stored.items()}
    on_read(len(read))
    for package in _read_from_seller_center([number for number in numbers if number not in read]):
        read[package.number] = package
        on_read(len(read))
    return [read[number] for number in numbers]


def _read_from_seller_center(numbers: Sequence[str]) -> Iterator[Read]:
    """In the order of the responses. After an outage the rest is not requested: each would wait as long."""
    reader = Reader()
    with ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="documents") as pool:
        if len(numbers) > FEW:
            pool.submit(in_this_language(reader.list_preparing), len(numbers))
        read = in_this_language(reader.read)
        futures = [pool.submit(read, number) for number in numbers]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            reader.is_out.set()


@dataclass
class Reader:
    """State shared by the threads: `listed` are packages in Preparing, which need no request each."""

    listed: dict[str, Package] = field(default_factory=dict)
    is_out: Event = field(default_factory=Event)

    def list_preparing(self, wanted: int) -> None:
        """PKG101, a hundred a call, while that is fewer calls than one for each. What fails here is requested
        singly."""
        preparing = PackageFilters(status=PackageStatus.PREPARING, limit=PAGE)
        with suppress(SellerCenterError):
            for package in seller_center().all_packages(preparing, most=wanted * PAGE // 4):
                self.listed[package.number] = package
                if self.is_out.is_set():
                    return

    def read(self, number: str) -> Read:
        """Its items (PKG102) and, unless it is listed by then, the package itself."""
        if self.is_out.is_set():
            return Read(number=number, problem=messages.NOT_READ())
        try:
            return self._read(number)
        except NotFound:
            return Read(number=number, problem=message(PackageGone(number).sentence))
        except SellerCenterError as error:
            if isinstance(error, OUTAGE):
                self.is_out.set()
            return Read(number=number, problem=message(error.sentence))

    def _read(self, number: str) -> Read:
        items = seller_center().all_items(number)
        package = self.listed.get(number) or seller_center().get_package(number)
        if package is None:
            return Read(number=number, problem=message(PackageGone(number).sentence))
        return Read(number=number, snapshot=Snapshot(package, items))

"""All state of one sandbox: packages, orders, and where new numbers come from."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from packages_ui.sandbox.answers import not_found
from packages_ui.sandbox.methods import Method
from packages_ui.sandbox.records import Body, Record, Ticker


class Store:
    """Packages by number, oldest first, and the numbers of each order's packages. Callers hold the lock."""

    def __init__(self, *, ticker: Ticker, random: Random) -> None:
        self.ticker = ticker
        self.random = random
        self.packages: dict[str, Record] = {}
        self.orders: dict[str, list[str]] = {}
        self.claims: list[Body] = []
        self.ignored: tuple[str, ...] = ()
        self.unanswerable: tuple[str, ...] = ()
        self._last_number = 2595053219311869
        self._invoice_calls: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Keep a new package as the newest."""
        self.packages[record.number] = record
        self.orders.setdefault(record.order_number, []).append(record.number)

    def remove(self, record: Record) -> None:
        """Drop a package that has nothing left; its order stays known."""
        del self.packages[record.number]
        self.orders[record.order_number].remove(record.number)

    def find(self, number: str) -> Record:
        """The package, or 404."""
        record = self.packages.get(number)
        if record is None:
            raise not_found()
        return record

    def count_invoice(self, number: str) -> int:
        """How often its invoice was requested, this time included."""
        self._invoice_calls[number] += 1
        return self._invoice_calls[number]

    def newest_first(self) -> Iterator[Record]:
        """Every package."""
        return reversed(self.packages.values())

    def touch(self, record: Record, *items: Body) -> None:
        """Move `updated_at` of a package and of the named items."""
        moment = self.ticker.tick()
        for body in (record.body, *items):
            body["updated_at"] = moment

    def new_number(self) -> str:
        """A package number higher than every one before it; the first is the document's own."""
        number = self._last_number + 1
        self._last_number = number + self.random.randint(10_000, 9_000_000)
        return str(number)

    def tracking_number(self, method: Method) -> str | None:
        """What the carrier's integration gives: 13 digits; nothing for manual entry."""
        return None if method.manual else str(self.random.randint(10**12, 10**13 - 1))

"""The rows the sandbox keeps, and when they change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from packages_ui.sandbox.methods import Method

Body = dict[str, Any]
PREPARING = 2
READY = 3
SHIPPED = 4
DELIVERED = 5
FAILED = 6
STATUSES = (PREPARING, READY, SHIPPED, DELIVERED, FAILED)


@dataclass(slots=True)
class Record:
    """A package: `body` and `items` as the API shows them; `revision` counts changes that remake the label.

    `oddity` names a label that differs from its carrier's usual one; it holds for revision 0 only.
    """

    body: Body
    items: list[Body]
    method: Method
    revision: int = 0
    oddity: str = ""
    money_as_text: bool = field(default=False)

    @property
    def number(self) -> str:
        """16 digits."""
        return str(self.body["number"])

    @property
    def order_number(self) -> str:
        """16 digits; several packages may share it."""
        return str(self.body["order_number"])

    @property
    def status(self) -> int:
        """2 to 6, or a number the document does not name."""
        return int(self.body["status"])

    def add_up(self) -> None:
        """Set `amount` and `discount_amount` to the sums of the items."""
        for name in ("amount", "discount_amount"):
            total = sum((Decimal(item[name]) for item in self.items), Decimal("0.00"))
            self.body[name] = str(total) if self.money_as_text else total

    def use_method(self, method: Method, *, tracking_number: str | None) -> None:
        """Take a method and what its carrier gives (`None` for manual entry); the label is made again."""
        self.method = method
        self.revision += 1
        self.body.update(
            shipping_method=method.name,
            shipping_company=method.company_body(),
            is_requires_manual_entry=method.manual,
            **tracking(tracking_number),
        )


def tracking(number: str | None) -> Body:
    """The three tracking fields for a carrier's number."""
    if number is None:
        return {"waybill_number": None, "tracking_number": None, "tracking_url": None}
    url = f"https://akinon.com/track/{number}"
    return {"waybill_number": f"A{number[-6:]}", "tracking_number": number, "tracking_url": url}


class Ticker:
    """Times for `updated_at`: from the clock, and strictly increasing by at least 1 ms."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The clock's time, in UTC, without ticking."""
        return self._clock().astimezone(UTC)

    def tick(self) -> str:
        """A time later than every one before it."""
        self._last = max(self.now(), self._last + timedelta(milliseconds=1))
        return iso(self._last)


def iso(moment: datetime) -> str:
    """`2025-05-22T11:19:08.218Z`."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"

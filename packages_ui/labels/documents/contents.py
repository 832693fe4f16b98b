"""The contents of our own documents, as typed values: nothing here loads a drawing library."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from packages_ui.labels import size
from packages_ui.labels.size import LabelSize


class Paper(StrEnum):
    """The paper sizes of documents."""

    A4 = "A4"
    A6 = "A6"

    @property
    def size(self) -> LabelSize:
        """Its sides."""
        return size.A4 if self is Paper.A4 else size.A6

    @property
    def margin_mm(self) -> float:
        """The margin on each side."""
        return 12.0 if self is Paper.A4 else 5.0

    @property
    def width_mm(self) -> float:
        """The width between the margins."""
        return self.size.width_mm - 2 * self.margin_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Units of one product."""

    product: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickGoods:
    """What is known of a product; `picture` is a small JPEG, empty for none."""

    name: str = ""
    look: str = ""
    shelf: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickPackage:
    """One package; `position` is that of its label. `problem`: why its products are unknown. `slot`
    is its box on cart number `cart`, 0 where the list is for no cart."""

    position: int
    number: str
    order_number: str = ""
    carrier: str = ""
    units: tuple[Count, ...] = ()
    has_gift: bool = False
    has_note: bool = False
    is_manual: bool = False
    problem: str = ""
    cart: int = 0
    slot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """`packages` in the order of the list; `code` is the list's own barcode. `goods` by product."""

    code: str
    at: datetime
    who: str
    packages: tuple[PickPackage, ...]
    is_reversed: bool = False
    goods: dict[str, PickGoods] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """Units of one product; `amount` is their total."""

    product: str
    count: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip:
    """One package. Amounts are in `currency`, and printed only on request."""

    package_number: str
    order_number: str = ""
    name: str = ""
    address_lines: tuple[str, ...] = ()
    carrier: str = ""
    units: tuple[SlipLine, ...] = ()
    gift_note: str = ""
    currency: str = ""
    discount: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A station; its barcode contains `STATION-` and its id."""

    id: int
    name: str

    @property
    def code(self) -> str:
        """The content of its barcode."""
        return f"STATION-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSlip:
    """A desk and the names of its printers."""

    desk: Desk
    label_printer: str
    document_printer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One package; its barcode is its tracking number, else its package number."""

    package_number: str
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList:
    """`code` is the list's own barcode; `at` is in the warehouse's time zone."""

    code: str
    company: str
    at: datetime
    station: str
    who: str
    parcels: tuple[Parcel, ...]

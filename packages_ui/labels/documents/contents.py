"""What stands on our own papers, as typed values: nothing here loads a drawing library."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from packages_ui.labels import size
from packages_ui.labels.size import LabelSize


class Paper(StrEnum):
    """What a document is printed on."""

    A4 = "A4"
    A6 = "A6"

    @property
    def size(self) -> LabelSize:
        """Its sides."""
        return size.A4 if self is Paper.A4 else size.A6

    @property
    def margin_mm(self) -> float:
        """What stays white on each side."""
        return 12.0 if self is Paper.A4 else 5.0

    @property
    def width_mm(self) -> float:
        """What is left between the margins."""
        return self.size.width_mm - 2 * self.margin_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Units of one product."""

    product: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickPackage:
    """One package; `position` is its label's place. `problem`: why its products are not known."""

    position: int
    number: str
    order_number: str = ""
    carrier: str = ""
    units: tuple[Count, ...] = ()
    has_gift: bool = False
    has_note: bool = False
    is_manual: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """`packages` in the order in which they are listed; `code` is the list's own barcode."""

    code: str
    at: datetime
    who: str
    packages: tuple[PickPackage, ...]
    is_reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """Units of one product; `amount` is of them all together."""

    product: str
    count: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip:
    """One package. Amounts are in `currency`, and on paper only where they are asked for."""

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
    """A station; its barcode says `STATION-` and its id."""

    id: int
    name: str

    @property
    def code(self) -> str:
        """What its barcode says."""
        return f"STATION-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSlip:
    """A desk and the names of its printers."""

    desk: Desk
    label_printer: str
    document_printer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One box; its barcode is the tracking number's, else the package number's."""

    package_number: str
    tracking_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList:
    """`code` is the list's own barcode; `at` is in the warehouse's own zone."""

    code: str
    company: str
    at: datetime
    station: str
    who: str
    parcels: tuple[Parcel, ...]

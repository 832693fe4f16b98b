"""The ways to deal with missing units, and what each of them will do, in sentences."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from packages_ui.models import PackingUnit
from packages_ui.services.packing.refresh import listed


class Way(StrEnum):
    """What to do about missing units."""

    REJECT = "reject"
    SPLIT = "split"
    RELEASE = "release"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Parts:
    """The units of a package, parted into those that are missing and those that are here."""

    number: str
    missing: tuple[PackingUnit, ...]
    here: tuple[PackingUnit, ...]

    @property
    def counted(self) -> list[PackingUnit]:
        """Those that lie in the box."""
        return [unit for unit in (*self.here, *self.missing) if unit.done_at]


def by_product(units: Iterable[PackingUnit]) -> str:
    """`1 unit of A and 2 units of B`."""
    return listed(Counter(unit.product for unit in units))


def title_of(way: Way) -> str:
    """Two or three words."""
    return WORDS[way][0]


def what_it_does(way: Way, parts: Parts) -> tuple[str, ...]:
    """Two sentences or three, with the real numbers."""
    return WORDS[way][1](parts)


def _reject(parts: Parts) -> tuple[str, ...]:
    units, count = by_product(parts.missing), len(parts.missing)
    gone = (
        f"{units} leave{_s(count)} the order for good: the customer does not get {_one(count, 'it', 'them')}."
    )
    if not parts.here:
        return gone, f"Nothing is left, so package {parts.number} disappears.{_out(parts.counted)}"
    left, out = len(parts.here), [unit for unit in parts.missing if unit.done_at]
    return gone, f"You go on with the {_units(left)} that {_one(left, 'is', 'are')} left.{_out(out)}"


def _split(parts: Parts) -> tuple[str, ...]:
    here, missing = by_product(parts.here), by_product(parts.missing)
    return (
        f"{here} become{_s(len(parts.here))} a new package: this box. You go on with it and its own label.",
        f"Package {parts.number} waits in Preparing for {missing}. The customer gets two parcels.",
    )


def _release(parts: Parts) -> tuple[str, ...]:
    held = by_product(unit for unit in parts.missing if unit.has_reservation)
    return (
        f"The stock reserved for {held} is given back, for other orders to take.",
        f"Package {parts.number} keeps all its units and is parked. {_aside(parts)}",
    )


def _park(parts: Parts) -> tuple[str, ...]:
    return (
        f"Nothing changes at Seller Center. Package {parts.number} waits until somebody goes on with it.",
        _aside(parts),
    )


WORDS: dict[Way, tuple[str, Callable[[Parts], tuple[str, ...]]]] = {
    Way.REJECT: ("Reject", _reject),
    Way.SPLIT: ("Send what is here", _split),
    Way.RELEASE: ("Release the reservation", _release),
    Way.PARK: ("Park", _park),
}


def _aside(parts: Parts) -> str:
    count = len(parts.counted)
    return f"Lay the box aside with the {_units(count)} in it." if count else "Its box is still empty."


def _out(units: list[PackingUnit]) -> str:
    return f" Take {by_product(units)} out of the box." if units else ""


def _units(count: int) -> str:
    return f"{count} {_one(count, 'unit', 'units')}"


def _one(count: int, one: str, several: str) -> str:
    return one if count == 1 else several


def _s(count: int) -> str:
    return _one(count, "s", "")

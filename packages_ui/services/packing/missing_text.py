"""The ways to deal with missing items, and what each of them will do, in sentences."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message
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


def by_product(units: Iterable[PackingUnit]) -> tuple[Message, ...]:
    """`1 × A`, `2 × B`."""
    return listed(Counter(unit.product for unit in units))


def title_of(way: Way) -> Message:
    """Two or three words."""
    return TEXTS[way][0]


def what_it_does(way: Way, parts: Parts) -> tuple[Message, ...]:
    """Two sentences or three, with the real numbers."""
    return TEXTS[way][1](parts)


def take_out(units: list[PackingUnit]) -> Message:
    """Empty where there are none."""
    return messages.TAKE_OUT(items=by_product(units)) if units else NOTHING


def _reject(parts: Parts) -> tuple[Message, ...]:
    removed = messages.WILL_LEAVE_ORDER(items=by_product(parts.missing))
    if not parts.here:
        return removed, messages.WILL_DISAPPEAR(number=parts.number) + take_out(parts.counted)
    out = [unit for unit in parts.missing if unit.done_at]
    return removed, messages.WILL_CONTINUE(count=len(parts.here)) + take_out(out)


def _split(parts: Parts) -> tuple[Message, ...]:
    return (
        messages.WILL_BECOME_NEW(items=by_product(parts.here)),
        messages.WILL_WAIT(number=parts.number, items=by_product(parts.missing)),
    )


def _release(parts: Parts) -> tuple[Message, ...]:
    reserved = by_product(unit for unit in parts.missing if unit.has_reservation)
    return (
        messages.WILL_RELEASE(items=reserved),
        messages.WILL_BE_SET_ASIDE(number=parts.number) + _aside(parts),
    )


def _park(parts: Parts) -> tuple[Message, ...]:
    return messages.NOTHING_CHANGES(number=parts.number), _aside(parts)


TEXTS: dict[Way, tuple[Message, Callable[[Parts], tuple[Message, ...]]]] = {
    Way.REJECT: (messages.REJECT(), _reject),
    Way.SPLIT: (messages.SPLIT(), _split),
    Way.RELEASE: (messages.RELEASE(), _release),
    Way.PARK: (messages.PARK(), _park),
}


def _aside(parts: Parts) -> Message:
    count = len(parts.counted)
    return messages.BOX_ASIDE(count=count) if count else messages.BOX_EMPTY()

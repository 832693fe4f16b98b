"""Split a package: some of its items leave in new packages (PKG106)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from packages_ui.models import Act
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters, SplitPart
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.action import Outcome, Wish, carry_out
from packages_ui.services.packages.snapshot import Reading

MOST_OF_AN_ORDER = 200


def split(*, user_id: int, number: str, seen: datetime | None, parts: Sequence[SplitPart]) -> Outcome:
    """Each part makes one new package; items not named stay, and at least one must.

    PKG106 does not tell the new numbers: they are the order's packages that were not there before.
    Raises as `carry_out` does.
    """
    siblings: set[str] = set()
    leaving = {item for part in parts for item in part.items}

    def why_not(reading: Reading) -> str:
        reason = _why_not(parts, reading)
        if not reason:
            siblings.update(package.number for package in _packages_of_order(reading))
        return reason

    wish = Wish(
        verb=Act.Verb.SPLIT,
        send=lambda client: client.split(number, tuple(parts)),
        holds=lambda reading: reading is not None and not leaving & reading.item_numbers,
        touched=lambda reading: {"items": sorted(reading.item_numbers)},
        done=f"Package {number} is split.",
        why_not=why_not,
        stale="Items have left the package.",
    )
    outcome = carry_out(user_id=user_id, number=number, seen=seen, wish=wish)
    return _with_new_packages(outcome, siblings)


def _why_not(parts: Sequence[SplitPart], reading: Reading) -> str:
    named = [item for part in parts for item in part.items]
    if not parts or not all(part.items for part in parts):
        return "Choose at least one item for each new package."
    if len(named) != len(set(named)):
        return "An item can go into one new package only."
    if strangers := set(named) - reading.item_numbers:
        return f"These items are not in the package: {', '.join(sorted(strangers))}."
    if set(named) == reading.item_numbers:
        return "At least one item must stay in the package."
    return ""


def _with_new_packages(outcome: Outcome, siblings: set[str]) -> Outcome:
    try:
        new = [package for package in _packages_of_order(outcome.before) if package.number not in siblings]
    except SellerCenterError:
        new = []
    if new:
        keep(packages=new)
        return replace(outcome, new_packages=tuple(sorted(package.number for package in new)))
    sentence = f"{outcome.sentence} The new packages could not be found yet: look for the order's packages."
    return replace(outcome, sentence=sentence)


def _packages_of_order(reading: Reading) -> list[Package]:
    """Each held against the order: an older Seller Center ignores the filter and answers all packages."""
    if not (order := reading.package.order_number):
        return [reading.package]
    filters = PackageFilters(order__number=order, limit=100)
    found = seller_center().all_packages(filters, most=MOST_OF_AN_ORDER)
    return [package for package in found if package.order_number == order]

"""What can be done about missing units, in sentences with the real numbers."""

import pytest

from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.missing import ALL_RIGHTS, Option, choices
from packages_ui.services.packing.missing_text import Way
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved

pytestmark = pytest.mark.django_db


def opened(desk: Desk, record: Record, *units: str) -> Packing:
    scans(desk, record.number, *units)
    packing = current(desk)
    assert packing
    return packing


def options(
    packing: Packing, missing: list[str] | None = None, rights: frozenset[str] = ALL_RIGHTS
) -> dict[Way, Option]:
    found = choices(packing=packing, missing=missing, rights=rights)
    return {option.way: option for option in found.options}


def test_it_takes_what_is_not_counted_for_missing(desk: Desk, record: Record) -> None:
    found = choices(packing=opened(desk, record, "AKN-A"), missing=None, rights=ALL_RIGHTS)

    assert [(unit.product, unit.is_counted, unit.is_missing) for unit in found.units] == [
        ("AKN-A", True, False),
        ("AKN-B", False, True),
        ("AKN-B", False, True),
    ]
    assert found.products == ("AKN-B",)


def test_it_says_what_each_way_does(desk: Desk, record: Record) -> None:
    found = options(opened(desk, record, "AKN-A"))
    number = record.number

    assert list(map(str, found[Way.REJECT].does)) == [
        "Removed from the order for good: 2 × AKN-B. The customer does not get this.",
        "You continue with the 1 item that is left.",
    ]
    assert found[Way.SPLIT].does[0] == "This box becomes a new package with its own label: 1 × AKN-A."
    assert f"Package {number} stays in Preparing and waits for: 2 × AKN-B." in found[Way.SPLIT].does[1]
    assert found[Way.RELEASE].does[0] == "Reserved stock is released for other orders: 2 × AKN-B."
    assert found[Way.PARK].does[1] == "Set the box aside with the 1 item in it."
    assert not any(option.refusal_reason for option in found.values())


def test_it_says_when_nothing_would_be_left(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A")
    everything = list(packing.units.values_list("number", flat=True))
    found = options(packing, everything)

    assert f"package {record.number} disappears. Take out of the box: 1 × AKN-A." in found[Way.REJECT].does[1]
    assert "Count what is here" in found[Way.SPLIT].refusal_reason


def test_it_does_not_split_a_single_item(desk: Desk, sandbox: Sandbox) -> None:
    packing = opened(desk, shelved(sandbox, "AKN-A"))

    assert options(packing)[Way.SPLIT].refusal_reason == "A package with a single item cannot be split."


def test_it_releases_only_what_is_reserved(desk: Desk, record: Record) -> None:
    packing = opened(desk, record, "AKN-A")
    packing.units.update(has_reservation=False)

    assert options(packing)[Way.RELEASE].refusal_reason == "No missing item has a reservation."


def test_it_only_parks_while_nothing_is_missing(desk: Desk, record: Record) -> None:
    found = options(opened(desk, record), [])

    assert {way for way, option in found.items() if not option.refusal_reason} == {Way.PARK}
    assert found[Way.REJECT].refusal_reason == "No item is marked as missing."


def test_it_refuses_a_packer_without_permission(desk: Desk, record: Record) -> None:
    found = options(opened(desk, record, "AKN-A"), rights=frozenset())

    ways = (Way.REJECT, Way.SPLIT, Way.RELEASE)
    assert all(found[way].refusal_reason == "You don't have permission." for way in ways)
    assert found[Way.REJECT].does  # a lead who comes to help reads it here
    assert not found[Way.PARK].refusal_reason


def test_it_knows_what_a_scan_of_a_unit_may_say(desk: Desk, record: Record) -> None:
    add_barcode(text="869-1", product="AKN-A", user_id=desk.user_id)
    found = choices(packing=opened(desk, record), missing=None, rights=ALL_RIGHTS)

    assert found.units[0].codes == ("AKNA", "8691")

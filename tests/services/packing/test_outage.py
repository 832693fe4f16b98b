"""A desk goes on with the copy where the shelf has no package and Seller Center is away."""

import pytest

from packages_ui.models import Packing, Shelved, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import READY, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome
from tests.packages import numbers
from tests.services.packing.at_desk import outcomes, scans

O = ScanOutcome  # noqa: E741 - some of them follow
pytestmark = pytest.mark.django_db
AWAY = Switches(fail_share=1)


@pytest.fixture
def copied(sandbox: Sandbox, record: Record) -> Record:
    """In the copy with its items, and not on the shelf; Seller Center is away."""
    snapshot = read(number=record.number)
    keep_with_items(snapshots={record.number: (snapshot.package, snapshot.items)})
    Shelved.objects.all().delete()
    sandbox.switches = AWAY
    return record


def test_it_opens_a_package_of_the_copy_and_says_so(desk: Desk, copied: Record) -> None:
    (result,) = scans(desk, copied.number)
    assert result.outcome is O.OPENED
    assert "Seller Center is down: this is our copy of " in result.sentence
    packing = Packing.objects.get()
    assert set(packing.units.values_list("number", flat=True)) == set(numbers(copied))
    assert not Shelved.objects.exists()


@pytest.mark.parametrize("name", ["order_number", "tracking_number"])
def test_it_finds_it_by_any_code_on_it(desk: Desk, copied: Record, name: str) -> None:
    assert outcomes(desk, copied.body[name]) == [O.OPENED]


def test_its_units_are_counted(desk: Desk, copied: Record) -> None:
    assert outcomes(desk, copied.number, "AKN-A") == [O.OPENED, O.COUNTED]


def test_it_opens_nothing_whose_items_are_not_known_as_they_are(
    desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    keep(packages=[read(number=record.number).package])
    Shelved.objects.all().delete()
    sandbox.switches = AWAY
    assert outcomes(desk, record.number) == [O.AWAY]


def test_it_packs_nothing_that_was_packed_elsewhere(desk: Desk, copied: Record) -> None:
    StoredPackage.objects.update(
        status=READY, content=StoredPackage.objects.get().content.replace('"status":2', '"status":3')
    )
    assert outcomes(desk, copied.number) == [O.NOT_PREPARING]


def test_it_asks_seller_center_while_that_answers(desk: Desk, sandbox: Sandbox, copied: Record) -> None:
    sandbox.switches = Switches()
    (result,) = scans(desk, copied.number)
    assert "our copy" not in result.sentence
    assert Shelved.objects.exists()

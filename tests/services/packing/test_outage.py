"""A desk goes on with the copy while Seller Center is away, and says so of what may have changed."""

import pytest
from django.db.models import F

from packages_ui.models import Packing, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import READY, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.services.mirror.keep import doubt, keep
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome
from tests.packages import numbers, somebody_else
from tests.services.packing.at_desk import outcomes, scans

O = ScanOutcome  # noqa: E741 - some of them follow
pytestmark = pytest.mark.django_db
AWAY = Switches(fail_share=1)


@pytest.fixture
def copied(sandbox: Sandbox, record: Record) -> Record:
    """It has changed since its items were read; Seller Center is away."""
    changed(sandbox, record)
    sandbox.switches = AWAY
    return record


def changed(sandbox: Sandbox, record: Record) -> None:
    """The copy knows that it has, and not yet what is in it now."""
    somebody_else(sandbox, record)
    keep(packages=[read(number=record.number).package])
    assert StoredPackage.objects.filter(items_at__lt=F("updated_at"), number=record.number).exists()


def test_it_opens_a_package_of_the_copy_and_says_so(desk: Desk, copied: Record) -> None:
    (result,) = scans(desk, copied.number)
    assert result.outcome is O.OPENED
    assert "Seller Center is down: this is our copy of " in result.sentence
    packing = Packing.objects.get()
    assert set(packing.units.values_list("number", flat=True)) == set(numbers(copied))
    assert packing.seen_at == StoredPackage.objects.get().items_at


@pytest.mark.parametrize("name", ["order_number", "tracking_number"])
def test_it_finds_it_by_any_code_on_it(desk: Desk, copied: Record, name: str) -> None:
    assert outcomes(desk, copied.body[name]) == [O.OPENED]


def test_its_units_are_counted(desk: Desk, copied: Record) -> None:
    assert outcomes(desk, copied.number, "AKN-A") == [O.OPENED, O.COUNTED]


def test_it_opens_nothing_whose_items_are_not_known_as_they_are(
    desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    doubt(numbers=[record.number])
    sandbox.switches = AWAY
    assert outcomes(desk, record.number) == [O.AWAY]
    StoredPackage.objects.all().delete()
    sandbox.switches = Switches()
    keep(packages=[read(number=record.number).package])
    sandbox.switches = AWAY
    assert outcomes(desk, record.number) == [O.AWAY]


def test_it_follows_once_the_items_are_read(desk: Desk, sandbox: Sandbox, copied: Record) -> None:
    outcomes(desk, copied.number)
    sandbox.switches = Switches()
    copied.items.pop()
    keep_read(snapshot=read(number=copied.number))
    assert outcomes(desk, "AKN-A") == [O.CHANGED]


def test_it_packs_nothing_that_was_packed_elsewhere(desk: Desk, copied: Record) -> None:
    StoredPackage.objects.update(
        status=READY, content=StoredPackage.objects.get().content.replace('"status":2', '"status":3')
    )
    assert outcomes(desk, copied.number) == [O.NOT_PREPARING]


def test_it_asks_seller_center_while_that_answers(desk: Desk, sandbox: Sandbox, copied: Record) -> None:
    sandbox.switches = Switches()
    (result,) = scans(desk, copied.number)
    assert result.outcome is O.OPENED
    assert "our copy" not in result.sentence
    assert Packing.objects.get().seen_at == StoredPackage.objects.get().items_at


def test_it_says_nothing_of_what_has_not_changed(desk: Desk, sandbox: Sandbox, record: Record) -> None:
    sandbox.switches = AWAY
    (result,) = scans(desk, record.number)
    assert result.outcome is O.OPENED
    assert "our copy" not in result.sentence

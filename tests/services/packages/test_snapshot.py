"""Read one package, and what is remembered of it."""

from dataclasses import replace

import msgspec
import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.errors import Unreachable
from packages_ui.services.errors import PackageGone
from packages_ui.services.packages.snapshot import differences, read, recall, remember
from tests.packages import numbers, preparing
from tests.wire import wired


def test_it_reads_the_package_with_all_its_items(sandbox: Sandbox) -> None:
    record = preparing(sandbox, items=3)
    snapshot = read(number=record.number)

    assert snapshot.package.number == record.number
    assert snapshot.item_numbers == set(numbers(record))


def test_it_says_that_a_package_is_gone(sandbox: Sandbox) -> None:
    with pytest.raises(PackageGone, match="Seller Center lists no package 404404"):
        read(number="404404")


def test_it_passes_an_outage_on(sandbox: Sandbox) -> None:
    with wired(sandbox, down=True), pytest.raises(Unreachable):
        read(number="1")


def test_it_remembers_what_was_shown(sandbox: Sandbox) -> None:
    snapshot = read(number=preparing(sandbox).number)
    remember(snapshot)

    assert recall(number=snapshot.package.number, seen=snapshot.package.updated_at) == snapshot


def test_it_remembers_nothing_that_was_never_shown(sandbox: Sandbox) -> None:
    snapshot = read(number=preparing(sandbox).number)

    assert recall(number=snapshot.package.number, seen=snapshot.package.updated_at) is None


def test_it_tells_what_differs(sandbox: Sandbox) -> None:
    snapshot = read(number=preparing(sandbox).number)
    remember(snapshot)
    package = msgspec.structs.replace(snapshot.package, status=3, invoice_number="IN-1")
    now = replace(snapshot, package=package, items=snapshot.items[1:])
    assert snapshot.package.updated_at
    found = differences(number=package.number, seen=snapshot.package.updated_at, now=now)

    assert [(one.field, one.now) for one in found][:2] == [("status", "3"), ("invoice_number", "IN-1")]
    assert found[-1].field == "items"

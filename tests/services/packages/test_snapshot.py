"""Reading one package, and what is remembered of it."""

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
    reading = read(number=record.number)

    assert reading.package.number == record.number
    assert reading.item_numbers == set(numbers(record))


def test_it_says_that_a_package_is_gone(sandbox: Sandbox) -> None:
    with pytest.raises(PackageGone, match="Seller Center lists no package 404404"):
        read(number="404404")


def test_it_passes_an_outage_on(sandbox: Sandbox) -> None:
    with wired(sandbox, down=True), pytest.raises(Unreachable):
        read(number="1")


def test_it_remembers_what_was_shown(sandbox: Sandbox) -> None:
    reading = read(number=preparing(sandbox).number)
    remember(reading)

    assert recall(number=reading.package.number, seen=reading.package.updated_at) == reading


def test_it_remembers_nothing_that_was_never_shown(sandbox: Sandbox) -> None:
    reading = read(number=preparing(sandbox).number)

    assert recall(number=reading.package.number, seen=reading.package.updated_at) is None


def test_it_tells_what_differs(sandbox: Sandbox) -> None:
    reading = read(number=preparing(sandbox).number)
    remember(reading)
    package = msgspec.structs.replace(reading.package, status=3, invoice_number="IN-1")
    now = replace(reading, package=package, items=reading.items[1:])
    assert reading.package.updated_at
    found = differences(number=package.number, seen=reading.package.updated_at, now=now)

    assert [(one.field, one.now) for one in found][:2] == [("status", "3"), ("invoice_number", "IN-1")]
    assert found[-1].field == "items"

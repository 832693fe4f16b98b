"""Packages are read out of the copy first, and one that cannot be read stops nobody."""

from unittest.mock import Mock

import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services.documents.read_packages import read_packages
from packages_ui.services.packages import snapshot
from packages_ui.services.packages.stored_snapshot import keep_read, snapshot_of

pytestmark = pytest.mark.django_db(transaction=True)


def calls(sandbox: Sandbox) -> int:
    return sum(sandbox.calls.values())


def test_it_reads_all_in_their_order_and_tells_how_far_it_is(sandbox: Sandbox) -> None:
    numbers, told = list(sandbox.packages)[:30][::-1], Mock()
    read = read_packages(numbers=numbers, on_read=told)
    assert [one.number for one in read] == numbers
    assert all(one.snapshot == snapshot.read(number=one.number) for one in read)
    assert [call.args[0] for call in told.call_args_list] == list(range(31))


def test_it_asks_nothing_for_what_the_copy_has(sandbox: Sandbox) -> None:
    number = next(one.number for one in sandbox.packages.values() if one.body["status"] == 2)
    keep_read(snapshot=snapshot.read(number=number))
    before = calls(sandbox)
    (read,) = read_packages(numbers=[number], on_read=Mock())
    assert read.snapshot
    assert read.snapshot == snapshot_of(number=number)
    assert calls(sandbox) == before


def test_it_asks_for_many_with_less_than_two_calls_each(sandbox: Sandbox) -> None:
    before = calls(sandbox)
    numbers = [one.number for one in sandbox.packages.values() if one.body["status"] == 2]
    read_packages(numbers=numbers, on_read=Mock())
    assert len(numbers) > 10
    assert calls(sandbox) - before < 2 * len(numbers)


def test_it_says_of_each_why_it_is_not_known(sandbox: Sandbox) -> None:
    number = next(iter(sandbox.packages))
    read = read_packages(numbers=["404", number], on_read=Mock())
    assert "404" in read[0].problem
    assert read[1].snapshot is not None


def test_it_does_not_ask_for_each_during_an_outage(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    numbers = list(sandbox.packages)[:60]
    read = read_packages(numbers=numbers, on_read=Mock())
    assert all(one.problem for one in read)
    assert any(one.problem.code == "documents.not_read" for one in read)

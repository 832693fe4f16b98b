"""The other packages that need a missing product are dealt with together."""

import pytest
from django.utils import timezone

from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages.stored_snapshot import snapshot_of
from packages_ui.services.packing import shortage as shortages
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.missing_text import Way
from packages_ui.services.packing.shortage import Swept, shortage, sweep_shortage
from tests.packages import numbers
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved
from tests.wire import wired

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(sandbox: Sandbox, record: Record) -> list[Record]:
    """Two more that need AKN-B, and one that does not."""
    return [
        shelved(sandbox, "AKN-B", "AKN-C"),
        shelved(sandbox, "AKN-B", "AKN-B"),
        shelved(sandbox, "AKN-C"),
    ]


def sweep(
    desk: Desk, records: list[Record], act: Way = Way.REJECT, product: str = "AKN-B"
) -> tuple[Swept, ...]:
    wanted = [record.number for record in records]
    return sweep_shortage(product=product, numbers=wanted, act=act, reason="Unsupplied", user_id=desk.user_id)


def test_it_lists_the_others_that_need_it(desk: Desk, record: Record, others: list[Record]) -> None:
    found = shortage(product="AKN-B", but=record.number, user_id=desk.user_id)

    assert {(one.number, one.units) for one in found.packages} == {
        (others[0].number, 1),
        (others[1].number, 2),
    }
    assert found.units == 3


def test_it_says_who_packs_one_of_them(desk: Desk, other_desk: Desk, others: list[Record]) -> None:
    scans(other_desk, others[0].number)
    found = shortage(product="AKN-B", but="", user_id=desk.user_id)

    who = {one.number: one.who for one in found.packages}
    assert "is open: mehmet" in who[others[0].number]
    assert who[others[1].number] == ""


def test_it_rejects_the_units_of_each(desk: Desk, sandbox: Sandbox, others: list[Record]) -> None:
    first, second, _ = others
    swept = sweep(desk, [first, second])

    assert [one.done for one in swept] == [True, True]
    assert [item["product"] for item in first.items] == ["AKN-C"]
    assert second.number not in sandbox.packages
    assert str(swept[1].sentence).endswith("Nothing is left of it.")
    assert shortage(product="AKN-B", but="", user_id=desk.user_id).units == 2  # those of `record`


def test_it_releases_reservations(desk: Desk, others: list[Record]) -> None:
    (swept,) = sweep(desk, [others[1]], Way.RELEASE)

    assert swept.sentence == f"Package {others[1].number}: 2 reservations released."
    assert not any(item["has_reservation"] for item in others[1].items)


def test_it_leaves_out_what_another_packer_has_open(
    desk: Desk, other_desk: Desk, sandbox: Sandbox, others: list[Record]
) -> None:
    scans(other_desk, others[0].number)
    with wired(sandbox) as wire:
        (swept,) = sweep(desk, others[:1])

    assert not swept.done
    assert str(swept.sentence).endswith("It is left out.")
    assert wire.written == []


def test_it_takes_what_was_idle(desk: Desk, other_desk: Desk, others: list[Record], settings: object) -> None:
    scans(other_desk, others[0].number)
    Packing.objects.update(touched_at=timezone.now().replace(year=2020))

    assert sweep(desk, others[:1])[0].done


def test_it_continues_after_a_failure(desk: Desk, sandbox: Sandbox, others: list[Record]) -> None:
    first, second, third = others
    del sandbox.packages[first.number]
    swept = sweep(desk, [first, third, second])

    assert [one.done for one in swept] == [False, False, True]
    assert "lists no package" in swept[0].sentence
    assert "no longer needs it" in swept[1].sentence


def test_it_says_so_of_each_while_seller_center_is_away(
    desk: Desk, sandbox: Sandbox, others: list[Record]
) -> None:
    with wired(sandbox, down=True):
        swept = sweep(desk, others[:2])

    assert [one.done for one in swept] == [False, False]
    assert all("cannot be reached" in one.sentence for one in swept)
    assert snapshot_of(number=others[0].number)


def test_it_leaves_a_package_alone_that_is_not_in_preparing(desk: Desk, others: list[Record]) -> None:
    others[1].body["status"] = 3
    swept = sweep(desk, others[1:2], Way.RELEASE)

    assert not swept[0].done
    assert len(numbers(others[1])) == 2


def test_it_stops_when_a_person_has_waited_long_enough(
    desk: Desk, others: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortages, "SECONDS", -1)

    assert "choose it again" in sweep(desk, others[:1])[0].sentence


@pytest.mark.parametrize("count", [0, 101])
def test_it_takes_one_to_a_hundred(desk: Desk, count: int) -> None:
    wanted = [str(number) for number in range(count)]
    with pytest.raises(NotAllowed, match="between 1 and 100"):
        sweep_shortage(product="A", numbers=wanted, act=Way.REJECT, reason="x", user_id=desk.user_id)

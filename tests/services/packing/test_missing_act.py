"""Missing units are rejected, split off, released or set aside; the packing matches Seller Center."""

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest

from packages_ui.messages.message import message
from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import DEFAULT_METHOD
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.errors import Refused, Unreachable
from packages_ui.services.errors import ChangedSince, NotAllowed, NotCarriedOut, OutcomeUnknown, ServiceError
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import snapshot_of
from packages_ui.services.packing import missing_act
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.missing import ALL_RIGHTS
from packages_ui.services.packing.missing_act import MissingRequest, carry_out
from packages_ui.services.packing.missing_text import Way
from tests.packages import numbers, somebody_else
from tests.services.packing.at_desk import outcomes, scans
from tests.wire import Wire, wired

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
State = Packing.State


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, rights=ALL_RIGHTS)


@pytest.fixture
def packing(desk: Desk, record: Record) -> Packing:
    """AKN-A is in the box; both AKN-B are missing."""
    scans(desk, record.number, "AKN-A")
    found = current(desk)
    assert found
    return found


def act(desk: Desk, packing: Packing, way: Way, missing: list[str] | None = None) -> str:
    left = list(packing.units.filter(done_at=None).values_list("number", flat=True))
    wanted = MissingRequest(
        missing=tuple(left if missing is None else missing), seen=packing.seen_at, reason="Unsupplied"
    )
    return str(carry_out(desk=desk, packing=packing, way=way, request=wanted))


def counted(packing: Packing | None) -> list[tuple[str, bool]]:
    assert packing
    return [(unit.product, bool(unit.done_at)) for unit in packing.units.all()]


def test_it_continues_without_rejected_units(desk: Desk, packing: Packing, record: Record) -> None:
    said = act(desk, packing, Way.REJECT)

    assert said.startswith(f"Package {record.number}: 2 items rejected.")
    assert [item["product"] for item in record.items] == ["AKN-A"]
    now = current(desk)
    assert counted(now) == [("AKN-A", True)]
    assert now
    assert now.units_done_at
    assert now.seen_at != packing.seen_at
    assert [item.number for item in snapshot_of(number=record.number).items] == numbers(record)  # type: ignore[union-attr]


def test_it_says_what_to_take_out_of_the_box(desk: Desk, packing: Packing, record: Record) -> None:
    broken = packing.units.get(product="AKN-A").number

    assert act(desk, packing, Way.REJECT, [broken]).endswith("Take out of the box: 1 × AKN-A.")
    assert counted(current(desk)) == [("AKN-B", False), ("AKN-B", False)]


def test_it_drops_a_package_of_which_nothing_is_left(
    desk: Desk, packing: Packing, record: Record, sandbox: Sandbox
) -> None:
    said = act(desk, packing, Way.REJECT, numbers(record))

    assert f"Nothing is left of package {record.number}. Put back: 1 × AKN-A." in said
    assert record.number not in sandbox.packages
    packing.refresh_from_db()
    assert packing.state == State.DROPPED
    assert snapshot_of(number=record.number) is None


def test_it_becomes_the_new_package(desk: Desk, packing: Packing, record: Record, sandbox: Sandbox) -> None:
    before = set(sandbox.packages)
    said = act(desk, packing, Way.SPLIT)

    (new,) = set(sandbox.packages) - before
    assert f"This box is now package {new}. Left in package {record.number}: 2 × AKN-B." in said
    now = current(desk)
    assert now
    assert now.package_number == new
    assert counted(now) == [("AKN-A", True)]
    assert now.units_done_at
    packing.refresh_from_db()
    assert packing.state == State.DROPPED
    assert {item["product"] for item in record.items} == {"AKN-B"}


def test_it_keeps_the_shipping_method_of_a_split(
    desk: Desk, packing: Packing, record: Record, sandbox: Sandbox
) -> None:
    with wired(sandbox) as wire:
        act(desk, packing, Way.SPLIT)

    assert record.method is not DEFAULT_METHOD
    assert wire.written[0][2][0]["shipping_method"] == record.method.id


def test_it_takes_along_what_is_not_counted_yet(desk: Desk, packing: Packing, record: Record) -> None:
    first, *_ = packing.units.filter(product="AKN-B")
    act(desk, packing, Way.SPLIT, [first.number])

    now = current(desk)
    assert counted(now) == [("AKN-A", True), ("AKN-B", False)]
    assert now
    assert now.units_done_at is None
    assert outcomes(desk, "AKN-B") == ["all_counted"]


def test_it_lets_the_old_package_be_opened_again(desk: Desk, packing: Packing, record: Record) -> None:
    act(desk, packing, Way.SPLIT)
    scans(desk, record.number)

    assert counted(current(desk)) == [("AKN-B", False), ("AKN-B", False)]


def test_it_parks_when_the_new_package_is_not_found(
    desk: Desk, packing: Packing, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing_act, "_child", lambda *_: None)
    said = act(desk, packing, Way.SPLIT)

    assert f"scan order {record.order_number}" in said
    packing.refresh_from_db()
    assert packing.state == State.PARKED
    assert counted(packing) == [("AKN-B", False), ("AKN-B", False)]


def test_it_releases_and_parks(desk: Desk, packing: Packing, record: Record) -> None:
    said = act(desk, packing, Way.RELEASE)

    assert str(said).startswith(f"Package {record.number}: 2 reservations released.")
    assert "is set aside. Set the box aside with its items: 1 × AKN-A." in said
    assert [item["has_reservation"] for item in record.items if item["product"] == "AKN-B"] == [False, False]
    packing.refresh_from_db()
    assert packing.state == State.PARKED
    assert packing.units.filter(has_reservation=True).count() == 1


def test_it_says_which_reservations_are_released_when_one_is_refused(
    desk: Desk, packing: Packing, record: Record, sandbox: Sandbox
) -> None:
    with (
        wired(sandbox) as wire,
        patch.object(Wire, "handle_request", _refusing_the_second(wire)),
        pytest.raises(ServiceError, match=r"1 of 2 reservations released.* still open here"),
    ):
        act(desk, packing, Way.RELEASE)

    assert current(desk) == packing
    assert packing.units.filter(has_reservation=True).count() == 2


def _refusing_the_second(wire: Wire) -> Callable[..., object]:
    usual = wire.handle_request

    def handle(_self: Wire, request: object) -> object:
        wire.says = (400, {"detail": "No."}) if len(wire.written) == 1 else None
        return usual(request)  # type: ignore[arg-type]

    return handle


def test_it_parks_and_sends_nothing_to_seller_center(desk: Desk, packing: Packing, sandbox: Sandbox) -> None:
    with wired(sandbox, down=True):
        said = act(desk, packing, Way.PARK)

    assert said.endswith("is set aside. Set the box aside with its items: 1 × AKN-A.")
    packing.refresh_from_db()
    assert packing.state == State.PARKED


def test_it_does_not_park_what_somebody_took_over(desk: Desk, packing: Packing) -> None:
    Packing.objects.update(state=State.PACKED)

    with pytest.raises(NotAllowed, match="Somebody else continued it"):
        act(desk, packing, Way.PARK)


@pytest.mark.parametrize("way", [Way.REJECT, Way.SPLIT, Way.RELEASE])
def test_it_sends_nothing_once_the_package_has_changed(
    way: Way, desk: Desk, packing: Packing, record: Record, sandbox: Sandbox
) -> None:
    record.items.pop()
    somebody_else(sandbox, record)
    with wired(sandbox) as wire, pytest.raises(ChangedSince):
        act(desk, packing, way)

    assert wire.written == []
    assert counted(current(desk)) == [("AKN-A", True), ("AKN-B", False)]


FAULTS: dict[type[Exception], dict[str, object]] = {
    NotCarriedOut: {"loses": "before"},
    OutcomeUnknown: {"loses": "before", "then_down": True},
    Refused: {"says": (400, {"detail": "No."})},
    Unreachable: {"down": True},
}


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("way", [Way.REJECT, Way.SPLIT, Way.RELEASE])
def test_it_loses_nothing_when_it_fails(
    way: Way, error: type[Exception], desk: Desk, packing: Packing, sandbox: Sandbox
) -> None:
    with wired(sandbox, **FAULTS[error]), pytest.raises(error):
        act(desk, packing, way)

    assert counted(current(desk)) == [("AKN-A", True), ("AKN-B", False), ("AKN-B", False)]


def test_it_takes_the_units_out_when_the_package_cannot_be_read_again(
    desk: Desk, packing: Packing, record: Record
) -> None:
    before = read(number=record.number)
    unread = Result(sentence=message("Done."), snapshot=None, before=before)
    with patch.object(missing_act, "reject", return_value=unread):
        act(desk, packing, Way.REJECT)

    assert counted(current(desk)) == [("AKN-A", True)]
    assert snapshot_of(number=record.number) is None


def test_it_drops_a_package_that_is_gone(
    desk: Desk, packing: Packing, record: Record, sandbox: Sandbox
) -> None:
    del sandbox.packages[record.number]
    with pytest.raises(ServiceError, match="lists no package"):
        act(desk, packing, Way.REJECT)

    assert current(desk) is None


def test_it_refuses_what_the_page_does_not_offer(desk: Desk, packing: Packing, sandbox: Sandbox) -> None:
    with wired(sandbox) as wire, pytest.raises(NotAllowed, match="No item is marked"):
        act(desk, packing, Way.REJECT, [])
    with wired(sandbox), pytest.raises(NotAllowed, match="have permission"):
        act(replace(desk, rights=frozenset()), packing, Way.SPLIT)

    assert wire.written == []

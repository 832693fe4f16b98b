"""The copy becomes like Seller Center, and stays so, however untidy that is."""

from collections.abc import Iterator
from dataclasses import replace as with_fields
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from packages_ui.models import StoredItem, StoredPackage, SyncWalk
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record, iso
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Package
from packages_ui.services import lease
from packages_ui.services.mirror import changes, rounds
from packages_ui.services.mirror.sync import LEASE, copy_state, sync
from packages_ui.services.mirror.walk import CHANGES, ROUND, Run, run_for
from tests.in_process import in_process
from tests.packages import preparing, somebody_else

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """With the true time: changes are found by it."""
    with in_process(Sandbox(packages=60, seed=1, clock=timezone.now)) as made:
        yield made


def run(calls: int = 10**6, **fields: object) -> Run:
    """One that may ask so often; no clock ends it."""
    left = iter(range(calls))
    return Run(until=float("inf"), may_go_on=lambda: next(left, None) is not None, **fields)  # type: ignore[arg-type] # by name


def stored() -> dict[str, datetime | None]:
    return dict(StoredPackage.objects.values_list("number", "updated_at"))


def at_seller_center(sandbox: Sandbox) -> dict[str, datetime]:
    return {n: datetime.fromisoformat(record.body["updated_at"]) for n, record in sandbox.packages.items()}


def more_packages(sandbox: Sandbox, count: int, **body: object) -> list[Record]:
    """Shipped, and one changed each minute before now."""
    record, now = preparing(sandbox), timezone.now()
    made = [
        with_fields(
            record,
            body={
                **record.body,
                "status": 4,
                "updated_at": iso(now - timedelta(minutes=place)),
                **body,
                "number": f"9{place:015}",
            },
        )
        for place in range(count)
    ]
    sandbox.packages.update({one.number: one for one in made})
    return made


def test_it_copies_all_packages_with_what_is_in_those_that_are_here(sandbox: Sandbox) -> None:
    assert not sync(run())
    assert stored() == at_seller_center(sandbox)
    here = [record for record in sandbox.packages.values() if record.status in (2, 3)]
    assert StoredItem.objects.count() == sum(len(record.items) for record in here)
    assert copy_state().is_whole
    assert copy_state().as_of


def test_it_follows_changes_and_new_packages(sandbox: Sandbox) -> None:
    sync(run())
    record = preparing(sandbox)
    somebody_else(sandbox, record, notes="yeni not")
    (new,) = more_packages(sandbox, 1)
    sandbox._store.touch(new)
    calls = sandbox.calls["PKG101"]
    heard: list[Package] = []
    sync(run(on_read=heard.extend))
    assert sandbox.calls["PKG101"] == calls + 2
    assert {record.number, new.number} <= {package.number for package in heard}
    assert stored() == at_seller_center(sandbox)
    assert "yeni not" in StoredPackage.objects.get(number=record.number).search


def test_it_goes_on_after_it_was_killed_at_any_moment(sandbox: Sandbox) -> None:
    more_packages(sandbox, 4000)
    marks = []
    for _ in range(200):
        more = sync(run(calls=3))
        marks.append(copy_state().seen)
        if not more:
            break
    assert not more
    assert stored() == at_seller_center(sandbox)
    assert len(set(marks)) > 5
    assert sandbox.calls["PKG101"] < 5 * 41 + 3 * len(marks)


def test_it_says_how_far_it_is(sandbox: Sandbox) -> None:
    assert copy_state().expected is None
    more_packages(sandbox, 4000)
    sync(run(calls=25))
    state = copy_state()
    assert not state.is_whole
    assert state.expected
    assert 0 < state.seen < state.expected


@pytest.mark.parametrize("minutes", [-7, 7])
def test_it_follows_a_clock_that_is_minutes_apart(sandbox: Sandbox, minutes: float) -> None:
    sandbox.switches = Switches(clock_minutes=minutes)
    for record in sandbox.packages.values():
        sandbox._store.touch(record)
    sync(run())
    somebody_else(sandbox, preparing(sandbox), notes="x")
    sync(run())
    assert stored() == at_seller_center(sandbox)


def test_it_reads_twelve_thousand_changes_of_one_second(sandbox: Sandbox) -> None:
    sync(run())
    moment = iso(timezone.now())
    more_packages(sandbox, 12_000, updated_at=moment)
    for _ in range(10):
        changes.follow(run())
    assert stored() == at_seller_center(sandbox)
    assert sandbox.calls["PKG101"] < 300


@pytest.mark.parametrize("same", [True, False])
def test_it_finds_the_second_change_of_a_second(sandbox: Sandbox, same: bool) -> None:
    """Where times are told in whole seconds: of the same package, or of another one."""
    moment = iso(timezone.now().replace(microsecond=0))
    first, second, *_ = sandbox.packages.values()
    sync(run())
    first.body |= {"notes": "once", "updated_at": moment}
    sync(run())
    changed = first if same else second
    changed.body |= {"notes": "twice", "updated_at": moment}
    sync(run())
    assert "twice" in StoredPackage.objects.get(number=changed.number).search


def test_it_reads_a_bulk_change_once(sandbox: Sandbox) -> None:
    more_packages(sandbox, 1500, updated_at=iso(timezone.now()))
    changes.follow(run())
    somebody_else(sandbox, preparing(sandbox))
    SyncWalk.objects.filter(name=CHANGES).update(since=timezone.now() - timedelta(microseconds=9))
    changes.follow(run())
    calls = sandbox.calls["PKG101"]
    changes.follow(run())
    assert sandbox.calls["PKG101"] == calls + 2


def test_it_finds_a_change_that_is_told_late(sandbox: Sandbox) -> None:
    """One large transaction over there: its rows bear the time of its beginning."""
    sync(run())
    somebody_else(sandbox, preparing(sandbox), notes="later")
    sync(run())
    record = list(sandbox.packages.values())[-1]
    record.body["notes"] = "late"
    record.body["updated_at"] = iso(timezone.now() - timedelta(seconds=60))
    sync(run())
    assert "late" in StoredPackage.objects.get(number=record.number).search


@pytest.mark.parametrize("ignored", [("status",), ("updated_at__gte", "updated_at__lt"), ("number",)])
def test_it_copies_everything_although_a_filter_is_ignored(
    sandbox: Sandbox, ignored: tuple[str, ...]
) -> None:
    more_packages(sandbox, 400)
    sandbox.switches = Switches(ignored=ignored)
    for _ in range(5):
        sync(run(calls=400))
    assert stored() == at_seller_center(sandbox)
    somebody_else(sandbox, preparing(sandbox), notes="x")
    for _ in range(3):
        sync(run())
    assert stored() == at_seller_center(sandbox)
    assert copy_state().as_of


def test_it_reads_around_a_package_that_seller_center_cannot_answer(sandbox: Sandbox) -> None:
    lost = list(sandbox.packages)[-7]
    sandbox.switches = Switches(unanswerable=(lost,))
    for _ in range(3):
        sync(run())
    assert stored().keys() == sandbox.packages.keys() - {lost}
    assert copy_state().is_whole
    assert SyncWalk.objects.get(name=ROUND).unread


def test_it_asks_little_in_an_outage_and_says_why_it_falls_behind(sandbox: Sandbox) -> None:
    sync(run())
    as_of = copy_state().as_of
    sandbox.switches = Switches(fail_share=1, fail_status=500, retry_after=False)
    calls = sandbox.calls["PKG101"]
    assert not sync(run())
    assert sandbox.calls["PKG101"] - calls <= 2 * 5  # each is tried twice here
    assert "not responding" in str(copy_state().problem)
    assert copy_state().as_of == as_of
    sandbox.switches = Switches()
    somebody_else(sandbox, preparing(sandbox), notes="x")
    sync(run())
    assert (str(copy_state().problem), stored()) == ("", at_seller_center(sandbox))


def test_it_finds_at_night_what_has_vanished(sandbox: Sandbox) -> None:
    sync(run())
    gone = list(sandbox.packages)[3]
    sandbox._store.remove(sandbox.packages[gone])
    sync(run())
    assert gone in stored()
    rounds.begin()
    assert not sync(run())
    assert stored() == at_seller_center(sandbox)


def test_it_forgets_nothing_that_cannot_be_asked_for_by_number(sandbox: Sandbox) -> None:
    sync(run())
    sandbox._store.remove(sandbox.packages[list(sandbox.packages)[3]])
    sandbox.switches = Switches(ignored=("number",))
    rounds.begin()
    assert not sync(run())
    assert len(stored()) == 60


def test_it_reads_items_again_when_a_package_has_changed(sandbox: Sandbox) -> None:
    sync(run())
    calls = sandbox.calls["PKG102"]
    sync(run())
    assert sandbox.calls["PKG102"] == calls
    record = preparing(sandbox)
    record.items.pop()
    somebody_else(sandbox, record)
    sync(run())
    assert sandbox.calls["PKG102"] == calls + 1
    assert StoredPackage.objects.get(number=record.number).items_count == len(record.items)


def test_it_works_alone(sandbox: Sandbox) -> None:
    lease.take(name=LEASE, seconds=60)
    assert not sync(run_for(5))
    assert not sandbox.calls

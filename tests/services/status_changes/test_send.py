"""Status changes reach Seller Center once it is there; what does not fit any more is shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from packages_ui.models import Act, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import PREPARING, READY, SHIPPED, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services import lease
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read, snapshot_of
from packages_ui.services.status_changes import send_one as one
from packages_ui.services.status_changes.send import LEASE, due, give_back, send_wanted
from tests.in_process import in_process
from tests.packages import numbers, preparing, somebody_else
from tests.services.batch_makers import person
from tests.services.packages.held import held_by_another
from tests.services.status_changes.makers import want
from tests.wire import wired

State = StatusChange.State
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox)


def wanted(record: Record, status: int = READY, **fields: Any) -> StatusChange:
    given = {"items": numbers(record)} | fields
    return want(package_number=record.number, status=status, user_id=person().pk, **given)


def state_of(change: StatusChange) -> str:
    change.refresh_from_db()
    return change.state


def make_due() -> None:
    StatusChange.objects.update(due_at=timezone.now())


def test_it_makes_a_packed_package_ready_to_ship(record: Record) -> None:
    change = wanted(record)
    assert send_wanted() is False
    assert (state_of(change), record.status, change.claim) == (State.SENT, READY, "")
    assert change.sent_at
    act = Act.objects.get()
    assert (act.user, act.outcome, act.after) == (person(), Act.Outcome.DONE, {"status": READY})


def test_it_sends_only_what_was_given(sandbox: Sandbox, record: Record) -> None:
    at = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
    wanted(record, waybill_number="W1", tracking_number="T1")
    with wired(sandbox) as wire:
        send_wanted()
        wanted(record, SHIPPED, shipment_date=at)
        send_wanted()
    assert [body for _, _, body in wire.written] == [
        {"status": READY, "waybill_number": "W1", "tracking_number": "T1"},
        {"status": SHIPPED, "shipment_date": "2026-01-15T09:00:00.000Z"},
    ]


def test_it_waits_while_seller_center_is_away_and_sends_when_it_is_back(
    sandbox: Sandbox, record: Record
) -> None:
    change = wanted(record)
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    with time_machine.travel(timezone.now(), tick=False):
        assert send_wanted() is False
        assert (state_of(change), record.status) == (State.WANTED, PREPARING)
        assert timedelta(seconds=2) < change.due_at - timezone.now() <= timedelta(seconds=5)
    assert "is not responding" in change.sentence
    sandbox.switches = Switches()
    StatusChange.objects.update(due_at=timezone.now() + timedelta(hours=1))
    send_wanted()
    assert state_of(change) == State.WANTED  # not due yet
    make_due()
    send_wanted()
    assert (state_of(change), record.status) == (State.SENT, READY)


def test_it_waits_longer_each_time_but_a_minute_at_most(sandbox: Sandbox, record: Record) -> None:
    change = wanted(record)
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    waits = []
    for attempts in (0, 2, 30):
        with time_machine.travel(timezone.now(), tick=False):
            StatusChange.objects.update(attempts=attempts, due_at=timezone.now())
            send_wanted()
            change.refresh_from_db()
            waits.append((change.due_at - timezone.now()).total_seconds())
    for wait, least, most in zip(waits, (2.5, 10, 30), (5, 20, 60), strict=True):
        assert least <= wait <= most


def test_it_waits_a_minute_when_the_key_is_refused(sandbox: Sandbox, record: Record) -> None:
    change = wanted(record)
    sandbox.switches = Switches(unauthorized=True)
    before = timezone.now()
    send_wanted()
    assert state_of(change) == State.WANTED
    assert change.due_at - before >= timedelta(minutes=1)
    assert "access key" in change.sentence


def test_it_does_not_try_all_others_during_an_outage(sandbox: Sandbox) -> None:
    for number in list(sandbox.packages)[:40]:
        want(package_number=number, status=READY, user_id=person().pk)
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    assert send_wanted() is False
    assert StatusChange.objects.filter(state=State.WANTED).count() == 40
    assert StatusChange.objects.filter(attempts=0).count() > 20


def test_it_shows_which_items_came_and_went_and_sends_nothing(sandbox: Sandbox, record: Record) -> None:
    packed = [*numbers(record)[1:], "gone-1"]
    change = wanted(record, items=packed)
    send_wanted()
    assert (state_of(change), record.status) == (State.CONFLICT, PREPARING)
    assert f"Added since: {numbers(record)[0]}." in change.sentence
    assert "No longer in it: gone-1." in change.sentence
    assert "Nothing was sent." in change.sentence
    assert send_wanted() is False
    assert sandbox.calls["PKG103"] == 0


@pytest.mark.parametrize(("now", "words"), [(SHIPPED, "as Shipped"), (10, "as Status 10")])
def test_it_is_a_conflict_when_the_package_has_another_status(
    sandbox: Sandbox, record: Record, now: int, words: str
) -> None:
    change = wanted(record)
    somebody_else(sandbox, record, status=now)
    send_wanted()
    assert state_of(change) == State.CONFLICT
    assert f"{words}, not Preparing" in change.sentence


def test_it_is_a_conflict_when_the_package_is_gone() -> None:
    with in_process(Sandbox(packages=1, seed=1)):
        change = want(package_number="no-such", status=READY, user_id=person().pk)
        send_wanted()
    assert state_of(change) == State.CONFLICT
    assert "lists no package no-such" in change.sentence


def test_it_shows_the_words_of_a_refusal(sandbox: Sandbox, record: Record) -> None:
    change = wanted(record)
    with wired(sandbox, says=(400, {"status": ["Kargo bilgisi eksik."]})):
        send_wanted()
    assert state_of(change) == State.CONFLICT
    assert "Kargo bilgisi eksik." in change.sentence


def test_it_is_done_when_the_package_is_there_already(sandbox: Sandbox, record: Record) -> None:
    change = wanted(record, tracking_number="T1")
    somebody_else(sandbox, record, status=READY, tracking_number="T1")
    send_wanted()
    assert (state_of(change), sandbox.calls["PKG103"]) == (State.SENT, 0)
    assert "already" in change.sentence


def test_it_is_not_done_when_it_is_there_with_other_numbers(sandbox: Sandbox, record: Record) -> None:
    change = wanted(record, tracking_number="T1")
    somebody_else(sandbox, record, status=READY, tracking_number="T2")
    send_wanted()
    assert state_of(change) == State.CONFLICT
    assert "tracking number T2 instead of T1" in change.sentence


@pytest.mark.parametrize("loses", ["before", "after"])
def test_it_repeats_a_lost_answer_only_after_reading_again(
    sandbox: Sandbox, record: Record, loses: str
) -> None:
    change = wanted(record)
    with wired(sandbox, loses=loses, then_down=True) as wire:
        send_wanted()
    assert state_of(change) == State.WANTED
    make_due()
    with wired(sandbox) as again:
        send_wanted()
    assert (state_of(change), record.status) == (State.SENT, READY)
    assert (len(wire.written), len(again.written)) == (1, 1 if loses == "before" else 0)


def test_it_ships_only_after_ready_to_ship_was_sent(sandbox: Sandbox, record: Record) -> None:
    shipped, ready = wanted(record, SHIPPED, items=()), wanted(record)
    StatusChange.objects.filter(pk=ready.pk).update(state=State.CONFLICT)
    assert send_wanted() is False
    assert (state_of(shipped), sandbox.calls["PKG103"]) == (State.WANTED, 0)
    StatusChange.objects.filter(pk=ready.pk).update(state=State.WANTED)
    send_wanted()
    assert (state_of(ready), state_of(shipped), record.status) == (State.SENT, State.SENT, SHIPPED)


def test_it_waits_while_a_person_acts_on_the_package(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    change = wanted(record)
    held_by_another(record.number, monkeypatch)
    send_wanted()
    assert (state_of(change), record.status) == (State.WANTED, PREPARING)
    assert "Somebody else is changing package" in change.sentence


def test_two_senders_at_once_send_each_change_once(sandbox: Sandbox) -> None:
    packages = [record for record in sandbox.packages.values() if record.status == PREPARING]
    changes = [wanted(record) for record in packages]

    def sender(_: int) -> None:
        send_wanted()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sender, range(2)))
    assert {state_of(change) for change in changes} == {State.SENT}
    assert sandbox.calls["PKG103"] == len(changes)


def test_it_gives_back_what_a_dead_sender_had_claimed(sandbox: Sandbox, record: Record) -> None:
    change, living = wanted(record), want(package_number="2", status=READY, user_id=person().pk)
    token = lease.take(name="another", seconds=500)
    StatusChange.objects.filter(pk=change.pk).update(state=State.SENDING, claim="dead")
    StatusChange.objects.filter(pk=living.pk).update(state=State.SENDING, claim=token)
    assert give_back() == 1
    assert (state_of(change), state_of(living)) == (State.WANTED, State.SENDING)
    assert list(due(timezone.now())) == [change]
    send_wanted()
    assert state_of(change) == State.SENT


def test_it_gives_its_rows_back_when_it_breaks(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    change = wanted(record)
    monkeypatch.setattr("packages_ui.services.status_changes.send._write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_wanted()
    assert state_of(change) == State.WANTED
    assert lease.take(name=LEASE, seconds=1)


def test_one_that_nobody_foresaw_does_not_hold_up_the_others(
    sandbox: Sandbox, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = next(row for row in sandbox.packages.values() if row.status == PREPARING and row is not record)
    bad, good = wanted(record), wanted(other)

    def changes(change: StatusChange) -> PackageChanges:
        return PackageChanges(status=READY // (change.pk - bad.pk))

    monkeypatch.setattr(one, "_changes", changes)
    send_wanted()
    assert (state_of(bad), state_of(good)) == (State.WANTED, State.SENT)
    assert "unexpected" in bad.sentence


def test_nobody_packs_again_what_was_sent(record: Record) -> None:
    keep_read(snapshot=read(number=record.number))
    assert snapshot_of(number=record.number)
    wanted(record)
    send_wanted()
    assert snapshot_of(number=record.number) is None

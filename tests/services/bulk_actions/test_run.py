"""What was started is done by a worker: each package once, whatever goes wrong."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone

from packages_ui.models import Act, BulkAction, BulkPackage, FetchPause, Lease, PackageStop
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import PREPARING, READY
from packages_ui.sandbox.switches import Switches
from packages_ui.services.bulk_actions import run as running
from packages_ui.services.bulk_actions.make import make, repeat, start, stop
from packages_ui.services.bulk_actions.run import carry_on, under_way
from packages_ui.services.bulk_actions.verbs import VERBS, ForOne
from packages_ui.services.marks.hold import hold
from packages_ui.services.sweep import sweep
from tests.packages import somebody_else
from tests.services.batch_makers import person
from tests.services.bulk_actions.makers import by_dhl, started, states

State = BulkPackage.State
pytestmark = pytest.mark.django_db(transaction=True)


def due_now(action: BulkAction) -> None:
    BulkAction.objects.filter(pk=action.pk).update(due_at=None)
    action.packages.update(due_at=None)


def test_it_does_all_and_ends(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 6)
    action = started(records)
    assert carry_on(action_id=action.pk) is False
    assert states(action) == [State.DONE] * 6
    assert {one.body["shipping_method"] for one in records} == {ARAS.name}
    action.refresh_from_db()
    assert action.ended_at
    acts = Act.objects.exclude(package_number="")
    assert Counter(acts.values_list("package_number", flat=True)) == Counter(one.number for one in records)
    assert {act.user for act in acts} == {person()}


def test_it_does_at_the_second_time_what_had_changed_at_the_first(sandbox: Sandbox) -> None:
    """The copy is as new as what was read then: nobody waits for the next round of it."""
    (record,) = by_dhl(sandbox, 1)
    action = started([record])
    somebody_else(sandbox, record, notes="new")
    carry_on(action_id=action.pk)
    assert states(action) == [State.FAILED]
    assert "has changed since you selected it" in action.packages.get().sentence
    again = repeat(user_id=person().pk, action=action, states=[State.FAILED])
    start(action=again, user_id=person().pk, value=ARAS.id, shown=ARAS.name)
    carry_on(action_id=again.pk)
    assert states(again) == [State.DONE]


def test_it_makes_packages_ready_to_ship(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 2)
    action = make(user_id=person().pk, verb="ready_to_ship", numbers=[one.number for one in records])
    start(action=action, user_id=person().pk)
    carry_on(action_id=action.pk)
    assert [one.status for one in records] == [READY, READY]


def test_it_reports_failures_by_package_and_does_the_others(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 3)
    action = started(records)
    somebody_else(sandbox, records[0], status=READY)
    del sandbox._store.packages[records[1].number]
    carry_on(action_id=action.pk)
    assert states(action) == [State.FAILED, State.FAILED, State.DONE]
    changed, gone, _ = action.packages.order_by("position")
    assert "has changed" in changed.sentence
    assert "lists no package" in gone.sentence


def test_it_does_no_package_twice_after_a_worker_was_killed(sandbox: Sandbox) -> None:
    """It died after Seller Center had carried it out: the next one finds that and writes it down."""
    records = by_dhl(sandbox, 2)
    action = started(records)
    action.packages.filter(position=1).update(state=State.DOING, claim="dead", attempts=1)
    somebody_else(sandbox, records[0], shipping_method=ARAS.name)
    assert sweep().bulk_actions == (action.pk,)
    carry_on(action_id=action.pk)
    assert states(action) == [State.DONE, State.DONE]
    assert sandbox.calls["PKG105"] == 1
    assert Act.objects.filter(package_number=records[0].number, outcome=Act.Outcome.DONE).count() == 1


def test_a_worker_beside_another_does_nothing(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 1))
    Lease.objects.create(name=f"bulk-{action.pk}", token="other", until=timezone.now() + timedelta(minutes=1))
    assert under_way() == ()
    assert carry_on(action_id=action.pk) is False
    assert states(action) == [State.WANTED]


def test_it_waits_while_seller_center_is_away_and_goes_on(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 8))
    sandbox.switches = Switches(fail_share=1)
    assert carry_on(action_id=action.pk) is False
    action.refresh_from_db()
    assert action.problem
    assert action.due_at
    assert action.due_at > timezone.now()
    assert set(states(action)) == {State.WANTED}
    assert under_way() == ()
    sandbox.switches = Switches()
    due_now(action)
    carry_on(action_id=action.pk)
    action.refresh_from_db()
    assert set(states(action)) == {State.DONE}
    assert not action.problem
    assert action.ended_at


def test_an_outage_ends_no_action_however_often_it_is_tried(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 2))
    action.packages.update(attempts=20)
    sandbox.switches = Switches(fail_share=1)
    carry_on(action_id=action.pk)
    assert states(action) == [State.WANTED] * 2


def test_it_pauses_where_the_key_is_refused(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 3))
    sandbox.switches = Switches(unauthorized=True)
    carry_on(action_id=action.pk)
    assert FetchPause.objects.filter(ended_at=None).exists()
    due_now(action)
    before = sandbox.calls.total()
    assert carry_on(action_id=action.pk) is False
    assert sandbox.calls.total() == before


def test_it_tries_a_key_that_was_refused_with_one_package(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 3))
    now = timezone.now()
    FetchPause.objects.create(name="labels", since=now, due_at=now, tries=1)
    carry_on(action_id=action.pk)
    assert states(action) == [State.DONE] * 3
    assert not FetchPause.objects.filter(ended_at=None).exists()


def test_what_was_stopped_is_not_begun(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 3))
    stop(action=action, user_id=person().pk)
    assert carry_on(action_id=action.pk) is False
    assert states(action) == [State.STOPPED] * 3
    assert not sandbox.calls["PKG105"]


def test_one_that_fails_unforeseen_stops_no_other(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    action = started(by_dhl(sandbox, 2))
    verb = VERBS["shipping_method"]
    broken = Mock(side_effect=[RuntimeError, verb.title])
    monkeypatch.setitem(VERBS, "shipping_method", replace(verb, act=broken))
    monkeypatch.setattr(running, "AT_ONCE", 1)
    carry_on(action_id=action.pk)
    assert sorted(states(action)) == [State.DONE, State.FAILED]


def test_it_holds_packages_and_releases_them(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 3)]
    hold(number=numbers[0], because="fraud?", user_id=person().pk)
    action = make(user_id=person().pk, verb="hold", numbers=numbers)
    start(action=action, user_id=person().pk, value="wrong price", shown="wrong price")
    carry_on(action_id=action.pk)
    because = dict(PackageStop.objects.values_list("number", "because"))
    assert because == dict(zip(numbers, ["fraud?", "wrong price", "wrong price"], strict=True))
    again = make(user_id=person().pk, verb="release_hold", numbers=numbers)
    start(action=again, user_id=person().pk)
    carry_on(action_id=again.pk)
    assert not PackageStop.objects.exists()


@pytest.mark.parametrize(("verb", "is_held"), [("hold", True), ("release_hold", False)])
def test_it_does_once_what_a_dead_worker_has_done(sandbox: Sandbox, verb: str, *, is_held: bool) -> None:
    [record] = by_dhl(sandbox, 1)
    user_id = person().pk
    if is_held:
        hold(number=record.number, because="x", user_id=user_id)
    one = ForOne(user_id=user_id, number=record.number, seen=None, value=" x ", shown="x", is_resumed=True)
    assert VERBS[verb].act(one)
    assert PackageStop.objects.exists() is is_held


def test_it_leaves_out_held_packages_of_those_made_ready(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 2)
    hold(number=records[0].number, because="fraud?", user_id=person().pk)
    action = make(user_id=person().pk, verb="ready_to_ship", numbers=[one.number for one in records])
    start(action=action, user_id=person().pk)
    carry_on(action_id=action.pk)
    assert [one.status for one in records] == [PREPARING, READY]

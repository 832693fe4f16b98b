"""An action on many packages shows first what it will do, and starts once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.messages import bulk as words
from packages_ui.models import Act, BulkAction, BulkPackage, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import READY
from packages_ui.services.bulk_actions.make import forecast, make, repeat, start, stop
from packages_ui.services.errors import InvalidBatch, NotAllowed
from tests.packages import somebody_else
from tests.services.batch_makers import person
from tests.services.bulk_actions.makers import by_dhl, copy, started, states, to_aras

State = BulkPackage.State
pytestmark = pytest.mark.django_db


def test_it_tells_how_many_and_why_not_the_others(sandbox: Sandbox) -> None:
    gone, there, other = by_dhl(sandbox, 3)
    gone.body["status"] = READY
    other.body["shipping_method"] = ARAS.name
    copy([gone, other])
    found = forecast(action=to_aras([gone, there, other]), value=ARAS.id, shown=ARAS.name)
    assert (found.total, found.count) == (3, 1)
    assert list(found.refused) == [gone.number, other.number]
    assert "while the package is in Preparing" in found.refused[gone.number]
    assert ARAS.name in found.refused[other.number]


def test_it_says_what_has_changed_since_the_person_saw_it(sandbox: Sandbox) -> None:
    (record,) = by_dhl(sandbox, 1)
    action = to_aras([record])
    somebody_else(sandbox, record, notes="new")
    copy([record])
    found = forecast(action=action, value=ARAS.id, shown=ARAS.name)
    assert found.refused == {record.number: words.CHANGED_MEANWHILE()}


def test_it_leaves_out_what_is_not_in_the_copy(sandbox: Sandbox) -> None:
    action = to_aras(by_dhl(sandbox, 1))
    StoredPackage.objects.all().delete()
    assert list(forecast(action=action).refused.values()) == [words.NOT_IN_COPY()]


def test_a_package_without_integration_needs_its_number_to_be_ready(sandbox: Sandbox) -> None:
    bare, numbered = by_dhl(sandbox, 2)
    for record in (bare, numbered):
        record.body |= {"is_requires_manual_entry": True, "waybill_number": None, "tracking_number": None}
    numbered.body["waybill_number"] = "W-1"
    copy([bare, numbered])
    action = make(user_id=person().pk, verb="ready_to_ship", numbers=[bare.number, numbered.number])
    assert forecast(action=action).refused == {bare.number: words.NO_NUMBER()}


def test_it_starts_once_and_is_audited(sandbox: Sandbox) -> None:
    gone, there = by_dhl(sandbox, 2)
    gone.body["status"] = READY
    copy([gone])
    action = started([gone, there])
    assert states(action) == [State.REFUSED, State.WANTED]
    began = action.started_at
    start(action=action, user_id=person().pk, value=ARAS.id, shown=ARAS.name)
    action.refresh_from_db()
    assert action.started_at == began
    (act,) = Act.objects.all()
    assert (act.user, act.after) == (person(), {"bulk": action.pk, "value": ARAS.id})
    assert act.sentence == "Change shipping method: started for 1 package."


def test_only_whoever_was_shown_it_starts_it(sandbox: Sandbox) -> None:
    action = to_aras(by_dhl(sandbox, 1))
    start(action=action, user_id=person("another").pk, value=ARAS.id, shown=ARAS.name)
    assert states(action) == [State.ASKED]


def test_it_does_not_start_where_nothing_can_be_done(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 1)
    records[0].body["status"] = READY
    copy(records)
    with pytest.raises(NotAllowed):
        started(records)
    assert not Act.objects.exists()


def test_it_stops_what_is_not_begun_and_ends(sandbox: Sandbox) -> None:
    action = started(by_dhl(sandbox, 3))
    assert stop(action=action, user_id=person().pk) == 3
    assert stop(action=action, user_id=person().pk) == 0
    assert states(action) == [State.STOPPED] * 3
    action.refresh_from_db()
    assert action.stopped_at
    assert action.ended_at
    assert Act.objects.latest("pk").sentence == "Change shipping method: stopped, 3 packages left."


def test_it_repeats_for_some_with_the_same_value(sandbox: Sandbox) -> None:
    records = by_dhl(sandbox, 3)
    action = started(records)
    action.packages.filter(position=2).update(state=State.FAILED)
    again = repeat(user_id=person().pk, action=action, states=[State.FAILED])
    assert list(again.packages.values_list("number", flat=True)) == [records[1].number]
    assert (again.repeats, again.value, again.shown) == (action, ARAS.id, ARAS.name)


@pytest.mark.parametrize("numbers", [[], [" "], ["x" * 65], [str(n) for n in range(5001)]])
def test_it_makes_nothing_of_a_wrong_list(numbers: list[str]) -> None:
    with pytest.raises(InvalidBatch):
        make(user_id=person().pk, verb="ready_to_ship", numbers=numbers)
    assert not BulkAction.objects.exists()


def test_it_knows_no_other_verb() -> None:
    with pytest.raises(NotAllowed):
        make(user_id=person().pk, verb="reject", numbers=["1"])


def test_five_thousand_cost_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    numbers = [f"P{number}" for number in range(5000)]
    user = person().pk
    with django_assert_max_num_queries(17):
        action = make(user_id=user, verb="ready_to_ship", numbers=numbers)
    with django_assert_max_num_queries(4):
        assert forecast(action=action).count == 0

"""Handovers: removing a box, closing, and the status changes afterwards."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Act, Handover, HandoverBox, StatusChange
from packages_ui.services.handover.handovers import (
    HandoverEmpty,
    again,
    close,
    closed_handovers,
    last_boxes,
    open_handovers,
    remove,
    sending,
)
from tests.services.batch_makers import person

pytestmark = pytest.mark.django_db
State = StatusChange.State


@pytest.fixture
def user(db: None) -> User:
    return person()


def handover_of(*numbers: str, carrier: str = "DHL") -> Handover:
    handover = Handover.objects.create(carrier=carrier)
    boxes = [HandoverBox(handover=handover, package_number=number) for number in numbers]
    HandoverBox.objects.bulk_create(boxes)
    return handover


def closed(user: User, **states: Any) -> Handover:
    """With a box in each of these states, by its number."""
    handover = handover_of(*states)
    close(handover=handover, user_id=user.pk)
    for number, state in states.items():
        StatusChange.objects.filter(package_number=number).update(state=state, sentence=f"{state} {number}")
    return handover


def test_it_counts_the_boxes_of_open_handovers(user: User) -> None:
    closed(user, C=State.SENT)
    handover_of("A", "B")
    handover_of(carrier="Aras")
    assert [(each.carrier, vars(each)["count"]) for each in open_handovers()] == [("DHL", 2), ("Aras", 0)]
    assert [vars(handover)["count"] for handover in closed_handovers().rows] == [1]


def test_it_shows_the_last_five_boxes(user: User) -> None:
    assert [box.package_number for box in last_boxes(handover=handover_of(*"ABCDEFG"))] == [*"GFEDC"]


def test_it_takes_a_box_out_once(user: User) -> None:
    box = handover_of("A").boxes.get()
    assert [remove(box=box, user_id=user.pk) for _ in range(2)] == [True, False]
    act = Act.objects.get()
    assert (act.package_number, act.verb, act.after) == ("A", "hand_over", {"handover": None})


def test_it_takes_no_box_out_of_a_closed_handover(user: User) -> None:
    box = closed(user, A=State.SENT).boxes.get()
    assert not remove(box=box, user_id=user.pk)
    assert HandoverBox.objects.count() == 1


def test_it_wants_shipped_with_the_date_of_closing_for_all(user: User) -> None:
    handover = handover_of("A", "B")
    assert close(handover=handover, user_id=user.pk)
    handover.refresh_from_db()
    changes = StatusChange.objects.all()
    assert {(change.package_number, change.status, change.state) for change in changes} == {
        ("A", 4, "wanted"),
        ("B", 4, "wanted"),
    }
    assert {change.shipment_date for change in changes} == {handover.closed_at}
    assert Act.objects.filter(verb="hand_over", user=user).count() == 2


def test_it_closes_once(user: User) -> None:
    handover = handover_of("A")
    assert [close(handover=handover, user_id=user.pk) for _ in range(2)] == [True, False]
    assert StatusChange.objects.count() == 1


def test_it_does_not_close_an_empty_handover(user: User) -> None:
    handover = handover_of()
    with pytest.raises(HandoverEmpty, match="Nothing was closed"):
        close(handover=handover, user_id=user.pk)
    handover.refresh_from_db()
    assert handover.closed_at is None


def test_it_closes_a_thousand_boxes_in_few_statements(
    user: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    handover = handover_of(*map(str, range(1000)))
    with django_assert_max_num_queries(32):
        close(handover=handover, user_id=user.pk)
    assert StatusChange.objects.filter(handover=handover).count() == 1000


def test_it_counts_what_became_of_the_boxes(user: User) -> None:
    states = {"A": State.SENT, "B": State.SENDING, "C": State.CONFLICT, "D": State.WITHDRAWN}
    handover = closed(user, **states, E=State.WANTED)
    told = sending(handover=handover)
    assert (told.total, told.sent, told.waiting, told.withdrawn) == (5, 1, 2, 1)
    assert [(failed.package_number, str(failed.sentence)) for failed in told.failed] == [("C", "conflict C")]
    assert told.note == "sending B"
    assert not told.finished


def test_it_sends_all_that_failed_again(user: User) -> None:
    handover = closed(user, A=State.CONFLICT, B=State.CONFLICT, C=State.SENT)
    other = StatusChange.objects.get(package_number="C")
    assert again(handover=handover, user_id=user.pk) == 2
    assert again(handover=handover, user_id=user.pk) == 0
    changes = StatusChange.objects.exclude(pk=other.pk)
    assert {(change.state, str(change.sentence)) for change in changes} == {("wanted", "")}
    assert Act.objects.filter(after__again=True).count() == 2


def test_it_sends_one_again(user: User) -> None:
    handover = closed(user, A=State.CONFLICT, B=State.CONFLICT)
    one = StatusChange.objects.get(package_number="B")
    assert again(handover=handover, user_id=user.pk, change_id=one.pk) == 1
    assert [failed.package_number for failed in sending(handover=handover).failed] == ["A"]

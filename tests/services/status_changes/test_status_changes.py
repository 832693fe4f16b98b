"""One wish per package and status, and what pages tell of all of them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import StatusChange
from packages_ui.services.status_changes.status_changes import conflicts, counts, waiting
from tests.services.batch_makers import person
from tests.services.status_changes.makers import want

State = StatusChange.State
pytestmark = pytest.mark.django_db


def wanted(number: str, state: State = State.WANTED, status: int = 3) -> StatusChange:
    change = want(package_number=number, status=status, user_id=person("ayse").pk, items=["1"])
    StatusChange.objects.filter(pk=change.pk).update(state=state, sentence=f"of {number}")
    return change


@pytest.mark.parametrize("state", [State.WANTED, State.SENDING, State.CONFLICT])
def test_it_is_wanted_once_while_it_is_alive(state: State) -> None:
    first = wanted("1", state)
    assert want(package_number="1", status=3, user_id=person().pk) == first
    assert want(package_number="1", status=4, user_id=person().pk) != first


def test_it_can_be_wanted_anew_after_it_was_sent() -> None:
    first = wanted("1", State.SENT)
    assert want(package_number="1", status=3, user_id=person().pk) != first


def test_it_lists_what_waits_and_what_is_in_conflict(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    wanted("1"), wanted("2", State.CONFLICT), wanted("3", State.SENDING, 4), wanted("4", State.SENT)
    with django_assert_num_queries(2):
        rows, bad = waiting(), conflicts()
    assert [(row.package_number, str(row.status), row.is_sending) for row in rows] == [
        ("1", "Ready to Ship", False),
        ("3", "Shipped", True),
    ]
    assert [(row.package_number, str(row.sentence), row.who) for row in bad] == [("2", "of 2", "ayse")]
    assert (counts().waiting, counts().conflicts) == (2, 1)


def test_it_counts_nothing_where_nothing_waits() -> None:
    assert (counts().waiting, counts().conflicts) == (0, 0)

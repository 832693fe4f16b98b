"""A person decides about a conflict; what has moved on stays as it is."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from packages_ui.models import Act, StatusChange
from packages_ui.services.errors import NotAllowed
from packages_ui.services.status_changes.send import due
from packages_ui.services.status_changes.status_changes import again, withdraw
from tests.services.batch_makers import person
from tests.services.status_changes.makers import want

State = StatusChange.State
pytestmark = pytest.mark.django_db


def change_in(state: State) -> StatusChange:
    change = want(package_number="1", status=3, user_id=person("ayse").pk)
    StatusChange.objects.filter(pk=change.pk).update(state=state, attempts=5, sentence="It differs.")
    return change


def test_it_sends_a_conflict_again_at_once_and_says_who_wanted_it() -> None:
    change = again(change_id=change_in(State.CONFLICT).pk, user_id=person("can").pk)
    assert (change.state, change.attempts, str(change.sentence), list(due(timezone.now()))) == (
        State.WANTED,
        0,
        "",
        [change],
    )
    act = Act.objects.get()
    assert (act.verb, act.user, act.before) == (Act.Verb.PACK, person("can"), {"change": "conflict"})
    assert act.sentence == "The update of package 1 to Ready to Ship is sent once more."


@pytest.mark.parametrize("state", [State.CONFLICT, State.WANTED])
def test_it_withdraws_a_change_so_that_another_can_be_wanted(state: State) -> None:
    change = withdraw(change_id=change_in(state).pk, user_id=person().pk)
    assert (change.state, Act.objects.count()) == (State.WITHDRAWN, 1)
    assert want(package_number="1", status=3, user_id=person().pk) != change


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.WITHDRAWN])
@pytest.mark.parametrize("decide", [again, withdraw])
def test_it_decides_nothing_about_what_has_moved_on(
    state: State, decide: Callable[..., StatusChange]
) -> None:
    change = change_in(state)
    with pytest.raises(NotAllowed, match="moved on"):
        decide(change_id=change.pk, user_id=person().pk)
    change.refresh_from_db()
    assert (change.state, Act.objects.count()) == (state, 0)

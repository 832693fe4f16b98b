"""PKG107."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.reject import reject
from tests.packages import numbers, preparing, seen
from tests.wire import wired


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox, items=2)


def act(user: User, record: Record, *items: str, reason: str = "Unsupplied") -> Result:
    return reject(user_id=user.pk, number=record.number, seen=seen(record), items=items, reason=reason)


def test_it_rejects_items(user: User, sandbox: Sandbox, record: Record) -> None:
    first, *rest = numbers(record)
    with wired(sandbox) as wire:
        outcome = act(user, record, first)

    assert wire.written[0][2] == {"items": [first], "reason": "Unsupplied"}
    assert outcome.snapshot
    assert outcome.snapshot.item_numbers == set(rest)
    assert ": 1 item rejected" in outcome.sentence


def test_it_says_nothing_is_left_when_all_are_rejected(user: User, record: Record) -> None:
    outcome = act(user, record, *numbers(record))

    assert outcome.snapshot is None
    assert Act.objects.get().outcome == "done"


def test_it_takes_a_package_that_disappeared_as_done(user: User, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox, loses="after"):
        outcome = act(user, record, *numbers(record))

    assert "response was lost" in outcome.sentence


def test_it_keeps_items_and_reason_for_the_audit(user: User, record: Record) -> None:
    first, *rest = numbers(record)
    act(user, record, first)

    done = Act.objects.get()
    assert done.before == {"items": sorted([first, *rest]), "reason": "Unsupplied"}
    assert done.after["items"] == sorted(rest)


@pytest.mark.parametrize(
    ("items", "reason", "why"),
    [([], "Unsupplied", "at least one"), (["1-1"], "x", "Not in the package"), (None, "  ", "why")],
)
def test_it_sends_nothing_that_is_incomplete(
    user: User, record: Record, items: list[str] | None, reason: str, why: str
) -> None:
    wanted = numbers(record)[:1] if items is None else items
    with pytest.raises(NotAllowed, match=why):
        act(user, record, *wanted, reason=reason)

    assert not Act.objects.exists()

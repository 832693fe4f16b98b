"""PKG106."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.types import SplitPart
from packages_ui.services.errors import NotAllowed, NotCarriedOut
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.split import split
from tests.packages import numbers, preparing, seen
from tests.wire import wired


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox, items=3)


def act(user: User, record: Record, *parts: SplitPart) -> Result:
    return split(user_id=user.pk, number=record.number, seen=seen(record), parts=parts)


def test_it_sends_a_list(user: User, sandbox: Sandbox, record: Record) -> None:
    first, second, *_ = numbers(record)
    with wired(sandbox) as wire:
        act(user, record, SplitPart(items=(first,), shipping_method=ARAS.id), SplitPart(items=(second,)))

    assert wire.written[0][2] == [{"items": [first], "shipping_method": ARAS.id}, {"items": [second]}]


def test_it_finds_the_new_packages(user: User, sandbox: Sandbox, record: Record) -> None:
    before = set(sandbox.packages)
    first, second, *_ = numbers(record)
    outcome = act(user, record, SplitPart(items=(first,)), SplitPart(items=(second,)))

    assert set(outcome.new_packages) == set(sandbox.packages) - before
    assert len(outcome.new_packages) == 2


def test_it_finds_them_after_a_lost_answer_too(user: User, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox, loses="after") as wire:
        outcome = act(user, record, SplitPart(items=(numbers(record)[0],)))

    assert len(outcome.new_packages) == 1
    assert len(wire.written) == 1


def test_it_does_not_split_twice_when_the_call_was_lost(user: User, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox, loses="before") as wire, pytest.raises(NotCarriedOut):
        act(user, record, SplitPart(items=(numbers(record)[0],)))

    assert len(wire.written) == 1
    assert Act.objects.get().outcome == "unchanged"


def test_it_keeps_at_least_one_item(user: User, sandbox: Sandbox, record: Record) -> None:
    refuses(user, sandbox, record, "must stay", SplitPart(items=tuple(numbers(record))))


def test_it_wants_items(user: User, sandbox: Sandbox, record: Record) -> None:
    refuses(user, sandbox, record, "at least one item for each")
    refuses(user, sandbox, record, "at least one item for each", SplitPart(items=()))


def test_it_refuses_an_item_in_two_parts(user: User, sandbox: Sandbox, record: Record) -> None:
    part = SplitPart(items=(numbers(record)[0],))
    refuses(user, sandbox, record, "one new package only", part, part)


def test_it_refuses_items_of_other_packages(user: User, sandbox: Sandbox, record: Record) -> None:
    refuses(user, sandbox, record, "Not in the package any more: 1-1", SplitPart(items=("1-1",)))


def test_it_refuses_a_package_that_is_ready(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox, status=3)
    refuses(user, sandbox, record, "Only possible while", SplitPart(items=(numbers(record)[0],)))


def refuses(user: User, sandbox: Sandbox, record: Record, why: str, *parts: SplitPart) -> None:
    with wired(sandbox) as wire, pytest.raises(NotAllowed, match=why):
        act(user, record, *parts)

    assert wire.written == []

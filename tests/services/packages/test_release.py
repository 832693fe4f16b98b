"""PKG108."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.errors import Refused
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.release import release
from tests.packages import numbers, preparing, seen
from tests.wire import Wire, wired


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox, items=2)


def act(user: User, record: Record) -> Result:
    return release(user_id=user.pk, number=record.number, seen=seen(record), item=numbers(record)[0])


def test_it_releases_one_item(user: User, sandbox: Sandbox, record: Record) -> None:
    first = numbers(record)[0]
    with wired(sandbox) as wire:
        act(user, record)

    assert wire.written == [("DELETE", f"/api/i2/packages/{record.number}/reservations/{first}", None)]
    assert [item["has_reservation"] for item in record.items][:2] == [False, True]
    assert Act.objects.get().after == {"item": first, "has_reservation": False}


def test_it_sends_nothing_for_an_item_without_a_reservation(
    user: User, sandbox: Sandbox, record: Record
) -> None:
    record.items[0]["has_reservation"] = False
    with wired(sandbox) as wire, pytest.raises(NotAllowed, match="has no reserved stock"):
        act(user, record)

    assert wire.written == []


def test_it_counts_a_refusal_as_done_when_it_is_so_already(
    user: User, sandbox: Sandbox, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = Wire.handle_request

    def released_meanwhile(wire: Wire, request: object) -> object:
        if getattr(request, "method", "") == "DELETE":
            record.items[0]["has_reservation"] = False
        return refuse(wire, request)  # type: ignore[arg-type]

    monkeypatch.setattr(Wire, "handle_request", released_meanwhile)
    with wired(sandbox):
        assert "No change was needed" in act(user, record).sentence
    assert Act.objects.get().outcome == "done"


def test_it_passes_any_other_refusal_on(user: User, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox, says=(400, "Not allowed.")), pytest.raises(Refused) as caught:
        act(user, record)

    assert caught.value.messages == ("Not allowed.",)
    assert Act.objects.get().outcome == "refused"


def test_it_counts_as_done_when_only_the_answer_was_lost(
    user: User, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, loses="after"):
        assert "response was lost" in act(user, record).sentence

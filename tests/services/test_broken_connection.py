"""A worker whose connection breaks gives back at once what it had claimed, by another one."""

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from packages_ui.models import BulkPackage, Lease, PrintJob, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import READY
from packages_ui.services.batches import fetch
from packages_ui.services.bulk_actions import run
from packages_ui.services.status_changes import send
from tests.packages import numbers, preparing
from tests.services.batch_makers import batch_of, person, states
from tests.services.bulk_actions.makers import by_dhl, started
from tests.services.bulk_actions.makers import states as states_of_action
from tests.services.status_changes.makers import want

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="there is no connection to break"),
]


def broken(*_: object, **__: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def none_is_held() -> bool:
    return not Lease.objects.filter(until__gte=timezone.now()).exists()


def test_labels(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of(*list(sandbox.packages)[:3])
    monkeypatch.setattr(fetch, "_collect", broken)
    with pytest.raises(OperationalError):
        fetch.fetch_labels(on_settled=lambda _: None)
    assert states(batch) == [PrintJob.State.WANTED] * 3
    assert none_is_held()


def test_status_changes(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    record = preparing(sandbox)
    change = want(package_number=record.number, status=READY, items=numbers(record), user_id=person().pk)
    monkeypatch.setattr(send, "_collect", broken)
    with pytest.raises(OperationalError):
        send.send_wanted()
    change.refresh_from_db()
    assert change.state == StatusChange.State.WANTED
    assert none_is_held()


def test_an_action_on_many_packages(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    action = started(by_dhl(sandbox, 3))
    monkeypatch.setattr(run, "_collect", broken)
    with pytest.raises(OperationalError):
        run.carry_on(action_id=action.pk)
    assert set(states_of_action(action)) == {BulkPackage.State.WANTED}
    assert none_is_held()

"""PKG103."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages.update import update
from tests.packages import preparing, seen
from tests.wire import wired


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


def test_it_sends_only_the_changed_fields(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    with wired(sandbox) as wire:
        changes = PackageChanges(waybill_number="W1")
        update(user_id=user.pk, number=record.number, seen=seen(record), changes=changes)

    assert wire.written == [("PUT", f"/api/i2/packages/{record.number}/", {"waybill_number": "W1"})]


def test_it_sends_dates_in_utc(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    at = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
    with wired(sandbox) as wire:
        changes = PackageChanges(shipment_date=at)
        update(user_id=user.pk, number=record.number, seen=seen(record), changes=changes)

    assert wire.written[0][2] == {"shipment_date": "2026-01-15T09:00:00.000Z"}


def test_it_sends_nothing_when_nothing_changed(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    with wired(sandbox) as wire, pytest.raises(NotAllowed, match="No field"):
        update(user_id=user.pk, number=record.number, seen=seen(record), changes=PackageChanges())

    assert wire.written == []


def test_it_recognises_its_company_after_a_lost_answer(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    changes = PackageChanges(shipping_company="Yeni Kargo")
    with wired(sandbox, loses="after"):
        outcome = update(user_id=user.pk, number=record.number, seen=seen(record), changes=changes)

    assert "confirmed it" in outcome.sentence
    assert Act.objects.get().after == {"shipping_company": "Yeni Kargo"}

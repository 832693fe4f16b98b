"""PKG105 and the methods there are."""

from uuid import UUID

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act, FallbackShippingMethod
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import ARAS, DHL, METHODS
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.errors import NotFound, Unreachable
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packages import shipping_method as service
from packages_ui.services.packages.action import Result
from tests.packages import preparing, seen
from tests.wire import wired


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    found = preparing(sandbox)
    found.use_method(DHL, tracking_number="1234567890123")
    return found


def act(user: User, record: Record, method: str) -> Result:
    return service.change_shipping_method(
        user_id=user.pk, number=record.number, seen=seen(record), shipping_method=method
    )


def test_it_changes_the_method(user: User, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox) as wire:
        outcome = act(user, record, ARAS.id)

    assert wire.written[0][2] == {"shipping_method": ARAS.id}
    assert outcome.sentence == (f"Package {record.number}: shipping method changed to Aras Kargo - Standart.")
    assert Act.objects.get().after == {"shipping_method": ARAS.name}


def test_it_takes_a_lost_answer_as_done_when_the_method_is_there(
    user: User, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, loses="after"):
        assert "response was lost" in act(user, record, ARAS.id).sentence


@pytest.mark.parametrize(("method", "why"), [("nonsense", "Choose a"), (DHL.id, "already has the shipping")])
def test_it_sends_nothing_that_makes_no_sense(
    user: User, sandbox: Sandbox, record: Record, method: str, why: str
) -> None:
    with wired(sandbox) as wire, pytest.raises(NotAllowed, match=why):
        act(user, record, method)

    assert wire.written == []


def test_it_lists_what_seller_center_lists(sandbox: Sandbox) -> None:
    assert {method.id for method in service.shipping_methods()} == {method.id for method in METHODS}


def test_it_asks_for_the_methods_once(sandbox: Sandbox) -> None:
    service.shipping_methods()
    with wired(sandbox, down=True):
        assert service.shipping_methods()


def test_it_offers_those_entered_by_hand_where_none_are_listed(
    db: None, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = UUID(ARAS.id)
    FallbackShippingMethod.objects.create(uuid=uuid, name="Aras by hand")

    def unknown(self: object) -> None:
        raise NotFound("no such path")

    monkeypatch.setattr("packages_ui.seller_center.client.SellerCenter.list_shipping_methods", unknown)

    assert service.method_name(str(uuid)) == "Aras by hand"


def test_it_passes_an_outage_on(sandbox: Sandbox) -> None:
    with wired(sandbox, down=True):
        assert service.shipping_methods_or_none() == ()
        with pytest.raises(Unreachable):
            service.shipping_methods()

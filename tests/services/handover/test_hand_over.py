"""From the scan of a box to Shipped at Seller Center."""

from datetime import datetime

import pytest
from django.core.cache import cache

from packages_ui.models import Handover
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.handover.handovers import again, close, sending
from packages_ui.services.handover.scan import scan
from packages_ui.services.status_changes.send import send_wanted
from tests.services.batch_makers import person
from tests.services.handover.makers import number, ready


@pytest.mark.django_db(transaction=True)
def test_it_ships_all_but_the_one_that_was_changed_and_that_one_later(sandbox: Sandbox) -> None:
    cache.clear()
    user = person().pk
    records = [ready(sandbox, index=place) for place in range(3)]
    for record in records:
        scan(texts=[number(record)], station=None, user_id=user)
    cage = Handover.objects.get()
    records[1].body["status"] = 2
    close(handover=cage, user_id=user)
    send_wanted()
    told = sending(handover=cage)
    assert (told.sent, told.waiting, [one.package_number for one in told.failed]) == (
        2,
        0,
        [number(records[1])],
    )
    assert [record.status for record in records] == [4, 2, 4]
    dates = {datetime.fromisoformat(record.body["shipment_date"]) for record in records[::2]}
    assert {abs((date - cage.closed_at).total_seconds()) < 1 for date in dates if cage.closed_at} == {True}
    records[1].body["status"] = 3
    again(handover=cage, user_id=user)
    send_wanted()
    assert sending(handover=cage).sent == 3

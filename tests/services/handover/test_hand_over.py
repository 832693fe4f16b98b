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
    handover = Handover.objects.get()
    records[1].body["status"] = 2
    close(handover=handover, user_id=user)
    send_wanted()
    told = sending(handover=handover)
    assert (told.sent, told.waiting, [one.package_number for one in told.failed]) == (
        2,
        0,
        [number(records[1])],
    )
    assert [record.status for record in records] == [4, 2, 4]
    dates = {datetime.fromisoformat(record.body["shipment_date"]) for record in records[::2]}
    assert handover.closed_at
    assert all(abs((date - handover.closed_at).total_seconds()) < 1 for date in dates)
    records[1].body["status"] = 3
    again(handover=handover, user_id=user)
    send_wanted()
    assert sending(handover=handover).sent == 3

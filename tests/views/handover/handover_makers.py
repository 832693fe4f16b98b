"""Handovers made for tests."""

from packages_ui.models import Handover, HandoverBox, StatusChange
from packages_ui.services.handover.handovers import close
from tests.services.batch_makers import person


def handover_of(*numbers: str, carrier: str = "DHL") -> Handover:
    """An open handover with these boxes."""
    handover = Handover.objects.create(carrier=carrier)
    boxes = [HandoverBox(handover=handover, package_number=number) for number in numbers]
    HandoverBox.objects.bulk_create(boxes)
    return handover


def closed_handover(*numbers: str, failed: tuple[str, ...] = ()) -> Handover:
    """A closed one, whose status changes are pending or have failed."""
    handover = handover_of(*numbers)
    close(handover=handover, user_id=person("driver").pk)
    changes = StatusChange.objects.filter(package_number__in=failed)
    changes.update(state=StatusChange.State.CONFLICT, sentence="It is <gone>.")
    return handover

"""Cages made for tests."""

from packages_ui.models import Handover, HandoverBox, StatusChange
from packages_ui.services.handover.handovers import close
from tests.services.batch_makers import person


def cage_of(*numbers: str, carrier: str = "DHL") -> Handover:
    """An open cage with these boxes."""
    cage = Handover.objects.create(carrier=carrier)
    HandoverBox.objects.bulk_create(HandoverBox(handover=cage, package_number=number) for number in numbers)
    return cage


def closed_cage(*numbers: str, failed: tuple[str, ...] = ()) -> Handover:
    """A closed one, whose status changes wait, or have failed."""
    cage = cage_of(*numbers)
    close(handover=cage, user_id=person("driver").pk)
    changes = StatusChange.objects.filter(package_number__in=failed)
    changes.update(state=StatusChange.State.CONFLICT, sentence="It is <gone>.")
    return cage

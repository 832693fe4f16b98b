"""Two handovers that are closed at once, with the same packages in them: nobody waits for ever."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act, Handover, HandoverBox, StatusChange
from packages_ui.services.handover import handovers as closing
from packages_ui.services.handover.handovers import close
from tests.services.batch_makers import person
from tests.services.pairs.at_once import Actors, Verb

pytestmark = pytest.mark.django_db(transaction=True)


def handover_of(*numbers: str) -> Handover:
    handover = Handover.objects.create(carrier="-".join(numbers))
    boxes = [HandoverBox(handover=handover, package_number=number) for number in numbers]
    HandoverBox.objects.bulk_create(boxes)
    return handover


def closes(handover: Handover, user: User) -> Verb:
    return lambda: close(handover=handover, user_id=user.pk)


def test_it_closes_two_handovers_with_the_same_boxes(two: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "AT_ONCE", 1)  # a statement a box: the first can be stopped in between
    user, stop_at = person(), 1
    while stop_at:
        for model in (Act, StatusChange, Handover):
            model.objects.all().delete()
        handovers = handover_of("A", "B", "C"), handover_of("C", "B", "A")
        told, stop_at = two.at_once(*(closes(handover, user) for handover in handovers), stop_at=stop_at)
        assert told == [True, True]
        assert sorted(StatusChange.objects.values_list("package_number", flat=True)) == ["A", "B", "C"]

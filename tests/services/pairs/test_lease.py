"""Whoever releases several leases never waits crosswise for somebody who takes several."""

from functools import partial

from django.db import transaction

from packages_ui.models import Lease
from packages_ui.services import lease
from tests.services.pairs.at_once import Actors


def take_one_by_one() -> int:
    """As one statement for both takes them: in the order of their names."""
    with transaction.atomic():
        return sum(lease.take(name=name, seconds=500) is not None for name in ("a", "b"))


def test_it_releases_several_while_they_are_taken(two: Actors) -> None:
    place = 1
    while place:
        Lease.objects.all().delete()
        for name in ("b", "a"):  # a table is read in the order in which it was written
            lease.take(name=name, seconds=500)
        Lease.objects.update(token="mine")
        release = partial(lease.release, token="mine")
        told, place = two.at_once(take_one_by_one, release, stop_at=place)
        assert told[0] in (0, 1, 2)

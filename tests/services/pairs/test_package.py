"""Two acts on one package at once: one of them is sent, or both one after the other; never is one lost."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import product

import pytest
from django.db.models import Q

from packages_ui.models import Act, Lease
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.hold import release as release_hold
from packages_ui.services.packages.reject import reject
from packages_ui.services.packages.release import release
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.update import update
from tests.in_process import in_process
from tests.packages import preparing
from tests.services.batch_makers import person
from tests.services.pairs.at_once import Actors, Verb

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = ("Busy", "ChangedSince", "NotAllowed")


def change_number(record: Record, seen: datetime | None, user: int) -> Verb:
    changes = PackageChanges(tracking_number="TRACK-1")
    return lambda: update(user_id=user, number=record.number, seen=seen, changes=changes).sentence


def reject_one(record: Record, seen: datetime | None, user: int) -> Verb:
    items = (str(record.items[-1]["number"]),)
    return lambda: (
        reject(user_id=user, number=record.number, seen=seen, items=items, reason="broken").sentence
    )


def release_one(record: Record, seen: datetime | None, user: int) -> Verb:
    item = str(record.items[0]["number"])
    return lambda: release(user_id=user, number=record.number, seen=seen, item=item).sentence


ACTS: tuple[Callable[[Record, datetime | None, int], Verb], ...] = (change_number, reject_one, release_one)


def test_it_holds_a_package_once_and_releases_it_once(two: Actors) -> None:
    first, second = person().pk, person("can").pk
    for place in range(1, 7):
        number = f"H{place}"
        acts = [partial(hold, number=number, because="x", user_id=user) for user in (first, second)]
        told, _ = two.at_once(*acts, stop_at=place)
        assert sorted(map(str, told)) == ["NotAllowed", "done"]
        again = [partial(release_hold, number=number, user_id=user) for user in (first, second)]
        told, _ = two.at_once(*again, stop_at=place)
        assert sorted(map(str, told)) == ["NotAllowed", "done"]
        assert Act.objects.filter(package_number=number).count() == 2


def test_it_does_any_two_acts_on_a_package(two: Actors) -> None:
    user = person().pk
    for first, second in product(ACTS, ACTS):
        stop_at = 1
        while stop_at:
            Act.objects.all().delete()
            with in_process(Sandbox(packages=30, seed=1)) as sandbox:
                record = preparing(sandbox, items=2)
                seen = read(number=record.number).package.updated_at
                verbs = first(record, seen, user), second(record, seen, user)
                told, stop_at = two.at_once(*verbs, stop_at=stop_at)
            done = [one for one in told if one not in REFUSED]
            assert done, told
            assert Act.objects.filter(outcome=Act.Outcome.DONE).count() == len(done)
            assert not Act.objects.filter(~Q(outcome=Act.Outcome.DONE)).exists()
            assert not Lease.objects.filter(name__startswith="package-").exclude(token="").exists()

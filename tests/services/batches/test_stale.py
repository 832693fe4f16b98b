"""A label whose package was changed by somebody else is found out."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Document, Label, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.seller_center.types import Package
from packages_ui.services.batches.follow import follow_seller_center
from packages_ui.services.batches.stale import note_read
from packages_ui.services.client import seller_center
from packages_ui.services.mirror import changes
from packages_ui.services.mirror.walk import run_for
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint
from tests.in_process import in_process
from tests.packages import preparing, somebody_else
from tests.services.batch_makers import label_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """With the true time: changes are found by it."""
    with in_process(Sandbox(packages=60, seed=1, clock=timezone.now)) as made:
        yield made


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox)


def package(record: Record) -> Package:
    found = seller_center().get_package(record.number)
    assert found
    return found


def label(record: Record, made_from: str) -> Label:
    made = label_of(record.number, b"^XA^XZ")
    Label.objects.filter(pk=made.pk).update(fingerprint=made_from)
    return made


def note_changes() -> int:
    """Of what has changed since the last look; how many labels are outdated by that."""
    outdated = []
    changes.follow(run_for(60, on_read=lambda packages: outdated.append(note_read(packages))))
    return sum(outdated)


def is_stale(label: Label) -> bool:
    label.refresh_from_db()
    return label.stale_at is not None


def test_it_calls_a_label_out_of_date_whose_address_was_changed(sandbox: Sandbox, record: Record) -> None:
    made = label(record, fingerprint(package(record)))
    assert note_changes() == 0
    address = {**record.body["shipping_address"], "line": "Başka Sokak 7"}
    somebody_else(sandbox, record, shipping_address=address)
    assert note_changes() == 1
    assert is_stale(made)
    assert note_changes() == 0


def test_it_leaves_a_label_alone_when_something_else_was_changed(sandbox: Sandbox, record: Record) -> None:
    made = label(record, fingerprint(package(record)))
    somebody_else(sandbox, record, notes="fragile")
    assert note_changes() == 0
    assert not is_stale(made)


def test_it_takes_numbers_given_out_with_the_label_for_no_change(sandbox: Sandbox, record: Record) -> None:
    made = label(record, bare_fingerprint(package(record)))
    somebody_else(sandbox, record)
    assert note_changes() == 0
    assert not is_stale(made)
    assert made.fingerprint == fingerprint(package(record))
    somebody_else(sandbox, record, tracking_number="another one")
    assert note_changes() == 1


def test_it_leaves_a_label_alone_that_nobody_knows_the_origin_of(sandbox: Sandbox, record: Record) -> None:
    made = label(record, "")
    somebody_else(sandbox, record)
    note_changes()
    assert not is_stale(made)


def test_it_remembers_what_it_saw(sandbox: Sandbox, record: Record) -> None:
    label(record, "x")
    somebody_else(sandbox, record)
    note_changes()
    assert package_cache.of(numbers=[record.number])[record.number].fingerprint == fingerprint(
        package(record)
    )


def test_it_asks_the_database_little_for_many_changes(
    sandbox: Sandbox, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for record in list(sandbox.packages.values()):
        label(record, fingerprint(package(record)))
        somebody_else(sandbox, record)
    with django_assert_max_num_queries(12):
        note_changes()


def test_it_follows_seller_center_in_the_background(sandbox: Sandbox, record: Record) -> None:
    made = label(record, fingerprint(package(record)))
    while follow_seller_center():
        pass
    assert StoredPackage.objects.count() == len(sandbox.packages)
    somebody_else(sandbox, record, amount=1)
    follow_seller_center()
    assert is_stale(made)


def test_it_makes_way_for_whoever_wants_a_document(sandbox: Sandbox, record: Record) -> None:
    """It may be this very process that has to make it; changes are read all the same."""
    Document.objects.create(kind="pick_list", key="k", wanted_at=timezone.now())
    made = label(record, fingerprint(package(record)))
    somebody_else(sandbox, record, amount=1)
    assert follow_seller_center()
    assert is_stale(made)
    assert StoredPackage.objects.count() < len(sandbox.packages)
    Document.objects.all().delete()
    while follow_seller_center():
        pass
    assert StoredPackage.objects.count() == len(sandbox.packages)

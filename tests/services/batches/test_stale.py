"""A label whose package was changed by somebody else is found out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Label
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.types import Package
from packages_ui.services import lease
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.stale import LEASE, SINCE_KEY, note_changes
from packages_ui.services.client import seller_center
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


def label(record: Record, made_from: str, *, days: float = 0) -> Label:
    made = label_of(record.number, b"^XA^XZ")
    Label.objects.filter(pk=made.pk).update(
        fingerprint=made_from, made_at=timezone.now() - timedelta(days=days)
    )
    return made


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


@pytest.mark.parametrize(("made_from", "days"), [("", 0.0), ("something else", 4.0)])
def test_it_leaves_unknown_and_old_labels_alone(
    sandbox: Sandbox, record: Record, made_from: str, days: float
) -> None:
    made = label(record, made_from, days=days)
    somebody_else(sandbox, record)
    note_changes()
    assert not is_stale(made)


def test_it_asks_nothing_while_no_label_is_watched(sandbox: Sandbox) -> None:
    note_changes()
    assert sandbox.calls["PKG101"] == 0


def test_it_goes_on_where_it_was_after_an_outage(sandbox: Sandbox, record: Record) -> None:
    made = label(record, fingerprint(package(record)))
    note_changes()
    since = cache.get(SINCE_KEY)
    somebody_else(sandbox, record, amount=1)
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    assert note_changes() == 0
    assert cache.get(SINCE_KEY) == since
    sandbox.switches = Switches()
    assert note_changes() == 1
    assert is_stale(made)


def test_it_starts_from_the_labels_when_redis_has_forgotten(sandbox: Sandbox, record: Record) -> None:
    label(record, fingerprint(package(record)))
    somebody_else(sandbox, record, amount=1)
    cache.clear()
    assert note_changes() == 1


def test_it_remembers_what_it_saw(sandbox: Sandbox, record: Record) -> None:
    label(record, "x")
    somebody_else(sandbox, record)
    note_changes()
    assert package_cache.of(numbers=[record.number])[record.number].fingerprint == fingerprint(
        package(record)
    )


@pytest.fixture
def busy(sandbox: Sandbox) -> Record:
    """12,000 packages have changed since the one whose label is watched: an import, a campaign."""
    record, store = preparing(sandbox), sandbox._store
    for place in range(12_000):
        number = f"9{place:015}"
        store.packages[number] = replace(record, body={**record.body, "number": number})
        store.touch(store.packages[number])
    return record


def test_it_gets_through_twelve_thousand_changes_a_part_at_a_time(
    sandbox: Sandbox, busy: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_pause, "SHARE", 1)
    first, made = package(busy), label(busy, "x", days=0.001)
    Label.objects.update(fingerprint=fingerprint(first))
    last = label(sandbox.packages[f"9{11_999:015}"], "something else")
    marks = []
    for _ in range(40):
        note_changes(seconds=0)  # a window each
        marks.append(cache.get(SINCE_KEY))
        if is_stale(last):
            break
    assert is_stale(last)
    assert not is_stale(made)
    assert len(set(marks)) > 2
    assert marks == sorted(marks)


def test_it_works_alone(sandbox: Sandbox, record: Record) -> None:
    label(record, "x")
    lease.take(name=LEASE, seconds=60)
    assert note_changes() == 0
    assert sandbox.calls["PKG101"] == 0


def test_it_asks_the_database_little_for_many_changes(
    sandbox: Sandbox, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for record in list(sandbox.packages.values()):
        label(record, fingerprint(package(record)))
        somebody_else(sandbox, record)
    with django_assert_max_num_queries(12):
        note_changes()

"""What waits for a person, on the overview."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from packages_ui.models import Packing, PrintJob, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services.mirror.keep import keep
from packages_ui.services.overview import waits as table
from packages_ui.services.overview.waits import PROVIDERS, Severity, waits
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of

pytestmark = pytest.mark.django_db


def said() -> dict[str, str]:
    return {one.key: str(one.sentence) for one in waits() if one.count}


def test_every_kind_keeps_its_place_where_nothing_waits() -> None:
    assert said() == {}
    assert [one.key for one in waits()] == [provider.key for provider in PROVIDERS]
    assert "Cancellations are up to date" in [str(one.sentence) for one in waits()]


def test_it_counts_labels_of_packages_that_are_still_here() -> None:
    keep(packages=[Package(number="P1", status=2), Package(number="P2", status=4)])
    move(batch_of("P1", "P2"), PrintJob.State.FAILED)

    assert said() == {"failed": "1 label failed"}


def test_it_counts_labels_that_need_an_answer() -> None:
    move(batch_of("P1", "P2"), PrintJob.State.UNKNOWN)

    assert said() == {"answers": "2 labels need an answer"}


def test_it_counts_packages_that_are_set_aside() -> None:
    now = timezone.now()
    Packing.objects.create(package_number="P1", state="parked", opened_at=now, touched_at=now)
    Packing.objects.create(package_number="P2", state="open", opened_at=now, touched_at=now)

    assert said() == {"aside": "1 package is set aside"}


def test_it_counts_printers_that_need_somebody() -> None:
    printer_of(trouble="Out of paper.", looked_at=timezone.now())
    printer_of(looked_at=timezone.now())

    assert said() == {"printers": "1 printer needs somebody"}


def test_it_counts_status_updates_in_conflict() -> None:
    now = timezone.now()
    for number, state in (("P1", "conflict"), ("P2", "wanted")):
        StatusChange.objects.create(package_number=number, status=3, state=state, wanted_at=now, due_at=now)

    assert said() == {"conflicts": "1 status update needs a decision"}


def test_a_new_kind_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = replace(PROVIDERS[0], key="claims", count=lambda: 3, severity=Severity.AMBER)
    monkeypatch.setattr(table, "PROVIDERS", (*PROVIDERS, claims))

    assert [(one.key, one.severity) for one in waits() if one.count] == [("claims", "amber")]


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.key)
def test_each_has_a_page(provider: table.Provider) -> None:
    assert reverse(provider.page)

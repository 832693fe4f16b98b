"""Rows written in one go are the rows that bulk_create would have written."""

import pytest
from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act
from packages_ui.services import bulk
from tests.services.batch_makers import person

pytestmark = pytest.mark.django_db
NAMES = [field.attname for field in Act._meta.concrete_fields if not field.primary_key]


def test_it_writes_what_bulk_create_would_write() -> None:
    now, user = timezone.now(), person()
    common = {"verb": "print", "outcome": "done", "user_id": user.pk, "after": {"batch": 7}, "at": now}
    with transaction.atomic():
        bulk.insert(Act, common=common, rows=[{"package_number": "ş1"}, {"package_number": "2"}])
    ours = list(Act.objects.order_by("id").values_list(*NAMES))
    Act.objects.all().delete()
    Act.objects.bulk_create(Act(package_number=number, **common) for number in ("ş1", "2"))
    Act.objects.update(at=now)
    assert ours == list(Act.objects.order_by("id").values_list(*NAMES))


def test_it_does_nothing_without_rows() -> None:
    bulk.insert(Act, common={}, rows=[])
    assert not Act.objects.exists()

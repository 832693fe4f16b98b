"""Batches and labels made for tests, without Seller Center."""

from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services import label_files
from packages_ui.services.batches.batch_create import PrintRequest, create

_keys = count(1)


def person(name: str = "packer") -> User:
    return User.objects.get_or_create(username=name)[0]


def batch_of(*numbers: str, owner: User | None = None, name: str = "", **fields: Any) -> LabelBatch:
    key = f"key {next(_keys)}"
    wish = PrintRequest(
        user_id=(owner or person()).pk, key=key, packages=numbers, name=name, again=True, **fields
    )
    return create(wish)[0]


def label_of(number: str, content: bytes, format_: LabelFormat = LabelFormat.PDF) -> Label:
    path, digest = label_files.store(content, folder="labels", suffix=format_.value)
    return Label.objects.create(
        package_number=number,
        format=format_.value,
        size=len(content),
        sha256=digest,
        path=path,
        made_at=timezone.now(),
    )


def move(batch: LabelBatch, state: PrintJob.State, *positions: int, **fields: object) -> None:
    """Put jobs (all where no position is named) into a state without walking there."""
    jobs = batch.jobs.filter(position__in=positions) if positions else batch.jobs.all()
    jobs.update(state=state, **fields)


def states(batch: LabelBatch) -> list[str]:
    """In the batch's order."""
    return list(batch.jobs.order_by("position").values_list("state", flat=True))

"""Put on the shelf what was fetched ahead: many packages together, in the statements of one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.models import Label, Shelved, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services import known
from packages_ui.services.reading import Reading
from packages_ui.services.shelf.asking import Answer
from packages_ui.services.shelf.shelf import shelve_all
from packages_ui.services.shelf.wanting import PAUSE, skip_key

LISTED = timedelta(minutes=1)  # the list of a run is not older
GIVEN_OUT = ("waybill_number", "tracking_number", "tracking_url", "updated_at")
CHANGED = "The package was changed while its label was fetched. It is fetched again in a while."


def keep_items(answers: Sequence[Answer]) -> None:
    """What is in each, unless we have moved it on since it was listed; or that it could not be read."""
    moved_on = _moved_on(answer.package.number for answer in answers)
    found = [answer.reading for answer in answers if answer.reading]
    shelve_all(readings=[reading for reading in found if reading.package.number not in moved_on])
    unread = [answer for answer in answers if answer.problem and not answer.reading]
    cache.set_many({skip_key(answer.package): 1 for answer in unread}, PAUSE.total_seconds())


def keep_labels(answers: Sequence[Answer]) -> None:
    """The labels that fit their packages as they are now; or why there is none."""
    now = _readings(answer.package.number for answer in answers)
    came = [answer for answer in answers if answer.label and answer.package.number in now]
    known.note([answer.again for answer in came if answer.again])
    _keep(
        [
            (answer.label, reading)
            for answer in came
            if answer.label and (reading := _with_numbers(now[answer.package.number], answer.again))
        ]
    )
    for answer in answers:
        if answer.problem and answer not in came:
            _note([answer.package.number], answer.problem)


def _keep(fitting: Sequence[tuple[Label, Reading]]) -> None:
    labels = [label for label, _ in fitting]
    with transaction.atomic():
        Label.objects.bulk_create(labels)
        rows = shelve_all(readings=[reading for _, reading in fitting])
        taken = {label.package_number: label.pk == rows[label.package_number].label_id for label in labels}
        _note([number for number, is_taken in taken.items() if is_taken], "")
        _note([number for number, is_taken in taken.items() if not is_taken], CHANGED)


def _moved_on(numbers: Iterable[str]) -> set[str]:
    since = timezone.now() - LISTED
    sent = StatusChange.objects.filter(package_number__in=list(numbers), sent_at__gte=since)
    return set(sent.values_list("package_number", flat=True))


def _readings(numbers: Iterable[str]) -> dict[str, Reading]:
    rows = Shelved.objects.filter(number__in=list(numbers)).exclude(reading="")
    found = rows.values_list("number", "reading")
    return {number: msgspec.json.decode(text, type=Reading) for number, text in found}


def _note(numbers: Sequence[str], problem: str) -> None:
    if numbers:
        Shelved.objects.filter(number__in=numbers).update(label_problem=problem, label_at=timezone.now())


def _with_numbers(reading: Reading, again: Package | None) -> Reading | None:
    """With the numbers that the carrier has given out. None after any other change: the label may not fit,
    and the next run reads all of it anew."""
    if again is None:
        return reading
    before = {name: getattr(reading.package, name) for name in GIVEN_OUT}
    return Reading(again, reading.items) if replace(again, **before) == reading.package else None

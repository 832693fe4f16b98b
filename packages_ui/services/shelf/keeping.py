"""Put on the shelf what was fetched ahead."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.models import Label, Shelved, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services import known
from packages_ui.services.reading import Reading
from packages_ui.services.shelf.asking import Answer
from packages_ui.services.shelf.shelf import reading_of, shelve
from packages_ui.services.shelf.wanting import PAUSE, skip_key

LISTED = timedelta(minutes=1)  # the list of a run is not older
GIVEN_OUT = ("waybill_number", "tracking_number", "tracking_url", "updated_at")
CHANGED = "The package was changed while its label was fetched. It is fetched again in a while."


def keep_items(answer: Answer) -> None:
    """What is in it, unless we have moved it on since it was listed; or that it could not be read."""
    if answer.reading:
        if not _moved_on(answer.package.number):
            shelve(reading=answer.reading)
    elif answer.problem:
        cache.set(skip_key(answer.package), 1, PAUSE.total_seconds())


def keep_label(answer: Answer) -> None:
    """The label, where it fits the package as it is now; or why there is none."""
    reading = reading_of(number=answer.package.number)
    if reading and answer.label:
        known.note([answer.again] if answer.again else [])
        _keep(answer.label, _with_numbers(reading, answer.again))
    elif answer.problem:
        _note(answer.package.number, answer.problem)


def _moved_on(number: str) -> bool:
    sent = StatusChange.objects.filter(package_number=number, sent_at__gte=timezone.now() - LISTED)
    return sent.exists()


def _keep(label: Label, reading: Reading | None) -> None:
    if reading is None:
        return
    label.save()
    row = shelve(reading=reading)
    _note(label.package_number, "" if row.label_id == label.pk else CHANGED)


def _note(number: str, problem: str) -> None:
    Shelved.objects.filter(number=number).update(label_problem=problem, label_at=timezone.now())


def _with_numbers(reading: Reading, again: Package | None) -> Reading | None:
    """With the numbers that the carrier has given out. None after any other change: the label may not fit,
    and the next run reads all of it anew."""
    if again is None:
        return reading
    before = {name: getattr(reading.package, name) for name in GIVEN_OUT}
    return Reading(again, reading.items) if replace(again, **before) == reading.package else None

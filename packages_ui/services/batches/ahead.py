"""Labels that need no fetching: those of packages in Preparing that were made from them as they are, fetched
ahead or before."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from backoffice.compiled import Compiled
from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, StoredPackage
from packages_ui.services.packages.package_cache import Known

Prefetched = dict[str, dict[str, str | int]]  # fields of a print job, by its package's number
NO_LABELS = (LabelFormat.UNKNOWN, LabelFormat.URL)


def good_labels() -> QuerySet[Label]:
    """The carrier's, the newest of each package last."""
    as_it_is = StoredPackage.objects.filter(
        number=OuterRef("package_number"), fingerprint=OuterRef("fingerprint"), number_code__isnull=False
    )
    labels = Label.objects.filter(Exists(as_it_is), source=Label.Source.CARRIER, stale_at=None)
    return labels.exclude(format__in=NO_LABELS).order_by("made_at", "id")


def label_ahead(*, number: str) -> Label | None:
    """The label that a batch of this package prints."""
    return good_labels().filter(package_number=number).last()


def labels_ahead(*, numbers: Sequence[str], known: Mapping[str, Known]) -> Prefetched:
    """`label_id` and `fingerprint` of the print jobs that need no fetching. A label fits its package as it is
    in the copy; where that was seen otherwise since (`known`), it is left out."""
    found = _labels_of(numbers) if len(numbers) != 1 else OF_ONE.rows(number=numbers[0])
    return {
        number: {"label_id": label, "fingerprint": made_from}
        for number, label, made_from in found
        if number not in known or known[number].fingerprint == made_from
    }


def _labels_of(numbers: Sequence[str]) -> QuerySet[Label, Any]:
    rows = good_labels().filter(package_number__in=numbers)
    return rows.values_list("package_number", "pk", "fingerprint")


OF_ONE = Compiled(lambda *, number: _labels_of([number]))

"""The labels that were fetched ahead of a whole batch: one query, for up to 1,000 packages."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.models import Shelved
from packages_ui.services.known import Known

Ahead = dict[str, dict[str, str | int]]  # fields of a print job, by its package's number


def labels_ahead(*, numbers: Sequence[str], known: Mapping[str, Known]) -> Ahead:
    """`label_id` and `fingerprint` of those print jobs that need no fetching. The shelf's label fits the
    shelf's package; where that has been seen changed since (`known`), it is left out."""
    found = _shelved(numbers) if len(numbers) != 1 else OF_ONE.rows(number=numbers[0])
    return {
        number: {"label_id": label, "fingerprint": made_from}
        for number, label, made_from in found
        if number not in known or known[number].fingerprint == made_from
    }


def _shelved(numbers: Sequence[str]) -> QuerySet[Shelved, tuple[str, int, str]]:
    good = Shelved.objects.filter(number__in=numbers, label__isnull=False, label__stale_at=None)
    return good.order_by().values_list("number", "label_id", "label__fingerprint")


OF_ONE = Compiled(lambda *, number: _shelved([number]))

"""Stored packages in the order of their labels' states. These stand in the print ledger, which has no index
for an order of packages: each package that matches is looked up there, so only a bounded number is sorted."""

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from packages_ui.models import PrintJob, StoredPackage

MOST_RANKED = 1000
RANK = "label_rank"
State = PrintJob.State
NO_LABEL, FETCHING, READY, SENT, PRINTED, OUTDATED, UNCONFIRMED, FAILED = range(8)


def is_by_label(sort: str) -> bool:
    return sort.lstrip("-") == "label"


def is_few(rows: QuerySet[StoredPackage]) -> bool:
    """Whether they can be sorted by their labels."""
    return rows.order_by().values("pk")[: MOST_RANKED + 1].count() <= MOST_RANKED


def ranked(rows: QuerySet[StoredPackage]) -> QuerySet[StoredPackage]:
    """With RANK, as services/batches/label_states gives the states: the newest job that is not cancelled
    decides. What waits for a person is last."""
    jobs = PrintJob.objects.filter(package_number=OuterRef("number")).exclude(state=State.CANCELLED)
    newest = jobs.order_by("-pk").annotate(**{RANK: _rank()}).values(RANK)[:1]
    return rows.annotate(**{RANK: Coalesce(Subquery(newest), NO_LABEL)})


def _rank() -> Case:
    as_it_is = Q(label__fingerprint__in=[OuterRef("fingerprint"), OuterRef("bare_fingerprint"), ""])
    changed = Q(label__isnull=False) & ~as_it_is
    return Case(
        When(state__in=PrintJob.WAITING, then=Value(FETCHING)),
        When(state=State.FAILED, then=Value(FAILED)),
        When(state=State.UNKNOWN, then=Value(UNCONFIRMED)),
        When(Q(label__stale_at__isnull=False) | changed, then=Value(OUTDATED)),
        When(state=State.PRINTED, then=Value(PRINTED)),
        When(state__in=PrintJob.AT_PRINTER, then=Value(SENT)),
        When(label__isnull=True, then=Value(NO_LABEL)),
        default=Value(READY),
        output_field=IntegerField(),
    )

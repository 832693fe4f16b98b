"""Row locks, and the one order in which all services take them.

Within one transaction from the top down, rows of one kind by ascending id, and never back up:

1. a scan, then the packing of its desk, then its units
2. the hold on all printing; a name (`lock_name`): making a batch first checks whether its labels are already
   printed
3. batches: moving more than one print job in a transaction, or by one UPDATE, locks their batches first, so
   two such moves of a batch run one after the other, in whatever order a database takes rows
4. printers, then stations
5. print jobs: a single one may be moved without its batch
6. slips, documents, labels, status changes, PCs with the agent; and the audit, which is only ever added to

The locks are FOR NO KEY UPDATE: rows that refer to a locked one may be added meanwhile. SQLite has one writer
at a time and transactions there begin IMMEDIATE, so on it these functions only read.
"""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, Model, QuerySet, Value

from backoffice.compiled import Compiled
from packages_ui.models import LabelBatch, Printer, PrintJob, Station


def lock_name(name: str) -> None:
    """Wait until no other transaction holds `name`, and hold it until this one ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


class Holding(Func):
    """`lock_name` as a condition of a statement that changes rows, which is always true: it saves a statement
    while many wait. For rows that nobody else changes meanwhile: they are found before the lock is there."""

    template = "(SELECT pg_advisory_xact_lock(hashtextextended(%(expressions)s, 0))) IS NOT NULL"
    output_field = BooleanField()

    def __init__(self, name: str) -> None:
        super().__init__(Value(name))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s IS NOT NULL", **context)


def locked_batch(pk: int) -> LabelBatch | None:
    """The batch as it is now; None when it was deleted. Its printer is read afterwards, when needed: one that
    was joined while waiting for the lock would be outdated."""
    return next(iter(BATCH.objects(pk=pk)), None)


def lock_batches(jobs: QuerySet[PrintJob]) -> list[int]:
    """Lock the batches of these jobs, before any of the jobs is moved; their ids."""
    ids = jobs.order_by().values_list("batch_id", flat=True).distinct()
    batches = LabelBatch.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    return list(batches.order_by("pk").values_list("pk", flat=True))


def locked_printer(pk: int) -> Printer | None:
    """The printer as it is now; None when it was deleted."""
    return next(iter(PRINTER.objects(pk=pk)), None)


def locked_station(pk: int) -> Station | None:
    """The station as it is now; None when it was deleted."""
    return next(iter(STATION.objects(pk=pk)), None)


def lock_printers(printers: QuerySet[Printer]) -> set[int]:
    """Lock several; the ids of those that exist."""
    locked = printers.order_by("pk").select_for_update(no_key=True)
    return set(locked.values_list("pk", flat=True))


def lock_jobs(jobs: QuerySet[PrintJob]) -> dict[int, str]:
    """Lock them after their batches; ids and package numbers of those that still match `jobs`."""
    locked = jobs.order_by("pk").select_for_update(no_key=True, of=("self",))
    return {job.pk: job.package_number for job in locked.only("pk", "package_number")}


def _locked(model: type[Model]) -> Compiled:
    rows = model._default_manager.select_for_update(no_key=True).order_by()  # noqa: SLF001 - Django documents it
    return Compiled(lambda *, pk: rows.filter(pk=pk))


BATCH, PRINTER, STATION = map(_locked, (LabelBatch, Printer, Station))

"""Whether a desk page may have changed: one statement, whose result changes whenever anything does that
`read_desk` shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import time
from typing import Any

from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils import timezone

from backoffice.compiled import SEPARATOR, Compiled, Joined, Value, counted
from packages_ui.models import (
    Invoice,
    Label,
    LabelBatch,
    PackageMark,
    Packing,
    PackingUnit,
    Printer,
    PrintJob,
    Slip,
    Station,
    StatusChange,
    StoredPackage,
)
from packages_ui.services.packing.beside import beside_in
from packages_ui.services.packing.desk import MOST_BEGUN, begun, idle_since, midnight
from packages_ui.services.packing.left import left_in
from packages_ui.services.packing.stopped import stop_in
from packages_ui.services.printing.queue import OPEN

SECONDS = 30  # what changes by time alone, such as a package that becomes idle, shows by then
LATE = timedelta(seconds=30)  # a status change that is older counts as pending
NOT_SHOWN = {
    Printer: {"looked_at", "quiet_since", "answers", "counts", "pairing_code", "proved_at", "proved_by_id"},
    PrintJob: {
        "claim",
        "handle",
        "remote_id",
        "remote_began",
        "count_before",
        "attempts",
        "fingerprint",
        "in_parts",
    },
}
State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`version` is the same as long as the desk page is. The counts: status changes that are pending (one
    sent at once is not) or need a decision, and packages that this packer packed today. `queued`: how many
    labels the station's printer still has to print, while one of them is for the open package. `beside` and
    `left`: see `beside_of` and `left_of`, where they were requested."""

    version: str
    waiting: int
    conflicts: int
    packed_today: int
    queued: int | None = None
    beside: str | None = None
    left: str | None = None


NO_MARK = Mark(version="", waiting=0, conflicts=0, packed_today=0)  # the station was deleted meanwhile


def mark(*, user_id: int, station_id: int, leads: bool, beside: bool = False) -> Mark | None:
    """None where there is no such station. `leads`: this packer may take over what others have open.
    `beside`: also read what stands beside the open package, or what is in progress while none is."""
    values: dict[str, Value] = {"user_id": user_id, "station_id": station_id, "since": midnight()}
    values |= {"late": timezone.now() - LATE} | ({} if leads else {"idle": idle_since()})
    rows = MARKS[leads, beside].rows(**values)
    if not rows:
        return None
    found, extra = (rows[0][:-2], rows[0][-2:]) if beside else (rows[0], (None, None))
    waiting, conflicts, packed, *lists = found[:7]
    moved = (found[:3], *map(_sorted, lists), found[7:], int(time() / SECONDS))
    version = sha256(repr(moved).encode()).hexdigest()[:12]
    counts = {"waiting": waiting, "conflicts": conflicts, "packed_today": packed, "queued": found[7]}
    return Mark(version=version, beside=extra[0], left=(extra[1] or "") if beside else None, **counts)


def _mark(
    *, user_id: int, station_id: int, since: datetime, late: datetime, idle: datetime | None = None
) -> QuerySet[Station, Any]:
    """`idle` is None for a lead."""
    mine = Packing.objects.filter(user=user_id, station=station_id, state=Packing.State.OPEN)
    number = Subquery(mine.values("package_number")[:1])
    jobs = PrintJob.objects.filter(package_number=number).exclude(state=State.CANCELLED)
    packed = Packing.objects.filter(state=Packing.State.PACKED, packed_at__gte=since, user=user_id)
    waits = Q(due_at__gt=F("wanted_at")) | Q(wanted_at__lt=late)
    shown = begun(user_id=user_id, station_id=station_id, idle_since=idle)
    return Station.objects.filter(pk=station_id).values_list(
        Subquery(counted(StatusChange.objects.filter(waits, state__in=StatusChange.WAITING))),
        Subquery(counted(StatusChange.objects.filter(state=StatusChange.State.CONFLICT))),
        Subquery(counted(packed)),
        Subquery(_joined(jobs, _job())),
        Case(When(~Exists(mine), then=Subquery(_begun(shown)))),
        Subquery(_joined(mine, JSONObject(**_columns(Packing)))),
        Subquery(_joined(PackingUnit.objects.filter(packing__in=mine), JSONObject(id="id", at="done_at"))),
        Case(When(Exists(jobs.filter(state=State.READY)), then=Subquery(_ahead()))),
        Subquery(stop_in(number)),
        Subquery(PackageMark.objects.filter(number=number).order_by().values("version")[:1]),
        Subquery(StoredPackage.objects.filter(number=number).order_by().values("status")[:1]),
        Subquery(_invoice(number)),
        "name",
        "invoices",
        "document_printer",
        *_columns(Printer, "label_printer__").values(),
    )


def _with_beside(*, user_id: int, station_id: int, **moments: datetime) -> QuerySet[Station, Any]:
    """The same, and what else is shown: polls that find nothing new need not read that."""
    mine = Packing.objects.filter(user=user_id, station=station_id, state=Packing.State.OPEN)
    rows = _mark(user_id=user_id, station_id=station_id, **moments)
    left = left_in(user_id=user_id, station_id=station_id, idle_since=moments.get("idle"))
    return rows.annotate(
        beside=Subquery(beside_in(mine)), left=Case(When(~Exists(mine), then=Subquery(left)))
    )


def _invoice(number: Subquery) -> QuerySet[Invoice, Any]:
    """With its slip and the printer of that."""
    slip, printer = _columns(Slip, "slip__", only={"id", "state"}), _columns(Printer, "slip__printer__")
    parts = (Cast(JSONObject(**part), TextField()) for part in (_columns(Invoice), slip, printer))
    return Invoice.objects.filter(package_number=number).order_by().values(as_json=Concat(*parts))


def _job() -> Concat:
    """The job, with the columns of its label, batch and printer that are shown."""
    label = _columns(Label, "label__", only={"stale_at", "format", "barcodes"})
    batch = _columns(LabelBatch, "batch__", only={"printer_id", "pdf_path", "paused_at", "cancelled_at"})
    printers = (_columns(Printer, "printer__"), _columns(Printer, "batch__printer__"))
    parts = (_columns(PrintJob), {**label, **batch}, *printers)
    return Concat(*(Cast(JSONObject(**part), TextField()) for part in parts))


def _begun(rows: QuerySet[Packing]) -> QuerySet[Packing, Any]:
    """Only those that are shown: scans of other packages change nothing here."""
    shown = rows.values("pk")[:MOST_BEGUN]
    return _joined(Packing.objects.filter(pk__in=shown), JSONObject(**_columns(Packing)))


def _ahead() -> QuerySet[PrintJob, Any]:
    return counted(PrintJob.objects.filter(OPEN, batch__printer=OuterRef("label_printer")))


def _joined(rows: QuerySet[Any, Any], what: Expression) -> QuerySet[Any, Any]:
    return rows.order_by().values(joined=Joined(Cast(what, TextField())))


def _columns(model: type[Model], before: str = "", only: Collection[str] = ()) -> dict[str, str]:
    """A new column counts unless NOT_SHOWN names it."""
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it
    shown = [name for name in names if name not in NOT_SHOWN.get(model, ()) and (not only or name in only)]
    return {name: f"{before}{name}" for name in shown}


def _sorted(joined: str | None) -> list[str]:
    return sorted(joined.split(SEPARATOR)) if joined else []


MARKS = {
    (leads, beside): Compiled(_with_beside if beside else _mark)
    for leads in (False, True)
    for beside in (False, True)
}

"""The batches that wait for a printer, in the order in which it takes them, each with how far it is."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from packages_ui.models import LabelBatch, Printer, PrintJob

State = PrintJob.State
MOST = 50
COMING = (*PrintJob.WAITING, State.READY)
COUNTS = ("total", "printed", "at_printer", "failed", "unknown", "asked", "coming")
ASKED = Q(state=State.READY) & ~Q(question="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBatch:
    """`printed` of `total` labels are on paper, `at_printer` were handed over, nobody knows of `unknown`, and
    of `asked` somebody has to say whether they may be printed. `word` is for the person, `tone` a colour."""

    id: int
    name: str
    owner: str
    total: int
    printed: int
    at_printer: int
    failed: int
    unknown: int
    asked: int
    word: str
    tone: str


def waiting(*, printer: Printer) -> tuple[WaitingBatch, ...]:
    """Batches of which something is still to come out, or to be answered; none for a browser."""
    if not printer.is_fed:
        return ()
    found = list(_batches(printer))
    return tuple(_row(batch, printer, coming) for batch, coming in _with_counts(found))


def _batches(printer: Printer) -> QuerySet[LabelBatch]:
    unsettled = (*COMING, *PrintJob.AT_PRINTER, State.UNKNOWN)
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"), state__in=unsettled)
    first = Case(
        When(pk=printer.current_id or 0, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    batches = LabelBatch.objects.filter(Exists(jobs), printer=printer, settled_at=None).select_related(
        "owner"
    )
    return batches.order_by(first, "queued_at", "pk")[:MOST]


def _with_counts(batches: list[LabelBatch]) -> list[tuple[LabelBatch, dict[str, int]]]:
    jobs = PrintJob.objects.filter(batch__in=[batch.pk for batch in batches]).order_by().values("batch")
    counted = jobs.annotate(
        total=Count("id", filter=~Q(state=State.CANCELLED)),
        printed=Count("id", filter=Q(state=State.PRINTED)),
        at_printer=Count("id", filter=Q(state__in=PrintJob.AT_PRINTER)),
        failed=Count("id", filter=Q(state=State.FAILED)),
        unknown=Count("id", filter=Q(state=State.UNKNOWN)),
        asked=Count("id", filter=ASKED),
        coming=Count("id", filter=Q(state__in=COMING) & ~ASKED),
    )
    counts = {row["batch"]: {name: row[name] for name in COUNTS} for row in counted}  # type: ignore[literal-required]  # they stand above
    return [(batch, counts[batch.pk]) for batch in batches]


def _row(batch: LabelBatch, printer: Printer, counts: dict[str, int]) -> WaitingBatch:
    moves = counts.pop("coming") + counts["at_printer"]
    word, tone = _state(batch, printer, moves=bool(moves))
    owner = batch.owner.get_username() if batch.owner else ""
    return WaitingBatch(id=batch.pk, name=str(batch), owner=owner, word=word, tone=tone, **counts)


def _state(batch: LabelBatch, printer: Printer, *, moves: bool) -> tuple[str, str]:
    if batch.paused_at:
        return "Paused", "orange"
    if not moves:
        return "Needs an answer", "orange"
    if printer.current_id == batch.pk and not printer.paused_at:
        return "Printing", "blue"
    return "Waits", "secondary"

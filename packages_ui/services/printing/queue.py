"""A printer's queue: its current batch, the next label, the position of a batch in the queue, and all batches
that wait, in their order and with their progress."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import takewhile

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import LabelBatch, Lease, Packing, Printer, PrintJob, Slip
from packages_ui.services.printing import ledger

State = PrintJob.State
OPEN = Q(state__in=PrintJob.WAITING) | Q(state=State.READY, question="")
POLLED_FOR = timedelta(hours=1)  # how long a printer is polled about a label; then an operator decides
MOST_FOLLOWED = 100
CONFIRM_LATER = (Printer.Kind.IPP, Printer.Kind.AGENT)  # these can still confirm an unknown label
PENDING = Q(cause__in=(PrintJob.Cause.DIED, PrintJob.Cause.DISCONNECTED)) & ~Q(
    handle=""
)  # an agent can still report its fate
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOST_COUNTED = 20
MOST = 50
COMING = (*PrintJob.WAITING, State.READY)
COUNTS = ("total", "printed", "at_printer", "failed", "unknown", "undecided", "coming")
HELD_BY_QUESTION = Q(state=State.READY) & ~Q(question="")


def printers_with_work() -> QuerySet[Printer]:
    """Printers that need a feeder: labels wait for them, or are at them."""
    rows = WITH_WORK.rows(since=timezone.now() - POLLED_FOR)
    return Printer.objects.filter(pk__in=[pk for (pk,) in rows])


def _with_work(since: datetime) -> QuerySet[Printer]:
    """Conditions on the printer itself stay outside the search among its labels: a silent printer has a year
    of sent ones."""
    jobs = PrintJob.objects.filter(printer=OuterRef("pk"))
    is_ipp, is_agent = Q(kind=Printer.Kind.IPP), Q(kind=Printer.Kind.AGENT)
    sending = Q(Exists(jobs.filter(state=State.SENDING)))
    sent = (is_ipp | Q(answers=True)) & Exists(jobs.filter(state=State.SENT))
    lately = jobs.filter(state=State.UNKNOWN, unknown_at__gte=since)
    unknown = (
        (is_ipp & Exists(lately))
        | (is_agent & Exists(lately.filter(PENDING)))
        | (Q(counts=True) & Exists(lately.filter(count_before__isnull=False)))
    )
    slips = Slip.objects.filter(printer=OuterRef("pk"), state=Slip.State.WANTED)
    waiting = _open_batches().filter(printer=OuterRef("pk"))
    fed = Printer.objects.exclude(kind=Printer.Kind.BROWSER)
    return fed.filter(sending | sent | unknown | Exists(slips) | Q(Exists(waiting), paused_at=None))


def free(printers: Iterable[Printer]) -> list[Printer]:
    """Those without a feeder."""
    names = {ledger.lease_name(printer.pk): printer for printer in printers}
    held = Lease.objects.filter(name__in=names, until__gte=timezone.now()).values_list("name", flat=True)
    taken = set(held)
    return [printer for name, printer in names.items() if name not in taken]


def free_printers() -> list[Printer]:
    """Those with work and without a feeder."""
    now = timezone.now()
    printers: list[Printer] = FREE.objects(since=now - POLLED_FOR, now=now)
    return printers


def _free(since: datetime, now: datetime) -> QuerySet[Printer]:
    fed = Lease.objects.filter(name=ledger.lease_name_of(OuterRef("pk")), until__gte=now)
    return _with_work(since).filter(~Exists(fed))


def followed(printer: Printer) -> list[PrintJob]:
    """Labels that were sent to the printer and are not settled, in the order of sending: those it can still
    confirm. One that never answers confirms none, one without a counter only labels that it surely has."""
    found = _followed(Printer.Kind(printer.kind), answers=printer.answers, counts=printer.counts)
    confirms_unknown = printer.counts or printer.kind in CONFIRM_LATER
    since = {"since": timezone.now() - POLLED_FOR} if confirms_unknown else {}
    jobs: list[PrintJob] = found.objects(printer=printer.pk, **since)
    # they are few: ORDER BY would make PostgreSQL scan all that was ever sent
    return sorted(jobs, key=lambda job: (job.sending_at or LONG_AGO, job.pk))[:MOST_FOLLOWED]


@cache
def _followed(kind: Printer.Kind, *, answers: bool, counts: bool) -> Compiled:
    """Those of a printer of this kind; `since`: where it can confirm unknown ones, those after that."""
    is_ipp, is_agent = kind == Printer.Kind.IPP, kind == Printer.Kind.AGENT
    states = [*PrintJob.AT_PRINTER] if is_ipp or answers else [State.SENDING]

    def rows(*, printer: int, since: datetime | None = None) -> QuerySet[PrintJob]:
        wanted = Q(state__in=states)
        if since:
            lately = Q(state=State.UNKNOWN, unknown_at__gte=since)
            wanted |= lately if is_ipp else lately & _can_be_confirmed(is_agent=is_agent, counts=counts)
        return PrintJob.objects.filter(wanted, printer=printer).order_by()

    return Compiled(rows)


def next_job(printer: Printer) -> PrintJob | None:
    """The first label of the printer's batch that is not settled: it may still be being fetched."""
    batch_id = _current(printer)
    if batch_id is None:
        return None
    return next(iter(NEXT_JOB.objects(batch=batch_id)), None)


def _next_job(*, batch: int) -> QuerySet[PrintJob]:
    jobs = PrintJob.objects.filter(OPEN, batch=batch).order_by("position", "copy")
    return jobs.select_related("label", "batch")[:1]


def in_turn(printer: Printer) -> list[LabelBatch]:
    """The batches that have open labels for the printer: its current one, then those a packer waits for at a
    desk, then the others as they came."""
    return IN_TURN.objects(printer=printer.pk, current=printer.current_id or 0)


def _in_turn(*, printer: int, current: int) -> QuerySet[LabelBatch]:
    middle = Case(When(pk=current, then=0), default=1)
    packer = Packing.objects.filter(batch=OuterRef("pk"), state__in=Packing.LIVE)
    batches = _open_batches().filter(printer=printer)
    return batches.order_by(middle, Exists(packer).desc(), "queued_at", "pk")


def _current(printer: Printer) -> int | None:
    rows = FIRST_IN_TURN.rows(printer=printer.pk, current=printer.current_id or 0)
    found: int | None = rows[0][0] if rows else None
    if found != printer.current_id:
        printer.current_id = found
        Printer.objects.filter(pk=printer.pk).update(current=found)
    return found


def _open_batches() -> QuerySet[LabelBatch]:
    jobs = PrintJob.objects.filter(OPEN, batch=OuterRef("pk"))
    return LabelBatch.objects.filter(Exists(jobs), settled_at=None, paused_at=None)


def _can_be_confirmed(*, is_agent: bool, counts: bool) -> Q:
    """By its counter, or by its agent."""
    counted = Q(count_before__isnull=False) if counts else Q(pk__in=())
    return counted | PENDING if is_agent else counted


WITH_WORK = Compiled(lambda since: _with_work(since).values_list("pk"))
FREE = Compiled(_free)
NEXT_JOB = Compiled(_next_job)
IN_TURN = Compiled(_in_turn)
FIRST_IN_TURN = Compiled(lambda **of: _in_turn(**of).values_list("pk")[:1])


def ahead_of(*, batch: LabelBatch) -> tuple[LabelBatch, ...]:
    """The batches that its printer does first, in that order, at most MOST_COUNTED; empty when it is its
    turn, and for a browser, which prints at once."""
    if batch.printer is None or not batch.is_fed:
        return ()
    waiting = in_turn(batch.printer)
    if batch not in waiting:
        return ()
    return tuple(takewhile(lambda one: one != batch, waiting))[:MOST_COUNTED]


def labels_ahead_of(*, batch: LabelBatch) -> int:
    """How many labels its printer has to print first."""
    return PrintJob.objects.filter(OPEN, batch__in=ahead_of(batch=batch)).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBatch:
    """Of `total` labels, `printed` are printed, `at_printer` were sent, `unknown` are unconfirmed, and for
    `undecided` an operator has to decide whether to print them. `tone` is the name of a colour."""

    id: int
    name: str
    owner: str
    total: int
    printed: int
    at_printer: int
    failed: int
    unknown: int
    undecided: int
    word: Message
    tone: str


def waiting(*, printer: Printer) -> tuple[WaitingBatch, ...]:
    """Batches of which labels are still to be printed, or to be answered; none for a browser."""
    if not printer.is_fed:
        return ()
    found = UNSETTLED.objects(printer=printer.pk, current=printer.current_id or 0)
    return tuple(_row(batch, printer, coming) for batch, coming in _with_counts(found))


def _unsettled(*, printer: int, current: int) -> QuerySet[LabelBatch]:
    unsettled = (*COMING, *PrintJob.AT_PRINTER, State.UNKNOWN)
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"), state__in=unsettled)
    first = Case(When(pk=current, then=Value(0)), default=Value(1), output_field=IntegerField())
    batches = LabelBatch.objects.filter(Exists(jobs), printer=printer, settled_at=None)
    return batches.select_related("owner").order_by(first, "queued_at", "pk")[:MOST]


UNSETTLED = Compiled(_unsettled)


def _with_counts(batches: list[LabelBatch]) -> list[tuple[LabelBatch, dict[str, int]]]:
    jobs = PrintJob.objects.filter(batch__in=[batch.pk for batch in batches]).order_by().values("batch")
    counted = jobs.annotate(
        total=Count("id", filter=~Q(state=State.CANCELLED)),
        printed=Count("id", filter=Q(state=State.PRINTED)),
        at_printer=Count("id", filter=Q(state__in=PrintJob.AT_PRINTER)),
        failed=Count("id", filter=Q(state=State.FAILED)),
        unknown=Count("id", filter=Q(state=State.UNKNOWN)),
        undecided=Count("id", filter=HELD_BY_QUESTION),
        coming=Count("id", filter=Q(state__in=COMING) & ~HELD_BY_QUESTION),
    )
    counts = {row["batch"]: {name: row[name] for name in COUNTS} for row in counted}  # type: ignore[literal-required]  # they stand above
    return [(batch, counts[batch.pk]) for batch in batches]


def _row(batch: LabelBatch, printer: Printer, counts: dict[str, int]) -> WaitingBatch:
    moves = counts.pop("coming") + counts["at_printer"]
    word, tone = _state(batch, printer, moves=bool(moves))
    owner = batch.owner.get_username() if batch.owner else ""
    return WaitingBatch(id=batch.pk, name=str(batch), owner=owner, word=word, tone=tone, **counts)


def _state(batch: LabelBatch, printer: Printer, *, moves: bool) -> tuple[Message, str]:
    if batch.paused_at:
        return printing.PAUSED(), "orange"
    if not moves:
        return printing.NEEDS_ANSWER(), "red"
    if printer.current_id == batch.pk and not printer.paused_at:
        return printing.PRINTING(), "blue"
    return printing.WAITING(), "secondary"

"""What stops a package, as sentences; and its labels that wait, set aside and let go."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backoffice.compiled import Compiled, OneOf, texts
from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message, dump
from packages_ui.models import LabelBatch, PackageStop, PrintJob
from packages_ui.services.locks import lock_batches

NO_STOPS: Mapping[str, Message] = {}
Kind, State = PackageStop.Kind, PrintJob.State
UNSENT = (*PrintJob.WAITING, State.READY)
SAID = (messages.HELD, messages.CANCELLED, messages.CANCELLED_BECAUSE)
OURS = Q()
for _template in SAID:
    OURS |= Q(question__contains=f'"{_template.code}"')


def stopped(number: str = "package_number") -> Exists:
    """Whether the package of a row, named in its column `number`, is stopped."""
    return Exists(PackageStop.objects.filter(number=OuterRef(number)))


def stops_of(*, numbers: Collection[str]) -> dict[str, PackageStop]:
    """Those that are stopped, each with its first stop: a cancellation before a hold. One query."""
    return _firsts(STOPS.objects(numbers=texts(numbers))) if numbers else {}


def _stops(*, numbers: str) -> QuerySet[PackageStop]:
    return PackageStop.objects.filter(OneOf("number", numbers)).select_related("by")


def _firsts(found: Iterable[PackageStop]) -> dict[str, PackageStop]:
    rows = sorted(found, key=lambda one: one.kind, reverse=True)
    return {stop.number: stop for stop in rows}


def stop_of(*, number: str) -> PackageStop | None:
    return stops_of(numbers=[number]).get(number)


def sentence_of(stop: PackageStop) -> Message:
    """Who stopped it, and why."""
    return reason_of(
        kind=stop.kind,
        number=stop.number,
        who=stop.by.get_username() if stop.by else "",
        because=stop.because,
    )


def reason_of(*, kind: str, number: str, who: str, because: str) -> Message:
    if kind == Kind.HOLD:
        return messages.HELD(number=number, who=who or messages.SOMEBODY(), because=because)
    if because:
        return messages.CANCELLED_BECAUSE(number=number, because=because)
    return messages.CANCELLED(number=number)


def heading_of(kind: str) -> Message:
    """What is read from two metres."""
    return messages.ON_HOLD() if kind == Kind.HOLD else messages.CANCELLED_NOW()


def what_to_do(kind: str) -> Message:
    """For whoever has the package in hand."""
    return messages.SET_ASIDE_HELD() if kind == Kind.HOLD else messages.SET_ASIDE_CANCELLED()


def refusal_of(stop: PackageStop) -> Message:
    """Why its label is not printed, and what helps."""
    following = messages.RELEASE_FIRST() if stop.kind == Kind.HOLD else messages.SET_ASIDE_CANCELLED()
    return sentence_of(stop) + following


def refusals_of(*, numbers: Collection[str]) -> dict[str, Message]:
    """The same of those that are stopped. One query."""
    return {number: refusal_of(stop) for number, stop in stops_of(numbers=numbers).items()}


def refusals_in(batch: LabelBatch) -> dict[str, Message]:
    """The same of all packages of a batch."""
    found = _firsts(STOPS_IN.objects(batch=batch.pk))
    return {number: refusal_of(stop) for number, stop in found.items()}


def _stops_in(*, batch: int) -> QuerySet[PackageStop]:
    numbers = PrintJob.objects.filter(batch=batch).order_by().values("package_number")
    return PackageStop.objects.filter(number__in=numbers).select_related("by")


def questions_of(*, numbers: Collection[str]) -> Mapping[str, str]:
    """What holds back the labels of those that are stopped, as a print job stores it."""
    return {number: dump(refusal) for number, refusal in refusals_of(numbers=numbers).items()}


def set_aside(*, numbers: Iterable[str]) -> int:
    """Hold back labels of stopped packages that were not sent yet; how many. Within a transaction."""
    stops = stops_of(numbers=list(numbers))
    unsent = PrintJob.objects.filter(package_number__in=stops, state__in=UNSENT)
    if not stops or not (batches := _with_these(unsent)):
        return 0
    _drop_pdfs(batches)
    return sum(
        unsent.filter(package_number=number).update(question=refusal_of(stop), checked=False)
        for number, stop in sorted(stops.items())
    )


def let_go(*, numbers: Iterable[str]) -> int:
    """Labels that only a stop held back continue in their batch; how many. Within a transaction. Those of
    packages that something else still stops get that sentence."""
    found = list(numbers)
    held = PrintJob.objects.filter(OURS, package_number__in=found, state__in=UNSENT)
    if not found or not (batches := _with_these(held)):
        return 0
    _drop_pdfs(batches)
    count = held.filter(~stopped()).update(question="")
    set_aside(numbers=found)
    return count


def left_behind() -> QuerySet[PrintJob]:
    """Labels that a stop holds back which has ended: set aside while it was being taken away."""
    return PrintJob.objects.filter(OURS, ~stopped(), state=State.READY).exclude(question="")


def let_all_go() -> None:
    """Those continue."""
    with transaction.atomic():
        let_go(numbers=left_behind().values_list("package_number", flat=True))


def in_batch(batch: LabelBatch) -> QuerySet[PrintJob]:
    """Its labels that were not sent yet, of packages that are stopped."""
    return batch.jobs.filter(stopped(), state__in=UNSENT)


def _with_these(jobs: QuerySet[PrintJob]) -> list[int]:
    """Their batches, locked; not those that a dialog has opened while they were waited for."""
    return lock_batches(jobs) and list(jobs.order_by().values_list("batch_id", flat=True).distinct())


def _drop_pdfs(batches: Collection[int]) -> None:
    """A browser's PDF contains them, or is to contain them again."""
    joined = LabelBatch.objects.filter(pk__in=batches).exclude(pdf_path="")
    joined.update(pdf_path="", pdf_pages=0, pdf_at=None)
    # a settled batch is skipped by searches for work
    LabelBatch.objects.filter(pk__in=batches).exclude(settled_at=None).update(settled_at=None)


STOPS = Compiled(_stops)
STOPS_IN = Compiled(_stops_in)

"""Which package a scanned box is of, by our own rows: its numbers were scanned, or we printed its label."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from packages_ui.models import Packing, PrintJob
from packages_ui.services.printing.scan import plain

RECENT = timedelta(days=14)  # a box that is older is found by its package or waybill number all the same
LEAST = 8  # signs that a number must have to be found inside a longer barcode
MOST = 5000  # rows that are compared one by one where no question to the database finds the box

Row = tuple[str, tuple[str, ...]]


def number_of(*, text: str) -> str:
    """The package's number, empty where our rows do not tell it or tell several."""
    wanted = plain(text)
    if not wanted:
        return ""
    return _by_number(text, wanted) or _asked(text, wanted) or _compared(wanted)


def packing_of(*, number: str) -> Packing | None:
    """How the package was packed here, the last time that it was."""
    packings = Packing.objects.filter(package_number=number).exclude(state=Packing.State.DROPPED)
    return packings.order_by("-id").first()


def _by_number(text: str, wanted: str) -> str:
    spelled = {text.strip(), text.strip().upper(), wanted}
    for model in (Packing, PrintJob):
        found = model.objects.filter(package_number__in=spelled).values_list("package_number", flat=True)
        if number := found.first():
            return str(number)
    return ""


def _asked(text: str, wanted: str) -> str:
    """By what the database holds as it was scanned."""
    text = text.strip()
    packings = Q(tracking_number__iexact=text) | Q(waybill_number__iexact=text)
    jobs = Q(codes__icontains=text) | Q(label__barcodes__icontains=text)
    return _only(number for number, codes in _rows(packings, jobs) if wanted in codes)


def _compared(wanted: str) -> str:
    """By letters and digits alone: however a scanner's keyboard turned the signs between them, and where a
    carrier's barcode says more than the number."""
    rows = list(_rows(Q(), Q()))
    same = _only(number for number, codes in rows if wanted in codes)
    return same or _only(
        number for number, codes in rows if any(len(code) >= LEAST and code in wanted for code in codes)
    )


def _rows(packings: Q, jobs: Q) -> Iterable[Row]:
    since = timezone.now() - RECENT
    recent = Packing.objects.filter(packings, packed_at__gte=since).order_by("-id")
    for number, *codes in recent.values_list("package_number", "tracking_number", "waybill_number")[:MOST]:
        yield number, _plain(number, *codes)
    labels = PrintJob.objects.filter(jobs, label__made_at__gte=since).order_by("-id")
    for number, wanted, read in labels.values_list("package_number", "codes", "label__barcodes")[:MOST]:
        yield number, _plain(number, *wanted.split("\n"), *read.split("\n"))


def _plain(*codes: str) -> tuple[str, ...]:
    return tuple(code for text in codes if (code := plain(text)))


def _only(numbers: Iterable[str]) -> str:
    found = set(numbers)
    return found.pop() if len(found) == 1 else ""

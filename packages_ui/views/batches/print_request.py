"""What to print, and where: the choices that a page offers, and what was chosen."""

from dataclasses import dataclass
from uuid import uuid4

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.compiled import Compiled
from packages_ui.forms.filter import PackageFilterForm
from packages_ui.messages import batches as messages
from packages_ui.models import LabelBatch, Printer, PrintJob, Station
from packages_ui.services.batches.batch_create import MOST_PACKAGES, PrintRequest, matching
from packages_ui.services.batches.batch_order import arranged
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.packages.finding import find_packages, numbers_of
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.http import StaffRequest, id_of
from packages_ui.views.stations.this_browser import station_of

MOST_OF_NAME = 100
MOST_OF_KEY = 64
BROWSER = "browser"
ORDERS = LabelBatch.Order.choices
SLIPS = (
    (LabelBatch.Slips.NONE, gettext_lazy("separator: none")),
    (LabelBatch.Slips.BATCH, gettext_lazy("separator: start & end")),
    (LabelBatch.Slips.CARRIER, gettext_lazy("separator: per carrier")),
)


def print_request_of(request: StaffRequest) -> PrintRequest:
    """Raises InvalidBatch or a SellerCenterError."""
    only_new, order = request.POST.get("only_new") == "1", chosen_order(request)
    return PrintRequest(
        user_id=request.user.pk,
        key=request.POST.get("key", "")[:MOST_OF_KEY] or uuid4().hex,
        station=station_of(request),
        printer=chosen_printer(request),
        slips=chosen_slips(request),
        order=order,
        because="" if only_new else chosen_reason(request),
        only_new=only_new,
        packages=_in_order(request, order),
        name=name_in(request),
        again=request.POST.get("again") == "1",
    )


def name_in(request: StaffRequest) -> str:
    """What was typed as the name of a batch, as it is kept."""
    return "".join(filter(str.isprintable, " ".join(request.POST.get("name", "").split())))[:MOST_OF_NAME]


def _in_order(request: StaffRequest, order: str) -> list[str]:
    """An earlier batch's list has its order already."""
    packages = packages_of(request)
    return packages if request.POST.get("batch") else arranged(numbers=packages, order=order)


def chosen_order(request: StaffRequest) -> str:
    """Raises InvalidBatch."""
    order = request.POST.get("print_order", "")
    if order not in LabelBatch.Order:
        raise InvalidBatch(messages.NO_SUCH_ORDER())
    return order


def chosen_reason(request: StaffRequest) -> str:
    """The reason for a reprint; empty where none was given. Raises InvalidBatch."""
    because = request.POST.get("because", "")
    if because and because not in PrintJob.Reason:
        raise InvalidBatch(messages.NO_SUCH_REASON())
    return because


def packages_of(request: StaffRequest) -> list[str]:
    """Those that were ticked, in their order; all that match; or an earlier batch's. Raises InvalidBatch or a
    SellerCenterError."""
    if earlier := request.POST.get("batch", ""):
        batch = get_object_or_404(LabelBatch, pk=id_of(earlier))
        first = batch.jobs.filter(copy=1).order_by("position")
        return list(first.values_list("package_number", flat=True))
    if request.POST.get("all") != "1":
        return request.POST.getlist("packages")
    form = PackageFilterForm(request.POST)
    if not form.is_valid():
        raise InvalidBatch(messages.BAD_FILTER())
    query = form.search_query(user_id=request.user.pk)
    if not query.needs_copy:
        return matching(filters=query.filters)
    if found := numbers_of(query, most=MOST_PACKAGES):
        return found
    return [row.number for row in find_packages(query, user_id=request.user.pk).rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """One place to print: `value` is what the form sends."""

    value: str
    words: str
    chosen: bool = False


def where_to(request: StaffRequest) -> tuple[Choice, ...]:
    """The station's printer first and chosen; then the others, and the browser. Empty where there is no
    printer at all."""
    station = station_of(request)
    mine = station.label_printer if station else None
    others = [printer for printer in _fed_printers() if mine is None or printer.pk != mine.pk]
    if station is None and not others:
        return ()
    return (*_of_station(station), *map(_other, others), *_browser(mine))


def where_else(batch: LabelBatch) -> tuple[Choice, ...]:
    """Where a batch can be moved to."""
    others = [printer for printer in _fed_printers() if printer.pk != batch.printer_id]
    browser = (Choice(BROWSER, in_browser()),) if batch.is_fed else ()
    return (*map(_other, others), *browser)


def chosen_printer(request: StaffRequest) -> Printer | None:
    """The printer named by `printer`; else the station's; None is the browser. Raises InvalidBatch."""
    named = request.POST.get("printer", "")
    if named == BROWSER:
        return None
    if not named:
        station = station_of(request)
        return station.label_printer if station else None
    if found := Printer.objects.filter(pk=id_of(named)).first():
        return found
    raise InvalidBatch(messages.NO_PRINTER())


def chosen_slips(request: StaffRequest) -> str:
    """Raises InvalidBatch."""
    slips = request.POST.get("slips", "")
    if slips not in LabelBatch.Slips:
        raise InvalidBatch(messages.NO_SUCH_SLIPS())
    return slips


def _fed_printers() -> list[Printer]:
    return [printer for printer in PRINTERS.objects() if printer.is_fed]


def _of_station(station: Station | None) -> tuple[Choice, ...]:
    if station is None:
        return ()
    printer = station.label_printer
    place = f"{station.name} · {printer.name}"
    words = place if printer.is_fed else _("%(place)s (this browser)") % {"place": place}
    return (Choice(str(printer.pk), words, chosen=True),)


def _other(printer: Printer) -> Choice:
    condition = condition_of(printer)
    words = f"{printer.name} – {condition.head}" if condition.bad else printer.name
    return Choice(str(printer.pk), words)


def in_browser() -> str:
    return _("PDF in this browser")


def _browser(mine: Printer | None) -> tuple[Choice, ...]:
    if mine and not mine.is_fed:
        return ()
    return (Choice(BROWSER, in_browser(), chosen=mine is None),)


PRINTERS = Compiled(lambda: Printer.objects.select_related("agent"))

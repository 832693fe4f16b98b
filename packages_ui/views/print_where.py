"""Where labels are printed: what a page offers, and what was chosen on it."""

from dataclasses import dataclass

from django.http import HttpRequest

from packages_ui.models import LabelBatch, Printer, Station
from packages_ui.services.batch_create import NO_PRINTER
from packages_ui.services.errors import InvalidBatch
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.http import id_of
from packages_ui.views.station_cookie import station_of

BROWSER = "browser"
IN_BROWSER = "PDF in this browser"
NO_SLIPS = "There are no such slips. Nothing was printed; choose again and print."
SLIPS = (
    (LabelBatch.Slips.NONE, "no slips"),
    (LabelBatch.Slips.BATCH, "a slip before and after"),
    (LabelBatch.Slips.CARRIER, "a slip for each carrier"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One place to print: `value` is what the form sends."""

    value: str
    words: str
    chosen: bool = False


def where_to(request: HttpRequest) -> tuple[Choice, ...]:
    """The station's printer first and chosen; then the others, and the browser. Empty where there is no
    printer at all: then there is nothing to choose."""
    station = station_of(request)
    mine = station.label_printer if station else None
    others = [printer for printer in _fed_printers() if mine is None or printer.pk != mine.pk]
    if station is None and not others:
        return ()
    return (*_of_station(station), *map(_other, others), *_browser(mine))


def where_else(batch: LabelBatch) -> tuple[Choice, ...]:
    """Where a batch can be moved to."""
    others = [printer for printer in _fed_printers() if printer.pk != batch.printer_id]
    browser = (Choice(BROWSER, IN_BROWSER),) if batch.is_fed else ()
    return (*map(_other, others), *browser)


def chosen_printer(request: HttpRequest) -> Printer | None:
    """What `printer` says; where it says nothing, the station's; None is the browser. Raises InvalidBatch."""
    named = request.POST.get("printer", "")
    if named == BROWSER:
        return None
    if not named:
        station = station_of(request)
        return station.label_printer if station else None
    if found := Printer.objects.filter(pk=id_of(named)).first():
        return found
    raise InvalidBatch(NO_PRINTER)


def chosen_slips(request: HttpRequest) -> str:
    """Raises InvalidBatch."""
    slips = request.POST.get("slips", "")
    if slips not in LabelBatch.Slips:
        raise InvalidBatch(NO_SLIPS)
    return slips


def _fed_printers() -> list[Printer]:
    return [printer for printer in Printer.objects.all() if printer.is_fed]


def _of_station(station: Station | None) -> tuple[Choice, ...]:
    if station is None:
        return ()
    printer = station.label_printer
    here = "" if printer.is_fed else " (this browser)"
    return (Choice(str(printer.pk), f"{station.name} · {printer.name}{here}", chosen=True),)


def _other(printer: Printer) -> Choice:
    condition = condition_of(printer)
    trouble = f" – {condition.head.lower()}" if condition.bad else ""
    return Choice(str(printer.pk), f"{printer.name}{trouble}")


def _browser(mine: Printer | None) -> tuple[Choice, ...]:
    if mine and not mine.is_fed:
        return ()
    return (Choice(BROWSER, IN_BROWSER, chosen=mine is None),)

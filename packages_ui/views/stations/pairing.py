"""Verify by a scanned or typed code which printer a pairing slip came from."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from packages_ui.models import Station
from packages_ui.services.printing import pairing
from packages_ui.services.printing.answers import answer_unknown, unknown_jobs
from packages_ui.services.printing.match_scan import scanned_among
from packages_ui.services.printing.pairing import Verified
from packages_ui.services.printing.progress import forget_head
from packages_ui.views.http import StaffRequest, any_permission_required, scanned
from packages_ui.views.stations.station import STATIONS, ScanResult, rights, show_station
from packages_ui.views.stations.stations import show_stations
from packages_ui.views.stations.this_browser import station_of

CAME_OUT = gettext_lazy("Package {number}: label confirmed as printed.")
EMPTY = gettext_lazy("Scan the barcode of a pairing slip, or type the code below it.")
NO_CODE = gettext_lazy(
    "“{code}” is not a pairing code (PRINTER and eight letters or digits). Nothing was changed."
)
UNKNOWN = gettext_lazy(
    "No printer has the code “{code}”; it may be from an older slip. Nothing was changed. Print and scan a "
    "new pairing slip."
)


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def verify_printer(request: StaffRequest) -> HttpResponse:
    """`code`, with or without its dashes; 422 where no printer has it. An unconfirmed label may be scanned
    here too: that confirms it."""
    codes, station, user_id = scanned(request.POST, "code"), station_of(request), request.user.pk
    found = (pairing.verify(code=code, station=station, user_id=user_id) for code in codes)
    verified = next(filter(None, found), None)
    if verified is None and (number := _confirmed_label(request, station, codes)):
        return _show(request, station, ScanResult(sentence=CAME_OUT.format(number=number), tone="green"))
    if verified is None:
        wrong = ScanResult(sentence=_refusal(codes[0]), tone="red", code=codes[0])
        return _show(request, station, wrong, status=422)
    may_manage = request.user.has_perm("packages_ui.manage_stations")
    return _show(request, station, result_of(verified, station, may_manage=may_manage))


def _confirmed_label(request: StaffRequest, station: Station | None, codes: Sequence[str]) -> str:
    """The package number of the scanned label, now confirmed; empty where it was not unconfirmed."""
    if station is None or not request.user.has_perm("packages_ui.print_labels"):
        return ""
    job = scanned_among(unknown_jobs(station.label_printer), *codes)
    if job is None or not answer_unknown(jobs=[job], came_out=True, user_id=request.user.pk):
        return ""
    forget_head()
    return job.package_number


def _refusal(code: str) -> str:
    if not code:
        return str(EMPTY)
    return (UNKNOWN if pairing.is_of_a_slip(code) else NO_CODE).format(code=code)


def result_of(proof: Verified, station: Station | None, *, may_manage: bool) -> ScanResult:
    """Whether this station prints there; where it does not, which one does and what to do."""
    name = proof.printer.name
    if station is None:
        return ScanResult(sentence=_without_station(proof), tone="green", choose=True)
    if proof.labels or proof.documents:
        return ScanResult(sentence=_here(proof), tone="green")
    sentence = _(
        "{printer} is verified, but {station} prints its labels on {other}. {station} was not changed."
    ).format(printer=name, station=station.name, other=station.label_printer.name)
    if may_manage:
        return ScanResult(sentence=sentence, tone="orange", offer=(proof.printer.pk, name))
    return ScanResult(sentence=f"{sentence} {_advice(proof)}", tone="orange")


def _without_station(proof: Verified) -> str:
    if proof.stations:
        text = _("{printer} is verified. It prints for {stations}. This computer has no station yet.")
    else:
        text = _("{printer} is verified. This computer has no station yet.")
    return text.format(printer=proof.printer.name, stations=", ".join(proof.stations))


def _here(proof: Verified) -> str:
    if not proof.documents:
        text = _("{printer} is verified: it prints the labels of this station.")
    elif not proof.labels:
        text = _("{printer} is verified: it prints the documents of this station.")
    else:
        text = _("{printer} is verified: it prints the labels and documents of this station.")
    return text.format(printer=proof.printer.name)


def _advice(proof: Verified) -> str:
    if not proof.stations:
        return _("Ask an administrator to change it.")
    text = _("Work at one of these stations ({stations}), or ask an administrator to change it.")
    return text.format(stations=", ".join(proof.stations))


def _show(
    request: StaffRequest, station: Station | None, proof: ScanResult, *, status: int = 200
) -> HttpResponse:
    """Over htmx the field with the result, ready for the next scan; else the whole page."""
    if request.htmx:
        context = {"proof": proof, "my_station": station, **rights(request)}
        return render(request, "stations/_proof.html", context, status=status)
    if station is None:
        return show_stations(request, proof=proof, status=status)
    return show_station(request, STATIONS.get(pk=station.pk), proof=proof, status=status)

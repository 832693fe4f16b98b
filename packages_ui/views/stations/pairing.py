"""A scanned or typed code proves which printer the slip came out of."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from packages_ui.models import Station
from packages_ui.services.printing import pairing as proving
from packages_ui.services.printing.answers import answer_unknown, unknown_jobs
from packages_ui.services.printing.match_scan import scanned_among
from packages_ui.services.printing.pairing import Proof
from packages_ui.services.printing.progress import forget_head
from packages_ui.views.http import StaffRequest, any_permission_required, scanned
from packages_ui.views.stations.station import STATIONS, ProofWords, rights, show_station
from packages_ui.views.stations.stations import show_stations
from packages_ui.views.stations.this_browser import station_of

CAME_OUT = "Noted: the label of package {} came out."
EMPTY = "Scan the barcode of a pairing slip, or type the letters below it."
NO_CODE = (
    "“{}” is not the code of a pairing slip, which reads PRINTER and eight letters or digits. Nothing was "
    "changed."
)
UNKNOWN = (
    "No printer bears the code “{}”. It may be from an older slip. Nothing was changed: print a new pairing "
    "slip and scan that one."
)


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def prove(request: StaffRequest) -> HttpResponse:
    """`code`, with or without its dashes; 422 where no printer bears it. A label that is asked about may be
    scanned here as well: then it came out."""
    codes, station, user_id = scanned(request.POST, "code"), station_of(request), request.user.pk
    proofs = (proving.prove(code=code, station=station, user_id=user_id) for code in codes)
    proof = next(filter(None, proofs), None)
    if proof is None and (number := _label_in_hand(request, station, codes)):
        return _show(request, station, ProofWords(sentence=CAME_OUT.format(number), tone="green"))
    if proof is None:
        wrong = ProofWords(sentence=_why_not(codes[0]), tone="red", code=codes[0])
        return _show(request, station, wrong, status=422)
    may_manage = request.user.has_perm("packages_ui.manage_stations")
    return _show(request, station, words_of(proof, station, may_manage=may_manage))


def _label_in_hand(request: StaffRequest, station: Station | None, codes: Sequence[str]) -> str:
    """Its package's number, once noted as printed; empty where no such label is asked about."""
    if station is None or not request.user.has_perm("packages_ui.print_labels"):
        return ""
    job = scanned_among(unknown_jobs(station.label_printer), *codes)
    if job is None or not answer_unknown(jobs=[job], came_out=True, user_id=request.user.pk):
        return ""
    forget_head()
    return job.package_number


def _why_not(code: str) -> str:
    """Why a code proves nothing."""
    if not code:
        return EMPTY
    return (UNKNOWN if proving.is_of_a_slip(code) else NO_CODE).format(code)


def words_of(proof: Proof, station: Station | None, *, may_manage: bool) -> ProofWords:
    """Whether this desk prints there; where it does not, who does and what to do."""
    name = proof.printer.name
    if station is None:
        for_whom = f", which prints for {', '.join(proof.stations)}" if proof.stations else ""
        sentence = f"Proved: this slip came out of {name}{for_whom}. This browser works at no station yet."
        return ProofWords(sentence=sentence, tone="green", choose=True)
    if proof.labels or proof.documents:
        what = " and ".join(["labels"] * proof.labels + ["documents"] * proof.documents)
        return ProofWords(sentence=f"Proved: this desk’s {what} come out of {name}.", tone="green")
    sentence = (
        f"This slip came out of {name}, but the labels of {station.name} are printed on "
        f"{station.label_printer.name}. {name} is proved; {station.name} was not changed."
    )
    if may_manage:
        return ProofWords(sentence=sentence, tone="orange", offer=(proof.printer.pk, name))
    there = f"Work at {' or '.join(proof.stations)}, or ask" if proof.stations else "Ask"
    return ProofWords(sentence=f"{sentence} {there} an administrator to change it.", tone="orange")


def _show(
    request: StaffRequest, station: Station | None, proof: ProofWords, *, status: int = 200
) -> HttpResponse:
    """Over htmx the field with what came of it, ready for the next scan; else on its page."""
    if request.htmx:
        context = {"proof": proof, "my_station": station, **rights(request)}
        return render(request, "stations/_proof.html", context, status=status)
    if station is None:
        return show_stations(request, proof=proof, status=status)
    return show_station(request, STATIONS.get(pk=station.pk), proof=proof, status=status)

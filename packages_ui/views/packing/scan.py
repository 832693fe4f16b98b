"""Scans of a station, some at a time and in their order."""

import re
from typing import Annotated

import msgspec
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, RawPostDataException
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from msgspec import Meta, Struct

from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.seller_center import page
from packages_ui.services.packing.desk import Desk, Now, Scanned, StationGone
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.scan import scan_at
from packages_ui.views.http import StaffRequest
from packages_ui.views.packing.desk import desk_to_scan_at, show_results, wake_label
from packages_ui.views.stations.this_browser import bind

KINDS = ("", "command", "package", "take_over", "reprint", "teach")
PRINTS = {ScanOutcome.ALL_COUNTED, ScanOutcome.NUMBER, ScanOutcome.REPRINTED}
INVOICES = {ScanOutcome.OPENED, ScanOutcome.ALL_COUNTED, ScanOutcome.NUMBER, ScanOutcome.INVOICE}
NO_STATION = gettext_lazy(
    "This computer is no longer assigned to a station. Your scans are saved; choose a station to continue."
)
BROKEN = gettext_lazy("This is not a scan. Nothing was counted. Reload the page and scan again.")
IN_PARTS = "X-Scans"  # the response says how many were handled; the page sends the rest
PART_LEFT = page.SECONDS / 2
MOST_OF_TEXT = 200  # a longer code is not one of ours
UNSEEN = re.compile(r"[^\S ]|[\x00-\x1f\x7f]")


class Sent(Struct, frozen=True):
    """One scan as the page sends it: see services.packing.desk.Scanned."""

    key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    texts: Annotated[list[Annotated[str, Meta(max_length=5000)]], Meta(min_length=1, max_length=4)]
    clock: Annotated[int, Meta(ge=0, le=2**53)] = 0
    kind: str = ""


class Scans(Struct, frozen=True):
    """The body of the request."""

    scans: Annotated[list[Sent], Meta(min_length=1, max_length=50)]


@require_POST
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_scan(request: StaffRequest) -> HttpResponse:
    """JSON in, the moving part of the page out; with X-Scans only as many scans as there is time for. 409
    where the browser has no station, 400 for invalid scans."""
    desk = desk_to_scan_at(request)
    if desk is None:
        return _refused(str(NO_STATION), status=409)
    try:
        sent = msgspec.json.decode(request.body, type=Scans).scans
        scans = [_scanned(each) for each in sent]
    except (msgspec.MsgspecError, RawPostDataException, ValueError):
        return _refused(str(BROKEN), status=400)
    goes_on = _has_time if request.headers.get(IN_PARTS) else _always
    try:
        results, now = scan_at(desk=desk, scans=scans, goes_on=goes_on)
    except StationGone:
        return _refused(str(NO_STATION), status=409)
    _wake(desk, results, now)
    response = show_results(request, desk, results, now)
    response[IN_PARTS] = str(len(results))
    moved = [each.station_id for each in results if each.station_id]
    return bind(response, Station.objects.get(pk=moved[-1])) if moved else response


def _refused(sentence: str, *, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _has_time() -> bool:
    """Whether there is time left for a scan that needs Seller Center."""
    return page.left() > PART_LEFT


def _always() -> bool:
    return True


def _scanned(sent: Sent) -> Scanned:
    texts = tuple(text for each in sent.texts if (text := UNSEEN.sub("", each).strip()[:MOST_OF_TEXT]))
    if not texts or sent.kind not in KINDS:
        raise ValueError("nothing was scanned")
    return Scanned(key=sent.key, texts=texts, clock=sent.clock, kind=sent.kind)


def _wake(desk: Desk, results: list[ScanResult], now: Now | None) -> None:
    outcomes = {each.outcome for each in results}
    if outcomes & PRINTS:
        wake_label(desk, now)
    if desk.station.invoices and outcomes & INVOICES:
        tasks.wake_invoices()
        tasks.wake_feeders()
    if ScanOutcome.PACKED in outcomes:
        tasks.wake_status_changes()

"""The packing page: the desk, the result of the last scan, and who packs at which station with which
permissions."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.services.head import head
from packages_ui.services.packing.desk import TAKES_OVER, Desk, Now, current
from packages_ui.services.packing.mark import NO_MARK, Mark, mark
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.scan import print_label
from packages_ui.services.packing.screen import Open, Seen, read_desk
from packages_ui.services.packing.steps import Lack, Step
from packages_ui.services.printing.check_printer import watch
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.http import StaffRequest
from packages_ui.views.stations.this_browser import station_number, station_of, station_to_read

SOON_MS, AT_PRINTER_MS, LATER_MS = (
    400,
    1500,
    1500,
)  # trouble of the printer shows within 3 s
NEW_VERSION = "X-Desk-Version"  # what is shown is unchanged, and this is its version now
RIGHTS = (
    "take_over_packing",
    "pack_without_label",
    "pack_without_invoice",
    "teach_barcode",
    "reject_package",
    "split_package",
    "release_reservation",
    "update_package",
)


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack(request: StaffRequest) -> HttpResponse:
    """The page; with `seen` its moving part, or 204 where nothing has changed since that version."""
    if is_unchanged(request):
        return not_changed()
    desk = desk_of(request)
    if desk is None:
        return redirect(f"{reverse('packages_ui:stations')}?next={request.path}")
    return show_pack(request, desk)


def is_unchanged(request: StaffRequest) -> bool:
    """Whether nothing has changed since the version that the page has; two statements with the user's."""
    seen, number = request.GET.get("seen", ""), station_number(request)
    if not seen or not number:
        return False
    watch(station_ids=[number])
    leads = request.user.has_perm(f"packages_ui.{TAKES_OVER}")
    now = mark(user_id=request.user.pk, station_id=number, leads=leads)
    return now is not None and seen.partition("-")[0] == f"{now.version}{_beside()}"


def not_changed() -> HttpResponse:
    """204"""
    return HttpResponse(status=204)


def show_pack(request: StaffRequest, desk: Desk) -> HttpResponse:
    """The whole page, its moving part, or 204."""
    context = _context(desk)
    if context["needs_label"]:
        print_label(desk)
        wake_label(desk)
        context = _context(desk)
    seen = request.GET.get("seen")
    if seen is None:
        return render(request, "packing/pack.html", context)
    if seen.partition("-")[2] != context["version"].partition("-")[2]:
        return render(request, "packing/_moved.html", context)
    response = not_changed()
    response[NEW_VERSION] = context["version"]
    return response


def show_results(
    request: StaffRequest, desk: Desk, results: Sequence[ScanResult], now: Now | None
) -> HttpResponse:
    """The moving part after some scans, with the last one's result. `now`: what is open after it."""
    result = next((each for each in reversed(results) if each.outcome is not ScanOutcome.REPEATED), None)
    context = {
        **_context(desk, now),
        "result": result,
        "sounds": " ".join(each.sound for each in results if each.sound),
    }
    return render(request, "packing/_answer.html", context)


def _context(desk: Desk, now: Now | None = None) -> dict[str, Any]:
    """The mark is read first: what changes after it shows at the next poll."""
    here = {"user_id": desk.user_id, "station_id": desk.station.pk}
    marked = mark(**here, leads=desk.leads, beside=True) or NO_MARK
    seen, beside = read_desk(desk=desk, mark=marked, now=now), _beside()
    label = seen.open.label if seen.open and seen.open.step is Step.LABEL else None
    needs_label = label is not None and label.missing is not None and label.missing.lack is Lack.NONE
    return {
        "seen": seen,
        "open": seen.open,
        "station": desk.station,
        "may_teach": "teach_barcode" in desk.rights,
        "may_pack_without_label": "pack_without_label" in desk.rights,
        "may_pack_without_invoice": "pack_without_invoice" in desk.rights,
        "changes_waiting": marked.waiting,
        "changes_conflicts": marked.conflicts,
        "needs_label": needs_label,
        # while the label is still to be requested, the next poll reads everything
        "version": f"{'' if needs_label else marked.version + beside}-{_shown(seen, marked, desk, beside)}",
        "poll": _poll(seen.open),
        "section": "pack",
    }


def _shown(seen: Seen, now: Mark, desk: Desk, beside: str) -> str:
    """A digest of all that the moving part shows."""
    condition = condition_of(desk.station.label_printer)
    shown = (seen.version, now.waiting, now.conflicts, condition.head, condition.more, beside)
    return sha256(repr(shown).encode()).hexdigest()[:12]


def _beside() -> str:
    """What else the page depends on: its language, and whether its head shows why no label is fetched."""
    language = (get_language() or "").replace("-", "_")  # versions are parted by a dash
    return f"{language}{'!' if head().fetch_pause else ''}"


def _poll(shown: Open | None) -> int:
    """Milliseconds until the page polls again."""
    if shown is None or shown.label is None:
        return LATER_MS
    comes = shown.label.missing is not None and shown.label.missing.lack in (Lack.NONE, Lack.COMING)
    return SOON_MS if comes else AT_PRINTER_MS


def desk_of(request: StaffRequest) -> Desk | None:
    """None where this browser has no station."""
    return _desk_at(station_of(request), request)


def desk_to_scan_at(request: StaffRequest) -> Desk | None:
    """The same; its station is read with what is open there, and may have been deleted."""
    return _desk_at(station_to_read(request), request)


def _desk_at(station: Station | None, request: StaffRequest) -> Desk | None:
    if station is None or request.user.pk is None:
        return None
    rights = {right for right in RIGHTS if request.user.has_perm(f"packages_ui.{right}")}
    return Desk(user_id=request.user.pk, station=station, rights=frozenset(rights))


def wake_label(desk: Desk, now: Now | None = None) -> bool:
    """False where the queue is down: the row waits for the sweep. `now`: what is open."""
    packing = now.packing if now else current(desk)
    if packing is None or packing.batch is None:
        return True
    if settings.PACK_PRINTS_SLIP:
        tasks.wake_documents()
    fetched = not packing.batch.waits or tasks.wake_fetchers()
    if packing.batch.is_fed:
        return tasks.wake_feeders() and fetched
    return tasks.wake_joiner(packing.batch.pk) and fetched

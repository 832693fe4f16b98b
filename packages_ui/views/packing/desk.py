"""The packing station: the desk as it is, what was said last, and who packs at which desk with which
rights."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from packages_ui import tasks
from packages_ui.services.head import head
from packages_ui.services.packing.desk import TAKES_OVER, Desk, Now, current
from packages_ui.services.packing.mark import NO_MARK, Mark, mark
from packages_ui.services.packing.results import Outcome, Word
from packages_ui.services.packing.scan import print_label
from packages_ui.services.packing.screen import Open, Seen, look
from packages_ui.services.packing.steps import Lack, Step
from packages_ui.services.printing.check_printer import watch
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.http import StaffRequest
from packages_ui.views.stations.this_browser import station_number, station_of

SOON_MS, AT_PRINTER_MS, LATER_MS = 400, 1500, 1500  # with a second of watching: trouble shows within 3 s
NEW_VERSION = "X-Desk-Version"  # nothing is to be shown, and this is the version of it now
RIGHTS = (
    "take_over_packing",
    "pack_without_label",
    "teach_barcode",
    "reject_package",
    "split_package",
    "release_reservation",
    "update_package",
)


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack(request: StaffRequest) -> HttpResponse:
    """The page; with `seen`, its moving part alone, or 204 where nothing has moved since that version."""
    if is_as_seen(request):
        return nothing_new()
    desk = desk_of(request)
    if desk is None:
        return redirect(f"{reverse('packages_ui:stations')}?next={request.path}")
    return show_pack(request, desk)


def is_as_seen(request: StaffRequest) -> bool:
    """Whether nothing has moved since the version that the page has; three statements with the person's."""
    seen, number = request.GET.get("seen", ""), station_number(request)
    if not seen or not number:
        return False
    watch(station_id=number)
    leads = request.user.has_perm(f"packages_ui.{TAKES_OVER}")
    now = mark(user_id=request.user.pk, station_id=number, leads=leads)
    return now is not None and seen.partition("-")[0] == f"{now.version}{_paused()}"


def nothing_new() -> HttpResponse:
    """204"""
    return _fresh(HttpResponse(status=204))


def show_pack(request: StaffRequest, desk: Desk) -> HttpResponse:
    """The whole page, its moving part, or 204."""
    context = _context(desk)
    if context["asks"]:
        print_label(desk)
        wake_label(desk)
        context = _context(desk)
    seen = request.GET.get("seen")
    if seen is None:
        return _fresh(render(request, "packing/pack.html", context))
    if seen.partition("-")[2] != context["version"].partition("-")[2]:
        return _fresh(render(request, "packing/_moved.html", context))
    response = nothing_new()
    response[NEW_VERSION] = context["version"]
    return response


def show_words(request: StaffRequest, desk: Desk, words: Sequence[Word], now: Now | None) -> HttpResponse:
    """The moving part after some scans, and what was said of the last one. `now`: what is open after it."""
    said = next((word for word in reversed(words) if word.outcome is not Outcome.REPEATED), None)
    context = {
        **_context(desk, now),
        "said": said,
        "sounds": " ".join(word.sound for word in words if word.sound),
    }
    return _fresh(render(request, "packing/_answer.html", context))


def _context(desk: Desk, now: Now | None = None) -> dict[str, Any]:
    """The mark is read first: what moves after it is news to the next look."""
    marked = mark(user_id=desk.user_id, station_id=desk.station.pk, leads=desk.leads) or NO_MARK
    seen, paused = look(desk=desk, mark=marked, now=now), _paused()
    label = seen.open.label if seen.open and seen.open.step is Step.LABEL else None
    asks = label is not None and label.missing is not None and label.missing.lack is Lack.NONE
    return {
        "seen": seen,
        "open": seen.open,
        "station": desk.station,
        "may_teach": "teach_barcode" in desk.rights,
        "may_pack_without_label": "pack_without_label" in desk.rights,
        "changes_waiting": marked.waiting,
        "changes_conflicts": marked.conflicts,
        "asks": asks,
        # while the label is still to be asked for, the next look is a whole one
        "version": f"{'' if asks else marked.version + paused}-{_shown(seen, marked, desk, paused)}",
        "poll": _poll(seen.open),
        "section": "pack",
    }


def _shown(seen: Seen, now: Mark, desk: Desk, paused: str) -> str:
    """Another one whenever anything on the page reads otherwise."""
    condition = condition_of(desk.station.label_printer)
    shown = (seen.version, now.waiting, now.conflicts, condition.head, condition.more, paused)
    return sha256(repr(shown).encode()).hexdigest()[:12]


def _paused() -> str:
    """Whether the head says why no label is fetched."""
    return "p" if head().fetch_pause else ""


def _poll(shown: Open | None) -> int:
    """Milliseconds until the page looks again."""
    if shown is None or shown.label is None:
        return LATER_MS
    comes = shown.label.missing is not None and shown.label.missing.lack in (Lack.NONE, Lack.COMING)
    return SOON_MS if comes else AT_PRINTER_MS


def _fresh(response: HttpResponse) -> HttpResponse:
    return response


def desk_of(request: StaffRequest) -> Desk | None:
    """None where this browser stands at no station."""
    station = station_of(request)
    if station is None or request.user.pk is None:
        return None
    rights = {right for right in RIGHTS if request.user.has_perm(f"packages_ui.{right}")}
    return Desk(user_id=request.user.pk, station=station, rights=frozenset(rights))


def wake_label(desk: Desk, now: Now | None = None) -> bool:
    """False when the queue cannot be reached: the row waits, and the sweep finds it. `now`: what is open."""
    packing = now.packing if now else current(desk)
    if packing is None or packing.batch is None:
        return True
    if settings.PACK_PRINTS_SLIP:
        tasks.wake_documents()
    fetched = tasks.wake_fetchers()
    if packing.batch.is_fed:
        return tasks.wake_feeders() and fetched
    return tasks.wake_joiner(packing.batch.pk) and fetched

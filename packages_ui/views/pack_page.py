"""What the views of the packing station have in common: the desk as it is, and what was said last."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.look import Seen, look
from packages_ui.services.packing.on_paper import Lack
from packages_ui.services.packing.scan import print_label
from packages_ui.services.packing.steps import Step
from packages_ui.services.packing.words import Outcome, Word
from packages_ui.services.status_changes import status_changes
from packages_ui.views.wake_label import wake_label

SOON_MS, LATER_MS = 400, 3000


def show_pack(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole page, its moving part, or 204."""
    seen = look(desk=desk)
    label = seen.open.label if seen.open and seen.open.step is Step.LABEL else None
    if label is not None and label.missing is not None and label.missing.lack is Lack.NONE:
        print_label(desk)
        wake_label(desk)
        seen = look(desk=desk)
    context = _context(desk, seen)
    asked = request.GET.get("seen")
    if asked is not None:
        if asked == context["version"]:
            return _fresh(HttpResponse(status=204))
        return _fresh(render(request, "pack/_desk.html", context))
    return _fresh(render(request, "pack/pack.html", context))


def show_words(request: HttpRequest, desk: Desk, words: Sequence[Word]) -> HttpResponse:
    """The moving part after some scans, and what was said of the last one."""
    said = next((word for word in reversed(words) if word.outcome is not Outcome.REPEATED), None)
    context = {
        **_context(desk, look(desk=desk)),
        "said": said,
        "sounds": " ".join(word.sound for word in words if word.sound),
    }
    return _fresh(render(request, "pack/_answer.html", context))


def _context(desk: Desk, seen: Seen) -> dict[str, Any]:
    counts = status_changes.counts()
    return {
        "seen": seen,
        "open": seen.open,
        "station": desk.station,
        "may_teach": "teach_barcode" in desk.rights,
        "may_pack_without_label": "pack_without_label" in desk.rights,
        "may_take_over": "take_over_packing" in desk.rights,
        "changes_waiting": counts.waiting,
        "changes_conflicts": counts.conflicts,
        "version": f"{seen.version}-{counts.waiting}-{counts.conflicts}",
        "poll": SOON_MS if seen.open and seen.open.label else LATER_MS,
        "section": "pack",
    }


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

"""A preview of a package's label; and the label as the carrier sent it, for download."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.errors import LabelError
from packages_ui.messages.batches import RAW_LOST
from packages_ui.models import Label
from packages_ui.seller_center.page import Room
from packages_ui.services.batches.downloads import RawLabelLost, raw_label
from packages_ui.services.batches.join import pages
from packages_ui.services.label_files import FileLost, root
from packages_ui.services.printing.carrier_dpi import made_for
from packages_ui.views.http import StaffRequest, id_of

WIDTH_PX = 480
LOOKING = Patience(wait=2.0)
ROOM = Room(3, queue=LOOKING.wait)  # of a process: labels that are hard to draw must not take all its threads


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def label(request: StaffRequest, number: str) -> HttpResponse:
    """PNG of the first page of its newest label, or of that one which `of` names; 404 with a sentence where
    there is none or it cannot be drawn, 503 where others are drawing."""
    labels = Label.objects.filter(package_number=number)
    found = labels.filter(pk=id_of(request.GET.get("of"))).first() or labels.first()
    if found is None:
        return _none(
            _("No label of package %(number)s was fetched yet. Print it to fetch it.") % {"number": number}
        )
    etag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    try:
        png = _draw_in_turn(found)
    except Busy:
        return _none(_("Other labels are being drawn. Reload the page in a few seconds."), status=503)
    except LabelError as error:
        return _none(str(error))
    except (FileLost, OSError):
        return _none(str(RAW_LOST()))
    headers = {"ETag": etag, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(png, content_type="image/png", headers=headers)


def _draw_in_turn(found: Label) -> bytes:
    if not ROOM.enter():
        raise Busy
    try:
        png = _draw(found)
        ROOM.answered()
    finally:
        ROOM.leave()
    return png


def _draw(found: Label) -> bytes:
    """A label that crashed its drawing is not tried again: a page may request it many times."""
    if found.problem:
        raise LabelError(found.problem)
    try:
        return _preview(found)
    except Undrawable as error:
        Label.objects.filter(pk=found.pk).update(problem=error.sentence)
        raise


def _preview(found: Label) -> bytes:
    path = pages(found, made_for=made_for(carrier=found.carrier), patience=LOOKING)
    if path != found.pages_path:
        Label.objects.filter(pk=found.pk).update(pages_path=path, undrawn=found.undrawn)
    return draw.preview((root() / path).read_bytes(), width_px=WIDTH_PX, patience=LOOKING)


def _none(sentence: str, *, status: int = 404) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def label_file(request: StaffRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Always downloaded, never rendered: untrusted content."""
    label = get_object_or_404(Label, pk=pk)
    try:
        raw = raw_label(label=label)
    except RawLabelLost as error:
        return HttpResponse(error.sentence, status=404, content_type="text/plain; charset=utf-8")
    kind = "text/plain; charset=utf-8" if raw.text else "application/octet-stream"
    response = HttpResponse(raw.content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=raw.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response

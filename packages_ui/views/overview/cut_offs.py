"""Cut-off times of shipping companies and holidays: everybody may read them, administrators change them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from packages_ui.forms.cut_off import DAYS, CutOffForm, HolidayForm
from packages_ui.models import CutOff, Holiday
from packages_ui.services.cutoffs import edit
from packages_ui.services.cutoffs.schedule import schedule
from packages_ui.services.errors import NotAllowed
from packages_ui.services.mirror.choices import choices, known_carrier
from packages_ui.views.http import StaffRequest, go, id_of

MANAGES = "packages_ui.manage_cutoffs"


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def cut_offs(request: StaffRequest) -> HttpResponse:
    """The page; `change` is the id of the one whose form is filled in."""
    if not (pk := id_of(request.GET.get("change"))):
        return _show(request)
    return _show(request, form=CutOffForm.of(get_object_or_404(CutOff, pk=pk)))


@require_POST
@permission_required(MANAGES, raise_exception=True)
def cut_off_save(request: StaffRequest) -> HttpResponse:
    """Add or change one; 422 with the errors beside the fields."""
    form = CutOffForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form, status=422)
    fields = {name: form.cleaned_data[name] for name in ("carrier", "at", "notice")}
    known = known_carrier(fields["carrier"])
    fields["carrier"] = known or fields["carrier"]
    pk = form.cleaned_data["cut_off"] or 0
    try:
        edit.save_cut_off(pk=pk, weekdays=form.days, user_id=request.user.pk, **fields)
    except NotAllowed as error:
        form.add_error("at", str(error.sentence))
        return _show(request, form=form, status=409)
    if known is None and choices().carriers:
        missing = _("No package here has the shipping company {carrier}. Check how it is written.")
        messages.warning(request, missing.format(carrier=fields["carrier"]))
    saved = _("Cut-off time saved: {carrier}, {time}.")
    return _done(request, saved.format(carrier=fields["carrier"], time=fields["at"].strftime("%H:%M")))


@require_POST
@permission_required(MANAGES, raise_exception=True)
def cut_off_delete(request: StaffRequest, pk: int) -> HttpResponse:
    deleted = edit.delete_cut_off(pk=pk, user_id=request.user.pk)
    return _done(request, _("Cut-off time deleted.") if deleted else _("It was deleted already."))


@require_POST
@permission_required(MANAGES, raise_exception=True)
def holiday_save(request: StaffRequest) -> HttpResponse:
    """Add one, or rename that day; 422 with the errors beside the fields."""
    form = HolidayForm(request.POST)
    if not form.is_valid():
        return _show(request, holiday=form, status=422)
    day, name = form.cleaned_data["day"], form.cleaned_data["holiday"]
    edit.save_holiday(day=day, name=name, user_id=request.user.pk)
    return _done(request, _("Holiday saved: {day}.").format(day=f"{day:%d.%m.%Y}"))


@require_POST
@permission_required(MANAGES, raise_exception=True)
def holiday_delete(request: StaffRequest, pk: int) -> HttpResponse:
    deleted = edit.delete_holiday(pk=pk, user_id=request.user.pk)
    return _done(request, _("Holiday deleted.") if deleted else _("It was deleted already."))


def _done(request: StaffRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return go(request, reverse("packages_ui:cut_offs"))


def _show(
    request: StaffRequest,
    *,
    form: CutOffForm | None = None,
    holiday: HolidayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_manage = request.user.has_perm(MANAGES)
    context: dict[str, Any] = {
        "rows": _rows(),
        "holidays": Holiday.objects.filter(day__gte=timezone.localdate()),
        "zone": format_html('<bdi lang="en">{}</bdi>', settings.TIME_ZONE),
        "hours": settings.LATE_AFTER_HOURS,
        "may_manage": may_manage,
    }
    if may_manage:
        form = form or CutOffForm()
        context |= {"form": form, "changes": form.cut_off_id, "holiday": holiday or HolidayForm()}
        context["carriers"] = choices().carriers
    return render(request, "overview/cut_offs.html", context, status=status)


def _rows() -> list[dict[str, Any]]:
    """`days` as people read them; `next` is when this shipping company is due next, by any of its times."""
    pickups, now = schedule(), timezone.now()
    following = {carrier: pickups.pickup_after(carrier, now) for carrier in pickups.rules}
    return [
        {
            "pk": cut_off.pk,
            "carrier": cut_off.carrier,
            "at": f"{cut_off.at:%H:%M}",
            "days": " ".join(str(name) for bit, name in DAYS if cut_off.weekdays & bit),
            "notice": cut_off.notice,
            "next": _moment(following.get(cut_off.carrier)),
        }
        for cut_off in CutOff.objects.all()
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%d.%m.%Y %H:%M") if at else "–"

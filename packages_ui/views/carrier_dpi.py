"""For which dpi a shipping company makes its labels, where they do not say so."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from packages_ui.forms.carrier_dpi import CarrierDpiForm
from packages_ui.services.printing.carrier_dpi import say
from packages_ui.views.go import go
from packages_ui.views.stations_page import show_stations


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def carrier_dpi(request: HttpRequest) -> HttpResponse:
    """Save it, or say beside the field why not (422)."""
    form = CarrierDpiForm(request.POST)
    if not form.is_valid():
        return show_stations(request, carrier_form=form, status=422)
    carrier, dpi = form.cleaned_data["carrier"], form.cleaned_data["dpi"]
    changed = say(carrier=carrier, dpi=dpi, user_id=request.user.pk)
    told = f"are taken for made for {dpi} dpi" if dpi else "are taken as they say of themselves"
    messages.success(request, f"Labels of {carrier} {told}." + ("" if changed else " No change was needed."))
    return go(request, reverse("packages_ui:stations"))

"""The station this browser is assigned to, in a signed cookie that cannot be forged; choosing one, leaving
it, and where signing in leads."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backoffice.sign_in import Limited
from packages_ui import tasks
from packages_ui.models import Station
from packages_ui.services.packages.views import start_of
from packages_ui.services.packing.desk import TAKES_OVER
from packages_ui.services.printing.stations import to_read, with_printers
from packages_ui.views.http import StaffRequest, go, id_of, safe_next

NAME = "station"
SALT = "packages_ui.station"
HOME = "/"
YEAR = 365 * 24 * 3600
KEPT = "packages_ui.station"


def only_packs(request: HttpRequest) -> bool:
    """Whether this is a packer, who starts at the desk: packs, and may not take over what others pack."""
    user = request.user
    return user.has_perm("packages_ui.pack_packages") and not user.has_perm(f"packages_ui.{TAKES_OVER}")


def station_of(request: HttpRequest) -> Station | None:
    """The station with its printers, queried at most once a request. A broken, forged or outdated cookie
    counts as none."""
    if KEPT not in request.META:
        request.META[KEPT] = _read(request)
    station: Station | None = request.META[KEPT]
    return station


def station_to_read(request: HttpRequest) -> Station | None:
    """The same, of which only the id is known: it is filled in by whoever reads it along with something else.
    It may have been deleted."""
    if KEPT not in request.META and (number := station_number(request)):
        request.META[KEPT] = to_read(pk=number)
    return station_of(request)


def station_number(request: HttpRequest) -> int:
    """The station's id in the cookie, 0 for none. It may have been deleted: makes no database query."""
    return id_of(request.get_signed_cookie(NAME, default="", salt=SALT, max_age=YEAR))


def bind(response: HttpResponse, station: Station) -> HttpResponse:
    """Assign this browser to the station, for a year."""
    response.set_signed_cookie(
        NAME,
        str(station.pk),
        salt=SALT,
        max_age=YEAR,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def unbind(response: HttpResponse) -> HttpResponse:
    """Remove the assignment of this browser."""
    response.delete_cookie(NAME, samesite="Lax")
    return response


def _read(request: HttpRequest) -> Station | None:
    number = station_number(request)
    return with_printers(pk=number) if number else None


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_use(request: StaffRequest, pk: int) -> HttpResponse:
    """Then on to `next`; else to the desk, or to the station's page. Its printer is checked meanwhile."""
    station = get_object_or_404(Station, pk=pk)
    tasks.wake_look(station.label_printer_id)
    messages.success(request, _("You now work at {station}.").format(station=station.name))
    page = reverse("packages_ui:pack") if only_packs(request) else reverse("packages_ui:station", args=[pk])
    address = safe_next(request) or page
    return bind(go(request, address), station)


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def station_leave(request: StaffRequest) -> HttpResponse:
    """Labels then print from the browser."""
    messages.success(request, _("This computer has no station now. Labels print from the browser."))
    return unbind(go(request, reverse("packages_ui:stations")))


class SignIn(LoginView):
    """On to the page that was requested; first to the choice of a station where none is assigned."""

    template_name = "login.html"
    authentication_form = Limited
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        wanted = self.get_redirect_url()
        if wanted in ("", HOME):  # the overview was not requested: it is what a bare address opens
            wanted = self._start() or ("" if only_packs(self.request) else wanted)
        knows = station_of(self.request) or not self.request.user.has_perm("packages_ui.view_packages")
        if not wanted or knows:
            return wanted or self.get_default_redirect_url()
        return f"{reverse('packages_ui:station_choose')}?{urlencode({'next': wanted})}"

    def _start(self) -> str:
        """The list at which one of the person's groups starts; empty where there is none."""
        if not self.request.user.has_perm("packages_ui.view_packages"):
            return ""
        query = start_of(user_id=self.request.user.pk or 0)
        return "" if query is None else reverse("packages_ui:list") + (f"?{query}" if query else "")

"""Which station this browser stands at: a signed cookie, so that nobody invents one."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from backoffice.compiled import Compiled
from packages_ui.models import Station
from packages_ui.views.http import id_of

NAME = "station"
SALT = "packages_ui.station"
YEAR = 365 * 24 * 3600
KEPT = "packages_ui.station"


def station_of(request: HttpRequest) -> Station | None:
    """The station with its printers, asked of the database at most once a request. A broken, forged or
    outdated cookie counts as none."""
    if KEPT not in request.META:
        request.META[KEPT] = _read(request)
    station: Station | None = request.META[KEPT]
    return station


def station_number(request: HttpRequest) -> int:
    """The station's id as the cookie says, 0 for none. It may have been deleted: no database is asked."""
    return id_of(request.get_signed_cookie(NAME, default="", salt=SALT, max_age=YEAR))


def bind(response: HttpResponse, station: Station) -> HttpResponse:
    """From now on this browser stands there, for a year."""
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
    """This browser stands nowhere any more."""
    response.delete_cookie(NAME, samesite="Lax")
    return response


def _read(request: HttpRequest) -> Station | None:
    number = station_number(request)
    if not number:
        return None
    return next(iter(STATION.objects(pk=number)), None)


def _station(*, pk: int) -> QuerySet[Station]:
    return Station.objects.filter(pk=pk).select_related("label_printer", "document_printer")


STATION = Compiled(_station)

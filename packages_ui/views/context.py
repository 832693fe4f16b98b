"""What the header of every page shows of the station; a page without it asks the database nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from packages_ui.models import Station
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.station_cookie import station_of


def station(request: HttpRequest) -> dict[str, Any]:
    """`my_station`, `my_condition` (of its label printer), and `stations_exist`, each asked for when used."""
    return {
        "my_station": SimpleLazyObject(lambda: station_of(request)),
        "my_condition": SimpleLazyObject(lambda: _condition(request)),
        "stations_exist": SimpleLazyObject(Station.objects.exists),
    }


def _condition(request: HttpRequest) -> Any:
    found = station_of(request)
    return condition_of(found.label_printer) if found else None

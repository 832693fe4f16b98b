"""What the header of every page shows of the station; a page without it asks the database nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from packages_ui.models import Station
from packages_ui.services.printing.condition import condition_of
from packages_ui.views.station_cookie import station_of


def station(request: HttpRequest) -> dict[str, Any]:
    """`my_station`, `my_condition` (of its label printer), `my_trouble` (it in a few words, empty when all is
    well), and `stations_exist`, each asked for when used."""
    return {
        "my_station": SimpleLazyObject(lambda: station_of(request)),
        "my_condition": SimpleLazyObject(lambda: _condition(request)),
        "my_trouble": SimpleLazyObject(lambda: trouble_at(station_of(request))),
        "stations_exist": SimpleLazyObject(Station.objects.exists),
    }


def trouble_at(found: Station | None) -> str:
    """`Zebra is out of paper`; empty when all is well there, or at no station."""
    condition = condition_of(found.label_printer) if found else None
    return condition.of(found.label_printer.name) if found and condition and condition.bad else ""


def _condition(request: HttpRequest) -> Any:
    found = station_of(request)
    return condition_of(found.label_printer) if found else None

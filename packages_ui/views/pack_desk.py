"""The desk of a request: who packs, at which station, with which rights."""

from django.http import HttpRequest

from packages_ui.services.packing.desk import Desk
from packages_ui.views.station_cookie import station_of

RIGHTS = (
    "take_over_packing",
    "pack_without_label",
    "teach_barcode",
    "reject_package",
    "split_package",
    "release_reservation",
    "update_package",
)


def desk_of(request: HttpRequest) -> Desk | None:
    """None where this browser stands at no station."""
    station = station_of(request)
    if station is None or request.user.pk is None:
        return None
    rights = {right for right in RIGHTS if request.user.has_perm(f"packages_ui.{right}")}
    return Desk(user_id=request.user.pk, station=station, rights=frozenset(rights))

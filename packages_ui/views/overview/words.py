"""The overview's figures as people read them, for the page and for the screen on the wall."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from packages_ui.messages.common import SOMEBODY_GONE
from packages_ui.messages.handover import carrier_shown
from packages_ui.services.cutoffs.schedule import AMBER, RED
from packages_ui.services.overview.backlog import Backlog, total
from packages_ui.services.overview.pace import forecast
from packages_ui.services.overview.summary import Summary
from packages_ui.services.packages.rows import age

COLUMNS = (
    ("to_pack", {"status": 2}),
    ("packed", {"status": 3}),
    ("late", {"late": 1}),
    ("red", None),
    ("amber", None),
    ("later", None),
)


def clock(moment: datetime) -> str:
    """`14:03`, in the warehouse's time; with its date where that is not today."""
    local = timezone.localtime(moment)
    return local.strftime("%H:%M" if local.date() == timezone.localdate() else "%d.%m. %H:%M")


def backlog_rows(found: Summary) -> list[dict[str, Any]]:
    """One for each shipping company, then all together."""
    if not found.backlog:
        return []
    rows = [_backlog_row(row, found) for row in found.backlog]
    every = {**_backlog_row(total(found.backlog), found), "carrier": _("All"), "is_total": True}
    return [*rows, every]


def _backlog_row(row: Backlog, found: Summary) -> dict[str, Any]:
    """`look` is the state of its next pickup: it goes well, it is near, it will be missed."""
    name = str(carrier_shown(row.carrier)) or pgettext("shipping company", "Other")
    cells = [{"name": key, "count": getattr(row, key), "href": _list(row, query)} for key, query in COLUMNS]
    shown = {"carrier": name, "cells": cells, "is_total": False, "pickup": "", "left": "", "sentence": ""}
    if row.pickup is None:
        return shown | {"look": ""}
    now = found.made_at
    shown |= {"pickup": clock(row.pickup), "left": str(age(row.pickup - now)), "look": _near(row, now)}
    if row.to_pack_by is not None:
        an_hour = found.packed_hour
        words = forecast(left=row.to_pack_by, an_hour=an_hour, until=row.pickup, now=now)
        shown |= {"sentence": str(words), "look": "red" if _is_short(row, found) else shown["look"]}
    return shown


def _near(row: Backlog, now: datetime) -> str:
    left = (row.pickup or now) - now
    return "amber" if left <= RED and row.to_pack else "soon" if left <= AMBER else ""


def _is_short(row: Backlog, found: Summary) -> bool:
    """Whether the speed of the last hour is too low for it."""
    hours = ((row.pickup or found.made_at) - found.made_at).total_seconds() / 3600
    return (row.to_pack_by or 0) > found.packed_hour * hours


def _list(row: Backlog, query: dict[str, int] | None) -> str:
    if query is None or not row.carrier:
        return ""
    return f"{reverse('packages_ui:list')}?{urlencode([('carrier', row.carrier), *query.items()])}"


def hour_rows(found: Summary) -> list[dict[str, Any]]:
    """For the charts and for the table beside them."""
    return [
        {
            "hour": f"{hour.hour:02}:00",
            "printed": hour.printed,
            "printed_usually": hour.printed_usually,
            "packed": hour.packed,
            "packed_usually": hour.packed_usually,
        }
        for hour in found.hours
    ]


def packer_rows(found: Summary, *, only: int | None) -> list[dict[str, Any]]:
    """`share`: mistakes for each hundred parcels."""
    return [
        {
            "name": packer.name or str(SOMEBODY_GONE()),
            "packed": packer.packed,
            "an_hour": "–" if packer.an_hour is None else packer.an_hour,
            "mistakes": packer.mistakes,
            "share": round(100 * packer.mistakes / packer.packed) if packer.packed else 0,
        }
        for packer in found.packers
        if only is None or packer.user_id == only
    ]


def calls_in_text(found: Summary) -> list[tuple[str, str, str]]:
    """Name, figure and look; empty where nobody has counted."""
    calls = found.calls
    if calls is None or not calls.total:
        return []
    share = 100 * calls.errors / calls.total
    return [
        (_("Calls in the last hour"), str(calls.total), ""),
        (_("Errors"), f"{calls.errors}", "red" if share >= 5 else "amber" if calls.errors else ""),
        (_("Half answered within"), _("{count} ms").format(count=calls.median), ""),
        (_("95 of 100 answered within"), _("{count} ms").format(count=calls.slow), ""),
    ]

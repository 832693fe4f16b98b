"""Boxes made for tests: packed packages of the sandbox."""

from typing import Any

from django.utils import timezone

from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.barcodes.package_codes import note_package

READY = 3


def ready(sandbox: Sandbox, carrier: str = "DHL", *, index: int = 0, status: int = READY) -> Record:
    """One of the packages that are Ready to Ship, given that company and status."""
    record = [one for one in sandbox.packages.values() if one.status == READY][index]
    record.body.update(shipping_company={"name": carrier, "slug": carrier.lower()}, status=status)
    return record


def number(record: Record) -> str:
    return str(record.body["number"])


def packed(number: str, *, read_back: bool = True, **fields: Any) -> Packing:
    """Packed here a moment ago."""
    now = timezone.now()
    times = {
        "opened_at": now,
        "touched_at": now,
        "packed_at": now,
        "read_back_at": now if read_back else None,
    }
    packing = Packing.objects.create(
        package_number=number, **{"state": Packing.State.PACKED, "carrier": "DHL", **times, **fields}
    )
    note_package(
        number, tracking=packing.tracking_number, waybill=packing.waybill_number, at=packing.packed_at
    )
    return packing

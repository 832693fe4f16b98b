"""A package becomes packed: its status change, its audit row, and the cancelling of its unsent labels."""

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import packing as messages
from packages_ui.models import Act, LabelBatch, Packing, PackingUnit, PrintJob
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.locks import lock_batches
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.units import units_of
from packages_ui.services.printing import ledger
from packages_ui.services.status_changes import status_changes

State = PrintJob.State
UNSENT = (*PrintJob.WAITING, State.READY)
NOT_NEEDED = messages.NOT_NEEDED()


def become_packed(packing: Packing, desk: Desk, *, verb: Act.Verb = Act.Verb.PACK, because: str = "") -> None:
    """open → packed, on the object: within a transaction, and the caller saves it."""
    units = units_of(packing)
    status_changes.want(
        package_number=packing.package_number,
        status=PackageStatus.READY_TO_SHIP,
        user_id=desk.user_id,
        items=tuple(unit.number for unit in units),
        waybill_number=packing.waybill_number if packing.is_manual else "",
        tracking_number=packing.tracking_number if packing.is_manual else "",
        packing=packing,
    )
    packing.state, packing.packed_at, packing.notes = Packing.State.PACKED, timezone.now(), []
    Act.objects.create(
        package_number=packing.package_number,
        verb=verb,
        outcome=Act.Outcome.DONE,
        user_id=desk.user_id,
        after=_what(packing, desk, units) | ({"because": because} if because else {}),
    )


def cancel_unsent(packing: Packing) -> int:
    """Cancel the package's labels that were not sent to a printer yet; how many."""
    if not UNSENT_ONES.rows(number=packing.package_number):
        return 0
    unsent = unsent_of(packing.package_number)
    batches = lock_batches(unsent)
    count = sum(ledger.move(unsent, state, State.CANCELLED, claim="", reason=NOT_NEEDED) for state in UNSENT)
    joined = LabelBatch.objects.filter(pk__in=batches).exclude(pdf_path="")
    joined.update(pdf_path="", pdf_pages=0, pdf_at=None)  # it contains the label
    return count


def unsent_of(number: str) -> QuerySet[PrintJob]:
    """The labels of a package that were not sent to a printer yet."""
    return PrintJob.objects.filter(package_number=number, state__in=UNSENT)


UNSENT_ONES = Compiled(lambda *, number: unsent_of(number).order_by().values_list("pk"))


def _what(packing: Packing, desk: Desk, units: list[PackingUnit]) -> dict[str, object]:
    hand = sum(unit.how == PackingUnit.How.HAND for unit in units)
    return {"units": len(units), "by_hand": hand, "packing": packing.pk, "station": desk.station.pk}

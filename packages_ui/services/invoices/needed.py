"""A package that needs its invoice does not leave without it. Where one station always prints invoices, each
package has to have its own on paper before it is made Ready to Ship away from the desks too; or a lead goes
on without it, with a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import invoices as messages
from packages_ui.messages.message import NOTHING, Message, dump, message
from packages_ui.models import Act, Invoice, Slip, Station
from packages_ui.seller_center.types import PackageChanges, PackageStatus
from packages_ui.services import audit
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices.address import address_of
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.update import LEAVING, why_stopped

MOST_OF_REASON = 200
READ = (
    *("package_number", "state", "reason", "without_because"),
    *("slip__state", "slip__printer__name"),
)
REASONS = {
    "sent_later": messages.SENT_LATER(),
    "printer_broken": messages.PRINTER_BROKEN(),
    "inside": messages.INSIDE(),
}


def refusal_with(problem: Message) -> Message:
    """Why the package does not leave, for what is wrong with its invoice."""
    return messages.NEEDED() + problem


def why_not_leave(changes: PackageChanges) -> Callable[[Snapshot], Message | str]:
    """Why a person may not make it ready for the carrier, or give it to the carrier; empty for others. A
    hold or a cancellation, or its invoice."""
    stopped = why_stopped(changes)

    def why(snapshot: Snapshot) -> Message | str:
        return stopped(snapshot) or (why_not_without(snapshot) if changes.status in LEAVING else NOTHING)

    return why


def why_not_without(snapshot: Snapshot) -> Message:
    """Why a package as just read does not leave without its invoice; empty once it is packed."""
    package = snapshot.package
    if package.status != PackageStatus.PREPARING:
        return NOTHING
    return refusals(addresses={package.number: package.invoice_url}).get(package.number, NOTHING)


def refusals(*, addresses: Mapping[str, str | None]) -> dict[str, Message]:
    """The same for many packages in Preparing, by number, with their invoices' addresses from Seller
    Center. Two statements."""
    if not Station.objects.filter(invoices=Station.Invoices.NEEDED).exists():
        return {}
    found = Invoice.objects.filter(package_number__in=list(addresses)).order_by().values(*READ)
    rows = {row["package_number"]: row for row in found}
    problems = {number: _problem(rows.get(number), address) for number, address in addresses.items()}
    return {number: refusal_with(problem) for number, problem in problems.items() if problem}


def go_without(*, number: str, because: str, user_id: int) -> None:
    """The package may leave without its invoice. `because`: one of REASONS, or the lead's own words. The
    permission has been checked. Raises NotAllowed where nothing waits for the invoice."""
    if not refusals(addresses={number: address_of(number)}):
        raise NotAllowed(messages.NOT_HELD_UP(number=number) + common.NOTHING_CHANGED())
    with transaction.atomic():
        let_go(number=number, because=because, user_id=user_id)


def let_go(*, number: str, because: str, user_id: int, **after: int) -> str:
    """Note the lead's decision, in a transaction; the reason as it is stored."""
    reason = dump(REASONS[because]) if because in REASONS else because[:MOST_OF_REASON]
    made = {"wanted_at": timezone.now(), "due_at": None}
    Invoice.objects.update_or_create(
        package_number=number,
        defaults={"without_because": reason},
        create_defaults={"without_because": reason, **made},
    )
    audit.note(
        Act.Verb.PACK_WITHOUT_INVOICE, user_id=user_id, number=number, after={"because": reason, **after}
    )
    return reason


def _problem(row: Mapping[str, Any] | None, address: str | None) -> Message:
    """What keeps its invoice from being in the box; empty where nothing does. `row` has READ."""
    if row is None:
        return messages.NOT_PRINTED() if address else messages.NO_LINK()
    if row["without_because"]:
        return NOTHING
    if row["slip__state"]:
        failed = row["slip__state"] == Slip.State.FAILED
        return messages.NOT_SURE(printer=row["slip__printer__name"]) if failed else NOTHING
    is_kept = row["state"] == Invoice.State.KEPT
    if row["reason"] and not is_kept:
        return message(row["reason"])
    return messages.NOT_PRINTED() if address or is_kept else messages.NO_LINK()

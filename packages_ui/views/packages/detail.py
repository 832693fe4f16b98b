"""One package: everything on its page, and who may press what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from packages_ui.forms.act import saw
from packages_ui.labels.formats import LabelFormat
from packages_ui.messages.labels import EPL_NO_PREVIEW
from packages_ui.messages.message import Message
from packages_ui.models import Act, Label
from packages_ui.seller_center.errors import NotFound, Refused, SellerCenterError
from packages_ui.seller_center.page import short_wait
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.invoices.needed import why_not_without
from packages_ui.services.marks.stops import refusal_of, stop_of
from packages_ui.services.packages.boxes import boxes_of
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint
from packages_ui.services.packages.rows import local, money, row
from packages_ui.services.packages.snapshot import Snapshot, read, remember
from packages_ui.services.packages.stored_snapshot import is_stored, stored_snapshot
from packages_ui.services.packages.update import LEAVING, next_statuses
from packages_ui.services.printing.history import copies_of
from packages_ui.views.batches.print_request import where_to
from packages_ui.views.http import StaffRequest, respond
from packages_ui.views.packages import detail_facts as facts
from packages_ui.views.packages.actions import ACTIONS, PAGES
from packages_ui.views.packages.detail_history import history
from packages_ui.views.packages.invoice import invoice_context
from packages_ui.views.packages.list_rows import STATUS_LOOKS
from packages_ui.views.packages.marks import marks_context
from packages_ui.views.packages.problem import FAILURES, Failure, show_problem

MOST_NEW = 9
Verb = Act.Verb
NOT_YOURS = gettext_lazy("You don't have permission.")
STEPS = {
    PackageStatus.PREPARING: (gettext_lazy("Back to Preparing"), "history"),
    PackageStatus.READY_TO_SHIP: (gettext_lazy("Ready to Ship"), "package"),
    PackageStatus.SHIPPED: (gettext_lazy("Shipped"), "truck-delivery"),
    PackageStatus.DELIVERED: (gettext_lazy("Delivered"), "circle-check"),
    PackageStatus.DELIVERY_FAILED: (gettext_lazy("Delivery Failed"), "truck-return"),
}
STALE = gettext_lazy("The address, amount, shipping method or tracking number has changed since.")
NOT_DRAWN = gettext_lazy("This label cannot be previewed. Download it to see it.")


@require_safe
@permission_required("packages_ui.view_packages", raise_exception=True)
def detail(request: StaffRequest, number: str) -> HttpResponse:
    """The page; over htmx its core. `new` (repeated): packages that a split has just made of it."""
    try:
        if (snapshot := _read(request, number)) is None:
            return _show_copy(request, number) or redirect(f"{request.path}?patient=1")
    except FAILURES as error:
        return _from_copy(request, number, error) or show_problem(request, number, error)
    remember(snapshot)
    context = package_context(request, snapshot)
    if new := request.GET.getlist("new")[:MOST_NEW]:
        context["new"] = print_form(request, new)
    return respond(request, "packages/detail.html", context, part="package")


def _read(request: StaffRequest, number: str) -> Snapshot | None:
    """None where the response takes long and the copy has the package to show until then: the page requests
    it again with `patient=1`. Raises what `read` raises."""
    if request.GET.get("patient") != "1":
        with short_wait() as wait:
            try:
                return read(number=number)
            except SellerCenterError:
                if not wait.is_over:
                    raise
        if is_stored(number=number):
            return None
    return read(number=number)


def _show_copy(
    request: StaffRequest, number: str, error: SellerCenterError | None = None
) -> HttpResponse | None:
    """The package as it was read last, with nothing to press that needs Seller Center, until it responds; or
    with the `error` why it does not. None where the package is not stored."""
    stored = stored_snapshot(number=number)
    if stored is None:
        return None
    away = _("Seller Center is not responding.") if error else _("Seller Center is being asked.")
    context = package_context(request, stored.snapshot, away=away)
    context |= label_context(stored.snapshot, good=stored.fingerprints)
    context["copied"] = {
        "error": str(error.sentence) if error else "",
        "read_at": local(stored.read_at),
        "has_items": stored.has_items,
    }
    return respond(request, "packages/detail.html", context, part="package")


def _from_copy(request: StaffRequest, number: str, error: Failure) -> HttpResponse | None:
    """While Seller Center is down: the package as it was read last, with nothing to press that needs
    Seller Center. None where it refused, or where the package is not stored."""
    if not isinstance(error, SellerCenterError) or isinstance(error, Refused | NotFound):
        return None
    return _show_copy(request, number, error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`href` opens a form; with `status` it is sent at once. `why` is why it is disabled."""

    id: str
    name: Promise | str
    icon: str
    href: str
    why: str
    status: int | None = None
    main: bool = False


def package_context(request: StaffRequest, snapshot: Snapshot, *, away: str = "") -> dict[str, Any]:
    """The context of `packages/detail.html`. `away`: why nothing can be changed now."""
    package, flat = snapshot.package, row(snapshot.package)
    stop = stop_of(number=package.number)
    refusal = str(refusal_of(stop)) if stop else ""
    without = str(why_not_without(snapshot))
    next_steps = steps(request, snapshot, away=away, refusal=refusal or without)
    all_forms = forms(request, snapshot, away=away)
    items = facts.items(snapshot)
    return {
        "number": package.number,
        "flat": flat,
        "status_look": STATUS_LOOKS.get(package.status or 0, "st-other"),
        "notes": facts.notes(package),
        "steps": next_steps,
        "forms": all_forms,
        "whys": whys([*next_steps, *all_forms]),
        "items": items,
        "goods_known": any(item.goods and item.goods.has_name_or_picture for item in items),
        "boxes": boxes_of(number=package.number, order_number=package.order_number or ""),
        "release_why": _why(request, Verb.RELEASE, snapshot, away),
        "cards": facts.cards(package),
        "shipment": facts.shipment(package),
        "dates": facts.dates(package),
        "discount": money(package.discount_amount, package.currency) if package.discount_amount else "",
        "history": history(package.number),
        "section": "packages",
        **saw(package),
        **label_context(snapshot),
        **marks_context(request, package.number, stop),
        **invoice_context(request, package.number, package.invoice_url, without=without),
        **print_form(request, [package.number], refusal=refusal),
    }


def steps(request: StaffRequest, snapshot: Snapshot, *, away: str, refusal: str) -> list[Button]:
    """One large button for each next status; the first is the usual one. `refusal`: why it must not leave."""
    following = next_statuses(snapshot.package.status)
    whys = {status: away or (refusal if status in LEAVING else "") for status in following}
    return [_step(request, snapshot, at, main=at == following[0], away=why) for at, why in whys.items()]


def forms(request: StaffRequest, snapshot: Snapshot, *, away: str = "") -> list[Button]:
    """One button for each form."""
    number = snapshot.package.number
    return [
        Button(
            id=f"act-{page.name}",
            name=page.title,
            icon=page.icon,
            href=reverse(f"packages_ui:{page.name}", args=[number]),
            why=_why(request, page.action.verb, snapshot, away),
        )
        for page in PAGES
        if page.title
    ]


def whys(buttons: Iterable[Button]) -> list[str]:
    """Each reason once, after the names of the buttons that it disables."""
    names: dict[str, list[str]] = {}
    for button in buttons:
        if button.why:
            names.setdefault(button.why, []).append(str(button.name))
    return [f"{', '.join(held)}: {why}" for why, held in names.items()]


def label_context(snapshot: Snapshot, good: tuple[str, ...] = ()) -> dict[str, Any]:
    """The newest label, why it is outdated (empty where it is not), and every copy that was requested."""
    label = Label.objects.filter(package_number=snapshot.package.number).first()
    copies = copies_of(number=snapshot.package.number)
    if label is None:
        return {"label": None, "copies": copies}
    good = ("", *(good or (fingerprint(snapshot.package), bare_fingerprint(snapshot.package))))
    changed = label.fingerprint not in good
    stale = _stale_because(label) if label.stale_at else STALE if changed else ""
    drawn = label.format not in (LabelFormat.UNKNOWN, LabelFormat.URL, LabelFormat.EPL)
    undrawn = EPL_NO_PREVIEW() if label.format == LabelFormat.EPL else label.problem or NOT_DRAWN
    return {
        "label": label,
        "label_made": local(label.made_at),
        "label_stale": stale,
        "label_problem": "" if drawn else undrawn,
        "copies": copies,
        "last": next((copy for copy in copies if copy.on_paper), None),
        "destroy": [copy for copy in copies if copy.on_paper and (copy.stale or copy.made_from not in good)],
    }


def _stale_because(label: Label) -> Promise | Message:
    return label.stale_because or STALE


def print_form(request: StaffRequest, packages: Iterable[str], *, refusal: str = "") -> dict[str, Any]:
    """What the Print button sends: `packages`, a `key` of this page's own, and where it may print. `refusal`:
    why it may not."""
    may = request.user.has_perm("packages_ui.print_labels")
    return {
        "print_key": uuid4().hex,
        "print_packages": tuple(packages),
        "where": where_to(request) if may else (),
        "print_why": refusal if may else NOT_YOURS,
    }


def _step(
    request: StaffRequest, snapshot: Snapshot, status: PackageStatus, *, main: bool, away: str
) -> Button:
    name, icon = STEPS[status]
    has_form = status in (PackageStatus.SHIPPED, PackageStatus.DELIVERED)
    by_hand = status is PackageStatus.READY_TO_SHIP and snapshot.package.is_requires_manual_entry
    address = reverse("packages_ui:update", args=[snapshot.package.number])
    return Button(
        id=f"step-{status.value}",
        name=name,
        icon=icon,
        href=f"{address}?status={status.value}",
        why=_why(request, Verb.UPDATE, snapshot, away),
        status=None if has_form or by_hand else status.value,
        main=main,
    )


def _why(request: StaffRequest, verb: Act.Verb, snapshot: Snapshot, away: str) -> str:
    page = ACTIONS[verb]
    may = request.user.has_perm(f"packages_ui.{page.permission}")
    return str((away or page.action.unavailable(snapshot)) if may else NOT_YOURS)

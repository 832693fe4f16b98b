"""The actions on one package that have a page, in one table: what a new one needs besides its service and its
form. Their address, view, button and permission follow from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.act import ActForm, RejectForm, ReleaseForm, ShippingMethodForm, saw, with_posted
from packages_ui.forms.split import SplitForm
from packages_ui.forms.update import UpdateForm, as_text, values_of
from packages_ui.messages.message import Message
from packages_ui.models import Act, RejectReason
from packages_ui.seller_center.types import Package, PackageStatus
from packages_ui.services.invoices.needed import why_not_leave
from packages_ui.services.packages.action import PackageAction, Result
from packages_ui.services.packages.reject import RejectAction, reject
from packages_ui.services.packages.release import ReleaseAction, release
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.shipping_method import (
    ChangeShippingMethodAction,
    change_shipping_method,
    shipping_methods,
    shipping_methods_or_none,
)
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.split import SplitAction, split
from packages_ui.services.packages.update import UpdateAction, update

F = TypeVar("F", bound=ActForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which package an action is for, and who requests it. `item` is in the address of a release; `status`
    (`?status=4`) in that of an update by one click."""

    user_id: int
    number: str
    item: str = ""
    status: PackageStatus | None = None

    @property
    def set_to(self) -> str:
        """The name of the update by one click."""
        return _("Set to {status}").format(status=status_name(self.status)) if self.status else ""


def with_new_sight(data: QueryDict, form: ActForm, now: Package) -> QueryDict:  # noqa: ARG001 - an update's needs it
    """The posted data, for the package as it is now."""
    data = data.copy()
    data["updated_at"] = saw(now)["updated_at"]
    return data


@dataclass(frozen=True, kw_only=True)
class ActPage(Generic[F]):
    """One action's page. `name` is that of its address and of its template, `path` is below the package's
    address, `title` and `icon` are its button's on the package's page (without `title` it has none there).

    `form` makes the form for a snapshot, unbound or with the posted data. `act` carries it out. `rebase`
    applies the posted data to a package that has changed meanwhile. `why_not` adds to the action's
    `unavailable`. `confirms`: posted with `step=ask` the page shows what will happen; `step=edit` leads back
    from there. `makes_packages`: over htmx the page's part `result` shows them.
    """

    action: type[PackageAction]
    name: str
    path: str
    permission: str
    form: Callable[[Target, Snapshot, QueryDict | None], F]
    act: Callable[[Target, F], Result]
    title: Promise | str = ""
    icon: str = ""
    rebase: Callable[[QueryDict, F, Package], QueryDict] = with_new_sight
    why_not: Callable[[Target, Snapshot], Message | str] = lambda _target, _snapshot: ""
    confirms: bool = False
    makes_packages: bool = False

    @property
    def template(self) -> str:
        return f"packages/{self.name}.html"

    def blocked(self, target: Target, snapshot: Snapshot) -> str:
        """Why the action is not possible now; empty where it is."""
        return str(self.action.unavailable(snapshot) or self.why_not(target, snapshot))


def _update_form(target: Target, snapshot: Snapshot, data: QueryDict | None) -> UpdateForm:
    return UpdateForm(data, package=snapshot.package, only=target.status)


def _update(target: Target, form: UpdateForm) -> Result:
    seen, changes = form.cleaned_data["updated_at"], form.changes()
    return update(
        user_id=target.user_id,
        number=target.number,
        seen=seen,
        changes=changes,
        why_not=why_not_leave(changes),
    )


def _rebase(data: QueryDict, form: UpdateForm, now: Package) -> QueryDict:
    """The package as it is now, with the person's changes applied."""
    fresh = QueryDict(mutable=True)
    for name, value in values_of(now).items():
        fresh[f"initial-{name}"] = as_text(value)
        fresh[name] = str(data[name]) if name in form.changed else as_text(value)
    fresh.update(saw(now))
    return fresh


def _method_form(_target: Target, snapshot: Snapshot, data: QueryDict | None) -> ShippingMethodForm:
    methods = shipping_methods() if data is None else with_posted(shipping_methods_or_none(), data)
    return ShippingMethodForm(data, package=snapshot.package, methods=methods)


def _change_method(target: Target, form: ShippingMethodForm) -> Result:
    seen, method = form.cleaned_data["updated_at"], form.cleaned_data["shipping_method"]
    return change_shipping_method(
        user_id=target.user_id, number=target.number, seen=seen, shipping_method=method
    )


def _split_form(_target: Target, snapshot: Snapshot, data: QueryDict | None) -> SplitForm:
    methods = with_posted(shipping_methods_or_none(), data or QueryDict())
    return SplitForm(data, package=snapshot.package, items=snapshot.items, methods=methods)


def _split(target: Target, form: SplitForm) -> Result:
    seen = form.cleaned_data["updated_at"]
    return split(user_id=target.user_id, number=target.number, seen=seen, parts=form.parts())


def _reject_form(_target: Target, snapshot: Snapshot, data: QueryDict | None) -> RejectForm:
    reasons = list(RejectReason.objects.values_list("text", flat=True))
    return RejectForm(data, package=snapshot.package, items=snapshot.items, reasons=reasons)


def _reject(target: Target, form: RejectForm) -> Result:
    seen, items = form.cleaned_data["updated_at"], tuple(form.cleaned_data["items"])
    reason = form.cleaned_data["reason"]
    return reject(user_id=target.user_id, number=target.number, seen=seen, items=items, reason=reason)


def _release_form(_target: Target, snapshot: Snapshot, data: QueryDict | None) -> ReleaseForm:
    return ReleaseForm(data, initial=saw(snapshot.package))


def _release(target: Target, form: ReleaseForm) -> Result:
    seen = form.cleaned_data["updated_at"]
    return release(user_id=target.user_id, number=target.number, seen=seen, item=target.item)


def _why_no_release(target: Target, snapshot: Snapshot) -> Message | str:
    return ReleaseAction(number=target.number, item=target.item).why_not(snapshot)


PAGES: tuple[ActPage[Any], ...] = (
    ActPage(
        action=UpdateAction,
        name="update",
        path="update/",
        permission="update_package",
        title=gettext_lazy("Edit shipment"),
        icon="pencil",
        form=_update_form,
        act=_update,
        rebase=_rebase,
    ),
    ActPage(
        action=ChangeShippingMethodAction,
        name="shipping_method",
        path="shipping-method/",
        permission="change_shipping_method",
        title=gettext_lazy("Shipping method"),
        icon="truck",
        form=_method_form,
        act=_change_method,
    ),
    ActPage(
        action=SplitAction,
        name="split",
        path="split/",
        permission="split_package",
        title=gettext_lazy("Split"),
        icon="arrows-split",
        form=_split_form,
        act=_split,
        confirms=True,
        makes_packages=True,
    ),
    ActPage(
        action=RejectAction,
        name="reject",
        path="reject/",
        permission="reject_package",
        title=gettext_lazy("Reject items"),
        icon="package-off",
        form=_reject_form,
        act=_reject,
        confirms=True,
    ),
    ActPage(
        action=ReleaseAction,
        name="release",
        path="items/<str:item>/release/",
        permission="release_reservation",
        form=_release_form,
        act=_release,
        why_not=_why_no_release,
    ),
)
ACTIONS: dict[Act.Verb, ActPage[Any]] = {page.action.verb: page for page in PAGES}

"""Change the shipping method of a package (PKG105), and the methods there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act, FallbackShippingMethod
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import NotFound, SellerCenterError
from packages_ui.seller_center.types import ShippingMethod
from packages_ui.services.cached import Cached
from packages_ui.services.client import seller_center
from packages_ui.services.packages.action import PackageAction, Result, carry_out, only_preparing
from packages_ui.services.packages.snapshot import Snapshot

METHODS_KEY = "shipping-methods"
METHODS_SECONDS = 300
METHODS: Cached[tuple[ShippingMethod, ...]] = Cached(tuple[ShippingMethod, ...])


@dataclass(frozen=True, kw_only=True)
class ChangeShippingMethodAction(PackageAction):
    """`shipping_method` is the method's UUID, which PKG105 takes; packages show its `name`."""

    verb = Act.Verb.CHANGE_SHIPPING_METHOD
    shipping_method: str
    name: str

    @classmethod
    def unavailable(cls, snapshot: Snapshot) -> Message | str:
        return only_preparing(snapshot)

    def why_not(self, snapshot: Snapshot) -> Message | str:
        if not self.name:
            return words.CHOOSE_METHOD()
        return words.SAME_METHOD(method=self.name) if self._is_now(snapshot) else ""

    def send(self, client: SellerCenter) -> None:
        client.change_shipping_method(self.number, shipping_method=self.shipping_method)

    def is_done(self, snapshot: Snapshot | None) -> bool:
        return snapshot is not None and self._is_now(snapshot)

    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        return {"shipping_method": snapshot.package.shipping_method}

    @property
    def done(self) -> Message:
        return words.METHOD_CHANGED(number=self.number, method=self.name)

    @property
    def stale(self) -> Message:
        return words.STALE_METHOD()

    def _is_now(self, snapshot: Snapshot) -> bool:
        return snapshot.package.shipping_method == self.name


def change_shipping_method(
    *, user_id: int, number: str, seen: datetime | None, shipping_method: str
) -> Result:
    """`shipping_method` is the method's UUID. Raises as `carry_out` does."""
    action = ChangeShippingMethodAction(
        number=number, shipping_method=shipping_method, name=method_name(shipping_method)
    )
    return carry_out(user_id=user_id, seen=seen, action=action)


def shipping_methods() -> tuple[ShippingMethod, ...]:
    """The methods Seller Center lists, shared for 5 minutes; those entered by hand where it lists none."""
    found = METHODS.get(METHODS_KEY)
    if found is None:
        found = _request_methods()
        METHODS.set(METHODS_KEY, found, METHODS_SECONDS)
    return found


def method_name(uuid: str) -> str:
    """The method's name; empty where there is no such method."""
    return next((method.name or "" for method in shipping_methods() if method.id == uuid), "")


def _request_methods() -> tuple[ShippingMethod, ...]:
    try:
        return seller_center().list_shipping_methods()
    except NotFound:
        by_hand = FallbackShippingMethod.objects.all()
        return tuple(ShippingMethod(id=str(method.uuid), name=method.name) for method in by_hand)


def shipping_methods_or_none() -> tuple[ShippingMethod, ...]:
    """As `shipping_methods`, but empty in an outage: for forms where the method is optional."""
    try:
        return shipping_methods()
    except SellerCenterError:
        return ()

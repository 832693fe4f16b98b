"""Change the shipping method of a package (PKG105), and the methods there are."""

from datetime import datetime

from django.core.cache import cache

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Act, FallbackShippingMethod
from packages_ui.seller_center.errors import NotFound, SellerCenterError
from packages_ui.seller_center.types import ShippingMethod
from packages_ui.services.client import seller_center
from packages_ui.services.packages.action import Action, Result, carry_out
from packages_ui.services.packages.snapshot import Reading

METHODS_KEY = "shipping-methods"
METHODS_SECONDS = 300


def change_shipping_method(
    *, user_id: int, number: str, seen: datetime | None, shipping_method: str
) -> Result:
    """`shipping_method` is the method's UUID. Raises as `carry_out` does."""
    name = method_name(shipping_method)
    action = Action(
        verb=Act.Verb.CHANGE_SHIPPING_METHOD,
        send=lambda client: client.change_shipping_method(number, shipping_method=shipping_method),
        is_done=lambda reading: reading is not None and reading.package.shipping_method == name,
        audited=lambda reading: {"shipping_method": reading.package.shipping_method},
        done=words.METHOD_CHANGED(number=number, method=name),
        why_not=lambda reading: _why_not(name, reading),
        stale=words.STALE_METHOD(),
    )
    return carry_out(user_id=user_id, number=number, seen=seen, action=action)


def shipping_methods() -> tuple[ShippingMethod, ...]:
    """The methods Seller Center lists, shared for 5 minutes; those entered by hand where it lists none."""
    found: tuple[ShippingMethod, ...] | None = cache.get(METHODS_KEY)
    if found is None:
        found = _request_methods()
        cache.set(METHODS_KEY, found, METHODS_SECONDS)
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


def _why_not(name: str, reading: Reading) -> Message | str:
    if not name:
        return words.CHOOSE_METHOD()
    if reading.package.shipping_method == name:
        return words.SAME_METHOD(method=name)
    return ""

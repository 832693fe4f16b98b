"""Change the shipping method of a package (PKG105), and the methods there are."""

from datetime import datetime

from django.core.cache import cache

from packages_ui.models import Act, FallbackShippingMethod
from packages_ui.seller_center.errors import NotFound, SellerCenterError
from packages_ui.seller_center.types import ShippingMethod
from packages_ui.services.client import seller_center
from packages_ui.services.packages.action import Outcome, Wish, carry_out
from packages_ui.services.packages.snapshot import Reading

METHODS_KEY = "shipping-methods"
METHODS_SECONDS = 300


def change_shipping_method(
    *, user_id: int, number: str, seen: datetime | None, shipping_method: str
) -> Outcome:
    """`shipping_method` is the method's UUID. Raises as `carry_out` does."""
    name = method_name(shipping_method)
    wish = Wish(
        verb=Act.Verb.CHANGE_SHIPPING_METHOD,
        send=lambda client: client.change_shipping_method(number, shipping_method=shipping_method),
        holds=lambda reading: reading is not None and reading.package.shipping_method == name,
        touched=lambda reading: {"shipping_method": reading.package.shipping_method},
        done=f"Package {number} now goes by {name}.",
        why_not=lambda reading: _why_not(name, reading),
        stale="The shipping method has changed.",
    )
    return carry_out(user_id=user_id, number=number, seen=seen, wish=wish)


def shipping_methods() -> tuple[ShippingMethod, ...]:
    """The methods Seller Center lists, shared for 5 minutes; those entered by hand where it lists none."""
    found: tuple[ShippingMethod, ...] | None = cache.get(METHODS_KEY)
    if found is None:
        found = _ask()
        cache.set(METHODS_KEY, found, METHODS_SECONDS)
    return found


def method_name(uuid: str) -> str:
    """The name people know the method by; empty when there is no such method."""
    return next((method.name or "" for method in shipping_methods() if method.id == uuid), "")


def _ask() -> tuple[ShippingMethod, ...]:
    try:
        return seller_center().list_shipping_methods()
    except NotFound:
        by_hand = FallbackShippingMethod.objects.all()
        return tuple(ShippingMethod(id=str(method.uuid), name=method.name) for method in by_hand)


def shipping_methods_or_none() -> tuple[ShippingMethod, ...]:
    """As `shipping_methods`, but empty when Seller Center cannot be asked: for forms where it is a choice."""
    try:
        return shipping_methods()
    except SellerCenterError:
        return ()


def _why_not(name: str, reading: Reading) -> str:
    if not name:
        return "Choose one of the shipping methods."
    if reading.package.shipping_method == name:
        return f"The package already goes by {name}."
    return ""
